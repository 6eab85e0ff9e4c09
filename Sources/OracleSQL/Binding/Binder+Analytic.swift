/// Analytic functions: SQLite's own windows over rows ordered as ours are.
extension Binder {
  /// Functions that are nothing but analytic, with the number of their arguments.
  private static let ranking: [String: ClosedRange<Int>] = [
    "row_number": 0...0, "rank": 0...0, "dense_rank": 0...0, "ntile": 1...1,
  ]
  private static let fetching: [String: ClosedRange<Int>] = [
    "lag": 1...3, "lead": 1...3, "first_value": 1...1, "last_value": 1...1, "nth_value": 2...2,
  ]

  func analytic(
    _ call: Expression.FunctionCall, _ window: WindowSpecification, _ scope: Scope
  ) throws(SQLError) -> Typed {
    guard !call.ignoresNulls else { throw SQLError("0A000", "不支持 IGNORE NULLS", position: call.position) }
    guard !call.isDistinct else { throw SQLError("0A000", "不支持 DISTINCT 与 OVER 同用", position: call.position) }
    var arguments: [Typed] = []
    for argument in call.arguments { arguments.append(try bind(argument, scope)) }
    guard !arguments.contains(where: \.hasWindow) else {
      throw SQLError("42P20", "ORA-30483 分析函数不能嵌套", position: call.position)
    }
    if let count = Self.ranking[call.name] {
      try require(count, call, arguments)
      if call.name != "ntile", window.orderBy.isEmpty, isOracle {
        throw SQLError("42601", "ORA-30485 \(call.name.uppercased()) 的窗口缺少 ORDER BY", position: call.position)
      }
      let type: SQLType = call.name == "ntile" ? .int4 : .int8
      return try over(Typed("\(call.name)(\(list(arguments)))", type), window, arguments, scope)
    }
    if let count = Self.fetching[call.name] {
      try require(count, call, arguments)
      return try over(try fetching(call, arguments), window, arguments, scope)
    }
    if call.name == "ratio_to_report" {
      try require(1...1, call, arguments)
      let value = try number(arguments[0], position: call.position)
      let total = try over(
        Typed("\(RuntimeCall.sum.rawValue)(\(value.sql))", .numeric(precision: nil, scale: nil)), window, arguments,
        scope)
      var ratio = Typed(
        "CASE WHEN \(total.sql) <> 0 THEN \(RuntimeCall.divide(value.sql, total.sql)) END",
        .numeric(precision: nil, scale: nil), from: [value, total])
      ratio.hasWindow = true
      return ratio
    }
    throw SQLError("0A000", "不支持 分析函数 \(call.name.uppercased())", position: call.position)
  }

  /// LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE.
  private func fetching(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    var texts = [arguments[0].sql]
    if arguments.count > 1 { texts.append(try number(arguments[1], position: call.position).sql) }
    if arguments.count > 2 { texts.append(convert(arguments[2], to: arguments[0].type).sql) }
    return Typed("\(call.name)(\(texts.joined(separator: ", ")))", adopt(arguments[0], .text).type)
  }

  /// A function's call with its window after it.
  func over(
    _ value: Typed, _ window: WindowSpecification, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    var parts = arguments
    var clauses: [String] = []
    var partitions: [String] = []
    for expression in window.partitionBy {
      let key = try bind(expression, scope)
      parts.append(key)
      partitions.append(key.sql)
    }
    if !partitions.isEmpty { clauses.append("PARTITION BY " + partitions.joined(separator: ", ")) }
    var keys: [String] = []
    for item in window.orderBy {
      let key = try bind(item.expression, scope)
      parts.append(key)
      keys.append(sortKey(key, item))
    }
    guard !parts.contains(where: \.hasWindow) else { throw SQLError("42P20", "ORA-30483 分析函数不能嵌套") }
    if !keys.isEmpty { clauses.append("ORDER BY " + keys.joined(separator: ", ")) }
    if let frame = window.frame { clauses.append(frame.text) }
    var result = Typed("\(value.sql) OVER (\(clauses.joined(separator: " ")))", value.type, from: parts)
    result.hasWindow = true
    return result
  }
}

extension WindowSpecification.Frame {
  fileprivate var text: String { "\(unit.rawValue) BETWEEN \(start.text) AND \(end.text)" }
}

extension WindowSpecification.Frame.Bound {
  fileprivate var text: String {
    switch self {
    case .unboundedPreceding: "UNBOUNDED PRECEDING"
    case .preceding(let count): "\(count) PRECEDING"
    case .currentRow: "CURRENT ROW"
    case .following(let count): "\(count) FOLLOWING"
    case .unboundedFollowing: "UNBOUNDED FOLLOWING"
    }
  }
}
