extension Binder {
  static let aggregates: Set<String> = ["count", "sum", "avg", "min", "max"]

  /// Whether an expression has an aggregate of this SELECT in it (subselects have their own).
  func containsAggregate(_ expression: Expression) -> Bool { aggregatePosition(expression) != nil }

  private func aggregatePosition(_ expression: Expression) -> Int? {
    if case .call(let call) = expression, Self.aggregates.contains(call.name) { return call.position }
    return expression.children.lazy.compactMap(aggregatePosition).first
  }

  /// WHERE, ON and GROUP BY see rows, not groups.
  func refuseAggregates(_ expression: Expression?) throws(SQLError) {
    guard let expression, let position = aggregatePosition(expression) else { return }
    throw SQLError("42803", "ORA-00934 此处不允许使用分组函数", position: position)
  }

  /// COUNT, SUM, AVG, MIN, MAX. Sums and averages are exact.
  func aggregate(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed {
    if call.name == "count", case .star? = call.arguments.first, call.arguments.count == 1 {
      return aggregated("count(*)", .int8)
    }
    guard call.arguments.count == 1 else { throw wrongArguments(call) }
    // Inside an aggregate every column may stand.
    let groupedBy = scope.groupedBy
    scope.groupedBy = nil
    defer { scope.groupedBy = groupedBy }
    let value = try bind(call.arguments[0], scope)
    guard !value.hasAggregate else {
      throw SQLError("42803", "ORA-00978 聚合函数不能嵌套", position: call.position)
    }
    guard !value.hasOuter || value.loose != nil else {
      throw SQLError("0A000", "不支持 只引用外层查询的列的聚合函数", position: call.position)
    }
    let distinct = call.isDistinct ? "DISTINCT " : ""
    switch call.name {
    case "count": return aggregated("count(\(distinct)\(value.sql))", .int8)
    case "sum", "avg":
      let number = try number(value, position: call.position)
      let function: RuntimeCall = call.name == "sum" ? .sum : .average
      return aggregated(
        "\(function.rawValue)(\(distinct)\(number.sql))", .numeric(precision: nil, scale: nil))
    default:
      let value = adopt(value, .text)
      guard value.type != .bool else { throw mismatch("文本、数字或日期", call.position) }
      if case .numeric = value.type {
        let function: RuntimeCall = call.name == "min" ? .minimumNumber : .maximumNumber
        return aggregated("\(function.rawValue)(\(value.sql))", value.type)
      }
      return aggregated("\(call.name)(\(value.sql))", value.type == .unknown ? .text : value.type)
    }
  }

  private func aggregated(_ sql: String, _ type: SQLType) -> Typed {
    var value = Typed(sql, type)
    value.hasAggregate = true
    return value
  }

  func wrongArguments(_ call: Expression.FunctionCall) -> SQLError {
    SQLError("42883", "ORA-00909 函数 \(call.name) 的参数个数或类型不对", position: call.position)
  }
}
