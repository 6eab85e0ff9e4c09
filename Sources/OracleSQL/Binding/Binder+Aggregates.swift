extension Binder {
  static let aggregates: Set<String> = Set(numberAggregates.keys).union(
    ["count", "min", "max", "wm_concat", "listagg", "string_agg"])

  /// Whether an expression has an aggregate of this SELECT in it (subselects have their own; an analytic function is none).
  func containsAggregate(_ expression: Expression) -> Bool { aggregatePosition(expression) != nil }

  private func aggregatePosition(_ expression: Expression) -> Int? {
    if case .call(let call) = expression, call.window == nil, Self.aggregates.contains(call.name) {
      return call.position
    }
    return expression.children.first(of: aggregatePosition)
  }

  private func analyticPosition(_ expression: Expression) -> Int? {
    if case .call(let call) = expression, call.window != nil { return call.position }
    return expression.children.first(of: analyticPosition)
  }

  /// Analytic functions see the rows that are left at the end.
  func refuseAnalytic(_ expression: Expression?) throws(SQLError) {
    guard let expression, let position = analyticPosition(expression) else { return }
    throw SQLError("42P20", "ORA-30483 此处不允许使用分析函数", position: position)
  }

  /// What may stand in no WHERE, GROUP BY or HAVING.
  func refuseMisplaced(_ core: SelectCore) throws(SQLError) {
    try refuseAggregates(core.filter)
    for expression in core.groupBy { try refuseAggregates(expression) }
    for expression in [core.filter, core.having].compactMap({ $0 }) + core.groupBy { try refuseAnalytic(expression) }
  }

  /// WHERE, ON and GROUP BY see rows, not groups.
  func refuseAggregates(_ expression: Expression?) throws(SQLError) {
    guard let expression, let position = aggregatePosition(expression) else { return }
    throw SQLError("42803", "ORA-00934 此处不允许使用分组函数", position: position)
  }

  /// An aggregate of a group, or of a window when the call has one. Sums and averages are exact.
  func aggregate(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed {
    if let nesting = scope.nesting, call.window == nil { return try nestedAggregate(call, nesting) }
    // Inside an aggregate of a group every column may stand; a window is made of what the grouping left.
    let groupedBy = scope.groupedBy
    if call.window == nil { scope.groupedBy = nil }
    defer { scope.groupedBy = groupedBy }
    var arguments: [Typed] = []
    let countsRows = call.name == "count" && call.arguments.count == 1 && call.arguments[0].isStar
    if !countsRows {
      for argument in call.arguments { arguments.append(try bind(argument, scope)) }
      guard !arguments.isEmpty else { throw wrongArguments(call) }
    }
    guard call.window != nil || !arguments.contains(where: \.hasAggregate) else {
      throw SQLError("42803", "ORA-00978 聚合函数不能嵌套", position: call.position)
    }
    guard !arguments.contains(where: { $0.hasWindow }) else {
      throw SQLError("42803", "ORA-30483 聚合函数中不能有分析函数", position: call.position)
    }
    guard arguments.allSatisfy({ !$0.hasOuter || $0.loose != nil }) else {
      throw SQLError("0A000", "不支持 只引用外层查询的列的聚合函数", position: call.position)
    }
    var filter: Typed?
    if let condition = call.filter { filter = try self.condition(condition, scope) }
    if let condition = filter, call.window != nil, call.keep == nil, ["min", "max"].contains(call.name),
      arguments.count == 1
    {
      // SQLite forgets the FILTER of a minimum whose frame moves; NULLs count for nothing in it.
      let value = adopt(arguments[0], .text)
      arguments[0] = Typed("CASE WHEN \(condition.sql) THEN \(value.sql) END", value.type, from: [value, condition])
      filter = nil
    }
    var value: Typed
    if let keep = call.keep {
      value = try kept(keep, call, arguments, scope)
    } else {
      value = countsRows ? Typed("count(*)", .int8) : try plainAggregate(call, arguments, scope)
    }
    try refuseAggregates(call.filter)
    try refuseAnalytic(call.filter)
    if let filter { value.sql += " FILTER (WHERE \(filter.sql))" }
    guard let window = call.window else {
      value.hasAggregate = true
      return countedFromZero(value, call)
    }
    if call.ignoresNulls {
      throw SQLError("42601", "ORA-30484 \(call.name.uppercased()) 不能用 IGNORE NULLS", position: call.position)
    }
    guard !call.isDistinct else { throw SQLError("0A000", "不支持 DISTINCT 与 OVER 同用", position: call.position) }
    guard call.keep == nil || window.orderBy.isEmpty && window.frame == nil else {
      throw SQLError("42601", "ORA-30487 KEEP 的 OVER 中不能有 ORDER BY", position: call.position)
    }
    return countedFromZero(try over(value, window, arguments, scope), call)
  }

  /// An aggregate that saw no row does not know that it counts.
  private func countedFromZero(_ value: Typed, _ call: Expression.FunctionCall) -> Typed {
    guard call.keep != nil, call.name == "count" else { return value }
    var value = value
    value.sql = "coalesce(\(value.sql), 0)"
    return value
  }

  func plainAggregate(
    _ call: Expression.FunctionCall, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    let isList = ["listagg", "string_agg", "wm_concat"].contains(call.name)
    if isList { return try listAggregate(call, arguments, scope) }
    guard arguments.count == 1 else { throw wrongArguments(call) }
    let distinct = call.isDistinct ? "DISTINCT " : ""
    switch call.name {
    case "count": return Typed("count(\(distinct)\(arguments[0].sql))", .int8)
    case "min", "max":
      let value = adopt(arguments[0], .text)
      guard value.type != .bool else { throw mismatch("文本、数字或日期", call.position) }
      if case .numeric = value.type {
        let function: RuntimeCall = call.name == "min" ? .minimumNumber : .maximumNumber
        return Typed("\(function.rawValue)(\(value.sql))", value.type)
      }
      let ordered = value.type.isText ? inTextOrder(value) : value.sql
      return Typed("\(call.name)(\(ordered))", value.type == .unknown ? .text : value.type)
    default:
      let number = try number(arguments[0], position: call.position)
      guard let function = Self.numberAggregates[call.name] else {
        preconditionFailure("every aggregate is one of those above")
      }
      return Typed("\(function.rawValue)(\(distinct)\(number.sql))", .numeric(precision: nil, scale: nil))
    }
  }

  static let numberAggregates: [String: RuntimeCall] = [
    "sum": .sum, "avg": .average, "stddev": .deviation, "stddev_samp": .sampleDeviation,
    "stddev_pop": .populationDeviation, "variance": .variance, "var_samp": .sampleVariance,
    "var_pop": .populationVariance, "median": .median,
  ]

  /// LISTAGG, STRING_AGG and WM_CONCAT: the values, separated, in the order asked for.
  private func listAggregate(
    _ call: Expression.FunctionCall, _ arguments: [Typed], _ scope: Scope
  ) throws(SQLError) -> Typed {
    guard (call.name == "wm_concat" ? 1...1 : 1...2).contains(arguments.count) else { throw wrongArguments(call) }
    let separator = arguments.count == 2 ? text(arguments[1]).sql : call.name == "wm_concat" ? "','" : "NULL"
    let (keys, directions) = try orderKeys(call.withinGroup, call, scope)
    let function = RuntimeCall.list.call(
      [sqliteLiteral((call.isDistinct ? "u" : "") + directions), separator, text(arguments[0]).sql] + keys)
    return Typed(function, .text)
  }

  /// What `KeyOrder` compares, and its directions.
  func orderKeys(
    _ items: [OrderItem], _ call: Expression.FunctionCall, _ scope: Scope
  ) throws(SQLError) -> (keys: [String], directions: String) {
    var keys: [String] = []
    var directions = ""
    for item in items {
      if call.window == nil {
        try refuseAggregates(item.expression)
        try refuseAnalytic(item.expression)
      }
      keys.append(key(try bind(item.expression, scope)))
      let nullsFirst = item.nullsFirst ?? item.isDescending
      directions += (item.isDescending ? "d" : "a") + (nullsFirst ? "f" : "l")
    }
    guard keys.count <= 8 else { throw SQLError("54000", "\(call.name) 的排序超过 8 项", position: call.position) }
    return (keys, directions)
  }

  /// A value whose bytes sort as it does.
  func key(_ value: Typed) -> String {
    value.type.isNumber ? RuntimeCall.numberKey(value.sql) : value.type.isText ? textKey(value) : value.sql
  }

  func wrongArguments(_ call: Expression.FunctionCall) -> SQLError {
    SQLError("42883", "ORA-00909 函数 \(call.name) 的参数个数或类型不对", position: call.position)
  }
}
