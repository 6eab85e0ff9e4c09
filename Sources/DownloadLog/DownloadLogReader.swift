import Catalogue
import CatalogueStore

/// A log file as `log list` shows it.
public struct LogFileSummary: Hashable, Sendable {
  public let file: LogFile
  /// Lines per catalogue and verb, counted in the file on disk.
  public let lineCounts: [CatalogueKind: [ChangeVerb: Int]]
  /// Lines in it that are not ours.
  public let otherLineCount: Int
  /// Bytes on disk; `nil` when the file is missing.
  public let bytesOnDisk: Int64?
}

/// Reads the log files as an administrator finds them on disk.
public struct DownloadLogReader: Sendable {
  public let directory: String
  let store: CatalogueStore

  public init(store: CatalogueStore, directory: String) {
    self.store = store
    self.directory = directory
  }

  /// All files, oldest day first, with their line counts.
  public func files() throws(StoreError) -> [LogFileSummary] {
    var summaries: [LogFileSummary] = []
    for file in try store.logFiles() {
      let path = "\(directory)/\(file.name)"
      guard LogFileHandle.exists(path) else {
        summaries.append(LogFileSummary(file: file, lineCounts: [:], otherLineCount: 0, bytesOnDisk: nil))
        continue
      }
      var counts: [CatalogueKind: [ChangeVerb: Int]] = [:]
      var others = 0
      for text in try texts(of: file) {
        if let line = LogLine(parsing: text) {
          counts[line.kind, default: [:]][line.verb, default: 0] += 1
        } else {
          others += 1
        }
      }
      summaries.append(
        LogFileSummary(
          file: file, lineCounts: counts, otherLineCount: others,
          bytesOnDisk: try LogFileHandle(reading: path).size()))
    }
    return summaries
  }

  /// The files of one day of publication (`yyyy-MM-dd`); usually one.
  public func files(day: String) throws(StoreError) -> [LogFile] { try store.logFiles().filter { $0.day == day } }

  /// The lines of a file in order; lines that are not ours are left out. A missing file is an error.
  public func lines(of file: LogFile) throws(StoreError) -> [LogLine] {
    try texts(of: file).compactMap(LogLine.init(parsing:))
  }

  /// The lines of all files, oldest first.
  public func allLines() throws(StoreError) -> [LogLine] {
    var lines: [LogLine] = []
    for file in try store.logFiles() { lines += try self.lines(of: file) }
    return lines
  }

  /// As ``allLines()``, one line in memory at a time.
  ///
  /// - Throws: `StoreError` when a file is missing or not in its encoding, and what `body` throws.
  public func forEachLine(_ body: (LogLine) throws -> Void) throws {
    for file in try store.logFiles() { try forEachLine(of: file, body) }
  }

  private func texts(of file: LogFile) throws(StoreError) -> [String] {
    let path = "\(directory)/\(file.name)"
    guard LogFileHandle.exists(path) else {
      throw StoreError(.damagedLogPiece, "日志文件 \(file.name) 不在（目录 \(directory)），用 qianzhi log rebuild 重建")
    }
    let bytes = try LogFileHandle(reading: path).bytes(from: 0)
    do {
      return try file.format.lines(in: bytes)
    } catch {
      throw StoreError(
        .damagedLogPiece, "日志文件 \(file.name) 不是 \(file.format.encoding.rawValue) 编码（第 \(error.offset) 字节起）")
    }
  }
}
