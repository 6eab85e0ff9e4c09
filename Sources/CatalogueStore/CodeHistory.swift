import Catalogue
import GRDB

/// Which national codes were known in which release: `national_code` has what is known now, `replaced_code` what was
/// known before; a rollback takes back what was imported since. `since` is the first release a pair can be in: that of its
/// import, or the next one where the import changed no row.
enum CodeHistory {
  /// `code` is NULL where a rollback left a serial without. The releases of what an earlier program kept are told by the
  /// times.
  static let table = """
    CREATE TABLE replaced_code(
      kind TEXT NOT NULL, serial TEXT NOT NULL, since INTEGER NOT NULL, code TEXT, at INTEGER NOT NULL,
      PRIMARY KEY(kind, serial, since)) WITHOUT ROWID;
    ALTER TABLE national_code ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
    UPDATE national_code SET since = COALESCE(
      (SELECT MAX(number) FROM release JOIN code_import ON code_import.release = number AND code_import.kind = national_code.kind
       WHERE published_at = national_code.at),
      (SELECT MAX(number) FROM release WHERE published_at <= national_code.at) + 1, 1);
    """

  /// Keeps pairs; one that is kept already keeps its time and its release.
  static func keep(
    _ pairs: [String: String], of kind: CatalogueKind, since release: Int64, now: Int64, in database: Database
  ) throws {
    let replace = try database.makeStatement(
      sql: """
        INSERT OR REPLACE INTO replaced_code(kind, serial, since, code, at)
        SELECT kind, serial, since, code, at FROM national_code WHERE kind = ? AND serial = ? AND code <> ?
        """)
    let insert = try database.makeStatement(
      sql: """
        INSERT INTO national_code(kind, serial, code, at, since) VALUES (?,?,?,?,?) ON CONFLICT(kind, serial)
          DO UPDATE SET code = excluded.code, at = excluded.at, since = excluded.since WHERE code <> excluded.code
        """)
    for (serial, code) in pairs {
      try replace.execute(arguments: [kind.rawValue, serial, code])
      try insert.execute(arguments: [kind.rawValue, serial, code, now, release])
    }
  }

  /// Makes what is known what it was in an older release; also forward again, to one that was taken back.
  ///
  /// - Parameter release: the one that rolls back.
  static func takeBack(
    _ kind: CatalogueKind, to number: Int64, by release: Int64, now: Int64, in database: Database
  ) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT touched.serial, known.code IS NOT NULL AS is_known, earlier.code, earlier.at FROM (
          SELECT serial FROM national_code WHERE kind = ?1 AND since > ?2
          UNION SELECT serial FROM replaced_code WHERE kind = ?1 AND since > ?2) AS touched
        LEFT JOIN national_code AS known ON known.kind = ?1 AND known.serial = touched.serial
        LEFT JOIN replaced_code AS earlier ON earlier.kind = ?1 AND earlier.serial = touched.serial AND earlier.since = (
          SELECT MAX(since) FROM replaced_code WHERE kind = ?1 AND serial = touched.serial AND since <= ?2)
        WHERE known.code IS NOT earlier.code
        """, arguments: [kind.rawValue, number])
    for row in rows {
      let serial: String = row["serial"]
      if let code = row["code"] as String? {
        try keep([serial: code], of: kind, since: release, now: row["at"], in: database)
      } else if row["is_known"] {
        try forget(serial, of: kind, since: release, now: now, in: database)
      }
    }
  }

  private static func forget(
    _ serial: String, of kind: CatalogueKind, since release: Int64, now: Int64, in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO replaced_code(kind, serial, since, code, at)
          SELECT kind, serial, since, code, at FROM national_code WHERE kind = ?1 AND serial = ?2;
        """, arguments: [kind.rawValue, serial])
    try database.execute(
      sql: "INSERT OR REPLACE INTO replaced_code(kind, serial, since, code, at) VALUES (?,?,?,NULL,?)",
      arguments: [kind.rawValue, serial, release, now])
    try database.execute(
      sql: "DELETE FROM national_code WHERE kind = ? AND serial = ?", arguments: [kind.rawValue, serial])
  }
}
