import Catalogue
import GRDB

/// A catalogue that was rolled back: polls go on, but nothing of the centre is published into it until it is resumed.
public struct RollbackHold: Hashable, Sendable, Codable {
  public let kind: CatalogueKind
  /// The release that rolled back.
  public let release: Int64
  /// The release whose rows the view shows.
  public let toRelease: Int64
  /// As the administrator gave it.
  public let reason: String
  /// Milliseconds since 1970 UTC.
  public let since: Int64
}

/// What a release rolled back of one catalogue.
public struct RollbackSummary: Hashable, Sendable {
  public let toRelease: Int64
  public let reason: String
  /// Rows that changed.
  public let rows: Int
}

/// What is kept of rollbacks, and which catalogues are held after one.
enum RollbackRecords {
  static let tables = """
    CREATE TABLE rollback(
      release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, to_release INTEGER NOT NULL,
      reason TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY(release, kind)) WITHOUT ROWID;
    CREATE TABLE rollback_hold(
      kind TEXT PRIMARY KEY, release INTEGER NOT NULL, to_release INTEGER NOT NULL, reason TEXT NOT NULL,
      since INTEGER NOT NULL) WITHOUT ROWID;
    ALTER TABLE release_batch ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
    """

  static func rollbacks(ofRelease number: Int64, in database: Database) throws -> [CatalogueKind: RollbackSummary] {
    var rollbacks: [CatalogueKind: RollbackSummary] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT * FROM rollback WHERE release = ?", arguments: [number]) {
      guard let kind = CatalogueKind(rawValue: row["kind"]) else { continue }
      rollbacks[kind] = RollbackSummary(toRelease: row["to_release"], reason: row["reason"], rows: row["rows"])
    }
    return rollbacks
  }

  /// Notes the rollback and holds the catalogue.
  static func insert(_ hold: RollbackHold, rows: Int, in database: Database) throws {
    try database.execute(
      sql: "INSERT INTO rollback(release, kind, to_release, reason, rows) VALUES (?,?,?,?,?)",
      arguments: [hold.release, hold.kind.rawValue, hold.toRelease, hold.reason, rows])
    try database.execute(
      sql: "INSERT OR REPLACE INTO rollback_hold(kind, release, to_release, reason, since) VALUES (?,?,?,?,?)",
      arguments: [hold.kind.rawValue, hold.release, hold.toRelease, hold.reason, hold.since])
  }

  static func holds(in database: Database) throws -> [RollbackHold] {
    try Row.fetchAll(database, sql: "SELECT * FROM rollback_hold ORDER BY kind").compactMap { row in
      guard let kind = CatalogueKind(rawValue: row["kind"]) else { return nil }
      return RollbackHold(
        kind: kind, release: row["release"], toRelease: row["to_release"], reason: row["reason"], since: row["since"])
    }
  }
}

extension CatalogueStore {
  public func rollbackHolds() throws(StoreError) -> [RollbackHold] { try read { try RollbackRecords.holds(in: $0) } }

  /// Lets the feed publish into a catalogue again. What it knew of the centre's rows is forgotten with the hold, so
  /// that the next poll, whenever it succeeds, fetches everything and brings back what the rollback took away. When the
  /// centre was last compared stays known.
  ///
  /// - Returns: `false` when the catalogue was not held.
  public func resume(_ kind: CatalogueKind) throws(StoreError) -> Bool {
    let wasHeld = try write { database in
      try database.execute(sql: "DELETE FROM rollback_hold WHERE kind = ?", arguments: [kind.rawValue])
      guard database.changesCount > 0 else { return false }
      for table in ["staged_page", "staging", "held", "national_version"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE kind = ?", arguments: [kind.rawValue])
      }
      try FilesBesideCentre.note(nil, of: kind, in: database)
      try database.execute(sql: "UPDATE feed SET missing = NULL WHERE kind = ?", arguments: [kind.rawValue])
      return true
    }
    if wasHeld { try removePages(of: kind) }
    return wasHeld
  }

  /// A file is a person's deed and is taken into a held catalogue, too; the hold stays.
  func refuseHeld(_ batches: [PublishableBatch]) throws(StoreError) {
    for hold in try rollbackHolds() where batches.contains(where: { $0.kind == hold.kind && $0.origin == .centre }) {
      throw StoreError(
        .heldAfterRollback,
        "\(hold.kind.title)已回退到第 \(hold.toRelease) 次发布并暂停发布，用 qianzhi release resume \(hold.kind.rawValue) 恢复")
    }
  }
}
