/// `TO_CHAR(col, model) = x` and `TRUNC(col) = d` over an indexed date column, as a range on the column.
///
/// Only where NULL and false mean the same, and only for the models whose texts order as the dates do. An equality holds
/// for every x: one that is no whole value of the model has no range. Other comparisons become ranges only when x is
/// written in the statement and is a whole value.
extension Binder {
  static let rangeModels: Set<String> = [
    "YYYY", "YYYYMM", "YYYYMMDD", "YYYY-MM", "YYYY-MM-DD", "YYYY/MM", "YYYY/MM/DD",
  ]

  func dateRange(
    _ comparison: BinaryOperator, _ left: Expression, _ right: Expression, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed? {
    if let range = try oneSided(comparison, left, right, position, scope) { return range }
    return try oneSided(comparison.mirrored, right, left, position, scope)
  }

  private func oneSided(
    _ comparison: BinaryOperator, _ subject: Expression, _ other: Expression, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed? {
    guard comparison != .notEqual, case .call(let call) = subject, call.schema == nil, !call.isDistinct,
      let first = call.arguments.first
    else { return nil }
    if call.name == "to_char", call.arguments.count == 2, case .text(let written, _) = call.arguments[1] {
      let model = written.uppercased()
      guard Self.rangeModels.contains(model), let column = try indexedDate(first, scope) else { return nil }
      guard let value = try modelText(other, model, scope) else { return nil }
      if comparison != .equal {
        guard case .text(let text)? = value.literal, Self.isWhole(text, model) else { return nil }
      }
      let argument = sqliteLiteral(model)
      return range(
        comparison, column, low: RuntimeCall.rangeLow(value.sql, argument),
        high: RuntimeCall.rangeHigh(value.sql, argument),
        value)
    }
    if call.name == "trunc", call.arguments.count == 1, comparison == .equal,
      let column = try indexedDate(first, scope)
    {
      if case .name = other { return nil }
      try expect(other, .timestamp, scope)
      let value = try date(try bind(other, scope), position: position)
      guard !value.isNull else { return nil }
      // A date with a time of day is no day: nothing equals it.
      let day = "CASE WHEN \(RuntimeCall.truncateDate(value.sql)) = \(value.sql) THEN \(value.sql) END"
      // Not the next day, which the last day of the calendar lacks.
      let next = RuntimeCall.rangeHigh("substr(\(day), 1, 10)", "'YYYY-MM-DD'")
      return range(comparison, column, low: day, high: next, value)
    }
    return nil
  }

  /// A literal or a parameter as the text to be equal to; a whole number of as many digits as the model has letters is
  /// the same comparison.
  private func modelText(_ other: Expression, _ model: String, _ scope: Scope) throws(SQLError) -> Typed? {
    switch other {
    case .text, .parameter:
      let value = adopt(try bind(other, scope), .text)
      return value.type.isText && value.literal != nil && !value.isNull ? value : nil
    case .number(let text, _) where Self.isWhole(text, model):
      return Typed(sqliteLiteral(text), .unknown, literal: .text(text))
    default: return nil
    }
  }

  private func indexedDate(_ expression: Expression, _ scope: Scope) throws(SQLError) -> Typed? {
    guard case .name = expression else { return nil }
    let value = try bind(expression, scope)
    return value.type == .timestamp && value.column?.isIndexed == true ? value : nil
  }

  private func range(
    _ comparison: BinaryOperator, _ column: Typed, low: String, high: String, _ value: Typed
  ) -> Typed {
    let sql =
      switch comparison {
      case .less: "\(column.sql) < \(low)"
      case .lessOrEqual: "\(column.sql) < \(high)"
      case .greater: "\(column.sql) >= \(high)"
      case .greaterOrEqual: "\(column.sql) >= \(low)"
      default: "\(column.sql) >= \(low) AND \(column.sql) < \(high)"
      }
    return Typed(sql, .bool, from: [column, value])
  }

  /// Whether a text is exactly one value of a model: its digits where the model has letters, a date that exists.
  static func isWhole(_ text: String, _ model: String) -> Bool {
    let characters = Array(text.utf8)
    let places = Array(model.utf8)
    guard characters.count == places.count else { return false }
    var year = 0
    var month = 0
    var day = 0
    for (character, place) in zip(characters, places) {
      let isLetter = (65...90).contains(place)
      guard isLetter ? (48...57).contains(character) : character == place else { return false }
      let digit = Int(character) - 48
      switch place {
      case UInt8(ascii: "Y"): year = year * 10 + digit
      case UInt8(ascii: "M"): month = month * 10 + digit
      case UInt8(ascii: "D"): day = day * 10 + digit
      default: break
      }
    }
    guard year >= 1 else { return false }
    guard model.contains("M") else { return true }
    guard (1...12).contains(month) else { return false }
    guard model.contains("D") else { return true }
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }
}
