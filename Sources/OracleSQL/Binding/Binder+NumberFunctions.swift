extension Binder {
  private static let simpleNumberFunctions: [String: (RuntimeCall, ClosedRange<Int>)] = [
    "round": (.roundNumber, 1...2), "trunc": (.truncateNumber, 1...2), "mod": (.modulo, 2...2),
    "abs": (.absolute, 1...1),
    "sign": (.sign, 1...1), "ceil": (.ceiling, 1...1), "ceiling": (.ceiling, 1...1), "floor": (.floor, 1...1),
    "bitand": (.bitAnd, 2...2), "power": (.power, 2...2), "exp": (.exponential, 1...1),
    "ln": (.naturalLogarithm, 1...1),
    "log": (.logarithm, 2...2), "sqrt": (.squareRoot, 1...1),
  ]

  /// Worked out to 77 digits and rounded.
  private static let costly: Set<String> = ["power", "exp", "ln", "log"]

  func numberFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    if call.name == "to_number" {
      try require(1...3, call, arguments)
      _ = try languageSettings(call, arguments)
      let model = arguments.dropFirst().prefix(1).map { text($0).sql }
      let value = arguments[0].type.isNumber ? arguments[0] : text(arguments[0])
      return Typed(
        RuntimeCall.toNumber.call([value.sql] + model), .numeric(precision: nil, scale: nil), from: arguments)
    }
    if call.name == "bitand" {
      try require(2...2, call, arguments)
      if arguments.allSatisfy(\.type.isInteger) {
        let type: SQLType =
          arguments.contains { $0.type == .int8 } ? .int8 : arguments.contains { $0.type == .int4 } ? .int4 : .int2
        return Typed("(\(arguments[0].sql) & \(arguments[1].sql))", type, from: arguments)
      }
    }
    guard let (function, count) = Self.simpleNumberFunctions[call.name] else { return nil }
    try require(count, call, arguments)
    if Self.costly.contains(call.name) { isCostly = true }
    var values: [Typed] = []
    for argument in arguments { values.append(try number(argument, position: call.position)) }
    return Typed(function.call(values.map(\.sql)), .numeric(precision: nil, scale: nil), from: values)
  }
}
