extension Parser {
  /// `SELECT … [UNION …] [ORDER BY …] [LIMIT …]`
  mutating func select() throws(SQLError) -> SelectStatement {
    try nested { parser throws(SQLError) in try parser.selectBody() }
  }

  private mutating func selectBody() throws(SQLError) -> SelectStatement {
    let position = current.position
    if isWord("with") { return try withClause() }
    var branches = 1
    let body = try setOperations(&branches)
    return try around(body, position)
  }

  /// Branches and the operations between them, all of one rank and left to right as Oracle reads them.
  ///
  /// Where only PostgreSQL's catalogue is asked INTERSECT would bind first; no driver writes one there.
  private mutating func setOperations(_ branches: inout Int) throws(SQLError) -> SelectBody {
    var body = try selectBranch()
    while let operation = try acceptSetOperation() {
      branches += 1
      guard branches <= Self.maximumSetBranches else {
        throw SQLError("54001", "集合运算超过 \(Self.maximumSetBranches) 个分支", position: current.position)
      }
      body = .operation(operation, body, try selectBranch())
    }
    return body
  }

  private mutating func acceptSetOperation() throws(SQLError) -> SetOperation? {
    guard isSetOperation(current) else { return nil }
    let word = current.text
    advance()
    let isAll = accept(word: "all")
    if !isAll { _ = accept(word: "distinct") }
    if word == "union" { return isAll ? .unionAll : .union }
    if isAll { throw unsupported("\(word.uppercased()) ALL") }
    return word == "intersect" ? .intersect : .except
  }

  private func isSetOperation(_ token: Token) -> Bool {
    token.kind == .word && ["union", "intersect", "minus", "except"].contains(token.text)
  }

  /// ORDER BY, LIMIT and what else follows the last branch.
  private mutating func around(_ body: SelectBody, _ position: Int) throws(SQLError) -> SelectStatement {
    var statement = SelectStatement(body: body, position: position)
    statement.ordersSiblings = isWord("order") && isWord("siblings", 1) && isWord("by", 2)
    statement.orderBy = try orderItems()
    if statement.ordersSiblings, statement.hierarchy == nil {
      throw SQLError("42601", "ORA-30929 ORDER SIBLINGS BY 只能用于 CONNECT BY 查询", position: position)
    }
    try limits(&statement)
    if isWord("for"), isWord("read", 1), isWord("only", 2) {
      for _ in 0..<3 { advance() }
    } else if isWord("for") {
      throw unsupported("FOR UPDATE")
    }
    return statement
  }

  private mutating func selectBranch() throws(SQLError) -> SelectBody {
    if accept(symbol: "(") {
      let inner = try select()
      try expect(symbol: ")")
      return inner.isOrderedOrLimited || !inner.with.isEmpty ? .nested(inner) : inner.body
    }
    if isWord("values"), isSymbol("(", 1) { return try values() }
    return .core(try selectCore())
  }

  /// `VALUES (a, b), (c, d)`: rows whose columns are called column1, column2, ….
  private mutating func values() throws(SQLError) -> SelectBody {
    advance()
    var body: SelectBody?
    var rows = 0
    repeat {
      rows += 1
      guard rows <= Self.maximumSetBranches else {
        throw SQLError("54001", "VALUES 超过 \(Self.maximumSetBranches) 行", position: current.position)
      }
      var core = SelectCore()
      core.position = current.position
      try expect(symbol: "(")
      repeat {
        let position = current.position
        let name = Name(text: "column\(core.items.count + 1)", isQuoted: false)
        core.items.append(SelectItem(expression: try expression(), alias: name, position: position))
      } while accept(symbol: ",")
      try expect(symbol: ")")
      body = body.map { .operation(.unionAll, $0, .core(core)) } ?? .core(core)
    } while accept(symbol: ",")
    guard let body else { throw unexpected() }
    return body
  }

  private mutating func selectCore() throws(SQLError) -> SelectCore {
    var core = SelectCore()
    core.position = current.position
    try expect(word: "select")
    if accept(word: "distinct") || isWord("unique") && ahead(1).kind == .word && accept(word: "unique") {
      if isWord("on") { throw unsupported("DISTINCT ON") }
      core.isDistinct = true
    } else {
      _ = accept(word: "all")
    }
    if !isWord("from") {
      repeat {
        core.items.append(try selectItem())
        guard core.items.count <= Self.maximumSelectItems else {
          throw SQLError("54011", "选择列表超过 \(Self.maximumSelectItems) 项", position: current.position)
        }
      } while accept(symbol: ",")
    } else {
      throw unexpected("缺少表达式")
    }
    if isWord("into") { throw unsupported("SELECT … INTO（PL/SQL）") }
    if accept(word: "from") {
      repeat { core.from.append(try joinedTable()) } while accept(symbol: ",")
    }
    if accept(word: "where") { core.filter = try expression() }
    core.hierarchy = try hierarchy()
    if accept(word: "group") {
      try expect(word: "by")
      try groupings(&core)
    }
    if accept(word: "having") { core.having = try expression() }
    if accept(word: "window") {
      repeat {
        let name = try plainName()
        try expect(word: "as")
        try expect(symbol: "(")
        core.windows[Lexer.folded(name)] = try windowSpecification()
        try expect(symbol: ")")
      } while accept(symbol: ",")
    }
    // `model` itself was taken for the table's alias.
    if isWord("dimension"), isWord("by", 1) { throw unsupported("MODEL 子句") }
    return core
  }

  private mutating func selectItem() throws(SQLError) -> SelectItem {
    let position = current.position
    if accept(symbol: "*") {
      return SelectItem(expression: .star(qualifier: nil, position: position), alias: nil, position: position)
    }
    if current.kind == .word || current.kind == .quotedName, isSymbol(".", 1), isSymbol("*", 2) {
      let qualifier = try name()
      advance()
      advance()
      return SelectItem(expression: .star(qualifier: qualifier, position: position), alias: nil, position: position)
    }
    let expression = try expression()
    return SelectItem(expression: expression, alias: try alias(), position: position)
  }

  /// `AS name`, or a name that follows without AS.
  mutating func alias() throws(SQLError) -> Name? {
    if accept(word: "as") {
      // After AS even a reserved word is a name.
      if current.kind == .word {
        let name = Name(text: current.text, isQuoted: false)
        advance()
        return name
      }
      return try name()
    }
    switch current.kind {
    case .quotedName: return try name()
    case .word where !Self.reserved.contains(current.text): return try name()
    default: return nil
    }
  }

  /// Whether the parentheses just opened hold a SELECT, and not an expression or a join that begins with one in
  /// parentheses of its own: `((SELECT 1) UNION (SELECT 2))` but not `((SELECT 1) + 1)` nor `((SELECT 1) a JOIN …)`.
  func startsSelect() -> Bool {
    var first = index
    while tokens[first].kind == .symbol, tokens[first].text == "(" { first += 1 }
    guard tokens[first].kind == .word, ["select", "with", "values"].contains(tokens[first].text) else { return false }
    return tokens[index..<first].indices.allSatisfy { opening in
      let next = afterClosing(opening)
      if next.kind == .symbol { return next.text == ")" }
      return isSetOperation(next) || next.kind == .word && ["order", "limit", "offset", "fetch"].contains(next.text)
    }
  }

  /// `ORDER [SIBLINGS] BY …`, or nothing.
  mutating func orderItems() throws(SQLError) -> [OrderItem] {
    guard accept(word: "order") else { return [] }
    if isWord("siblings"), isWord("by", 1) { advance() }
    try expect(word: "by")
    var items: [OrderItem] = []
    repeat {
      let position = current.position
      let expression = try expression()
      let isDescending = accept(word: "desc")
      if !isDescending { _ = accept(word: "asc") }
      var nullsFirst: Bool?
      if isWord("nulls"), isWord("first", 1) || isWord("last", 1) {
        nullsFirst = isWord("first", 1)
        advance()
        advance()
      }
      items.append(
        OrderItem(expression: expression, isDescending: isDescending, nullsFirst: nullsFirst, position: position))
    } while accept(symbol: ",")
    return items
  }

  /// `LIMIT n`, `OFFSET n [ROWS]`, `FETCH FIRST n ROWS ONLY`, in any order PostgreSQL or Oracle accept.
  private mutating func limits(_ statement: inout SelectStatement) throws(SQLError) {
    while true {
      if accept(word: "limit") {
        if !accept(word: "all") { statement.limit = try expression() }
      } else if accept(word: "offset") {
        statement.offset = try expression()
        if !accept(word: "rows") { _ = accept(word: "row") }
      } else if isWord("fetch"), isWord("first", 1) || isWord("next", 1) {
        advance()
        advance()
        statement.limit = isWord("row") || isWord("rows") ? .number("1", position: current.position) : try expression()
        if isWord("percent") { throw unsupported("FETCH FIRST … PERCENT") }
        if !accept(word: "rows") { try expect(word: "row") }
        if isWord("with"), isWord("ties", 1) { throw unsupported("FETCH FIRST … WITH TIES") }
        try expect(word: "only")
      } else {
        return
      }
    }
  }
}
