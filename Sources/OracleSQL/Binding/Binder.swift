/// Resolves one statement's names and types and renders it. Used once.
final class Binder {
  let frontEnd: SQLFrontEnd
  /// Whose meaning holds where Oracle's and PostgreSQL's differ: PostgreSQL's only for statements over its own catalogue.
  let dialect: Dialect
  var parameters: [Int: SQLType]
  private var tableCount = 0
  private var aliasCount = 0
  private var workCount = 0

  /// How often an expression may be resolved in one statement, and how long the text made of one may become: far above
  /// what a statement within the other limits needs unless it is built to multiply.
  static let maximumWork = 2_000_000
  static let maximumRenderedBytes = 8 << 20

  /// - Parameter tables: every table the statement names.
  init(frontEnd: SQLFrontEnd, tables: [[Name]], parameters: [Int: SQLType]) {
    self.frontEnd = frontEnd
    self.parameters = parameters
    let found = tables.compactMap { frontEnd.table($0) }
    dialect = !found.isEmpty && found.allSatisfy { $0.dialect == .postgres } ? .postgres : .oracle
  }

  var isOracle: Bool { dialect == .oracle }

  func nextAlias() -> String {
    aliasCount += 1
    return "t\(aliasCount)"
  }

  func countTable(position: Int) throws(SQLError) {
    tableCount += 1
    guard tableCount <= Parser.maximumTables else {
      throw SQLError("54001", "语句中的表超过 \(Parser.maximumTables) 个", position: position)
    }
  }

  /// Counts one more expression resolved, of which this is the text.
  func countWork(_ sql: String) throws(SQLError) {
    workCount += 1
    guard workCount <= Self.maximumWork, sql.utf8.count <= Self.maximumRenderedBytes else {
      throw SQLError("54001", "语句过于复杂，请拆分或简化后再执行")
    }
  }

  /// A result column's name as the client sees it; PostgreSQL's own catalogue keeps PostgreSQL's names.
  func columnName(_ name: String) -> String { isOracle ? frontEnd.columnName(name) : name }

  // Types.

  /// Gives an undecided parameter the type of what it meets.
  func adopt(_ value: Typed, _ type: SQLType) -> Typed {
    guard case .parameter(let number)? = value.literal, value.type == .unknown else { return value }
    let decided: SQLType =
      switch type {
      case .unknown: .unknown
      case .name, .char, .text: .text
      case .date: .timestamp
      default: type
      }
    parameters[number] = decided
    var result = value
    result.type = decided
    return result
  }

  /// As a number: text is read as one and fails when it is none.
  func number(_ value: Typed, position: Int) throws(SQLError) -> Typed {
    let value = adopt(value, .numeric(precision: nil, scale: nil))
    if value.type.isNumber || value.isNull { return value }
    guard value.type.isText else { throw mismatch("数字", position) }
    return Typed(RuntimeCall.toNumber(value.sql), .numeric(precision: nil, scale: nil), from: [value])
  }

  /// As a date: text is read as one and fails when it is none.
  func date(_ value: Typed, position: Int) throws(SQLError) -> Typed {
    let value = adopt(value, .timestamp)
    if value.type.isDate || value.isNull { return value }
    guard value.type.isText else { throw mismatch("日期", position) }
    return Typed(RuntimeCall.dateFromText(value.sql), .timestamp, from: [value])
  }

  /// As text: numbers and dates in their default form.
  func text(_ value: Typed) -> Typed {
    let value = adopt(value, .text)
    if value.type.isText || value.isNull { return value }
    if value.type.isDate {
      return Typed(
        RuntimeCall.formatDate(value.sql, "'YYYY-MM-DD HH24:MI:SS'"), .text, from: [value])
    }
    if value.type == .bool {
      return Typed(
        "CASE \(value.sql) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", .text, from: [value])
    }
    if value.type == .regclass {
      return Typed(RuntimeCall.relationName(value.sql), .text, from: [value])
    }
    if value.type.isNumber {
      return Typed(RuntimeCall.formatNumber(value.sql), .text, from: [value])
    }
    return Typed(value.sql, .text, from: [value])
  }

  func mismatch(_ expected: String, _ position: Int) -> SQLError {
    SQLError("42804", "ORA-00932 数据类型不一致，应为\(expected)", position: position)
  }

  /// As for their types; a fraction written as text makes whole numbers exact ones.
  func common(_ values: [Typed]) -> SQLType {
    let type = common(values.map(\.type))
    let hasFraction = values.contains { if case .text(let text)? = $0.literal { Int64(text) == nil } else { false } }
    return type.isInteger && hasFraction ? .numeric(precision: nil, scale: nil) : type
  }

  /// The type in which several values can stand in one place (CASE, NVL, set operations).
  func common(_ types: [SQLType]) -> SQLType {
    let decided = types.filter { $0 != .unknown }
    guard let first = decided.first else { return .unknown }
    if decided.allSatisfy({ $0 == first }) { return first }
    // As in PostgreSQL, where oid is the preferred type among the integers.
    if decided.allSatisfy(\.isInteger) {
      return decided.contains(.oid) ? .oid : decided.contains(.int8) ? .int8 : .int4
    }
    if decided.allSatisfy(\.isNumber) { return .numeric(precision: nil, scale: nil) }
    if decided.allSatisfy(\.isDate) { return .timestamp }
    if decided.allSatisfy({ if case .varchar = $0 { true } else { false } }) { return .varchar(nil) }
    return .text
  }

  /// Text that stands where a number or a date is wanted is read as one, and fails when it is none.
  func convert(_ value: Typed, to type: SQLType) -> Typed {
    let value = adopt(value, type)
    if value.isNull { return value }
    if type.isText && !value.type.isText { return text(value) }
    guard value.type.isText else { return value }
    if type.isNumber { return Typed(RuntimeCall.toNumber(value.sql), type, from: [value]) }
    if type.isDate { return Typed(RuntimeCall.dateFromText(value.sql), type, from: [value]) }
    return value
  }
}

extension SQLFrontEnd {
  func table(_ names: [Name]) -> SchemaTable? {
    let table = Lexer.folded(names[names.count - 1].text)
    return schema.table(schema: names.count > 1 ? Lexer.folded(names[names.count - 2].text) : nil, name: table)
  }

  /// A result column's name as the client sees it.
  func columnName(_ name: String) -> String {
    switch columnCase {
    case .lower: name
    case .upper: String(decoding: name.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
    }
  }
}
