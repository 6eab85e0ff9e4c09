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
    case "regexp_like", "regexp_replace", "regexp_substr", "regexp_instr", "regexp_count":
      return try pattern(call, arguments)
    case "substr", "substring", "substrb", "left", "right", "strpos", "lpad", "rpad", "instr":
      return try mixed(call, arguments)
    default: break
    }
    guard let (function, count, type) = Self.simpleTextFunctions[call.name] else { return nil }
    try require(count, call, arguments)
    let values = arguments.map { text($0) }
    return Typed(function.call(values.map(\.sql)), type, from: values)
  }

  /// Functions whose first argument is a text and whose others are numbers, or texts where named.
  private func mixed(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    if call.name == "left" || call.name == "right" { return try end(call, arguments) }
    let isInstr = call.name == "instr" || call.name == "strpos"
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
      case "instr", "strpos": .position
      case "substrb": .substringInBytes
      default: .substring
      }
    return Typed(function.call(values.map(\.sql)), isInstr ? .int4 : .text, from: values)
  }

  /// `left(x, n)`, `right(x, n)` of PostgreSQL, for a count that is not negative.
  private func end(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    try require(2...2, call, arguments)
    let value = text(arguments[0])
    let count = try number(arguments[1], position: call.position)
    let sql =
      call.name == "left"
      ? RuntimeCall.substring(value.sql, "1", count.sql)
      : RuntimeCall.substring(
        value.sql, "max(1, \(RuntimeCall.length(value.sql)) - \(count.sql) + 1)", count.sql)
    return Typed(sql, .text, from: [value, count])
  }

  /// The REGEXP_ functions: text, pattern, then numbers and texts in the places Oracle has them.
  private func pattern(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    let form: (function: RuntimeCall, count: ClosedRange<Int>, numbers: Set<Int>, type: SQLType) =
      switch call.name {
      case "regexp_like": (.matchesPattern, 2...3, [], .bool)
      case "regexp_replace": (.patternReplace, 2...6, [3, 4], .text)
      case "regexp_substr": (.patternSubstring, 2...6, [2, 3, 5], .text)
      case "regexp_instr": (.patternPosition, 2...7, [2, 3, 4, 6], .int4)
      default: (.patternCount, 2...4, [2], .int4)
      }
    try require(form.count, call, arguments)
    var values: [Typed] = []
    for (index, argument) in arguments.enumerated() {
      // Options that are left out by NULL are none.
      let isOptions = index > 1 && !form.numbers.contains(index) && call.name != "regexp_replace" || index == 5
      if isOptions, argument.isNull {
        values.append(Typed("'c'", .text))
      } else {
        values.append(
          form.numbers.contains(index) ? try number(argument, position: call.position) : text(argument))
      }
    }
    return Typed(form.function.call(values.map(\.sql)), form.type, from: values)
  }
}
