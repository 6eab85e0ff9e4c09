import Catalogue
import GRDB

/// How far the national platform's catalogues were taken over: per transaction the last version name, or for a paged
/// query the last change time. Moves in the commit that publishes the rows.
enum NationalVersions {
  static let table = """
    CREATE TABLE national_version(
      kind TEXT NOT NULL, number TEXT NOT NULL, version TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY(kind, number)) WITHOUT ROWID;
    """

  /// - Parameter isWhole: everything was asked for from the beginning. Positions that are not among these go: they are of
  ///   another platform, or of a transaction that has nothing any more.
  static func move(
    _ versions: [String: String], of kind: CatalogueKind, isWhole: Bool, now: Int64, in database: Database
  ) throws {
    if isWhole {
      try database.execute(sql: "DELETE FROM national_version WHERE kind = ?", arguments: [kind.rawValue])
    }
    for (number, version) in versions {
      try database.execute(
        sql: "INSERT OR REPLACE INTO national_version(kind, number, version, at) VALUES (?,?,?,?)",
        arguments: [kind.rawValue, number, version, now])
    }
  }
}

extension CatalogueStore {
  /// The position of each transaction that was taken over for a catalogue.
  public func nationalVersions(_ kind: CatalogueKind) throws(StoreError) -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT number, version FROM national_version WHERE kind = ?", arguments: [kind.rawValue])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["number"], $0["version"]) })
    }
  }

  /// Rows of the current set by their key as `CatalogueRecord.keyText`; keys that are not held are left out.
  public func records(_ kind: CatalogueKind, keys: [[String]]) throws(StoreError) -> [String: CatalogueRecord] {
    guard let path = currentSet.files[kind] else { return [:] }
    let reader = try ReleaseReader(path: path, kind: kind)
    var found: [String: CatalogueRecord] = [:]
    for key in keys {
      if let (_, record) = try reader.record(key: key) { found[record.keyText] = record }
    }
    return found
  }
}
