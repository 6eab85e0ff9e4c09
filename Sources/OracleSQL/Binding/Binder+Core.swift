extension Binder {
  /// One SELECT core.
  ///
  /// - Parameters:
  ///   - needsRowsFirst: something after it (ORDER BY, LIMIT) must see the rows ROWNUM let through.
  ///   - grouping: of a core with several the one at hand.
  ///   - ordersSiblings: `orderBy` orders the rows below one row of a hierarchy.
  func bind(
    _ core: SelectCore, orderBy: [OrderItem], needsRowsFirst: Bool, ordersSiblings: Bool = false, parent: Scope?,
    grouping: [Int]? = nil
  ) throws(SQLError) -> (core: BoundCore, sortKeys: [String], rowLimit: String?) {
    let scope = Scope(parent: parent)
    scope.windows = core.windows
    try refuseMisplaced(core)
    var (tail, remaining) = try fromClause(core, scope)
    var series = try seriesItems(core, scope, &tail)
    series.merge(try expandedArrays(core, scope, &tail)) { first, _ in first }
    if let hierarchy = core.hierarchy {
      (tail, remaining) = try hierarchical(
        hierarchy, core, orderBy, ordersSiblings: ordersSiblings, tail: tail, filter: remaining, scope)
    }
    let (filter, rowLimits) = splitRowLimit(remaining)
    if let filter { tail += " WHERE " + (try condition(filter, scope, isFilter: true)).sql }
    var rowLimit = try rowLimit(rowLimits, scope)
    let isGrouped = isGrouped(core, orderBy)
    // Numbers and windows are made of the rows ROWNUM let through.
    let numbersRows = core.items.contains { $0.expression.contains { $0.isRownum || $0.isAnalytic } }
    if let limit = rowLimit, isGrouped || core.isDistinct || needsRowsFirst || numbersRows {
      tail = try wrapRows(scope, tail: tail, limit: limit, position: core.position)
      rowLimit = nil
    }
    if isGrouped, core.hierarchy == nil, namesRownum(core, orderBy) {
      tail = try wrapRows(scope, tail: tail, limit: nil, position: core.position)
    }
    try group(core, isGrouped, scope, &tail, grouping)
    if core.items.contains(where: { nestsAggregates($0.expression) }) {
      return try nested(core, orderBy, scope, tail: tail, parent: parent, grouping)
    }
    var items: [Typed] = []
    var names: [String] = []
    for (index, item) in core.items.enumerated() {
      if let value = series[index] {
        items.append(value)
        names.append(try shownName(item, scope))
      } else {
        try appendItem(item, scope, &items, &names)
      }
    }
    guard items.count <= Parser.maximumSelectItems else {
      throw SQLError("54011", "选择列表超过 \(Parser.maximumSelectItems) 项", position: core.position)
    }
    if isGrouped && (grouping ?? Array(core.groupBy.indices)).isEmpty && !items.contains(where: \.hasAggregate) {
      // One group of all rows; SQLite sees that only from an aggregate in the select list.
      items[0].sql = "CASE WHEN count(*) >= 0 THEN \(items[0].operand) END"
      items[0].literal = nil
    }
    let keys = ordersSiblings ? [] : try sortKeys(orderBy, core, items, names, scope)
    let bound = BoundCore(items: items, names: names, scope: scope, isDistinct: core.isDistinct, tail: tail)
    return (bound, keys, rowLimit)
  }

  private func isGrouped(_ core: SelectCore, _ orderBy: [OrderItem]) -> Bool {
    !core.groupBy.isEmpty || core.groupings != nil || core.having != nil
      || core.items.contains { containsAggregate($0.expression) }
      || orderBy.contains { containsAggregate($0.expression) }
  }

  private func namesRownum(_ core: SelectCore, _ orderBy: [OrderItem]) -> Bool {
    (core.items.map(\.expression) + core.groupBy + [core.having].compactMap { $0 } + orderBy.map(\.expression))
      .contains { $0.contains(where: \.isRownum) }
  }

  func group(
    _ core: SelectCore, _ isGrouped: Bool, _ scope: Scope, _ tail: inout String, _ grouping: [Int]?
  ) throws(SQLError) {
    var groups: [String] = []
    for expression in core.groupBy { groups.append(try groupKey(expression, core, scope)) }
    if isGrouped { scope.groupedBy = Set(groups) }
    if let grouping {
      let kept = grouping.map { groups[$0] }
      scope.leftOut = Set(groups).subtracting(kept)
      groups = kept
    }
    if !groups.isEmpty { tail += " GROUP BY " + groups.joined(separator: ", ") }
    if let having = core.having { tail += " HAVING " + (try grouped(try condition(having, scope), scope)).sql }
    scope.numbersRows = !isGrouped
  }

  /// The generate_series of a select list by the item's place; their rows join those of FROM.
  private func seriesItems(
    _ core: SelectCore, _ scope: Scope, _ tail: inout String
  ) throws(SQLError) -> [Int: Typed] {
    var found: [Int: Typed] = [:]
    for (index, item) in core.items.enumerated() {
      guard case .call(let call) = item.expression, call.name == "generate_series" else { continue }
      guard !isOracle, found.isEmpty, core.groupBy.isEmpty, !core.isDistinct else {
        throw SQLError("0A000", "不支持 此处的 generate_series", position: call.position)
      }
      let (value, join) = try series(call, scope)
      tail += join
      found[index] = value
    }
    return found
  }

  /// What ORDER BY finds beside the columns: in an expression a column of FROM comes first, then a name given in the
  /// select list.
  func nameAliases(_ core: SelectCore, _ items: [Typed], _ names: [String], _ scope: Scope) {
    let given = Set(core.items.compactMap { $0.alias.map { Lexer.folded($0.text) } })
    scope.ambiguousAliases = []
    for (name, item) in zip(names, items) where given.contains(Lexer.folded(name)) {
      var value = item
      if let other = scope.aliases[Lexer.folded(name)], other.sql != value.sql {
        scope.ambiguousAliases.insert(Lexer.folded(name))
      }
      // In a grouped query the select list has been checked already.
      if scope.groupedBy != nil { value.loose = nil }
      scope.aliases[Lexer.folded(name)] = value
    }
  }

  func sortKeys(
    _ orderBy: [OrderItem], _ core: SelectCore, _ items: [Typed], _ names: [String], _ scope: Scope
  ) throws(SQLError) -> [String] {
    var keys: [String] = []
    nameAliases(core, items, names, scope)
    defer { scope.aliases = [:] }
    for item in orderBy {
      let value: Typed
      if let index = try outputIndex(item.expression, names, items.map(\.sql), position: item.position) {
        value = items[index]
      } else {
        value =
          core.isDistinct
          ? try distinctKey(item, items, scope) : try grouped(try bind(item.expression, scope), scope)
      }
      // A constant orders nothing, and SQLite takes a whole number here for a column's place.
      if !value.isConstant { keys.append(sortKey(value, item)) }
    }
    return keys
  }

  func appendItem(
    _ item: SelectItem, _ scope: Scope, _ items: inout [Typed], _ names: inout [String]
  ) throws(SQLError) {
    if case .star(let qualifier, let position) = item.expression {
      let wanted = qualifier.map { Lexer.folded($0.text) }
      let entries = scope.entries.filter { wanted == nil || $0.alias == wanted }
      guard !entries.isEmpty else {
        throw SQLError("42P01", "ORA-00942 表或视图不存在: \(wanted ?? "*")", position: position)
      }
      for entry in entries {
        for column in entry.columns where !column.isHidden && (wanted != nil || !column.isCovered) {
          var value = Typed(column.sql, column.type)
          value.column = column.column
          value.table = column.table
          value.loose = position
          items.append(try output(try grouped(value, scope), position: position))
          names.append(column.shown)
        }
      }
      return
    }
    let value = try grouped(try bind(item.expression, scope), scope)
    items.append(try output(value, position: item.position))
    names.append(try shownName(item, scope))
  }

  func shownName(_ item: SelectItem, _ scope: Scope) throws(SQLError) -> String {
    if let alias = item.alias { return alias.isQuoted ? alias.text : columnName(alias.text) }
    if case .name(let names, let position) = item.expression,
      let (column, _) = try scope.resolve(names, position: position)
    {
      return column.shown
    }
    return columnName(item.expression.resultName)
  }

  /// As it leaves: `regclass` as a name, an undecided parameter as text.
  func output(_ value: Typed, position: Int) throws(SQLError) -> Typed {
    var value = adopt(value, .text)
    if value.type == .interval { throw SQLError("0A000", "不支持 INTERVAL 作为结果列", position: position) }
    if value.type == .regclass { value.sql = RuntimeCall.relationName(value.sql) }
    return value
  }

  /// Refuses a column that is neither grouped by nor aggregated.
  func grouped(_ value: Typed, _ scope: Scope) throws(SQLError) -> Typed {
    guard let groups = scope.groupedBy, let position = value.loose, !groups.contains(value.sql) else { return value }
    if groups.isEmpty { throw SQLError("42803", "ORA-00937 不是单组分组函数", position: position) }
    throw SQLError("42803", "ORA-00979 不是 GROUP BY 表达式", position: position)
  }

  private func groupKey(_ expression: Expression, _ core: SelectCore, _ scope: Scope) throws(SQLError) -> String {
    if case .number(let text, let position) = expression {
      guard let number = Int(text), (1...core.items.count).contains(number) else {
        throw SQLError("42P10", "GROUP BY 的序号超出选择列表", position: position)
      }
      try refuseAggregates(core.items[number - 1].expression)
      try refuseAnalytic(core.items[number - 1].expression)
      return groupText(try bind(core.items[number - 1].expression, scope))
    }
    if case .name(let names, let position) = expression, names.count == 1,
      try scope.resolve(names, position: position) == nil,
      let item = core.items.first(where: { $0.alias.map { Lexer.folded($0.text) } == Lexer.folded(names[0].text) })
    {
      try refuseAggregates(item.expression)
      try refuseAnalytic(item.expression)
      return groupText(try bind(item.expression, scope))
    }
    return groupText(try bind(expression, scope))
  }

  /// SQLite takes a whole number in GROUP BY for a column's place.
  private func groupText(_ value: Typed) -> String { value.isConstant ? "ifnull(\(value.sql), NULL)" : value.sql }

  /// FROM and WHERE cut to the first rows before grouping or sorting sees them, as Oracle's ROWNUM does.
  ///
  /// - Parameter limit: `nil` to give them their numbers instead.
  private func wrapRows(_ scope: Scope, tail: String, limit: String?, position: Int) throws(SQLError) -> String {
    let alias = nextAlias()
    var items: [String] = []
    for entryIndex in scope.entries.indices {
      scope.entries[entryIndex].columns = scope.entries[entryIndex].columns.map { column in
        items.append("\(column.sql) AS k\(items.count + 1)")
        return Scope.Column(
          name: column.name, shown: column.shown, sql: "\(alias).k\(items.count)", type: column.type,
          isHidden: column.isHidden, column: nil, isCovered: column.isCovered)
      }
    }
    guard items.count <= Parser.maximumSelectItems else {
      throw SQLError("54011", "FROM 中各表的列合计超过 \(Parser.maximumSelectItems) 个，ROWNUM 无法与排序或分组同用", position: position)
    }
    if limit == nil {
      items.append("row_number() OVER () AS k\(items.count + 1)")
      scope.rowNumber = "\(alias).k\(items.count)"
    }
    let rows = limit.map { Self.firstRows($0) } ?? ""
    return " FROM (SELECT \(items.isEmpty ? "1" : items.joined(separator: ", "))\(tail)\(rows)) AS \(alias)"
  }
}
