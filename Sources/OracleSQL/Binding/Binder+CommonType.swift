/// The type in which several values stand in one place.
extension Binder {
  /// CASE, COALESCE, set operations. A text literal takes the type of what it stands beside when it can be read as one,
  /// and makes everything text otherwise; beside a text of declared length it takes the length away.
  func common(_ values: [Typed]) -> SQLType {
    var texts: [String] = []
    var others: [SQLType] = []
    for value in values {
      if case .text(let text)? = value.literal, value.type == .unknown {
        texts.append(text)
      } else {
        others.append(value.type)
      }
    }
    let type = widened(common(others), values)
    guard isOracle, !texts.isEmpty, type != .unknown else { return type }
    if case .varchar = type { return .varchar(nil) }
    if type.isText { return type }
    if type.isInteger, texts.allSatisfy({ Int64($0) != nil }) { return type }
    if type.isNumber, texts.allSatisfy({ OracleNumber(text: $0) != nil }) {
      return .numeric(precision: nil, scale: nil)
    }
    if type.isDate, texts.allSatisfy({ ImplicitDate.read($0) != nil }) { return .timestamp }
    return .text
  }

  /// CASE and COALESCE over nothing but literals are text, and stay it beside other types.
  func decided(_ type: SQLType) -> SQLType { type == .unknown ? .text : type }

  /// NVL and DECODE: Oracle converts the other values to the type of the first that is not NULL.
  func typeOfFirst(_ values: [Typed]) -> SQLType {
    let others = values.filter { !$0.isUndecided }
    guard isOracle, let first = others.first else { return common(values) }
    if first.type.isText { return others.allSatisfy(\.type.isText) ? common(values) : .text }
    if first.type.isNumber {
      return others.allSatisfy(\.type.isNumber) ? widened(common(values), values) : .numeric(precision: nil, scale: nil)
    }
    if first.type.isDate { return .timestamp }
    return common(values)
  }

  /// Of whole numbers beside a parameter that may be any number.
  private func widened(_ type: SQLType, _ values: [Typed]) -> SQLType {
    guard isOracle, type.isInteger, type != .oid, values.contains(where: \.isOpenParameter) else { return type }
    return .numeric(precision: nil, scale: nil)
  }

  private func common(_ types: [SQLType]) -> SQLType {
    let decided = types.filter { $0 != .unknown }
    guard let first = decided.first else { return .unknown }
    if decided.allSatisfy({ $0 == first }) { return first }
    // The first of PostgreSQL's text types that turn into each other.
    if !isOracle, first == .name, decided.allSatisfy(\.isText) { return .name }
    // As in PostgreSQL, where oid is the preferred type among the integers.
    if decided.allSatisfy(\.isInteger) {
      return decided.contains(.oid) ? .oid : decided.contains(.int8) ? .int8 : .int4
    }
    if decided.allSatisfy(\.isNumber) { return .numeric(precision: nil, scale: nil) }
    if decided.allSatisfy(\.isDate) { return .timestamp }
    // Among texts that convert into each other the first decides, as in PostgreSQL; the length goes.
    if case .varchar = first, decided.allSatisfy(\.isPlainText) { return .varchar(nil) }
    return .text
  }

  /// The type of PostgreSQL's arithmetic on integers.
  func commonInteger(_ values: [Typed]) -> SQLType { common(values.map(\.type)) }
}

extension SQLType {
  /// `text`, or `varchar` of any length.
  fileprivate var isPlainText: Bool {
    if case .varchar = self { true } else { self == .text }
  }
}
