extension Binder {
  private static let simpleTextFunctions: [String: (RuntimeCall, ClosedRange<Int>, SQLType)] = [
    "upper": (.upper, 1...1, .text), "lower": (.lower, 1...1, .text), "initcap": (.capitalise, 1...1, .text),
    "btrim": (.trim, 1...2, .text), "ltrim": (.trimLeft, 1...2, .text),
    "rtrim": (.trimRight, 1...2, .text), "length": (.length, 1...1, .int4), "char_length": (.length, 1...1, .int4),
    "lengthb": (.lengthInBytes, 1...1, .int4), "replace": (.replace, 2...3, .text),
    "translate": (.translate, 3...3, .text),
    "ascii": (.code, 1...1, .int4), "reverse": (.reverse, 1...1, .text),
  ]

  func textFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "concat":
      try require(2...100, call, arguments)
      let values = arguments.map { text($0) }
      return Typed(RuntimeCall.concatenate.call(values.map(\.sql)), .text, from: values)
    case "chr":
      try require(1...1, call, arguments)
      let code = try number(arguments[0], position: call.position)
      return Typed(RuntimeCall.character(code.sql), .text, from: [code])
    case "substr", "substring", "lpad", "rpad", "instr": return try mixed(call, arguments)
    default: break
    }
    guard let (function, count, type) = Self.simpleTextFunctions[call.name] else { return nil }
    try require(count, call, arguments)
    let values = arguments.map { text($0) }
    return Typed(function.call(values.map(\.sql)), type, from: values)
  }

  /// Functions whose first argument is a text and whose others are numbers, or texts where named.
  private func mixed(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    let isInstr = call.name == "instr"
    try require(isInstr ? 2...4 : 2...3, call, arguments)
    let isPad = call.name == "lpad" || call.name == "rpad"
    var values: [Typed] = []
    for (index, argument) in arguments.enumerated() {
      let isText = index == 0 || (isInstr && index == 1) || (isPad && index == 2)
      values.append(isText ? text(argument) : try number(argument, position: call.position))
    }
    let function: RuntimeCall =
      switch call.name {
      case "lpad": .padLeft
      case "rpad": .padRight
      case "instr": .position
      default: .substring
      }
    return Typed(function.call(values.map(\.sql)), isInstr ? .int4 : .text, from: values)
  }
}
