/// `START WITH … CONNECT BY …` as a recursive query (Oracle SQL Language Reference, "Hierarchical Queries").
///
/// The rows of FROM are numbered (`r`); a branch carries the numbers on the way to it, which tells a cycle. Rows come depth
/// first, the rows below one row in the order of their numbers, which is that of ORDER SIBLINGS BY.
extension Binder {
  /// - Parameters:
  ///   - tail: FROM as text; its columns are in `scope`.
  ///   - filter: WHERE. What joins tables holds before the hierarchy is built, the rest chooses among its rows.
  /// - Returns: what takes FROM's place, and what is left of WHERE. `scope` then has the hierarchy's columns.
  func hierarchical(
    _ hierarchy: Hierarchy, _ core: SelectCore, _ orderBy: [OrderItem], ordersSiblings: Bool, tail: String,
    filter: Expression?, _ scope: Scope
  ) throws(SQLError) -> (tail: String, filter: Expression?) {
    guard !core.from.isEmpty else { throw SQLError("42601", "ORA-00923 未找到 FROM", position: hierarchy.position) }
    let (joins, rest) = try splitJoins(filter, scope)
    var base = tail
    if let joins { base += " WHERE " + (try condition(joins, scope, isFilter: true)).sql }
    let keys = try ordersSiblings ? siblingKeys(orderBy, core, scope) : []
    let order = keys.isEmpty ? "" : "ORDER BY \(keys.joined(separator: ", "))"
    let columns = scope.entries.flatMap { $0.columns.map(\.sql) }
    let items =
      columns.enumerated().map { "\($0.element) AS k\($0.offset + 1)" } + ["row_number() OVER (\(order)) AS r"]

    var plan = HierarchyPlan(base: "h\(nextAlias())", tree: "h\(nextAlias())", row: "h\(nextAlias())")
    let above = scope.renamed(to: plan.tree)
    let row = scope.renamed(to: plan.row)
    row.hierarchy = HierarchyContext(prior: above, level: Typed("(\(plan.tree).lvl + 1)", .int8))
    row.hierarchy?.countsRows = core.from.count == 1 && core.from[0].isDual
    above.hierarchy = HierarchyContext(prior: nil, level: Typed("\(plan.tree).lvl", .int8))
    let first = scope.renamed(to: plan.row)
    first.hierarchy = HierarchyContext(prior: nil, level: Typed("1", .int8))
    try refuseAggregates(hierarchy.connection)
    try refuseAnalytic(hierarchy.connection)
    try refuseAggregates(hierarchy.start)
    let connection = try condition(hierarchy.connection, row, isFilter: true).sql
    let start = try hierarchy.start.map { start throws(SQLError) in try condition(start, first, isFilter: true).sql }
    let outside =
      core.items.map(\.expression) + core.groupBy + orderBy.map(\.expression) + [rest, core.having].compactMap { $0 }
    let carried = try carriedValues(outside, first: first, row: row, above: above, plan)
    let marks = HierarchyMark.allCases.filter { mark in outside.contains { $0.mayName(mark.rawValue) } }

    plan.connection = connection
    plan.isTree = hierarchy.connection.contains { if case .prior = $0 { true } else { false } }
    plan.allowsCycles = hierarchy.allowsCycles
    let sql = plan.text(
      base: "SELECT \(items.joined(separator: ", "))\(base)", start: start, width: columns.count,
      carried: carried.map { ($0.first, $0.next) }, marks: marks)
    let alias = nextAlias()
    scope.adopt(columnsOf: alias)
    var context = HierarchyContext(prior: nil, level: Typed("\(alias).lvl", .int8), isBuilt: true)
    for mark in marks { context.marks[mark.rawValue] = Typed("\(alias).\(mark.column)", .int4) }
    for (place, value) in carried.enumerated() {
      context.carried[value.key] = Typed("\(alias).x\(place + 1)", value.type)
    }
    context.prior = above
    scope.hierarchy = context
    return (" FROM (\(sql)) AS \(alias)", rest)
  }

  /// What of WHERE names more than one table.
  private func splitJoins(
    _ filter: Expression?, _ scope: Scope
  ) throws(SQLError) -> (joins: Expression?, rest: Expression?) {
    guard let filter else { return (nil, nil) }
    guard scope.entries.count > 1 else { return (nil, filter) }
    var joins: [Expression] = []
    var rest: [Expression] = []
    for condition in filter.conjuncts {
      if try scope.entriesNamed(in: condition).count > 1 { joins.append(condition) } else { rest.append(condition) }
    }
    func all(_ conditions: [Expression]) -> Expression? {
      conditions.count > 1 ? .chain(.and, conditions) : conditions.first
    }
    return (all(joins), all(rest))
  }

  private func siblingKeys(_ orderBy: [OrderItem], _ core: SelectCore, _ scope: Scope) throws(SQLError) -> [String] {
    var keys: [String] = []
    for item in orderBy {
      var expression = item.expression
      // A name or place of the select list means the expression there.
      if case .name(let names, let position) = expression, names.count == 1,
        try scope.resolve(names, position: position) == nil,
        let named = core.items.first(where: { $0.alias.map { Lexer.folded($0.text) } == Lexer.folded(names[0].text) })
      {
        expression = named.expression
      } else if case .number(let text, _) = expression, let number = Int(text), core.items.indices.contains(number - 1)
      {
        expression = core.items[number - 1].expression
      }
      keys.append(sortKey(try bind(expression, scope), item))
    }
    return keys
  }

  private struct CarriedValue {
    let key: String
    let type: SQLType
    /// Of a first row, and of a row below another.
    let first: String
    let next: String
  }

  /// Every PRIOR, CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH outside the connection's condition.
  private func carriedValues(
    _ outside: [Expression], first: Scope, row: Scope, above: Scope, _ plan: HierarchyPlan
  ) throws(SQLError) -> [CarriedValue] {
    var found: [CarriedValue] = []
    for expression in outside.flatMap(\.travelling) {
      let column = "\(plan.tree).x\(found.count + 1)"
      let value: CarriedValue
      switch expression {
      case .prior(let inner, _):
        let bound = try bind(inner, above)
        value = CarriedValue(
          key: HierarchyContext.key(.prior, bound.sql), type: bound.type, first: "NULL", next: bound.sql)
      case .connectByRoot(let inner, _):
        let bound = try bind(inner, first)
        value = CarriedValue(
          key: HierarchyContext.key(.root, try bind(inner, above).sql), type: bound.type, first: bound.sql, next: column
        )
      case .call(let call):
        guard call.arguments.count == 2 else { throw wrongArguments(call) }
        let separator = text(try bind(call.arguments[1], first)).sql
        let own = text(try bind(call.arguments[0], first)).sql
        value = CarriedValue(
          key: HierarchyContext.key(.path, try bind(call.arguments[0], above).sql + separator), type: .text,
          first: RuntimeCall.concatenate(separator, own),
          next: RuntimeCall.concatenate(column, separator, text(try bind(call.arguments[0], row)).sql))
      default: preconditionFailure("travelling finds nothing else")
      }
      if !found.contains(where: { $0.key == value.key }) { found.append(value) }
    }
    return found
  }

  /// PRIOR, CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH where the hierarchy's rows are used.
  func travelling(
    _ kind: CarriedKind, _ inner: Expression, separator: Expression? = nil, _ position: Int, _ scope: Scope
  )
    throws(SQLError) -> Typed
  {
    guard let context = scope.hierarchy, let above = context.prior else {
      throw SQLError("42601", "ORA-01788 此处需要 CONNECT BY", position: position)
    }
    let bound = try bind(inner, above)
    // In the condition itself PRIOR is the row above.
    if kind == .prior, !context.isBuilt { return prior(bound) }
    let suffix = try separator.map { separator throws(SQLError) in text(try bind(separator, above)).sql } ?? ""
    guard var value = context.carried[HierarchyContext.key(kind, bound.sql + suffix)] else {
      throw SQLError("0A000", "不支持 此处的 \(kind.rawValue.uppercased())（CONNECT BY）", position: position)
    }
    value.loose = position
    return value
  }

  private func prior(_ value: Typed) -> Typed {
    var value = value
    value.column = nil
    return value
  }
}

/// What a row of a hierarchy is asked beside its columns, by its Oracle name.
enum HierarchyMark: String, CaseIterable {
  case leaf = "connect_by_isleaf"
  case cycle = "connect_by_iscycle"

  var column: String {
    switch self {
    case .leaf: "leaf"
    case .cycle: "cycle"
    }
  }
}

/// The names and conditions of one recursive query.
struct HierarchyPlan {
  /// The rows of FROM.
  let base: String
  /// The rows found so far: columns `k…`, `r`, `lvl`, `path`, `x…`.
  let tree: String
  /// A row of `base` that may stand below one of `tree`.
  let row: String
  var connection = ""
  /// The condition has a PRIOR: without one (`LEVEL <= 10`) a row may follow itself.
  var isTree = false
  var allowsCycles = false

  /// - Parameter marks: what is asked for of each row; it costs a search among all rows.
  func text(
    base: String, start: String?, width: Int, carried: [(first: String, next: String)], marks: [HierarchyMark]
  ) -> String {
    let columns = (1...max(width, 1)).prefix(width).map { "\(row).k\($0)" }
    let first = (columns + ["\(row).r", "1", "'/' || \(row).r || '/'"] + carried.map(\.first)).joined(separator: ", ")
    let step = "\(tree).path || \(row).r || '/'"
    let isOnTheWay = "instr(\(tree).path, '/' || \(row).r || '/') > 0"
    let path =
      !isTree
      ? "''" : allowsCycles ? step : "CASE WHEN \(isOnTheWay) THEN \(RuntimeCall.refuseCycle()) ELSE \(step) END"
    let next = (columns + ["\(row).r", "\(tree).lvl + 1", path] + carried.map(\.next)).joined(separator: ", ")
    let names =
      (1...max(width, 1)).prefix(width).map { "k\($0)" } + ["r", "lvl", "path"] + carried.indices.map { "x\($0 + 1)" }
    let below = "(\(connection))" + (isTree && allowsCycles ? " AND NOT \(isOnTheWay)" : "")
    let marked = marks.map { mark in
      let condition =
        switch mark {
        case .leaf: "NOT EXISTS (SELECT 1 FROM \(self.base) AS \(row) WHERE \(below))"
        case .cycle: "EXISTS (SELECT 1 FROM \(self.base) AS \(row) WHERE (\(connection)) AND \(isOnTheWay))"
        }
      return ", \(condition) AS \(mark.column)"
    }
    return """
      WITH RECURSIVE \(self.base) AS MATERIALIZED (\(base)), \(tree)(\(names.joined(separator: ", "))) AS \
      (SELECT \(first) FROM \(self.base) AS \(row)\(start.map { " WHERE \($0)" } ?? "") UNION ALL \
      SELECT \(next) FROM \(tree) JOIN \(self.base) AS \(row) ON \(below) \
      ORDER BY \(width + 2) DESC, \(width + 1)) \
      SELECT \(tree).*\(marked.joined()) FROM \(tree)
      """
  }
}

extension Scope {
  /// The same tables with their columns under another name, `k1`, `k2`, … in order.
  func renamed(to alias: String) -> Scope {
    let copy = Scope(parent: parent)
    copy.entries = entries
    copy.adopt(columnsOf: alias)
    return copy
  }

  /// Renames all columns to `k1`, `k2`, … of a table.
  func adopt(columnsOf alias: String) {
    var number = 0
    for entry in entries.indices {
      for index in entries[entry].columns.indices {
        number += 1
        let column = entries[entry].columns[index]
        entries[entry].columns[index] = Column(
          name: column.name, shown: column.shown, sql: "\(alias).k\(number)", type: column.type,
          isHidden: column.isHidden, column: nil, isCovered: column.isCovered)
      }
    }
  }
}

extension FromItem {
  fileprivate var isDual: Bool {
    if case .table(let names, _, _) = self { names.last.map { Lexer.folded($0.text) } == "dual" } else { false }
  }
}

extension Expression {
  /// Whether a name without a qualifier is in it, or may be: a subselect is not searched.
  fileprivate func mayName(_ wanted: String) -> Bool {
    contains { expression in
      switch expression {
      case .name(let names, _): names.count == 1 && names[0].text == wanted
      case .exists, .scalar, .arraySelect, .inSelect, .quantified: true
      default: false
      }
    }
  }

  /// What of it travels down a hierarchy.
  fileprivate var travelling: [Expression] {
    switch self {
    case .prior, .connectByRoot: [self]
    case .call(let call) where call.name == "sys_connect_by_path": [self]
    default: children.flatMap(\.travelling)
    }
  }
}
