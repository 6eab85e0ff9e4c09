import OracleSQL

/// The functions that answer from the system catalogue: `pg_catalog.format_type` and its like.
struct SystemFunctions {
  private let objectsByName: [String: Int64]
  private let namesByObject: [Int64: String]
  private let user: String

  init(options: ViewOptions) {
    var objectsByName: [String: Int64] = [:]
    var namesByObject: [Int64: String] = [:]
    for object in SystemRows(options: options).objects {
      objectsByName["\(object.schema).\(object.name)"] = object.oid
      namesByObject[object.oid] = object.name
    }
    self.objectsByName = objectsByName
    self.namesByObject = namesByObject
    user = options.user
  }

  var all: [RuntimeFunction] {
    [
      RuntimeFunction(
        name: "qz_format_type", arity: 2,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let oid = Self.integer(arguments[0]) else { return .null }
          return Self.formatType(oid, modifier: Self.integer(arguments[1])).map(SQLValue.text) ?? .null
        }),
      RuntimeFunction(
        name: "qz_regclass", arity: 1,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let name = arguments[0].text else { return .null }
          return .integer(try relation(named: name))
        }),
      RuntimeFunction(
        name: "qz_regclass_name", arity: 1,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let oid = Self.integer(arguments[0]) else { return .null }
          return .text(namesByObject[oid] ?? String(oid))
        }),
      RuntimeFunction(
        name: "qz_user_name", arity: 1,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let oid = Self.integer(arguments[0]) else { return .null }
          switch oid {
          case SystemObject.owner: return .text("postgres")
          case SystemObject.user: return .text(user)
          default: return .text("unknown (OID=\(oid))")
          }
        }),
    ]
  }

  private static func integer(_ value: SQLValue) -> Int64? {
    switch value {
    case .null: nil
    case .integer(let number): number
    case .text(let text): Int64(text)
    }
  }

  /// `ypml`, `"ypml"`, `pg_catalog.pg_class`, `16400`; without a schema the search path is followed.
  private func relation(named text: String) throws(SQLError) -> Int64 {
    if let oid = Int64(text) { return oid }
    let parts = Self.identifiers(text)
    let schemas = parts.count == 2 ? [parts[0]] : [ViewSchema.name, "pg_catalog"]
    if let name = parts.last, parts.count <= 2 {
      for schema in schemas {
        if let oid = objectsByName["\(schema).\(name)"] { return oid }
      }
    }
    throw SQLError("42P01", "ORA-00942 表或视图不存在")
  }

  /// Cuts at dots outside quotes. Case is folded inside quotes as well: our names are case-insensitive, quoted or not.
  private static func identifiers(_ text: String) -> [String] {
    var parts: [String] = [""]
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ".", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(contentsOf: character.lowercased())
      }
    }
    return parts
  }

  /// PostgreSQL's spelling of a type.
  static func formatType(_ oid: Int64, modifier: Int64?) -> String? {
    guard let type = typesByObject[oid] else { return nil }
    if type.name.hasPrefix("_"), case .integer(let element)? = type.row["typelem"] {
      return formatType(element, modifier: modifier).map { $0 + "[]" }
    }
    let modifier = modifier ?? -1
    switch type.name {
    case "bool": return "boolean"
    case "char": return "\"char\""
    case "int2": return "smallint"
    case "int4": return "integer"
    case "int8": return "bigint"
    case "float4": return "real"
    case "float8": return "double precision"
    case "varchar": return modifier >= 4 ? "character varying(\(modifier - 4))" : "character varying"
    case "bpchar": return modifier >= 4 ? "character(\(modifier - 4))" : "character"
    case "timestamp": return "timestamp\(modifier >= 0 ? "(\(modifier))" : "") without time zone"
    case "timestamptz": return "timestamp\(modifier >= 0 ? "(\(modifier))" : "") with time zone"
    case "time": return "time\(modifier >= 0 ? "(\(modifier))" : "") without time zone"
    case "numeric":
      guard modifier >= 4 else { return "numeric" }
      return "numeric(\((modifier - 4) >> 16),\((modifier - 4) & 0xFFFF))"
    default: return type.name
    }
  }

  private static let typesByObject: [Int64: SystemType] = Dictionary(
    uniqueKeysWithValues: SystemType.byName.values.map { ($0.oid, $0) })
}
