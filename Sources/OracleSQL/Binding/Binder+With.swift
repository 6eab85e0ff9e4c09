/// One query of a WITH clause, as FROM sees it.
struct CommonTableBinding {
  /// Its name in SQLite's text.
  let sqlName: String
  /// Its columns, `c1`, `c2`, … in SQLite's text.
  let columns: [ResultColumn]
}

extension Binder {
  /// Resolves the queries of a WITH clause; each sees those before it. What they are called stays known until the caller
  /// takes it away.
  ///
  /// - Returns: `w1(c1, …) AS (…)` for each.
  func bindCommonTables(_ statement: SelectStatement) throws(SQLError) -> [String] {
    var texts: [String] = []
    var names: Set<String> = []
    for table in statement.with where !names.insert(Lexer.folded(table.name.text)).inserted {
      throw SQLError("42712", "WITH 中有两个查询叫 \(table.name.text)", position: table.position)
    }
    for table in statement.with { texts.append(try commonTable(table, isRecursive: statement.isRecursive)) }
    return texts
  }

  private func commonTable(_ table: CommonTable, isRecursive: Bool) throws(SQLError) -> String {
    let sqlName = "w\(nextAlias())"
    // Oracle knows a recursive query by its list of columns, PostgreSQL by RECURSIVE.
    if isRecursive || !table.columns.isEmpty, !table.select.isOrderedOrLimited, table.select.with.isEmpty,
      case .operation(let operation, let anchor, .core(let step)) = table.select.body,
      operation == .union || operation == .unionAll
    {
      return try recursive(table, sqlName, operation, anchor, step)
    }
    let bound = try select(table.select, parent: nil)
    try declare(table, sqlName, bound.columns)
    return "\(sqlName) AS (\(bound.sql))"
  }

  /// The first branch gives the columns and their types; the second may name the query itself.
  private func recursive(
    _ table: CommonTable, _ sqlName: String, _ operation: SetOperation, _ anchor: SelectBody, _ step: SelectCore
  ) throws(SQLError) -> String {
    let first = try select(SelectStatement(body: anchor, position: table.position), parent: nil)
    try declare(table, sqlName, first.columns)
    let next = try bind(step, orderBy: [], needsRowsFirst: true, parent: nil).core
    guard next.items.count == first.columns.count else {
      throw SQLError("42601", "ORA-01789 集合运算各分支的列数不同", position: table.position)
    }
    return "\(sqlName) AS (\(first.sql) \(operation.rawValue) \(render(next, as: first.columns.map(\.type))))"
  }

  private func declare(_ table: CommonTable, _ sqlName: String, _ columns: [ResultColumn]) throws(SQLError) {
    guard table.columns.isEmpty || table.columns.count == columns.count else {
      throw SQLError("42P10", "ORA-32038 WITH 的列名个数与查询的列数不同", position: table.position)
    }
    var named = columns
    for (index, name) in table.columns.enumerated() {
      named[index] = ResultColumn(
        name: name.isQuoted ? name.text : columnName(name.text), type: columns[index].type)
    }
    commonTables[Lexer.folded(table.name.text), default: []].append(
      CommonTableBinding(sqlName: sqlName, columns: named))
  }
}
