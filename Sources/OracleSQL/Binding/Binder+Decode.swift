/// DECODE: NULL equals NULL; what is searched for and the results have each one type (Oracle SQL Language Reference,
/// "DECODE").
extension Binder {
  func decode(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed {
    guard call.arguments.count >= 3 else { throw wrongArguments(call) }
    var values: [Typed] = []
    for argument in call.arguments { values.append(try bind(argument, scope)) }
    let places = Array(stride(from: 1, to: values.count - 1, by: 2))
    let type = places.map { values[$0] }.first { !$0.isUndecided }?.type
    let subject = type?.isText == true ? searched(values[0], type) : values[0]
    let otherwise = values.count % 2 == 0 ? values[values.count - 1] : nil
    let results = places.map { values[$0 + 1] } + (otherwise.map { [$0] } ?? [])
    let resultType = typeOfResults(results)
    var sql = "CASE"
    for place in places {
      let condition = try decodeMatch(subject, values[place], searched(values[place], type), call.position)
      sql += " WHEN \(condition.sql) THEN \(convert(values[place + 1], to: resultType).sql)"
    }
    if let otherwise { sql += " ELSE \(convert(otherwise, to: resultType).sql)" }
    return Typed(sql + " END", resultType, from: values)
  }

  /// As the first value searched for: beside a text a number is its text, beside a number a text is its number. Dates are
  /// compared as dates.
  private func searched(_ value: Typed, _ type: SQLType?) -> Typed {
    guard isOracle, let type, !value.isUndecided else { return value }
    if type.isText, value.type.isNumber { return text(value) }
    if type.isNumber, value.type.isText {
      return Typed(RuntimeCall.numberOrNull(value.sql), .numeric(precision: nil, scale: nil), from: [value])
    }
    return value
  }

  /// That of the first result; of NULL it is VARCHAR2.
  private func typeOfResults(_ results: [Typed]) -> SQLType {
    guard isOracle, results[0].isNull, results.contains(where: { !$0.isUndecided }) else { return typeOfFirst(results) }
    return results.allSatisfy { $0.isUndecided || $0.type.isText } ? typeOfFirst(results) : .text
  }

  /// - Parameter written: the value as it stands in the statement.
  private func decodeMatch(
    _ subject: Typed, _ written: Typed, _ search: Typed, _ position: Int
  ) throws(SQLError) -> Typed {
    if search.isNull { return Typed("\(subject.operand) IS NULL", .bool, from: [subject]) }
    let same = try compare(.equal, subject, search, position)
    if case .text? = written.literal { return same }
    if case .number? = written.literal { return same }
    return Typed(
      "(\(same.sql) OR (\(subject.operand) IS NULL AND \(written.operand) IS NULL))", .bool, from: [subject, search])
  }
}
