import Catalogue
import ODBCClient

/// One connection to a target, its engine and what stands in its schema. Not for several threads at once.
final class MirrorTarget {
  let engine: any EngineProfile
  let schema: String
  private let connection: ODBCConnection

  /// Connects; statements collect into transactions from here on.
  init(_ configuration: MirrorConfiguration) throws(MirrorError) {
    let base = try configuration.connectionString()
    schema = configuration.schema
    let first = try Self.connect(base)
    let product = try Self.translated { () throws(ODBCError) in try first.productName() }
    let engine = try Engines.profile(named: configuration.engine, product: product)
    self.engine = engine
    // Made to learn the engine; again when the engine wants options the string does not set.
    let complete = Self.adding(engine.connectionOptions, to: base)
    if complete == base {
      connection = first
    } else {
      first.close()
      connection = try Self.connect(complete)
    }
    let connection = connection
    try Self.translated { () throws(ODBCError) in try connection.useTransactions() }
    for statement in engine.sessionStatements(schema: schema) { try execute(statement) }
  }

  private static func connect(_ text: String) throws(MirrorError) -> ODBCConnection {
    try translated { () throws(ODBCError) in try ODBCConnection(connectionString: text, loginTimeoutSeconds: 15) }
  }

  /// The connection string with each option whose key it does not have yet.
  static func adding(_ options: [(key: String, value: String)], to text: String) -> String {
    let keys = Set(text.split(separator: ";").map { $0.prefix { $0 != "=" }.lowercased() })
    return options.reduce(text) { text, option in
      guard !keys.contains(option.key.lowercased()) else { return text }
      return text + (text.hasSuffix(";") || text.isEmpty ? "" : ";") + "\(option.key)=\(option.value)"
    }
  }

  func execute(_ sql: String) throws(MirrorError) {
    try Self.translated { () throws(ODBCError) in _ = try connection.execute(sql) }
  }

  /// The first column of all rows.
  func column(_ sql: String) throws(MirrorError) -> [String] {
    try Self.translated { () throws(ODBCError) in
      try connection.execute(sql).rows.map { $0.first.flatMap { $0 } ?? "" }
    }
  }

  func rows(_ sql: String) throws(MirrorError) -> [[String?]] {
    try Self.translated { () throws(ODBCError) in try connection.execute(sql).rows }
  }

  /// A result read row by row.
  func cursor(_ sql: String) throws(MirrorError) -> ODBCStatement {
    try Self.translated { () throws(ODBCError) in try connection.query(sql) }
  }

  func prepare(_ sql: String) throws(MirrorError) -> ODBCStatement {
    try Self.translated { () throws(ODBCError) in try connection.prepare(sql) }
  }

  func commit() throws(MirrorError) { try Self.translated { () throws(ODBCError) in try connection.commit() } }

  /// Undoes the open transaction. A connection that is gone has undone it already.
  func rollback() {
    do { try connection.rollback() } catch { connection.close() }
  }

  func close() { connection.close() }

  /// A statement that failed because the connection is gone says so.
  func explained(_ error: MirrorError) -> MirrorError {
    guard error.code == .statement, connection.isDead else { return error }
    return MirrorError(.unreachable, "与目标数据库的连接断了：\(error.problem)", "恢复后会从上一次完成的发布自动继续")
  }

  /// Lower-case names of what stands in the schema.
  func relations() throws(MirrorError) -> Set<String> {
    Set(try column(engine.relationsQuery(schema)).map { $0.lowercased() })
  }

  func columns(of table: String) throws(MirrorError) -> [String] {
    try column(engine.columnsQuery(schema, table: table)).map { $0.lowercased() }
  }

  /// Drops a table when it is there.
  func drop(_ table: String, among relations: Set<String>) throws(MirrorError) {
    if relations.contains(table) { try execute("DROP TABLE \(schema).\(table)") }
  }

  static func translated<Value>(_ work: () throws(ODBCError) -> Value) throws(MirrorError) -> Value {
    do throws(ODBCError) { return try work() } catch { throw MirrorError(error) }
  }
}
