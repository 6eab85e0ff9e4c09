import CSQLite
import Catalogue
import OracleSQL
import Synchronization

/// A small database built once per process and read by every connection from the same memory.
///
/// Attaching it costs microseconds where creating its tables per connection costs milliseconds.
final class CatalogueImage: @unchecked Sendable {
  // Written by init only, read-only for SQLite (SQLITE_DESERIALIZE_READONLY); hence unchecked.
  private let bytes: UnsafeMutablePointer<UInt8>
  private let count: Int64

  private init(statements: [String], fill: (OpaquePointer) throws(SQLError) -> Void) throws(SQLError) {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    defer { sqlite3_close_v2(handle) }
    guard status == SQLITE_OK, let handle else { throw sqliteError(status) }
    for statement in statements { try execute(statement, on: handle) }
    try fill(handle)
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { throw sqliteError(SQLITE_NOMEM) }
    self.bytes = bytes
    count = size
  }

  deinit { sqlite3_free(bytes) }

  /// Makes the image the content of an attached in-memory database. The image must outlive the connection.
  func attach(as schema: String, to handle: OpaquePointer) throws(SQLError) {
    let status = sqlite3_deserialize(handle, schema, bytes, count, count, UInt32(SQLITE_DESERIALIZE_READONLY))
    guard status == SQLITE_OK else { throw sqliteError(status) }
  }

  /// The small tables and an empty table per catalogue, for `main` and for a catalogue that was never published.
  static let views: Result<CatalogueImage, SQLError> = {
    do throws(SQLError) {
      let statements =
        SmallTable.all.map(\.createStatement) + ["INSERT INTO dual VALUES ('X')"]
        + CatalogueKind.allCases.map(ViewSchema.createStatement)
      return .success(try CatalogueImage(statements: statements) { _ in })
    } catch {
      return .failure(error)
    }
  }()

  /// PostgreSQL's catalogue and the information schema for one configuration.
  struct System: Sendable {
    let pgCatalog: CatalogueImage
    let informationSchema: CatalogueImage
    let oracleDictionary: CatalogueImage
    let functions: [RuntimeFunction]
  }

  private static let systems = Mutex<[ViewOptions: System]>([:])
  /// Configurations kept: one per user and database of a running agent.
  private static let maximumSystems = 16

  static func system(for options: ViewOptions) throws(SQLError) -> System {
    if let system = systems.withLock({ $0[options] }) { return system }
    let rows = SystemRows(options: options)
    let system = System(
      pgCatalog: try image(of: "pg_catalog", rows), informationSchema: try image(of: "information_schema", rows),
      oracleDictionary: try image(of: SystemRelation.oracleSchema, rows),
      functions: SystemFunctions(options: options).all)
    systems.withLock { systems in
      if systems.count >= maximumSystems { systems.removeAll() }
      systems[options] = system
    }
    return system
  }

  private static func image(of schema: String, _ rows: SystemRows) throws(SQLError) -> CatalogueImage {
    let relations = SystemRelation.all.filter { $0.schema == schema }
    let indexes = schema == "pg_catalog" ? ["CREATE INDEX pg_attribute_relid ON pg_attribute (attrelid, attnum)"] : []
    return try CatalogueImage(statements: relations.map(\.createStatement) + indexes) { handle throws(SQLError) in
      try execute("BEGIN", on: handle)
      for relation in relations {
        let content = rows.rows(of: relation)
        if !content.isEmpty { try insert(content, into: relation, on: handle) }
      }
      try execute("COMMIT", on: handle)
    }
  }

  private static func insert(
    _ rows: [[String: CatalogueValue]], into relation: SystemRelation, on handle: OpaquePointer
  ) throws(SQLError) {
    let places = relation.columns.map { _ in "?" }.joined(separator: ", ")
    var statement: OpaquePointer?
    let text = "INSERT INTO \(quotedIdentifier(relation.name)) VALUES (\(places))"
    let status = sqlite3_prepare_v2(handle, text, -1, &statement, nil)
    defer { sqlite3_finalize(statement) }
    guard status == SQLITE_OK else { throw sqliteError(status) }
    let known = Set(relation.columns.map(\.name))
    for row in rows {
      precondition(known.isSuperset(of: row.keys), "\(relation.name) has every column that its rows name")
      for (index, column) in relation.columns.enumerated() {
        bind(row[column.name] ?? column.neutralValue, at: Int32(index + 1), of: statement)
      }
      let status = sqlite3_step(statement)
      guard status == SQLITE_DONE else { throw sqliteError(status) }
      sqlite3_reset(statement)
    }
  }

  private static func bind(_ value: CatalogueValue, at index: Int32, of statement: OpaquePointer?) {
    switch value {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let number): sqlite3_bind_int64(statement, index, number)
    case .bool(let flag): sqlite3_bind_int64(statement, index, flag ? 1 : 0)
    case .text(let text): sqlite3_bind_text(statement, index, text, -1, qz_sqlite_transient())
    }
  }
}

extension SystemColumn {
  /// What PostgreSQL has where nothing is set: NULL where it may be, else the type's zero.
  var neutralValue: CatalogueValue {
    guard isNotNull else { return .null }
    switch sqlType {
    case .bool: return .bool(false)
    case .int2, .int4, .int8, .oid: return .integer(0)
    default: return .text(typeName == "regproc" ? "-" : ["xid", "float4"].contains(typeName) ? "0" : "")
    }
  }
}
