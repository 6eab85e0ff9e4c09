/// Text in, SQLite text out: lexer, parser, binder, renderer. A value; it holds no state between statements.
public struct SQLFrontEnd: Sendable {
  public enum ColumnCase: Sendable {
    case lower
    case upper
  }

  /// What the statements can ask about where they run.
  public struct Environment: Sendable {
    public var user: String
    public var database: String
    public var currentSchema: String
    /// What `version()` answers.
    public var version: String

    public init(user: String, database: String, currentSchema: String, version: String) {
      self.user = user
      self.database = database
      self.currentSchema = currentSchema
      self.version = version
    }
  }

  /// The collation of texts by bytes of GB18030, which the engine has to know.
  public static let collation = "qz_gb18030"

  /// What orders texts: the character set of the database that HIS programs know.
  public enum TextOrder: Sendable, Hashable {
    /// ZHS16GBK: bytes of GB18030.
    case gb18030
    /// AL32UTF8: code points.
    case codePoint
  }

  let schema: Schema
  let columnCase: ColumnCase
  let textOrder: TextOrder
  let environment: Environment

  public init(
    schema: Schema, columnCase: ColumnCase = .lower, textOrder: TextOrder = .gb18030, environment: Environment
  ) {
    self.textOrder = textOrder
    self.schema = schema
    self.columnCase = columnCase
    self.environment = environment
  }

  /// Reads a whole batch; empty statements are skipped. A syntax error anywhere fails the batch before anything runs.
  ///
  /// - Throws: `SQLError` with a position in characters of the whole text, counted from 1.
  public func parse(_ text: String) throws(SQLError) -> [ParsedStatement] {
    try Parser.statements(of: text)
  }

  /// Resolves names and types and renders.
  ///
  /// - Parameter parameterTypes: object ids the client gave for `$1`, …; 0 leaves a type to be inferred.
  public func compile(
    _ statement: ParsedStatement, parameterTypes: [UInt32] = []
  ) throws(SQLError) -> CompiledStatement {
    switch statement.kind {
    case .select(let select): return .query(try query(select, statement.tables, parameterTypes))
    case .begin(let isolation): return .begin(isolation: isolation)
    case .commit: return .commit
    case .rollback: return .rollback
    case .savepoint(let name): return .savepoint(name)
    case .release(let name): return .release(name)
    case .rollbackTo(let name): return .rollbackTo(name)
    case .set(let name, let value, let isLocal): return .set(name: name, value: value, isLocal: isLocal)
    case .setSeveral(let settings): return .setSeveral(settings)
    case .show(let name, let written): return .show(name: name, columnName: written)
    case .reset(let name): return .reset(name)
    case .deallocate(let name): return .deallocate(name)
    case .prepare(let name, let types, let select):
      var identifiers: [UInt32] = []
      for type in types { identifiers.append(try Self.typeIdentifier(type)) }
      return .prepare(name: name, try query(select, statement.tables, identifiers))
    case .execute(let name, let values): return .executePrepared(name: name, values)
    case .discard(let what): return .discard(what)
    case .declareCursor(let name, let isHeld, let isScrollable, let select):
      return .declareCursor(
        name: name, isHeld: isHeld, isScrollable: isScrollable, try query(select, statement.tables, parameterTypes))
    case .fetch(let count, let cursor): return .fetch(count: count, cursor: cursor)
    case .move(let count, let cursor): return .move(count: count, cursor: cursor)
    case .scroll(let motion, let cursor, let isMove): return .scroll(motion, cursor: cursor, isMove: isMove)
    case .copy(let select, let options):
      return .copy(try query(select, statement.tables, parameterTypes), options)
    case .close(let name): return .closeCursor(name)
    }
  }

  private func query(
    _ select: SelectStatement, _ tables: [[Name]], _ parameterTypes: [UInt32]
  ) throws(SQLError) -> CompiledQuery {
    var given: [Int: SQLType] = [:]
    for (index, oid) in parameterTypes.enumerated() {
      if let type = try Self.parameterType(oid) { given[index + 1] = type }
    }
    let binder = Binder(frontEnd: self, tables: tables, parameters: given)
    let bound = try binder.select(select, parent: nil)
    let count = max(parameterTypes.count, binder.parameters.keys.max() ?? 0)
    let parameters = (0..<count).map { binder.parameters[$0 + 1] ?? .unknown }
    let columns = bound.columns.map { ResultColumn(name: $0.name, type: $0.type) }
    var query = CompiledQuery(sqliteText: bound.sql, columns: columns, parameters: parameters)
    query.isCostly = binder.isCostly
    query.moments = Set(parameterTypes.indices.filter { parameterTypes[$0] == 1184 }.map { $0 + 1 })
    if !binder.assumedASCII.isEmpty {
      let careful = Binder(frontEnd: self, tables: tables, parameters: given)
      careful.assumesASCII = false
      query.unassumingText = try careful.select(select, parent: nil).sql
      query.assumedASCII = binder.assumedASCII
    }
    return query
  }

  /// The object id of a parameter's type in PREPARE.
  private static func typeIdentifier(_ type: TypeName) throws(SQLError) -> UInt32 {
    let identifiers: [String: UInt32] = [
      "bool": 16, "boolean": 16, "name": 19, "int8": 20, "bigint": 20, "int2": 21, "smallint": 21, "int4": 23,
      "integer": 23, "int": 23, "text": 25, "oid": 26, "tid": 27, "float4": 700, "float8": 701, "char": 1042,
      "bpchar": 1042, "varchar": 1043, "date": 1082, "timestamp": 1114, "numeric": 1700, "unknown": 0,
    ]
    guard !type.isArray, let found = identifiers[type.name] else {
      throw SQLError("42704", "不支持类型为 \(type.name) 的参数", position: type.position)
    }
    return found
  }

  private static func parameterType(_ oid: UInt32) throws(SQLError) -> SQLType? {
    switch oid {
    case 0, 705: nil
    case 16: .bool
    case 18: .char
    case 19: .name
    case 20: .int8
    case 21: .int2
    case 23: .int4
    case 25: .text
    case 26: .oid
    case 27: .tid
    case 1042, 1043: .varchar(nil)
    case 1082, 1114, 1184: .timestamp
    case 700, 701, 1700: .numeric(precision: nil, scale: nil)
    case 1005, 1007, 1016: .array(.int8)
    case 1009, 1014, 1015: .array(.text)
    case 1231: .array(.numeric(precision: nil, scale: nil))
    case 1115, 1182, 1185: .array(.timestamp)
    default: throw SQLError("0A000", "不支持类型编号为 \(oid) 的参数")
    }
  }
}
