extension Binder {
  static let aggregates: Set<String> = ["count", "sum", "avg", "min", "max"]

  /// Whether an expression has an aggregate of this SELECT in it (subselects have their own).
  func containsAggregate(_ expression: Expression) -> Bool {
    switch expression {
    case .call(let call):
      Self.aggregates.contains(call.name) || call.arguments.contains(where: containsAggregate)
    case .negated(let inner, _), .not(let inner), .isNull(let inner, _), .isBoolean(let inner, _, _),
      .cast(let inner, _, _):
      containsAggregate(inner)
    case .binary(_, let left, let right, _), .any(let left, _, let right, _):
      containsAggregate(left) || containsAggregate(right)
    case .chain(_, let operands), .array(let operands, _): operands.contains(where: containsAggregate)
    case .between(let value, let low, let high, _, _): [value, low, high].contains(where: containsAggregate)
    case .inList(let value, let list, _, _): ([value] + list).contains(where: containsAggregate)
    case .inSelect(let value, _, _, _): containsAggregate(value)
    case .like(let like): containsAggregate(like.value) || containsAggregate(like.pattern)
    case .caseWhen(let operand, let branches, let otherwise, _):
      operand.map(containsAggregate) == true || otherwise.map(containsAggregate) == true
        || branches.contains { containsAggregate($0.condition) || containsAggregate($0.result) }
    case .text, .number, .null, .boolean, .dateLiteral, .parameter, .name, .star, .exists, .scalar: false
    }
  }

  /// COUNT, SUM, AVG, MIN, MAX. Sums and averages are exact.
  func aggregate(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed {
    if call.name == "count", case .star? = call.arguments.first, call.arguments.count == 1 {
      return aggregated("count(*)", .int8, "count")
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
    let distinct = call.isDistinct ? "DISTINCT " : ""
    switch call.name {
    case "count": return aggregated("count(\(distinct)\(value.sql))", .int8, "count")
    case "sum", "avg":
      let number = try number(value, position: call.position)
      let function: RuntimeCall = call.name == "sum" ? .sum : .average
      return aggregated(
        "\(function.rawValue)(\(distinct)\(number.sql))", .numeric(precision: nil, scale: nil), call.name)
    default:
      let value = adopt(value, .text)
      guard value.type != .bool else { throw mismatch("文本、数字或日期", call.position) }
      if case .numeric = value.type {
        let function: RuntimeCall = call.name == "min" ? .minimumNumber : .maximumNumber
        return aggregated("\(function.rawValue)(\(value.sql))", value.type, call.name)
      }
      return aggregated("\(call.name)(\(value.sql))", value.type == .unknown ? .text : value.type, call.name)
    }
  }

  private func aggregated(_ sql: String, _ type: SQLType, _ name: String) -> Typed {
    var value = Typed(sql, type, name: name)
    value.hasAggregate = true
    return value
  }

  func wrongArguments(_ call: Expression.FunctionCall) -> SQLError {
    SQLError("42883", "ORA-00909 函数 \(call.name) 的参数个数或类型不对", position: call.position)
  }
}
