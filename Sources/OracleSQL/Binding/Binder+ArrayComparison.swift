/// `x op ANY (…)` and `x op ALL (…)` over an array: one written, a parameter, a text `{…}`, one of the system catalogue.
extension Binder {
  func compare(
    _ value: Expression, _ comparison: BinaryOperator, _ array: Expression, isAll: Bool, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed {
    if let elements = array.writtenElements {
      return try compare(value, comparison, elements, isAll: isAll, position, scope)
    }
    let subject = try bind(value, scope)
    guard let array = try boundArray(array, meeting: subject, scope) else {
      // Oracle's list of one.
      return try compare(comparison, subject, try bind(array, meeting: subject, scope), position)
    }
    if comparison == (isAll ? .notEqual : .equal), let found = isAmong(subject, array) {
      return isAll ? Typed("NOT (\(found.sql))", .bool, from: [found]) : found
    }
    guard !subject.hasAggregate, !subject.hasWindow, !value.contains(where: \.isRownum) else {
      throw SQLError("0A000", "不支持 聚合函数、分析函数或 ROWNUM 与数组的这种比较", position: position)
    }
    // The same name each time: GROUP BY and the select list are the same expression by their SQL. What the subject holds of
    // this kind is a SELECT of its own.
    let alias = "array_element"
    let same = try compare(comparison, subject, try element(of: array, "\(alias).value", position), position)
    let tests = "SELECT (\(same.sql)) AS v FROM \(elementTable(array)) AS \(alias)"
    return whereGiven(array, quantified(tests, isAll: isAll), subject)
  }

  /// Over an array written out: as many comparisons.
  private func compare(
    _ value: Expression, _ comparison: BinaryOperator, _ elements: [Expression], isAll: Bool, _ position: Int,
    _ scope: Scope
  ) throws(SQLError) -> Typed {
    let subject = try bind(value, scope)
    if comparison == (isAll ? .notEqual : .equal) { return try inList(subject, elements, isAll, position, scope) }
    guard !elements.isEmpty else { return Typed(isAll ? "1" : "0", .bool) }
    var parts: [Typed] = []
    for element in elements {
      parts.append(try compare(comparison, subject, try bind(element, meeting: subject, scope), position))
    }
    return Typed("(\(balanced(parts.map { "(\($0.sql))" }, isAll ? " AND " : " OR ")))", .bool, from: parts)
  }

  /// `nil` for what is no array. A parameter of an open type becomes one of the type it is compared with.
  private func boundArray(_ written: Expression, meeting value: Typed, _ scope: Scope) throws(SQLError) -> Typed? {
    var array = try bind(written, scope)
    if array.isOpenParameter { array = adopt(array, .array(elementType(meeting: value.type))) }
    if case .text(let text)? = array.literal, array.type == .unknown, text.hasPrefix("{"), text.hasSuffix("}") {
      array.type = .array(elementType(meeting: value.type))
    }
    return array.type.elementType == nil ? nil : array
  }

  private func elementType(meeting type: SQLType) -> SQLType {
    if type.isInteger { return .int8 }
    return type.isNumber ? .numeric(precision: nil, scale: nil) : type.isDate ? .timestamp : .text
  }

  /// Found among the elements by SQLite itself; `nil` where the types differ, and a comparison has to convert.
  private func isAmong(_ value: Typed, _ array: Typed) -> Typed? {
    guard let type = array.type.elementType,
      value.type.isText && type.isText || value.type.isInteger && type.isInteger || !isOracle && array.literal == nil
    else { return nil }
    let isNumber = type.isInteger && array.literal != nil
    let found = isNumber ? "CAST(value AS INTEGER)" : "value"
    return whereGiven(array, "\(value.operand) IN (SELECT \(found) FROM \(elementTable(array)))", value)
  }

  /// Undecided where there is no array.
  private func whereGiven(_ array: Typed, _ sql: String, _ value: Typed) -> Typed {
    Typed("CASE WHEN \(array.sql) IS NOT NULL THEN \(sql) END", .bool, from: [value, array])
  }

  /// The elements as a table with the column `value`: texts and NULL, of the catalogue's arrays as they are.
  private func elementTable(_ array: Typed) -> String {
    if let type = array.type.elementType, array.literal == nil { return elements(array, type) }
    return "json_each(\(RuntimeCall.arrayElements(array.sql)))"
  }

  /// An element's text as what it stands for.
  private func element(of array: Typed, _ text: String, _ position: Int) throws(SQLError) -> Typed {
    switch array.type.elementType {
    case let type? where type.isText: return Typed(text, .text)
    case let type? where type.isNumber:
      return Typed(RuntimeCall.toNumber(text), .numeric(precision: nil, scale: nil))
    case let type? where type.isDate: return Typed(RuntimeCall.dateFromText(text), .timestamp)
    default: throw SQLError("0A000", "不支持 与这种类型的数组比较", position: position)
    }
  }

  /// An array beside a single value is equal to nothing, and would be so without a word.
  func refuseArrays(_ left: Typed, _ right: Typed, _ position: Int) throws(SQLError) {
    func isArray(_ value: Typed) -> Bool { if case .array = value.type { true } else { false } }
    func isSingle(_ value: Typed) -> Bool {
      value.type.elementType == nil && (isOracle || value.type != .unknown)
    }
    guard isArray(left) && isSingle(right) || isSingle(left) && isArray(right) else { return }
    throw SQLError("42883", "数组不能与单个值比较，请写 = ANY (…) 或 <> ALL (…)", position: position)
  }
}
