/// A SELECT as SQLite text with its result columns; inside, the columns are called `c1`, `c2`, ….
struct BoundSelect {
  var sql: String
  var columns: [ResultColumn]
}

/// One SELECT core before its items are rendered, so that set operations can first agree on types.
struct BoundCore {
  var items: [Typed]
  var names: [String]
  var scope: Scope
  var isDistinct: Bool
  /// Everything from FROM on.
  var tail: String
}

extension Binder {
  func select(_ statement: SelectStatement, parent: Scope?) throws(SQLError) -> BoundSelect {
    if case .core(let core) = statement.body {
      return try single(core, statement, parent)
    }
    var bound = try setOperation(statement.body, parent)
    guard !statement.orderBy.isEmpty || statement.limit != nil || statement.offset != nil else { return bound }
    let alias = nextAlias()
    var keys: [String] = []
    for item in statement.orderBy {
      guard let index = try outputIndex(item.expression, bound.columns.map(\.name), position: item.position) else {
        throw SQLError("42601", "ORA-01785 集合运算的 ORDER BY 只能用结果列的名字或序号", position: item.position)
      }
      keys.append(
        sortKey(Typed("\(alias).c\(index + 1)", bound.columns[index].type), item))
    }
    bound.sql = "SELECT * FROM (\(bound.sql)) AS \(alias)"
    if !keys.isEmpty { bound.sql += " ORDER BY " + keys.joined(separator: ", ") }
    bound.sql += try limits(statement, rowLimit: nil, parent: parent)
    return bound
  }

  private func setOperation(_ body: SelectBody, _ parent: Scope?) throws(SQLError) -> BoundSelect {
    var branches: [(core: BoundCore, isAll: Bool)] = []
    try flatten(body, isAll: true, parent, &branches)
    let width = branches[0].core.items.count
    for branch in branches where branch.core.items.count != width {
      throw SQLError("42601", "ORA-01789 集合运算各分支的列数不同")
    }
    var types: [SQLType] = []
    for index in 0..<width { types.append(common(branches.map { $0.core.items[index] })) }
    var sql = ""
    for (index, branch) in branches.enumerated() {
      if index > 0 { sql += branch.isAll ? " UNION ALL " : " UNION " }
      sql += render(branch.core, as: types)
    }
    let columns = zip(branches[0].core.names, types).map { ResultColumn(name: $0, type: outputType($1)) }
    return BoundSelect(sql: sql, columns: columns)
  }

  /// Left to right; a parenthesised right side of another kind is refused rather than regrouped.
  private func flatten(
    _ body: SelectBody, isAll: Bool, _ parent: Scope?, _ branches: inout [(core: BoundCore, isAll: Bool)]
  ) throws(SQLError) {
    switch body {
    case .core(let core):
      branches.append((try bind(core, orderBy: [], needsRowsFirst: true, parent: parent).core, isAll))
    case .union(let left, let right, let unionIsAll):
      try flatten(left, isAll: isAll, parent, &branches)
      guard right.isUniform(isAll: unionIsAll) else {
        throw SQLError("0A000", "不支持 括号内的 UNION 与 UNION ALL 混用")
      }
      try flatten(right, isAll: unionIsAll, parent, &branches)
    }
  }

  private func single(_ core: SelectCore, _ statement: SelectStatement, _ parent: Scope?) throws(SQLError)
    -> BoundSelect
  {
    let needsRowsFirst = !statement.orderBy.isEmpty || statement.limit != nil || statement.offset != nil
    let (bound, keys, rowLimit) = try bind(
      core, orderBy: statement.orderBy, needsRowsFirst: needsRowsFirst, parent: parent)
    var sql = render(bound, as: bound.items.map(\.type))
    if !keys.isEmpty { sql += " ORDER BY " + keys.joined(separator: ", ") }
    sql += try limits(statement, rowLimit: rowLimit, parent: parent)
    let columns = zip(bound.names, bound.items).map { ResultColumn(name: $0, type: outputType($1.type)) }
    return BoundSelect(sql: sql, columns: columns)
  }

  private func outputType(_ type: SQLType) -> SQLType { type == .unknown ? .text : type }

  private func render(_ core: BoundCore, as types: [SQLType]) -> String {
    var items: [String] = []
    for (index, item) in core.items.enumerated() {
      items.append("\(convert(item, to: types[index]).sql) AS c\(index + 1)")
    }
    return "SELECT \(core.isDistinct ? "DISTINCT " : "")\(items.joined(separator: ", "))\(core.tail)"
  }

  /// The result column a bare name or a whole number in ORDER BY means.
  func outputIndex(_ expression: Expression, _ names: [String], position: Int) throws(SQLError) -> Int? {
    switch expression {
    case .number(let text, _):
      guard let number = Int(text), (1...names.count).contains(number) else {
        throw SQLError("42P10", "ORA-01785 ORDER BY 的序号超出选择列表", position: position)
      }
      return number - 1
    case .name(let parts, _) where parts.count == 1:
      let wanted = Lexer.folded(parts[0].text)
      return names.firstIndex { Lexer.folded($0) == wanted }
    default: return nil
    }
  }

  /// NULLs last ascending and first descending, unless the statement says otherwise; numbers by value.
  func sortKey(_ value: Typed, _ item: OrderItem) -> String {
    var sql = value.sql
    if case .numeric = value.type { sql = RuntimeCall.numberKey(sql) }
    let nullsFirst = item.nullsFirst ?? item.isDescending
    return sql + (item.isDescending ? " DESC" : "") + (nullsFirst ? " NULLS FIRST" : " NULLS LAST")
  }

  private func limits(_ statement: SelectStatement, rowLimit: String?, parent: Scope?) throws(SQLError) -> String {
    var sql = ""
    if let limit = statement.limit {
      sql += " LIMIT " + (try rowCount(limit, parent, position: statement.position))
    } else if let rowLimit {
      sql += " LIMIT \(rowLimit)"
    } else if statement.offset != nil {
      sql += " LIMIT -1"
    }
    if let offset = statement.offset {
      sql += " OFFSET " + (try rowCount(offset, parent, position: statement.position))
    }
    return sql
  }

  /// A number of rows: a whole literal or a parameter.
  func rowCount(_ expression: Expression, _ parent: Scope?, position: Int) throws(SQLError) -> String {
    let value = adopt(try bind(expression, Scope(parent: parent)), .int8)
    switch value.literal {
    case .number(let text)? where Int(text) != nil: return text
    case .parameter?: return "max(0, \(value.sql))"
    default: throw SQLError("0A000", "行数只能是整数或参数", position: position)
    }
  }
}

extension SelectBody {
  /// Whether every set operation in it is of one kind, so that it can stand without parentheses after another of it.
  fileprivate func isUniform(isAll: Bool) -> Bool {
    guard case .union(let left, let right, let own) = self else { return true }
    return own == isAll && left.isUniform(isAll: isAll) && right.isUniform(isAll: isAll)
  }
}
