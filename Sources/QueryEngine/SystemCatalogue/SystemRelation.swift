import OracleSQL

/// A relation of PostgreSQL 15's own catalogue: all its columns, the types exactly, most of them without rows.
struct SystemRelation: Sendable {
  let schema: String
  let name: String
  /// PostgreSQL's own object id.
  let oid: Int64
  let isView: Bool
  let columns: [SystemColumn]

  /// - Parameter columns: `name:type` with `!` for NOT NULL, separated by blanks; types as `pg_type` names them.
  init(schema: String, name: String, oid: Int64, isView: Bool, columns: String) {
    self.schema = schema
    self.name = name
    self.oid = oid
    self.isView = isView
    self.columns = columns.split(whereSeparator: \.isWhitespace).map(SystemColumn.init(definition:))
  }

  static let all = postgres + functionTables + oracleDictionary
  /// What PostgreSQL brings, and lists in its own catalogue.
  static let postgres = tables + types + server + views + described + informationSchema

  var schemaTable: SchemaTable {
    SchemaTable(
      schema: schema, name: name, sqliteName: "\(schema).\(quotedIdentifier(name))",
      columns: columns.map { SchemaColumn($0.name, $0.sqlType, sqliteName: quotedIdentifier($0.name)) },
      dialect: schema == Self.oracleSchema ? .oracle : .postgres,
      objectID: schema == Self.oracleSchema ? nil : oid)
  }

  var createStatement: String {
    let columns = columns.map { "\(quotedIdentifier($0.name)) \($0.affinity)" }.joined(separator: ", ")
    return "CREATE TABLE \(quotedIdentifier(name)) (\(columns))"
  }
}

struct SystemColumn: Sendable {
  let name: String
  /// As `pg_type.typname`; `varchar(3)` for a length.
  let typeName: String
  let isNotNull: Bool

  init(definition: Substring) {
    let parts = definition.split(separator: ":", maxSplits: 1)
    precondition(parts.count == 2, "a column is written name:type")
    name = String(parts[0])
    isNotNull = parts[1].hasSuffix("!")
    typeName = String(isNotNull ? parts[1].dropLast() : parts[1])
  }

  /// The type in RowDescription. Types without a binary or special form of their own here are sent as text.
  var sqlType: SQLType {
    switch typeName {
    case "bool": .bool
    case "char": .char
    case "name": .name
    case "int2": .int2
    case "int4": .int4
    case "int8": .int8
    case "oid": .oid
    case "varchar": .varchar(nil)
    case "varchar(3)": .varchar(3)
    case "int2vector": .vector(.int2)
    case "_int2": .array(.int2)
    case "oidvector": .vector(.oid)
    case "_oid": .array(.oid)
    case "_name": .array(.name)
    case "_char": .array(.char)
    case "_text": .array(.text)
    case "text": .text
    case "timestamp": .timestamp
    default: SystemType.byName[typeName].map { .catalogue(UInt32($0.oid)) } ?? .text
    }
  }

  var affinity: String {
    switch sqlType {
    case .bool, .int2, .int4, .int8, .oid: "INTEGER"
    default: "TEXT"
    }
  }
}

func quotedIdentifier(_ name: String) -> String {
  "\"\(name.split(separator: "\"" as Character, omittingEmptySubsequences: false).joined(separator: "\"\""))\""
}
