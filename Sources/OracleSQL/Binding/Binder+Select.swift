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
    guard !statement.with.isEmpty else { return try body(of: statement, parent: parent) }
    let texts = try bindCommonTables(statement)
    var bound = try body(of: statement, parent: parent)
    bound.sql = "WITH RECURSIVE \(texts.joined(separator: ", ")) \(bound.sql)"
    for table in statement.with { commonTables[Lexer.folded(table.name.text)]?.removeLast() }
    return bound
  }

  private func body(of statement: SelectStatement, parent: Scope?) throws(SQLError) -> BoundSelect {
    if case .core(let core) = statement.body {
      return try single(core, statement, parent)
    }
    if case .nested(let inner) = statement.body, !statement.isOrderedOrLimited {
      return try select(inner, parent: parent)
    }
    var bound = try setOperation(statement.body, parent)
    guard !statement.orderBy.isEmpty || statement.limit != nil || statement.offset != nil else { return bound }
    let alias = nextAlias()
    var keys: [String] = []
    for item in statement.orderBy {
      let texts = bound.columns.indices.map { "\(alias).c\($0 + 1)" }
      guard let index = try outputIndex(item.expression, bound.columns.map(\.name), texts, position: item.position)
      else {
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

  /// The branches agree on types before any is rendered.
  private func setOperation(_ body: SelectBody, _ parent: Scope?) throws(SQLError) -> BoundSelect {
    var branches: [BoundCore] = []
    let tree = try branch(body, parent, &branches)
    let width = branches[0].items.count
    for branch in branches where branch.items.count != width {
      throw SQLError("42601", "ORA-01789 集合运算各分支的列数不同")
    }
    var types: [SQLType] = []
    for index in 0..<width { types.append(common(branches.map { $0.items[index] })) }
    let columns = zip(branches[0].names, types).map { ResultColumn(name: $0, type: outputType($1)) }
    return BoundSelect(sql: render(tree, branches, as: types), columns: columns)
  }

  /// Branches by their place, and how they are joined.
  private indirect enum SetTree {
    case leaf(Int)
    case operation(SetOperation, SetTree, SetTree)
  }

  private func branch(
    _ body: SelectBody, _ parent: Scope?, _ branches: inout [BoundCore]
  ) throws(SQLError) -> SetTree {
    switch body {
    case .core(let core) where core.groupings != nil:
      return try branch(.nested(SelectStatement(body: body, position: core.position)), parent, &branches)
    case .core(let core):
      branches.append(try bind(core, orderBy: [], needsRowsFirst: true, parent: parent).core)
    case .nested(let inner):
      let bound = try select(inner, parent: parent)
      let alias = nextAlias()
      let items = bound.columns.enumerated().map { Typed("\(alias).c\($0.offset + 1)", $0.element.type) }
      branches.append(
        BoundCore(
          items: items, names: bound.columns.map(\.name), scope: Scope(parent: parent), isDistinct: false,
          tail: " FROM (\(bound.sql)) AS \(alias)"))
    case .operation(let operation, let left, let right):
      let before = tableCount
      let leftTree = try branch(left, parent, &branches)
      let most = tableCount
      tableCount = before
      let rightTree = try branch(right, parent, &branches)
      tableCount = max(most, tableCount)
      return .operation(operation, leftTree, rightTree)
    }
    return .leaf(branches.count - 1)
  }

  /// SQLite, too, gives all set operations one rank and goes from left to right.
  private func render(_ tree: SetTree, _ branches: [BoundCore], as types: [SQLType]) -> String {
    switch tree {
    case .leaf(let place): return render(branches[place], as: types)
    case .operation(let operation, let left, let right):
      var rightSQL = render(right, branches, as: types)
      if case .operation = right { rightSQL = "SELECT * FROM (\(rightSQL))" }
      return "\(render(left, branches, as: types)) \(operation.rawValue) \(rightSQL)"
    }
  }

  private func single(_ core: SelectCore, _ statement: SelectStatement, _ parent: Scope?) throws(SQLError)
    -> BoundSelect
  {
    if let groupings = core.groupings { return try grouped(core, groupings, statement, parent) }
    let needsRowsFirst = !statement.orderBy.isEmpty || statement.limit != nil || statement.offset != nil
    let (bound, keys, rowLimit) = try bind(
      core, orderBy: statement.orderBy, needsRowsFirst: needsRowsFirst, ordersSiblings: statement.ordersSiblings,
      parent: parent)
    var sql = render(bound, as: bound.items.map(\.type))
    if !keys.isEmpty { sql += " ORDER BY " + keys.joined(separator: ", ") }
    sql += try limits(statement, rowLimit: rowLimit, parent: parent)
    let columns = zip(bound.names, bound.items).map { ResultColumn(name: $0, type: outputType($1.type)) }
    return BoundSelect(sql: sql, columns: columns)
  }

  func outputType(_ type: SQLType) -> SQLType { type == .unknown ? .text : type }

  func render(_ core: BoundCore, as types: [SQLType]) -> String {
    var items: [String] = []
    for (index, item) in core.items.enumerated() {
      items.append("\(convert(item, to: types[index]).sql) AS c\(index + 1)")
    }
    return "SELECT \(core.isDistinct ? "DISTINCT " : "")\(items.joined(separator: ", "))\(core.tail)"
  }

  /// The result column a bare name or a whole number in ORDER BY means.
  ///
  /// - Parameter texts: what each column is made of; a name of several columns has to mean one value.
  func outputIndex(
    _ expression: Expression, _ names: [String], _ texts: [String], position: Int
  ) throws(SQLError) -> Int? {
    switch expression {
    case .number(let text, _):
      guard let number = Int(text), (1...names.count).contains(number) else {
        throw SQLError("42P10", "ORA-01785 ORDER BY 的序号超出选择列表", position: position)
      }
      return number - 1
    case .name(let parts, _) where parts.count == 1:
      let wanted = Lexer.folded(parts[0].text)
      let found = names.indices.filter { Lexer.folded(names[$0]) == wanted }
      guard Set(found.map { texts[$0] }).count <= 1 else {
        throw SQLError("42702", "ORA-00960 选择列表中有几个列叫 \(parts[0].text)", position: position)
      }
      return found.first
    default: return nil
    }
  }

  /// NULLs last ascending and first descending, unless the statement says otherwise; numbers by value.
  func sortKey(_ value: Typed, _ item: OrderItem) -> String {
    var sql = value.sql
    if case .numeric = value.type { sql = RuntimeCall.numberKey(sql) }
    if value.type.isText { sql = inTextOrder(value) }
    let nullsFirst = item.nullsFirst ?? item.isDescending
    return sql + (item.isDescending ? " DESC" : "") + (nullsFirst ? " NULLS FIRST" : " NULLS LAST")
  }

  func limits(_ statement: SelectStatement, rowLimit: String?, parent: Scope?) throws(SQLError) -> String {
    var limit = rowLimit
    if let written = statement.limit { limit = try rowCount(written, parent, position: statement.position) }
    guard let offset = statement.offset else { return limit.map { Self.firstRows($0) } ?? "" }
    return Self.firstRows(limit ?? "-1", after: try rowCount(offset, parent, position: statement.position))
  }

  /// `LIMIT n OFFSET m`. The offset is always written: without one SQLite takes a limited subselect into the SELECT around
  /// it (its query flattener, restriction 14), whose ORDER BY or window then comes before the limit and sees every row.
  static func firstRows(_ limit: String, after offset: String = "0") -> String { " LIMIT \(limit) OFFSET \(offset)" }

  /// A number of rows: a whole literal or a parameter. A negative one is none (Oracle SQL Language Reference, SELECT,
  /// row_limiting_clause); SQLite would read it as no limit.
  func rowCount(_ expression: Expression, _ parent: Scope?, position: Int) throws(SQLError) -> String {
    let value = adopt(try bind(expression, Scope(parent: parent)), .int8)
    switch value.literal {
    case .number(let text)?: if let count = Int64(text) { return String(max(0, count)) }
    case .parameter?: return "max(0, \(value.sql))"
    default: break
    }
    throw SQLError("0A000", "行数只能是整数或参数", position: position)
  }
}
