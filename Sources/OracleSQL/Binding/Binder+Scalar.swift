/// `(SELECT …)` as a value: NULL without a row, ORA-01427 with more than one.
extension Binder {
  func scalar(_ select: SelectStatement, _ position: Int, _ scope: Scope) throws(SQLError) -> Typed {
    if let core = select.rowByRow {
      let bound = try bind(core, orderBy: [], needsRowsFirst: false, parent: scope).core
      try requireOne(bound.items.count, position)
      let item = bound.items[0]
      // SQLite gives an aggregate over columns of the outer SELECT alone to the outer SELECT.
      if item.loose == nil { return onlyRow("SELECT \(item.sql) AS c1\(bound.tail)", item.type) }
      return Typed("(SELECT \(RuntimeCall.singleRow(item.sql)) AS c1\(bound.tail))", item.type)
    }
    let bound = try self.select(select, parent: scope)
    try requireOne(bound.columns.count, position)
    let type = bound.columns[0].type
    if select.hasOneRowAtMost(containsAggregate) { return Typed("(\(bound.sql))", type) }
    return onlyRow(bound.sql, type)
  }

  private func onlyRow(_ sql: String, _ type: SQLType) -> Typed {
    let alias = nextAlias()
    return Typed("(SELECT \(RuntimeCall.singleRow("\(alias).c1")) FROM (\(sql)) AS \(alias))", type)
  }

  private func requireOne(_ columns: Int, _ position: Int) throws(SQLError) {
    guard columns == 1 else { throw SQLError("42601", "ORA-00913 标量子查询只能有一列", position: position) }
  }
}

extension SelectStatement {
  /// Its core when each row of FROM and WHERE is a row of it, whatever their order: the check can stand in its own select
  /// list, which saves SQLite a level of nesting.
  fileprivate var rowByRow: SelectCore? {
    guard with.isEmpty, case .core(let core) = body, !core.from.isEmpty, !core.isDistinct, core.groupBy.isEmpty,
      core.having == nil,
      limit == nil, offset == nil, core.items.count == 1, let item = core.items.first
    else { return nil }
    let isPlain = !item.expression.contains { inner in
      switch inner {
      case .star, .call: true
      default: inner.isRownum
      }
    }
    let limitsRows = core.filter?.contains(where: \.isRownum) == true
    return isPlain && !limitsRows ? core : nil
  }

  fileprivate func hasOneRowAtMost(_ containsAggregate: (Expression) -> Bool) -> Bool {
    if case .number(let text, _)? = limit, text == "0" || text == "1" { return true }
    guard case .core(let core) = body else { return false }
    if core.from.isEmpty { return !core.items.contains { $0.expression.isSeries } }
    if core.groupBy.isEmpty && (core.having != nil || core.items.contains { containsAggregate($0.expression) }) {
      return true
    }
    guard case .chain(.and, let operands)? = core.filter else { return core.filter?.isFirstRow == true }
    return operands.contains(where: \.isFirstRow)
  }
}

extension Expression {
  fileprivate var isSeries: Bool {
    if case .call(let call) = self { call.name == "generate_series" } else { false }
  }

  /// `ROWNUM = 1`, `ROWNUM < 2`, `ROWNUM <= 1`
  fileprivate var isFirstRow: Bool {
    guard case .binary(let comparison, let left, .number(let text, _), _) = self, left.isRownum else { return false }
    return comparison == .less ? text == "2" : text == "1" && (comparison == .equal || comparison == .lessOrEqual)
  }
}
