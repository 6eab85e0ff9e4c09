/// Arrays of the system catalogue: text, `{1,2}` counted from 1 for an array, `1 2` counted from 0 for a vector.
extension Binder {
  /// `a[i]`; NULL outside the array.
  func element(_ array: Typed, _ index: Typed, _ position: Int) throws(SQLError) -> Typed {
    guard let type = array.type.elementType else { throw mismatch("数组", position) }
    guard index.type.isInteger else { throw mismatch("整数下标", position) }
    let base = "(substr(\(array.sql), 1, 1) = '{')"
    return Typed(
      "json_extract(\(json(array)), '$[' || (\(index.sql) - \(base)) || ']')", type, from: [array, index])
  }

  /// `array_lower(a, 1)`, `array_upper(a, 1)`; NULL for an empty array.
  func arrayBound(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    guard call.name == "array_lower" || call.name == "array_upper" else { return nil }
    try require(2...2, call, arguments)
    guard arguments[0].type.elementType != nil, arguments[1].literal == .number("1") else {
      throw SQLError("0A000", "不支持 \(call.name) 的这种参数", position: call.position)
    }
    let count = "nullif(json_array_length(\(json(arguments[0]))), 0)"
    let first = "(substr(\(arguments[0].sql), 1, 1) = '{')"
    let sql = call.name == "array_lower" ? "(\(count) * 0 + \(first))" : "(\(count) - 1 + \(first))"
    return Typed(sql, .int4, from: arguments)
  }

  /// `generate_series(array_lower(a, 1), array_upper(a, 1))` in a select list: each row once for every index of its array.
  func series(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> (item: Typed, join: String) {
    guard call.arguments.count == 2, case .call(let low) = call.arguments[0], case .call(let high) = call.arguments[1],
      low.name == "array_lower", high.name == "array_upper", let first = low.arguments.first,
      let second = high.arguments.first
    else { throw SQLError("0A000", "不支持 generate_series 的这种参数", position: call.position) }
    let array = try bind(first, scope)
    guard array.sql == (try bind(second, scope)).sql, let type = array.type.elementType, type.isInteger else {
      throw SQLError("0A000", "不支持 generate_series 的这种参数", position: call.position)
    }
    let alias = nextAlias()
    return (
      Typed("(\(alias).key + (substr(\(array.sql), 1, 1) = '{'))", .int4, from: [array]),
      " JOIN json_each(\(json(array))) AS \(alias)"
    )
  }

  /// The array as JSON; the elements of text arrays of the catalogue are plain names.
  func json(_ array: Typed) -> String {
    if array.type.elementType?.isText == true {
      return
        "replace(replace(replace('[\"' || trim(\(array.sql), '{}') || '\"]', ',', '\",\"'), '[\"\"]', '[]'), ' ', '')"
    }
    return "'[' || replace(trim(\(array.sql), '{}'), ' ', ',') || ']'"
  }
}
