import GRDB

/// A file of the drop folder that was imported or refused and could not be moved away.
public struct UnmovedFile: Hashable, Sendable {
  public let name: String
  public let bytes: Int
  /// Milliseconds since 1970 UTC.
  public let modifiedAt: Int64
  /// The folder it belongs into: what became of it.
  public let folder: String
  /// Lines for `NAME.原因.txt`.
  public let reason: [String]

  public init(name: String, bytes: Int, modifiedAt: Int64, folder: String, reason: [String]) {
    self.name = name
    self.bytes = bytes
    self.modifiedAt = modifiedAt
    self.folder = folder
    self.reason = reason
  }
}

/// Kept, so that no restart imports an old file over rows that came since.
enum UnmovedFiles {
  /// With more, the oldest are forgotten.
  static let limit = 10_000

  static let table = """
    CREATE TABLE unmoved_file(
      directory TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL, modified_at INTEGER NOT NULL,
      folder TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(directory, name)) WITHOUT ROWID;
    """
}

extension CatalogueStore {
  /// Files of a drop folder that were dealt with and still lay there.
  public func unmovedFiles(in directory: String) throws(StoreError) -> [UnmovedFile] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM unmoved_file WHERE directory = ? ORDER BY name", arguments: [directory]
      ).map { row in
        UnmovedFile(
          name: row["name"], bytes: row["bytes"], modifiedAt: row["modified_at"], folder: row["folder"],
          reason: (row["reason"] as String).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      }
    }
  }

  /// - Parameter now: milliseconds since 1970 UTC.
  public func keepUnmoved(_ file: UnmovedFile, in directory: String, now: Int64) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO unmoved_file(directory, name, bytes, modified_at, folder, reason, at)
          VALUES (?,?,?,?,?,?,?)
          """,
        arguments: [
          directory, file.name, file.bytes, file.modifiedAt, file.folder, file.reason.joined(separator: "\n"), now,
        ])
      try database.execute(
        sql: """
          DELETE FROM unmoved_file WHERE (directory, name) IN (
            SELECT directory, name FROM unmoved_file ORDER BY at DESC, directory, name LIMIT -1 OFFSET ?)
          """, arguments: [UnmovedFiles.limit])
    }
  }

  /// The file was moved, or another one has its name.
  public func forgetUnmoved(_ name: String, in directory: String) throws(StoreError) {
    try write {
      try $0.execute(sql: "DELETE FROM unmoved_file WHERE directory = ? AND name = ?", arguments: [directory, name])
    }
  }
}
