extension Binder {
  /// A function by its name: aggregates, Oracle's, and those drivers ask PostgreSQL's catalogue with.
  func function(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed {
    if let field = CompositeField(call) { return try self.field(field, scope) }
    if let call = call.ofLargeObjects ?? call.ofOwnedAggregates { return try function(call, scope) }
    if let value = try packaged(call, scope) { return value }
    if let schema = call.schema, schema != "pg_catalog", schema != "sys" {
      throw SQLError("42883", "ORA-00904 没有函数 \(schema).\(call.name)", position: call.position)
    }
    if let value = try grouping(call, scope) { return value }
    if Self.aggregates.contains(call.name) { return try aggregate(call, scope) }
    if let window = call.window { return try analytic(call, window, scope) }
    if call.name == "sys_connect_by_path", call.arguments.count == 2 {
      return try travelling(.path, call.arguments[0], separator: call.arguments[1], call.position, scope)
    }
    guard !call.isDistinct else { throw SQLError("42809", "只有聚合函数可以用 DISTINCT", position: call.position) }
    if call.name == "decode" { return try decode(call, scope) }
    // Before what stands in it is looked at: much of it has a grammar of its own.
    try refuseKnown(call)
    var arguments: [Typed] = []
    for argument in call.arguments { arguments.append(try bind(argument, scope)) }
    var value: Typed?
    value = try conditional(call, arguments)
    if value == nil { value = try dateFunction(call, arguments) }
    if value == nil { value = try numberFunction(call, arguments) }
    if value == nil { value = try textFunction(call, arguments) }
    if value == nil { value = try oracleFunction(call, arguments) }
    if value == nil { value = try environmentFunction(call, arguments) }
    if value == nil { value = try arrayBound(call, arguments) }
    guard let value else {
      throw SQLError("42883", "ORA-00904 没有函数 \(call.name)（\(arguments.count) 个参数）", position: call.position)
    }
    return value
  }

  /// SQLite's own limit for a call is 127.
  static let maximumArguments = 100

  /// Checks the number of arguments.
  func require(_ count: ClosedRange<Int>, _ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) {
    guard count.contains(arguments.count) else { throw wrongArguments(call) }
  }

  // NVL, NVL2, COALESCE, NULLIF, GREATEST, LEAST, DECODE.

  private func conditional(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "nvl", "ifnull", "coalesce":
      try require(call.name == "coalesce" ? 1...Self.maximumArguments : 2...2, call, arguments)
      let type = call.name == "coalesce" ? decided(common(arguments)) : typeOfFirst(arguments)
      let values = arguments.map { convert($0, to: type) }
      if values.count == 1 { return values[0] }
      return Typed("coalesce(\(list(values)))", type, from: values)
    case "nvl2":
      try require(3...3, call, arguments)
      let type = typeOfFirst([arguments[1], arguments[2]])
      let values = [arguments[0], convert(arguments[1], to: type), convert(arguments[2], to: type)]
      return Typed(
        "CASE WHEN \(values[0].operand) IS NOT NULL THEN \(values[1].sql) ELSE \(values[2].sql) END", type, from: values
      )
    case "nullif":
      try require(2...2, call, arguments)
      let same = try compare(.equal, arguments[0], arguments[1], call.position)
      return Typed("CASE WHEN \(same.sql) THEN NULL ELSE \(arguments[0].sql) END", arguments[0].type, from: arguments)
    case "greatest", "least":
      try require(1...Self.maximumArguments, call, arguments)
      return try extreme(call, arguments)
    default: return nil
    }
  }

  private func extreme(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    let isGreatest = call.name == "greatest"
    if arguments[0].type.isNumber {
      var values: [Typed] = []
      for argument in arguments { values.append(try number(argument, position: call.position)) }
      let function: RuntimeCall = isGreatest ? .greatestNumber : .leastNumber
      return Typed(function.call(values.map(\.sql)), .numeric(precision: nil, scale: nil), from: values)
    }
    if arguments[0].type.isDate {
      var values: [Typed] = []
      for argument in arguments { values.append(try date(argument, position: call.position)) }
      return Typed(extremeByBytes(isGreatest, values), .timestamp, from: values)
    }
    let values = arguments.map { text($0) }
    let function: RuntimeCall = isGreatest ? .greatestText : .leastText
    let type = common(arguments)
    let sql =
      frontEnd.textOrder == .gb18030 ? function.call(values.map(\.sql)) : extremeByBytes(isGreatest, values)
    return Typed(sql, type.isText && type != .unknown ? type : .text, from: values)
  }

  /// SQLite's own, which with one argument would be an aggregate.
  private func extremeByBytes(_ isGreatest: Bool, _ values: [Typed]) -> String {
    values.count == 1 ? values[0].sql : "\(isGreatest ? "max" : "min")(\(list(values)))"
  }

  func list(_ values: [Typed]) -> String { values.map(\.sql).joined(separator: ", ") }
}
