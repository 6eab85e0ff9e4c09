@testable import OracleSQL

/// The tables the tests name: two views with Oracle's meaning, `dual`, and what drivers read of PostgreSQL's catalogue.
enum TestSchema {
  static let ypml = table(
    "his_interface", "ypml",
    "yplsh:varchar30! ypbm:varchar30 tym:varchar200 ylfydj:varchar30 pfj:varchar30 bgsj:timestamp!",
    hidden: "ctid:tid")
  static let zlxm = table(
    "his_interface", "zlxm", "xmlsh:varchar14! xmmc:varchar400 ylfydj:varchar3 bgsj:timestamp kssj:timestamp")
  static let lbdm = table("his_interface", "ypml_lbdm", "bh:numeric fxbh:numeric lbmc:varchar100")
  static let dual = table("his_interface", "dual", "dummy:varchar1")

  static let catalogue = [
    table(
      "pg_catalog", "pg_class",
      """
      oid:oid relname:name relnamespace:oid reltype:oid relam:oid relkind:char relhasrules:bool relhassubclass:bool \
      relowner:oid reloftype:oid
      """),
    table("pg_catalog", "pg_namespace", "oid:oid nspname:name nspowner:oid"),
    table(
      "pg_catalog", "pg_attribute",
      """
      attrelid:oid attname:name atttypid:oid attlen:int2 attnum:int2 atttypmod:int4 attnotnull:bool atthasdef:bool \
      attidentity:char attisdropped:bool
      """),
    table(
      "pg_catalog", "pg_type",
      "oid:oid typname:name typtype:char typbasetype:oid typtypmod:int4 typrelid:oid"),
    table("pg_catalog", "pg_attrdef", "oid:oid adrelid:oid adnum:int2 adbin:text"),
    table(
      "pg_catalog", "pg_index",
      """
      indexrelid:oid indrelid:oid indnkeyatts:int2 indisunique:bool indisprimary:bool indisclustered:bool \
      indkey:int2[] indoption:int2[]
      """),
    table("pg_catalog", "pg_am", "oid:oid amname:name"),
    table(
      "pg_catalog", "pg_constraint",
      """
      oid:oid conname:name contype:char condeferrable:bool condeferred:bool conrelid:oid confrelid:oid \
      confupdtype:char confdeltype:char conkey:int2[] confkey:int2[]
      """),
    table(
      "pg_catalog", "pg_proc",
      """
      oid:oid proname:name pronamespace:oid proretset:bool pronargs:int2 prorettype:oid proargtypes:oid[] \
      proallargtypes:oid[] proargmodes:char[] proargnames:text[]
      """),
  ]

  /// What the recorded drivers had instead of our views.
  static let recorded = table(
    "his_interface", "ypml",
    "id:int4 ypbm:varchar30 ypmc:varchar200 gg:varchar100 jg:numeric rq:date bgsj:timestamp!", hidden: "ctid:tid")

  static let schema = Schema(tables: [ypml, zlxm, lbdm, dual] + catalogue)

  /// Columns as `name:type`, `!` for indexed.
  static func table(_ schema: String, _ name: String, _ columns: String, hidden: String = "") -> SchemaTable {
    SchemaTable(
      schema: schema, name: name, sqliteName: schema == "pg_catalog" ? "pg_catalog.\(name)" : name,
      columns: columns.split(separator: " ").map { column($0, isHidden: false) }
        + hidden.split(separator: " ").map { column($0, isHidden: true) },
      dialect: schema == "pg_catalog" ? .postgres : .oracle)
  }

  private static func column(_ text: Substring, isHidden: Bool) -> SchemaColumn {
    let parts = text.split(separator: ":")
    let isIndexed = parts[1].hasSuffix("!")
    let type = isIndexed ? parts[1].dropLast() : parts[1]
    return SchemaColumn(
      String(parts[0]), columnType(type), sqliteName: type == "tid" ? "row" : nil, isHidden: isHidden,
      isIndexed: isIndexed)
  }

  private static func columnType(_ name: Substring) -> SQLType {
    if name.hasSuffix("[]") { return .array(columnType(name.dropLast(2))) }
    if name.hasPrefix("varchar") { return .varchar(Int(name.dropFirst(7))) }
    switch name {
    case "bool": return .bool
    case "char": return .char
    case "name": return .name
    case "int2": return .int2
    case "int4": return .int4
    case "int8": return .int8
    case "oid": return .oid
    case "tid": return .tid
    case "numeric": return .numeric(precision: nil, scale: nil)
    case "date": return .date
    case "timestamp": return .timestamp
    default: return .text
    }
  }
}

/// A front end over a schema, with short ways to what it answers.
struct Compiler {
  let frontEnd: SQLFrontEnd

  init(_ schema: Schema = TestSchema.schema, columnCase: SQLFrontEnd.ColumnCase = .lower) {
    frontEnd = SQLFrontEnd(
      schema: schema, columnCase: columnCase,
      environment: .init(
        user: "reader", database: "catalogue", currentSchema: "his_interface", version: "PostgreSQL 15.0"))
  }

  func statements(_ text: String, parameterTypes: [UInt32] = []) throws(SQLError) -> [CompiledStatement] {
    var compiled: [CompiledStatement] = []
    for statement in try frontEnd.parse(text) {
      compiled.append(try frontEnd.compile(statement, parameterTypes: parameterTypes))
    }
    return compiled
  }

  func query(_ text: String, parameterTypes: [UInt32] = []) throws(SQLError) -> CompiledQuery {
    let statements = try statements(text, parameterTypes: parameterTypes)
    guard statements.count == 1, case .query(let query) = statements[0] else {
      throw SQLError("XX000", "one query expected")
    }
    return query
  }

  func sql(_ text: String) throws(SQLError) -> String { try query(text).sqliteText }
  func names(_ text: String) throws(SQLError) -> [String] { try query(text).columns.map(\.name) }
  func types(_ text: String) throws(SQLError) -> [SQLType] { try query(text).columns.map(\.type) }

  /// The error of a text that must not compile.
  func error(_ text: String) -> SQLError? {
    do throws(SQLError) {
      _ = try statements(text)
      return nil
    } catch {
      return error
    }
  }
}
