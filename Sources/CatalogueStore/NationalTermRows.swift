import Catalogue
import GRDB

/// What the paged queries of the national platform said, kept: a term may come before its row, begin later, end by its
/// date or be taken back, so terms are laid over the rows at every poll. They are the platform's state, not a release's,
/// so they are kept as they come; the position that makes them come once moves with the publishing commit.
enum NationalTermRows {
  static let table = """
    CREATE TABLE national_term(
      number TEXT NOT NULL, identity TEXT NOT NULL, code TEXT NOT NULL, area TEXT NOT NULL, type TEXT NOT NULL,
      begin_day TEXT NOT NULL, end_day TEXT NOT NULL, is_valid INTEGER NOT NULL, value TEXT NOT NULL,
      changed TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(number, identity)) WITHOUT ROWID;
    CREATE INDEX national_term_code ON national_term(code);
    """

  /// Versions before kept none: they are asked for again from the beginning.
  static let forgottenPositions = "DELETE FROM national_version WHERE number IN ('1312', '1318', '1319')"

  static func term(_ row: Row) -> NationalTerm {
    NationalTerm(
      number: row["number"], identity: row["identity"], code: row["code"], area: row["area"], type: row["type"],
      begin: row["begin_day"], end: row["end_day"], isValid: row["is_valid"], value: row["value"],
      changed: row["changed"])
  }
}

extension CatalogueStore {
  /// Keeps terms; the later of one identity replaces the earlier.
  ///
  /// - Parameter time: milliseconds since 1970 UTC at which the download began.
  public func keepNational(_ terms: [NationalTerm], at time: Int64) throws(StoreError) {
    guard !terms.isEmpty else { return }
    try write { database in
      let insert = try database.makeStatement(
        sql: """
          INSERT OR REPLACE INTO national_term(number, identity, code, area, type, begin_day, end_day, is_valid, value,
            changed, at) VALUES (?,?,?,?,?,?,?,?,?,?,?)
          """)
      for term in terms {
        try insert.execute(arguments: [
          term.number, term.identity, term.code, term.area, term.type, term.begin, term.end, term.isValid, term.value,
          term.changed, time,
        ])
      }
    }
  }

  /// What a transaction said before a time holds no longer: it was asked for everything since, and these did not come
  /// again. They stay as taken back, so that what they brought leaves the rows.
  ///
  /// - Parameters:
  ///   - text: that time as the platform writes it; it becomes the date of the change.
  ///   - identities: those that came again in rows that cannot be read; what was kept of them stands.
  public func endNationalTerms(
    of number: String, before time: Int64, text: String, besides identities: Set<String> = []
  ) throws(StoreError) {
    try write { database in
      for identity in identities {
        try database.execute(
          sql: "UPDATE national_term SET at = ? WHERE number = ? AND identity = ? AND at < ?",
          arguments: [time, number, identity, time])
      }
      try database.execute(
        sql: "UPDATE national_term SET is_valid = 0, changed = ? WHERE number = ? AND at < ? AND is_valid <> 0",
        arguments: [text, number, time])
    }
  }

  /// The terms of some codes, by code.
  public func nationalTerms(codes: some Sequence<String>) throws(StoreError) -> [String: [NationalTerm]] {
    try read { database in
      guard try Int.fetchOne(database, sql: "SELECT 1 FROM national_term LIMIT 1") != nil else { return [:] }
      let select = try database.makeStatement(sql: "SELECT * FROM national_term WHERE code = ?")
      var found: [String: [NationalTerm]] = [:]
      for code in codes {
        let terms = try Row.fetchAll(select, arguments: [code]).map(NationalTermRows.term)
        if !terms.isEmpty { found[code] = terms }
      }
      return found
    }
  }

  /// Codes that something was said about, in their order, after one of them.
  public func nationalTermCodes(after code: String, limit: Int) throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT DISTINCT code FROM national_term WHERE code > ? ORDER BY code LIMIT ?",
        arguments: [code, limit])
    }
  }
}
