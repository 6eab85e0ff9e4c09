/// One row of `pg_type`.
struct SystemType: Sendable {
  let oid: Int64
  let name: String
  let length: Int64
  let isByValue: Bool
  let alignment: String
  let storage: String
  let collation: Int64
  /// The whole row by column name.
  let row: [String: CatalogueValue]

  static let byName: [String: SystemType] = {
    var types: [String: SystemType] = [:]
    for line in SystemTypes.text.split(whereSeparator: \.isNewline) {
      let type = SystemType(fields: line.split(separator: " ").map(String.init))
      types[type.name] = type
      if let array = SystemType(arrayOf: type) { types[array.name] = array }
    }
    return types
  }()

  private init(fields: [String]) {
    precondition(fields.count == 15, "a type has fifteen fields")
    func number(_ index: Int) -> Int64 {
      guard let value = Int64(fields[index]) else { preconditionFailure("field \(index) of a type is a number") }
      return value
    }
    self.init(
      oid: number(0), name: fields[1], length: number(2), isByValue: fields[3] == "t", alignment: fields[12],
      storage: fields[13], collation: number(14),
      rest: [
        "typtype": .text(fields[4]), "typcategory": .text(fields[5]), "typispreferred": .bool(fields[6] == "t"),
        "typelem": .integer(number(7)), "typarray": .integer(number(8)), "typsubscript": .text(fields[11]),
        "typanalyze": .text("-"),
      ], functions: fields[9], modifiers: fields[10])
  }

  /// `nil` for a type without an array type.
  private init?(arrayOf element: SystemType) {
    guard case .integer(let oid)? = element.row["typarray"], oid != 0 else { return nil }
    var modifiers = "-"
    if case .text(let input)? = element.row["typmodin"], input != "-" { modifiers = String(input.dropLast(2)) }
    self.init(
      oid: oid, name: "_\(element.name)", length: -1, isByValue: false,
      alignment: element.alignment == "d" ? "d" : "i", storage: "x", collation: element.collation,
      rest: [
        // The array of rows of any table is a pseudo-type as its element is.
        "typtype": .text(element.name == "record" ? "p" : "b"),
        "typcategory": .text(element.name == "record" ? "P" : "A"), "typispreferred": .bool(false),
        "typelem": .integer(element.oid), "typarray": .integer(0),
        "typsubscript": .text("array_subscript_handler"), "typanalyze": .text("array_typanalyze"),
      ], functions: "array_", modifiers: modifiers)
  }

  private init(
    oid: Int64, name: String, length: Int64, isByValue: Bool, alignment: String, storage: String, collation: Int64,
    rest: [String: CatalogueValue], functions: String, modifiers: String
  ) {
    self.oid = oid
    self.name = name
    self.length = length
    self.isByValue = isByValue
    self.alignment = alignment
    self.storage = storage
    self.collation = collation
    let isTextOnly = functions.hasSuffix("!")
    let functions = isTextOnly ? String(functions.dropLast()) : functions
    let own: [String: CatalogueValue] = [
      "oid": .integer(oid), "typname": .text(name), "typnamespace": .integer(SystemObject.pgCatalog),
      "typowner": .integer(SystemObject.owner), "typlen": .integer(length), "typbyval": .bool(isByValue),
      "typisdefined": .bool(true), "typdelim": .text(","), "typrelid": .integer(0), "typalign": .text(alignment),
      "typstorage": .text(storage), "typnotnull": .bool(false), "typbasetype": .integer(0), "typtypmod": .integer(-1),
      "typndims": .integer(0), "typcollation": .integer(collation), "typinput": .text("\(functions)in"),
      "typoutput": .text("\(functions)out"), "typreceive": .text(isTextOnly ? "-" : "\(functions)recv"),
      "typsend": .text(isTextOnly ? "-" : "\(functions)send"),
      "typmodin": .text(modifiers == "-" ? "-" : "\(modifiers)in"),
      "typmodout": .text(modifiers == "-" ? "-" : "\(modifiers)out"),
    ]
    row = own.merging(rest) { _, other in other }
  }
}

/// A value in a row of the system catalogue.
enum CatalogueValue: Sendable {
  case null
  case integer(Int64)
  case bool(Bool)
  case text(String)
}

/// Object ids that do not change between releases or versions. PostgreSQL's own where it has one; ours lie above its
/// first free id (16384) and below 2^31, since drivers read them signed.
enum SystemObject {
  static let pgCatalog: Int64 = 11
  static let publicSchema: Int64 = 2200
  static let informationSchema: Int64 = 13_220
  static let hisInterface: Int64 = 16_384
  static let database: Int64 = 16_385
  /// The superuser that owns what PostgreSQL brings along; nobody can log in as it.
  static let owner: Int64 = 10
  /// The role that owns the schema public.
  static let databaseOwner: Int64 = 6171
  /// The user HIS connects as.
  static let user: Int64 = 16_386
  static let defaultTablespace: Int64 = 1663
  /// The views; their row types follow 100 later.
  static let ypml: Int64 = 16_400
  static let zlxm: Int64 = 16_401
  static let bzml: Int64 = 16_402
  static let dual: Int64 = 16_403
  static let drugCategories: Int64 = 16_404
  static let itemCategories: Int64 = 16_405
}
