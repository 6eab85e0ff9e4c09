/// `MAX(COUNT(*)) … GROUP BY x`: an aggregate over what the groups give, one row in all.
///
/// Oracle allows one level, with GROUP BY, and nothing beside it in the select list but constants (SQL Language
/// Reference, "Aggregate Functions"; ORA-00978 without GROUP BY, ORA-00937 for a column or a plain aggregate beside it).
final class AggregateNesting {
  /// The groups' scope, in which the inner aggregates stand.
  let inner: Scope
  let alias: String
  private(set) var items: [String] = []

  init(inner: Scope, alias: String) {
    self.inner = inner
    self.alias = alias
  }

  func column(_ sql: String) -> String {
    items.append("\(sql) AS k\(items.count + 1)")
    return "\(alias).k\(items.count)"
  }
}

extension Binder {
  /// Whether an aggregate of this SELECT has another in it.
  func nestsAggregates(_ expression: Expression) -> Bool {
    if case .call(let call) = expression, call.window == nil, Self.aggregates.contains(call.name),
      call.arguments.contains(where: containsAggregate)
    {
      return true
    }
    return expression.children.contains(where: nestsAggregates)
  }

  /// The select list over the groups; `scope` is theirs, `tail` everything up to HAVING.
  func nested(
    _ core: SelectCore, _ orderBy: [OrderItem], _ scope: Scope, tail: String, parent: Scope?, _ grouping: [Int]?
  ) throws(SQLError) -> (core: BoundCore, sortKeys: [String], rowLimit: String?) {
    let position = core.items.first?.position ?? core.position
    guard !core.groupBy.isEmpty else { throw SQLError("42803", "ORA-00978 没有 GROUP BY 的嵌套分组函数", position: position) }
    guard grouping == nil else {
      throw SQLError("0A000", "不支持 嵌套的聚合函数与 ROLLUP、CUBE、GROUPING SETS 同用", position: position)
    }
    let outer = Scope(parent: parent)
    // A column beside the aggregates is found, and refused.
    outer.entries = scope.entries
    outer.groupedBy = []
    let nesting = AggregateNesting(inner: scope, alias: nextAlias())
    outer.nesting = nesting
    var items: [Typed] = []
    var names: [String] = []
    for item in core.items { try appendItem(item, outer, &items, &names) }
    let keys = try sortKeys(orderBy, core, items, names, outer)
    let groups = " FROM (SELECT \(nesting.items.joined(separator: ", "))\(tail)) AS \(nesting.alias)"
    let bound = BoundCore(items: items, names: names, scope: outer, isDistinct: core.isDistinct, tail: groups)
    return (bound, keys, nil)
  }

  /// An aggregate whose argument has one in it: the inner one becomes a column of the groups.
  func nestedAggregate(
    _ call: Expression.FunctionCall, _ nesting: AggregateNesting
  ) throws(SQLError) -> Typed {
    guard call.arguments.contains(where: containsAggregate) else {
      throw SQLError("42803", "ORA-00937 不是单组分组函数", position: call.position)
    }
    guard call.withinGroup.isEmpty, call.filter == nil, call.keep == nil,
      !["listagg", "string_agg", "wm_concat"].contains(call.name)
    else {
      throw SQLError("0A000", "不支持 \(call.name.uppercased()) 嵌套其他聚合函数", position: call.position)
    }
    var arguments: [Typed] = []
    for argument in call.arguments {
      let value = adopt(try grouped(try bind(argument, nesting.inner), nesting.inner), .text)
      arguments.append(Typed(nesting.column(value.sql), value.type))
    }
    var value = try plainAggregate(call, arguments, nesting.inner)
    value.hasAggregate = true
    return value
  }
}
