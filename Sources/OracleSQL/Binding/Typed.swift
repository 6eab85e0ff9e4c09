/// An expression whose names and types are known, as SQLite text.
struct Typed {
  var sql: String
  var type: SQLType
  /// The value, when it is written in the statement.
  var literal: Literal?
  /// An ungrouped column outside any aggregate, and where; refused in a grouped query.
  var loose: Int?
  var hasAggregate = false
  /// An analytic function is in it.
  var hasWindow = false
  /// A column of a SELECT around this one is in it.
  var hasOuter = false
  /// `CHAR(n)`: blanks at its end count for nothing beside a literal.
  var isBlankPadded = false
  /// Set for a bare column reference, with the name of its table.
  var column: SchemaColumn?
  var table: String?
  /// Set for a bare `ctid` or ROWID: the row's number, by which SQLite finds the row at once.
  var rowNumber: String?

  enum Literal: Equatable {
    case null
    case text(String)
    case number(String)
    case parameter(Int)
  }

  init(_ sql: String, _ type: SQLType, literal: Literal? = nil) {
    self.sql = sql
    self.type = type
    self.literal = literal
  }

  static let null = Typed("NULL", .unknown, literal: .null)

  /// Made from others: keeps what grouping has to know of them.
  init(_ sql: String, _ type: SQLType, from parts: [Typed]) {
    self.init(sql, type)
    loose = parts.lazy.compactMap(\.loose).first
    hasAggregate = parts.contains(where: \.hasAggregate)
    hasOuter = parts.contains(where: \.hasOuter)
    hasWindow = parts.contains(where: \.hasWindow)
  }

  var isNull: Bool { literal == .null }

  /// NULL, or a parameter that has met nothing yet.
  var isUndecided: Bool {
    if case .parameter? = literal { type == .unknown } else { isNull }
  }

  /// A value that no row changes and SQLite could read as a column's place.
  var isConstant: Bool { literal != nil || Int64(sql) != nil }

  /// The text as one side of an operator: a condition stands in parentheses.
  var operand: String { type == .bool && column == nil && sql.contains(" ") ? "(\(sql))" : sql }
}

extension RuntimeCall {
  func callAsFunction(_ arguments: String...) -> String { "\(rawValue)(\(arguments.joined(separator: ", ")))" }
  func call(_ arguments: [String]) -> String { "\(rawValue)(\(arguments.joined(separator: ", ")))" }
}

/// A text as an SQLite literal.
func sqliteLiteral(_ text: String) -> String {
  // A NUL would end the statement's text.
  "'" + text.replacing("\u{0}", with: "").replacing("'", with: "''") + "'"
}
