import Catalogue
import CatalogueStore

/// The lines of a log file in order, read piece by piece, so that a file of any length costs the memory of one piece.
/// What is appended meanwhile is read, too.
public struct LogFileLines {
  /// Bytes read at a time.
  static let pieceBytes = 1 << 20
  /// A longer line is none of ours: a row of a file has 1 MiB at most, and a centre's fields are far shorter.
  static let lineBytes = 16 << 20

  private let file: LogFile
  private let handle: LogFileHandle
  private var offset: Int64
  /// Bytes from here on are not read; `nil`: all are.
  private let end: Int64?
  /// The line that is not whole yet.
  private var pending: [UInt8] = []
  private var isAtEnd = false

  /// - Throws: `StoreError` when the file is missing or cannot be opened.
  init(_ file: LogFile, directory: String, from offset: Int64 = 0, end: Int64? = nil) throws(StoreError) {
    self.offset = offset
    self.end = end
    let path = "\(directory)/\(file.name)"
    guard LogFileHandle.exists(path) else {
      throw StoreError(.damagedLogPiece, "日志文件 \(file.name) 不在（目录 \(directory)），用 qianzhi log rebuild 重建")
    }
    self.file = file
    handle = try LogFileHandle(reading: path)
  }

  /// The texts of the next piece's whole lines, without their endings; none is no end. `nil` after the last.
  ///
  /// - Throws: `StoreError` when the file is not in its encoding, has a line past ``lineBytes``, or cannot be read.
  public mutating func next() throws(StoreError) -> [String]? {
    guard !isAtEnd else { return nil }
    let left = end.map { Int(min(Int64(Self.pieceBytes), $0 - offset)) } ?? Self.pieceBytes
    let piece = left > 0 ? try handle.bytes(from: offset, atMost: left) : []
    let start = offset - Int64(pending.count)
    offset += Int64(piece.count)
    isAtEnd = piece.isEmpty
    // A line feed is never part of another character, neither in UTF-8 nor in GB18030.
    let feed = piece.lastIndex(of: 10)
    let end = isAtEnd ? pending.count : feed.map { pending.count + $0 + 1 } ?? 0
    pending += piece
    guard end > 0 else {
      guard pending.count <= Self.lineBytes else {
        throw StoreError(
          .damagedLogPiece,
          "日志文件 \(file.name) 第 \(start) 字节起的一行超过 \(Self.lineBytes >> 20) MiB，不是前置程序写的，用 qianzhi log rebuild 重建")
      }
      return []
    }
    defer { pending.removeSubrange(..<end) }
    do {
      return try file.format.lines(in: Array(pending[..<end]))
    } catch {
      throw StoreError(
        .damagedLogPiece,
        "日志文件 \(file.name) 不是 \(file.format.encoding.rawValue) 编码（第 \(start + Int64(error.offset)) 字节以后），用 qianzhi log rebuild 重建"
      )
    }
  }
}

extension DownloadLogReader {
  /// The lines of one file, to be read piece by piece.
  ///
  /// - Throws: `StoreError` when the file is missing or cannot be opened.
  public func lines(of file: LogFile) throws(StoreError) -> LogFileLines {
    try LogFileLines(file, directory: directory)
  }

  /// The lines of a file in order, one piece in memory at a time; lines that are not ours are left out.
  ///
  /// - Throws: `StoreError` when the file is missing or not in its encoding, and what `body` throws.
  public func forEachLine(of file: LogFile, _ body: (LogLine) throws -> Void) throws {
    try Self.forEachLine(try lines(of: file), body)
  }

  /// The lines of all files in the order in which they were published, whatever the clock said, one piece in memory at a
  /// time.
  ///
  /// - Throws: `StoreError` when a file is missing or not in its encoding, and what `body` throws.
  public func forEachLine(_ body: (LogLine) throws -> Void) throws {
    for run in try store.logRuns() {
      try Self.forEachLine(try LogFileLines(run.file, directory: directory, from: run.from, end: run.end), body)
    }
  }

  /// The same, of the files that can be read.
  ///
  /// - Parameter unreadable: called with a file that cannot be, once for each part of it, and why.
  public func forEachReadableLine(
    _ body: (LogLine) -> Void, unreadable: (LogFile, StoreError) -> Void
  ) throws(StoreError) {
    for run in try store.logRuns() {
      do throws(StoreError) {
        var lines = try LogFileLines(run.file, directory: directory, from: run.from, end: run.end)
        while let texts = try lines.next() {
          for text in texts { if let line = LogLine(parsing: text) { body(line) } }
        }
      } catch {
        unreadable(run.file, error)
      }
    }
  }

  private static func forEachLine(_ lines: LogFileLines, _ body: (LogLine) throws -> Void) throws {
    var lines = lines
    while let texts = try lines.next() {
      for text in texts { if let line = LogLine(parsing: text) { try body(line) } }
    }
  }
}
