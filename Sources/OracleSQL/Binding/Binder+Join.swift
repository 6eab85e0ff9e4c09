extension Binder {
  /// All of FROM, tables joined by commas or by JOIN.
  ///
  /// - Returns: SQLite's text, and what of WHERE is not yet in it.
  func fromClause(_ core: SelectCore, _ scope: Scope) throws(SQLError) -> (sql: String, filter: Expression?) {
    guard !core.from.isEmpty else { return ("", core.filter) }
    var parts: [FromPart] = []
    for item in core.from {
      let first = scope.entries.count
      let sql = try fromItem(item, scope)
      // Outer joins to the right of a comma begin with their own left side.
      let isOuter = if case .join(let kind, _, _, _) = item { kind == .right || kind == .full } else { false }
      parts.append(
        FromPart(
          sql: isOuter && !parts.isEmpty ? "(\(sql))" : sql, entries: first..<scope.entries.count, item: item))
    }
    if let filter = core.filter, filter.contains(where: \.isOuterMark) {
      return try outerJoined(parts, filter, scope)
    }
    return (" FROM " + parts.map(\.sql).joined(separator: " JOIN "), core.filter)
  }

  /// One item of FROM with the places of its tables.
  struct FromPart {
    let sql: String
    let entries: Range<Int>
    let item: FromItem
  }

  func join(
    _ kind: JoinKind, _ left: FromItem, _ right: FromItem, _ on: JoinCondition, _ scope: Scope
  ) throws(SQLError) -> String {
    let start = scope.entries.count
    let leftSQL = try fromItem(left, scope)
    let middle = scope.entries.count
    let rightSQL = try fromItem(right, scope)
    let nestedRight = if case .join = right { "(\(rightSQL))" } else { rightSQL }
    switch on {
    // SQLite's CROSS JOIN would also fix the order of the loops.
    case .none: return "\(leftSQL) JOIN \(nestedRight)"
    case .on(let expression):
      try refuseAggregates(expression)
      try refuseAnalytic(expression)
      let condition = try condition(expression, scope, isFilter: true).sql
      return "\(leftSQL) \(kind.rawValue) \(nestedRight) ON \(condition)"
    case .using(let names, let position):
      let condition = try merge(
        names.map { Lexer.folded($0.text) }, kind, start..<middle, middle..<scope.entries.count, position, scope)
      return "\(leftSQL) \(kind.rawValue) \(nestedRight) ON \(condition)"
    case .natural:
      let there = Set(visibleColumns(middle..<scope.entries.count, scope))
      let names = visibleColumns(start..<middle, scope).filter(there.contains)
      guard !names.isEmpty else { return "\(leftSQL) \(kind.rawValue) \(nestedRight) ON 1" }
      let condition = try merge(names, kind, start..<middle, middle..<scope.entries.count, nil, scope)
      return "\(leftSQL) \(kind.rawValue) \(nestedRight) ON \(condition)"
    }
  }

  private func visibleColumns(_ places: Range<Int>, _ scope: Scope) -> [String] {
    scope.entries[places].flatMap { $0.columns.filter { !$0.isHidden && !$0.isCovered }.map(\.name) }
  }

  /// USING: one column in place of the two of each name, before all others.
  ///
  /// - Returns: the join's condition.
  private func merge(
    _ names: [String], _ kind: JoinKind, _ left: Range<Int>, _ right: Range<Int>, _ position: Int?, _ scope: Scope
  ) throws(SQLError) -> String {
    var conditions: [String] = []
    var merged: [Scope.Column] = []
    for name in names {
      let one = try cover(name, left, position, scope)
      let other = try cover(name, right, position, scope)
      let sides = [Typed(one.sql, one.type), Typed(other.sql, other.type)]
      conditions.append("(\(try compare(.equal, sides[0], sides[1], position ?? 1).sql))")
      let type = common(sides)
      let values = sides.map { convert($0, to: type).sql }
      let sql =
        switch kind {
        case .right: values[1]
        case .full: "coalesce(\(values[0]), \(values[1]))"
        case .inner, .left, .cross: values[0]
        }
      merged.append(
        Scope.Column(name: name, shown: one.shown, sql: sql, type: type, isHidden: false, column: nil))
    }
    scope.entries.insert(.init(alias: nil, schema: nil, columns: merged, isOracle: isOracle), at: left.lowerBound)
    return conditions.joined(separator: " AND ")
  }

  private func cover(
    _ name: String, _ places: Range<Int>, _ position: Int?, _ scope: Scope
  ) throws(SQLError) -> Scope.Column {
    var found: Scope.Column?
    for place in places {
      for index in scope.entries[place].columns.indices {
        let column = scope.entries[place].columns[index]
        guard column.name == name, !column.isCovered else { continue }
        if found != nil { throw SQLError("42702", "ORA-00918 列 \(name) 的归属不明确", position: position) }
        found = column
        scope.entries[place].columns[index].isCovered = true
      }
    }
    guard let found else { throw SQLError("42703", "ORA-00904 标识符无效: \(name)", position: position) }
    return found
  }
}
