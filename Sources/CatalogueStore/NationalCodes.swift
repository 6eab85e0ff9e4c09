import Catalogue
import GRDB

/// What an import of national codes did.
public struct CodeImportResult: Hashable, Sendable {
  /// `nil` when no row published now changed.
  public let release: Int64?
  /// Rows whose `gjmldm` changed, or would.
  public let changed: [CatalogueKind: Int]
}

/// `gjmldm`: 流水号 → 国家编码, brought by `qianzhi import --codes` (views.md). Kept by serial, so that a row that comes
/// later gets its code with it.
enum NationalCodes {
  static let table = """
    CREATE TABLE national_code(
      kind TEXT NOT NULL, serial TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY(kind, serial)) WITHOUT ROWID;
    """

  /// For `LocalSerials`, which asks for the serials of a code.
  static let byCode = "CREATE INDEX national_code_code ON national_code(kind, code, serial)"

  /// Rows whose code a release changed.
  static let imports = """
    CREATE TABLE code_import(
      release INTEGER NOT NULL REFERENCES release, kind TEXT NOT NULL, rows INTEGER NOT NULL,
      PRIMARY KEY(release, kind)) WITHOUT ROWID;
    INSERT INTO code_import SELECT release, kind, -1 FROM release_file WHERE NOT EXISTS (
      SELECT 1 FROM release_batch
      WHERE release_batch.release = release_file.release AND release_batch.kind = release_file.kind);
    """

  /// The codes a release wrote into its file, as long as the file is kept: what the file is made again with. A code that
  /// was imported for the serial since, and a rollback behind that, do not touch them.
  static let written = """
    CREATE TABLE release_code(
      kind TEXT NOT NULL, release INTEGER NOT NULL REFERENCES release, serial TEXT NOT NULL, code TEXT NOT NULL,
      PRIMARY KEY(kind, release, serial)) WITHOUT ROWID;
    """

  static func imports(ofRelease number: Int64, in database: Database) throws -> [CatalogueKind: Int] {
    var imports: [CatalogueKind: Int] = [:]
    for row in try Row.fetchAll(
      database, sql: "SELECT kind, rows FROM code_import WHERE release = ?", arguments: [number])
    {
      guard let kind = CatalogueKind(rawValue: row["kind"]) else { continue }
      imports[kind] = row["rows"]
    }
    return imports
  }

  /// Codes for the serials of some records, as far as they were known at a time (milliseconds since 1970 UTC).
  static func known(
    for rows: JournalRows, kind: CatalogueKind, at time: Int64, in database: Database
  ) throws -> [String: String] {
    guard
      try Int.fetchOne(database, sql: "SELECT 1 FROM national_code WHERE kind = ? LIMIT 1", arguments: [kind.rawValue])
        != nil
    else { return [:] }
    let select = try database.makeStatement(
      sql: "SELECT code FROM national_code WHERE kind = ? AND serial = ? AND at <= ?")
    var codes: [String: String] = [:]
    func take(_ serial: String) throws(StoreError) {
      try storeErrors(.database, "agent.sqlite") {
        if let code = try String.fetchOne(select, arguments: [kind.rawValue, serial, time]) { codes[serial] = code }
      }
    }
    switch rows {
    case .firstLoad(let rows): try rows.forEach { row throws(StoreError) in try take(row.key[0]) }
    case .changes(let changes):
      try changes.forEach { change throws(StoreError) in if change.before == nil { try take(change.key[0]) } }
    }
    return codes
  }

  /// Notes what a release writes. A first load's file cannot be made again, and is not noted.
  static func note(
    _ codes: [String: String], of kind: CatalogueKind, release: Int64, in database: Database
  ) throws {
    let insert = try database.makeStatement(
      sql: "INSERT INTO release_code(kind, release, serial, code) VALUES (?,?,?,?)")
    for (serial, code) in codes { try insert.execute(arguments: [kind.rawValue, release, serial, code]) }
  }

  /// A file that is gone is not made again.
  static func forget(_ kind: String, release: Int64, in database: Database) throws {
    try database.execute(
      sql: "DELETE FROM release_code WHERE kind = ? AND release = ?", arguments: [kind, release])
  }

  /// What a release can have written, the likeliest first: what was noted with it. Earlier programs noted nothing; then
  /// what was kept at its time, or, because they dated every code anew with each import, what is kept by now.
  ///
  /// - Parameters:
  ///   - changes: of the release; none when it was one of codes.
  ///   - time: of the release, milliseconds since 1970 UTC.
  static func candidates(
    release: Int64, kind: CatalogueKind, changes: ChangeList, time: Int64, in database: Database
  ) throws -> [[String: String]] {
    let noted = try pairs(
      "SELECT serial, code FROM release_code WHERE kind = ? AND release = ?", [kind.rawValue, release], in: database)
    if !noted.isEmpty { return [noted] }
    if changes.isEmpty {
      let select = "SELECT serial, code FROM national_code WHERE kind = ?"
      return [
        try pairs(select + " AND at = ?", [kind.rawValue, time], in: database),
        try pairs(select, [kind.rawValue], in: database),
      ]
    }
    return try [time, .max].map { try known(for: .changes(changes), kind: kind, at: $0, in: database) }
  }

  private static func pairs(
    _ sql: String, _ arguments: StatementArguments, in database: Database
  ) throws -> [String: String] {
    let rows = try Row.fetchAll(database, sql: sql, arguments: arguments)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["serial"], $0["code"]) })
  }

  /// Sets codes in a release file being built.
  ///
  /// - Returns: rows that changed.
  static func write(
    _ codes: [String: String], kind: CatalogueKind, to database: RawDatabase
  ) throws(StoreError) -> Int {
    guard !codes.isEmpty else { return 0 }
    let update = try database.prepare(
      "UPDATE \(kind.rawValue) SET gjmldm = ?1 WHERE \(kind.table.keyColumns[0]) = ?2 AND gjmldm IS NOT ?1")
    let count = try database.prepare("SELECT total_changes()")
    func total() throws(StoreError) -> Int64 {
      defer { count.reset() }
      return try count.step() ? count.integer(0) : 0
    }
    let before = try total()
    // In one order, so that a file that is made again has the same bytes.
    for (serial, code) in codes.sorted(by: { $0.key < $1.key }) {
      update.bind(1, code)
      update.bind(2, serial)
      try update.run()
    }
    return Int(try total() - before)
  }
}

extension CatalogueStore {
  /// The first key column's values held.
  public func serials(_ kind: CatalogueKind) throws(StoreError) -> Set<String> {
    guard let path = currentSet.files[kind] else { return [] }
    let database = try RawDatabase(path: path, mode: .immutable)
    let select = try database.prepare("SELECT \(kind.table.keyColumns[0]) FROM \(kind.rawValue)")
    var serials: Set<String> = []
    while try select.step() { serials.insert(select.text(0)) }
    return serials
  }

  /// Rows with a national code, and all rows.
  public typealias CodeCoverage = (withCode: Int, all: Int)

  /// Of the current set; a release file is counted once.
  public func codeCoverage(_ kind: CatalogueKind) throws(StoreError) -> CodeCoverage {
    guard let path = currentSet.files[kind] else { return (0, 0) }
    if let known = state.withLock({ $0.coverage[kind] }), known.path == path { return known.counts }
    let counts = try countCodes(kind, path)
    state.withLock { $0.coverage[kind] = (path, counts) }
    return counts
  }

  private func countCodes(_ kind: CatalogueKind, _ path: String) throws(StoreError) -> CodeCoverage {
    let database = try RawDatabase(path: path, mode: .immutable)
    let select = try database.prepare("SELECT COUNT(gjmldm), COUNT(*) FROM \(kind.rawValue)")
    return try select.step() ? (Int(select.integer(0)), Int(select.integer(1))) : (0, 0)
  }

  /// Takes codes over. Rows held now get theirs in a release of its own; a serial not held keeps its code for later.
  ///
  /// A national code is no field of the 24 record: the change journal and the log, which say what the centre changed,
  /// have no line for it.
  ///
  /// - Parameter publishes: `false` only counts.
  public func importCodes(
    _ codes: [CatalogueKind: [String: String]], now: Int64, publishes: Bool
  ) throws(StoreError) -> CodeImportResult {
    try publishing.withLock { _ throws(StoreError) in
      if publishes { _ = try mend(codes.keys) }
      try refuseDamaged(codes.keys)
      let changed = try changedCodes(codes)
      let counts = changed.mapValues(\.rows)
      guard publishes else { return CodeImportResult(release: nil, changed: counts) }
      let current = try newestSet()
      let number = current.number + 1
      var built: [CatalogueKind: BuiltRelease] = [:]
      for (kind, change) in changed {
        built[kind] = try ReleaseBuilder.build(
          kind: kind, release: number, rows: nil, previous: current.files[kind],
          folder: Self.folder(of: kind, in: directory), now: now, codes: change.codes)
      }
      try storeErrors(.database, "agent.sqlite") {
        try history.write { database in
          for (kind, pairs) in codes {
            try CodeHistory.keep(pairs, of: kind, since: number, now: now, in: database)
          }
          if !built.isEmpty {
            try Self.insert(built, rows: counts, number: number, current: current, now: now, in: database)
          }
        }
      }
      if !built.isEmpty { try announce() }
      return CodeImportResult(release: built.isEmpty ? nil : number, changed: counts)
    }
  }

  /// Codes that differ from those published, with the rows they concern.
  private func changedCodes(
    _ codes: [CatalogueKind: [String: String]]
  ) throws(StoreError) -> [CatalogueKind: (codes: [String: String], rows: Int)] {
    var changed: [CatalogueKind: (codes: [String: String], rows: Int)] = [:]
    for (kind, pairs) in codes {
      guard let path = currentSet.files[kind] else { continue }
      let database = try RawDatabase(path: path, mode: .immutable)
      let select = try database.prepare(
        "SELECT COUNT(*) FROM \(kind.rawValue) WHERE \(kind.table.keyColumns[0]) = ?2 AND gjmldm IS NOT ?1")
      var different: [String: String] = [:]
      var rows = 0
      for (serial, code) in pairs {
        select.bind(1, code)
        select.bind(2, serial)
        if try select.step(), select.integer(0) > 0 {
          different[serial] = code
          rows += Int(select.integer(0))
        }
        select.reset()
      }
      if !different.isEmpty { changed[kind] = (different, rows) }
    }
    return changed
  }

  private static func insert(
    _ built: [CatalogueKind: BuiltRelease], rows: [CatalogueKind: Int], number: Int64, current: ReleaseSet, now: Int64,
    in database: Database
  ) throws {
    try CatalogueStore.beginRelease(number, after: current.number, now: now, in: database)
    for (kind, file) in built {
      try database.execute(
        sql: "INSERT INTO release_file(kind, release, bytes, sha256, row_count, first_load) VALUES (?,?,?,?,?,0)",
        arguments: [kind.rawValue, number, file.bytes, file.sha256, file.rowCount])
      try database.execute(
        sql: "INSERT OR REPLACE INTO release_set(number, kind, file_release) VALUES (?,?,?)",
        arguments: [number, kind.rawValue, number])
      try database.execute(
        sql: "INSERT INTO code_import(release, kind, rows) VALUES (?,?,?)",
        arguments: [number, kind.rawValue, rows[kind] ?? 0])
      try NationalCodes.note(file.codes, of: kind, release: number, in: database)
    }
  }
}
