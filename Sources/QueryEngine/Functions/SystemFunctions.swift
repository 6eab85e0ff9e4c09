import OracleSQL

/// The functions that answer from the system catalogue: `pg_catalog.format_type` and its like.
struct SystemFunctions {
  private let objectsByName: [String: Int64]
  private let namesByObject: [Int64: String]
  private let user: String
  /// By relation of the catalogue, object and column.
  private let comments: [[Int64]: String]
  /// Objects whose names need no schema.
  private let visible: Set<Int64>
  private let settings: [String: String]

  init(options: ViewOptions) {
    var objectsByName: [String: Int64] = [:]
    var namesByObject: [Int64: String] = [:]
    var visible: Set<Int64> = []
    let rows = SystemRows(options: options)
    for object in rows.objects {
      objectsByName["\(object.schema).\(object.name)"] = object.oid
      namesByObject[object.oid] = object.name
      if Self.searchPath.contains(object.schema) { visible.insert(object.oid) }
    }
    self.objectsByName = objectsByName
    self.namesByObject = namesByObject
    self.visible = visible
    comments = Dictionary(
      rows.comments.map { ([$0.classID, $0.object, $0.column], $0.text) }, uniquingKeysWith: { first, _ in first })
    settings = Dictionary(SystemRows.settings, uniquingKeysWith: { first, _ in first })
    user = options.user
  }

  private static let searchPath = [ViewSchema.name, "pg_catalog"]

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
        name: "qz_to_regclass", arity: 1,
        body: .scalar { (arguments, _) in
          guard let name = arguments[0].text else { return .null }
          return knownRelation(named: name).map(SQLValue.integer) ?? .null
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
          case SystemObject.databaseOwner: return .text("pg_database_owner")
          case SystemObject.user: return .text(user)
          default: return .text("unknown (OID=\(oid))")
          }
        }),
    ] + describing
  }

  private var describing: [RuntimeFunction] {
    [
      RuntimeFunction(
        name: "qz_comment", arity: 3,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let object = Self.integer(arguments[1]), let column = Self.integer(arguments[2]) else { return .null }
          if let name = arguments[0].text {
            guard let relation = objectsByName["pg_catalog.\(name)"] else { return .null }
            return comments[[relation, object, column]].map(SQLValue.text) ?? .null
          }
          let found = comments.first { $0.key[1] == object && $0.key[2] == column }
          return found.map { .text($0.value) } ?? .null
        }),
      RuntimeFunction(
        name: "qz_is_visible", arity: 1,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let oid = Self.integer(arguments[0]), namesByObject[oid] != nil else { return .null }
          return .integer(visible.contains(oid) ? 1 : 0)
        }),
      RuntimeFunction(
        name: "qz_setting", arity: nil,
        body: .scalar { (arguments, _) throws(SQLError) in
          guard let name = arguments.first?.text else { return .null }
          if let value = settings[name.lowercased()] { return .text(value) }
          if arguments.count == 2, arguments[1] == .integer(1) { return .null }
          throw SQLError("42704", "没有参数 \(name)")
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
    guard let oid = knownRelation(named: text) else { throw SQLError("42P01", "ORA-00942 表或视图不存在") }
    return oid
  }

  private func knownRelation(named text: String) -> Int64? {
    if let oid = Int64(text) { return oid }
    let parts = Self.identifiers(text)
    let schemas = parts.count == 2 ? [parts[0]] : Self.searchPath
    if let name = parts.last, parts.count <= 2 {
      for schema in schemas {
        if let oid = objectsByName["\(schema).\(name)"] { return oid }
      }
    }
    return nil
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
    case "timetz": return "time\(modifier >= 0 ? "(\(modifier))" : "") with time zone"
    case "varbit": return modifier >= 0 ? "bit varying(\(modifier))" : "bit varying"
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
