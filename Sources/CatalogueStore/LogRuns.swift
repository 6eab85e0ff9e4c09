import Catalogue
import GRDB

/// A part of a log file whose lines were published one after the other.
public struct LogRun: Hashable, Sendable {
  public let file: LogFile
  /// First byte in the file.
  public let from: Int64
  /// The byte behind the last; `nil`: the file's end, with what somebody wrote there.
  public let end: Int64?
}

extension CatalogueStore {
  /// All log files, in parts, in the order in which their lines were published. That is the order of their days but where
  /// the clock was set: a day is what the clock said, a release has a number.
  public func logRuns() throws(StoreError) -> [LogRun] {
    let files = Dictionary(uniqueKeysWithValues: try logFiles().map { ($0.name, $0) })
    let pieces = try read { database in
      try Row.fetchAll(database, sql: "SELECT file, offset + length AS end FROM log_piece ORDER BY number")
        .map { (file: $0["file"] as String, end: $0["end"] as Int64) }
    }
    var runs: [(file: String, from: Int64, end: Int64)] = []
    var ends: [String: Int64] = [:]
    for piece in pieces {
      if runs.last?.file == piece.file {
        runs[runs.count - 1].end = piece.end
      } else {
        runs.append((piece.file, ends[piece.file] ?? 0, piece.end))
      }
      ends[piece.file] = piece.end
    }
    return runs.compactMap { run in
      files[run.file].map { LogRun(file: $0, from: run.from, end: run.end == ends[run.file] ? nil : run.end) }
    }
  }
}
