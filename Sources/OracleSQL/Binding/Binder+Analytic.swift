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
    guard !call.isDistinct else { throw SQLError("0A000", "不支持 DISTINCT 与 OVER 同用", position: call.position) }
    var arguments: [Typed] = []
    for argument in call.arguments { arguments.append(try bind(argument, scope)) }
    guard !arguments.contains(where: \.hasWindow) else {
      throw SQLError("42P20", "ORA-30483 分析函数不能嵌套", position: call.position)
    }
    guard !call.ignoresNulls || Self.fetching[call.name] != nil else {
      throw SQLError("42601", "ORA-30484 \(call.name.uppercased()) 不能用 IGNORE NULLS", position: call.position)
    }
    let window = try named(window, scope)
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
      if call.ignoresNulls { return try passingNulls(call, window, arguments, scope) }
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

  /// `OVER name`, `OVER (name ORDER BY …)`: what the WINDOW clause says, and what is added to it.
  private func named(_ window: WindowSpecification, _ scope: Scope) throws(SQLError) -> WindowSpecification {
    guard let name = window.name else { return window }
    guard let base = scope.windows[name] else { throw SQLError("42704", "没有名为 \(name) 的窗口") }
    guard window.partitionBy.isEmpty, window.orderBy.isEmpty || base.orderBy.isEmpty else {
      throw SQLError("42P20", "窗口 \(name) 的 PARTITION BY 和 ORDER BY 不能改写")
    }
    // A window that begins with another is read in its turn.
    var result = try named(base, scope, of: name)
    if !window.orderBy.isEmpty { result.orderBy = window.orderBy }
    if window.frame != nil { result.frame = window.frame }
    return result
  }

  private func named(
    _ base: WindowSpecification, _ scope: Scope, of name: String
  ) throws(SQLError) -> WindowSpecification {
    guard base.name != nil else { return base }
    throw SQLError("0A000", "不支持 窗口 \(name) 引用别的窗口")
  }

  /// The same with IGNORE NULLS: the n-th value of the rows LAG and LEAD look over, or of the frame.
  private func passingNulls(
    _ call: Expression.FunctionCall, _ window: WindowSpecification, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    var window = window
    let value = adopt(arguments[0], .text)
    var place = 1
    if arguments.count > 1 {
      guard case .number(let text)? = arguments[1].literal, let number = Int32(text), number >= 1 else {
        throw SQLError("0A000", "不支持 IGNORE NULLS 与不是正整数的位置", position: call.position)
      }
      place = Int(number)
    }
    switch call.name {
    case "lag", "lead":
      guard window.frame == nil else { throw SQLError("42601", "ORA-00907 LAG、LEAD 不能有 ROWS", position: call.position) }
      window.frame =
        call.name == "lag"
        ? .init(unit: .rows, start: .unboundedPreceding, end: .preceding(1))
        : .init(unit: .rows, start: .following(1), end: .unboundedFollowing)
      if call.name == "lag" { place = -place }
    case "last_value": place = -1
    default: break
    }
    var result = try over(
      Typed(RuntimeCall.presentValue(value.sql, String(place)), value.type), window, arguments, scope)
    guard arguments.count > 2 else { return result }
    result.sql = "coalesce(\(result.sql), \(convert(arguments[2], to: value.type).sql))"
    return result
  }

  /// A function's call with its window after it.
  func over(
    _ value: Typed, _ window: WindowSpecification, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    let window = try named(window, scope)
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
