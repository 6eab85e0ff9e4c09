import Catalogue
import GRDB

/// Which centre each catalogue was last compared with as a whole, and which one is being downloaded from in its place. A
/// directory of an earlier program adopts the configured one.
enum CentreOrigins {
  static let table = """
    CREATE TABLE feed_centre(kind TEXT PRIMARY KEY, centre TEXT NOT NULL, next TEXT) WITHOUT ROWID;
    """

  static let leftOverColumn = "ALTER TABLE feed_centre ADD COLUMN left_over INTEGER"

  /// The whole catalogue of this centre is being published.
  ///
  /// - Parameter leftOver: `PublishableBatch.leftOver`.
  static func compared(
    _ kind: CatalogueKind, with centre: String, leftOver: Int = 0, in database: Database
  ) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO feed_centre(kind, centre, left_over) VALUES (?,?,?)",
      arguments: [kind.rawValue, centre, leftOver])
  }
}

extension CatalogueStore {
  /// The centre a catalogue's rows come from, where it is another than this one; `nil`: it is this one, none was noted,
  /// or there are no rows yet.
  public func otherCentre(_ kind: CatalogueKind, than centre: String) throws(StoreError) -> String? {
    let set = currentSet
    guard set.files[kind] != nil || set.unavailable.contains(kind) else { return nil }
    return try read { database in
      try String.fetchOne(
        database, sql: "SELECT centre FROM feed_centre WHERE kind = ?1 AND centre <> ?2",
        arguments: [kind.rawValue, centre])
    }
  }

  /// Takes note of the centre that is about to be asked. What is kept of a download from another one is forgotten.
  public func noteAsking(_ kind: CatalogueKind, of centre: String) throws(StoreError) {
    let noted = try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM feed_centre WHERE kind = ?", arguments: [kind.rawValue])
        .map { (from: $0["centre"] as String, asked: $0["next"] as String? ?? $0["centre"] as String) }
    }
    guard let noted else { return try write { try CentreOrigins.compared(kind, with: centre, in: $0) } }
    guard noted.asked != centre else { return }
    try write { database in
      try Self.discardStaging(kind, in: database)
      try database.execute(
        sql: "UPDATE feed_centre SET next = ? WHERE kind = ?",
        arguments: [noted.from == centre ? nil : centre, kind.rawValue])
    }
    try removePages(of: kind)
  }

  /// Rows that came from another centre, were missing at the configured one when everything was compared, and that nobody
  /// decided about since: until the next whole catalogue is published. `nil` for none.
  public func leftOver(_ kind: CatalogueKind) throws(StoreError) -> Int? {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT left_over FROM feed_centre WHERE kind = ? AND left_over > 0",
        arguments: [kind.rawValue])
    }
  }
}
