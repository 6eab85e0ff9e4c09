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

  /// All files, oldest day first, with their line counts; read piece by piece.
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
      var lines = try lines(of: file)
      while let texts = try lines.next() {
        for text in texts {
          if let line = LogLine(parsing: text) {
            counts[line.kind, default: [:]][line.verb, default: 0] += 1
          } else {
            others += 1
          }
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
}
