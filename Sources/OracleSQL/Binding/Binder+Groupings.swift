/// ROLLUP, CUBE and GROUPING SETS: SQLite has none of them, so that each grouping is a query of its own and all of them
/// one UNION ALL, in which the expressions a grouping leaves out are NULL.
extension Binder {
  func grouped(
    _ core: SelectCore, _ groupings: [[Int]], _ statement: SelectStatement, _ parent: Scope?
  ) throws(SQLError) -> BoundSelect {
    try refuseAround(groupings: core, statement)
    var branches: [(core: BoundCore, keys: [Typed])] = []
    let before = tableCount
    var most = before
    for grouping in groupings {
      // The same tables once more are no more of them.
      tableCount = before
      defer { most = max(most, tableCount) }
      let (bound, _, limit) = try bind(core, orderBy: [], needsRowsFirst: true, parent: parent, grouping: grouping)
      guard limit == nil else { throw unsupportedWithGroupings("ROWNUM", core.position) }
      branches.append((bound, try keys(statement.orderBy, core, bound)))
    }
    tableCount = most
    let width = branches[0].core.items.count
    var types: [SQLType] = []
    for index in 0..<(width + statement.orderBy.count) {
      types.append(common(branches.map { (($0.core.items + $0.keys)[index]) }))
    }
    let texts = branches.map { branch in
      var core = branch.core
      core.isDistinct = false
      core.items += branch.keys
      return render(core, as: types)
    }
    let columns = zip(branches[0].core.names, types).map { ResultColumn(name: $0, type: outputType($1)) }
    let alias = nextAlias()
    let shown = (1...width).map { "\(alias).c\($0)" }.joined(separator: ", ")
    var sql = "SELECT \(shown) FROM (\(texts.joined(separator: " UNION ALL "))) AS \(alias)"
    let order = statement.orderBy.enumerated().map { place, item in
      sortKey(Typed("\(alias).c\(width + place + 1)", types[width + place]), item)
    }
    if !order.isEmpty { sql += " ORDER BY " + order.joined(separator: ", ") }
    sql += try limits(statement, rowLimit: nil, parent: parent)
    return BoundSelect(sql: sql, columns: columns)
  }

  /// What one grouping's rows are ordered by: result columns by name or place, or expressions of the grouping.
  private func keys(_ orderBy: [OrderItem], _ core: SelectCore, _ bound: BoundCore) throws(SQLError) -> [Typed] {
    var keys: [Typed] = []
    nameAliases(core, bound.items, bound.names, bound.scope)
    defer { bound.scope.aliases = [:] }
    for item in orderBy {
      if let index = try outputIndex(item.expression, bound.names, bound.items.map(\.sql), position: item.position) {
        keys.append(bound.items[index])
      } else {
        keys.append(adopt(try grouped(try bind(item.expression, bound.scope), bound.scope), .text))
      }
    }
    return keys
  }

  /// These see the rows of all groupings together, which are not made yet where they would be worked out.
  private func refuseAround(groupings core: SelectCore, _ statement: SelectStatement) throws(SQLError) {
    if core.isDistinct { throw unsupportedWithGroupings("DISTINCT", core.position) }
    let outside = core.items.map(\.expression) + statement.orderBy.map(\.expression)
    if outside.contains(where: { $0.contains(where: \.isAnalytic) }) {
      throw unsupportedWithGroupings("分析函数", core.position)
    }
    if core.filter?.contains(where: \.isRownum) == true || outside.contains(where: { $0.contains(where: \.isRownum) }) {
      throw unsupportedWithGroupings("ROWNUM", core.position)
    }
  }

  private func unsupportedWithGroupings(_ what: String, _ position: Int) -> SQLError {
    SQLError("0A000", "不支持 \(what) 与 ROLLUP、CUBE、GROUPING SETS 在同一层查询，可放到外层", position: position)
  }

  /// GROUPING(x) and GROUPING_ID(x, …): a bit for each argument, the last one's the lowest, set where the grouping leaves
  /// it out.
  func grouping(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed? {
    guard call.name == "grouping" || call.name == "grouping_id" else { return nil }
    guard let groups = scope.groupedBy, (1...31).contains(call.arguments.count) else { throw misplacedGrouping(call) }
    let leftOut = scope.leftOut
    scope.leftOut = []
    defer { scope.leftOut = leftOut }
    var bits = 0
    for argument in call.arguments {
      let text = try bind(argument, scope).sql
      guard groups.contains(text) else { throw misplacedGrouping(call) }
      bits = bits << 1 | (leftOut.contains(text) ? 1 : 0)
    }
    return Typed(String(bits), .int4)
  }

  private func misplacedGrouping(_ call: Expression.FunctionCall) -> SQLError {
    SQLError("42803", "ORA-30481 GROUPING 的参数必须是 GROUP BY 的表达式", position: call.position)
  }
}
