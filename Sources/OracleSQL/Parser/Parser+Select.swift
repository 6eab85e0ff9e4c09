extension Parser {
  /// `SELECT … [UNION …] [ORDER BY …] [LIMIT …]`
  mutating func select() throws(SQLError) -> SelectStatement {
    try nested { parser throws(SQLError) in try parser.selectBody() }
  }

  private mutating func selectBody() throws(SQLError) -> SelectStatement {
    let position = current.position
    if isWord("with") { throw unsupported("WITH 子句") }
    var branches = 1
    if isSymbol("("), !isSetOperation(afterClosing(index)) {
      advance()
      var inner = try select()
      try expect(symbol: ")")
      let outer = try around(inner.body, position)
      guard outer.orderBy.isEmpty && outer.limit == nil && outer.offset == nil || !inner.isOrderedOrLimited else {
        throw unsupported("括号内外都有 ORDER BY 或 LIMIT")
      }
      if !inner.isOrderedOrLimited { inner = outer }
      return inner
    }
    var body = try selectBranch()
    while true {
      if accept(word: "union") {
        let isAll = accept(word: "all")
        if !isAll { _ = accept(word: "distinct") }
        branches += 1
        guard branches <= Self.maximumSetBranches else {
          throw SQLError("54001", "UNION 超过 \(Self.maximumSetBranches) 个分支", position: current.position)
        }
        body = .union(body, try selectBranch(), isAll: isAll)
      } else if isWord("intersect") || isWord("minus") || isWord("except") {
        throw unsupported("集合运算 \(current.text.uppercased())")
      } else {
        break
      }
    }
    return try around(body, position)
  }

  private func isSetOperation(_ token: Token) -> Bool {
    token.kind == .word && ["union", "intersect", "minus", "except"].contains(token.text)
  }

  /// ORDER BY, LIMIT and what else follows the last branch.
  private mutating func around(_ body: SelectBody, _ position: Int) throws(SQLError) -> SelectStatement {
    var statement = SelectStatement(body: body, position: position)
    try orderBy(&statement)
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
      guard !inner.isOrderedOrLimited else {
        throw unsupported("UNION 分支内的 ORDER BY 或 LIMIT")
      }
      return inner.body
    }
    return .core(try selectCore())
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
    if accept(word: "from") {
      repeat { core.from.append(try joinedTable()) } while accept(symbol: ",")
    }
    if accept(word: "where") { core.filter = try expression() }
    if isWord("connect") || isWord("start") { throw unsupported("CONNECT BY") }
    if accept(word: "group") {
      try expect(word: "by")
      repeat { core.groupBy.append(try expression()) } while accept(symbol: ",")
    }
    if accept(word: "having") { core.having = try expression() }
    if isWord("window") { throw unsupported("WINDOW 子句") }
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
  private mutating func alias() throws(SQLError) -> Name? {
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

  private mutating func joinedTable() throws(SQLError) -> FromItem {
    var left = try tableFactor()
    var length = 0
    while true {
      length += 1
      guard length <= Self.maximumTables else {
        throw SQLError("54001", "语句中的表超过 \(Self.maximumTables) 个", position: current.position)
      }
      if accept(word: "cross") {
        try expect(word: "join")
        left = .join(.cross, left, try tableFactor(), on: nil)
      } else if isWord("inner") || isWord("join") {
        _ = accept(word: "inner")
        try expect(word: "join")
        left = .join(.inner, left, try tableFactor(), on: try joinCondition())
      } else if accept(word: "left") {
        _ = accept(word: "outer")
        try expect(word: "join")
        left = .join(.left, left, try tableFactor(), on: try joinCondition())
      } else if isWord("right") || isWord("full") || isWord("natural") {
        throw unsupported("\(current.text.uppercased()) JOIN")
      } else {
        return left
      }
    }
  }

  private mutating func joinCondition() throws(SQLError) -> Expression {
    if isWord("using") { throw unsupported("JOIN … USING") }
    try expect(word: "on")
    return try expression()
  }

  private mutating func tableFactor() throws(SQLError) -> FromItem {
    let position = current.position
    if accept(symbol: "(") {
      if isWord("with") || startsSelect() {
        let inner = try select()
        try expect(symbol: ")")
        return .select(inner, alias: try alias(), position: position)
      }
      let inner = try nested { parser throws(SQLError) in try parser.joinedTable() }
      try expect(symbol: ")")
      return inner
    }
    var names = [try name()]
    while accept(symbol: ".") { names.append(try name()) }
    if isSymbol("@") { throw unsupported("数据库链接（@）") }
    if isSymbol("(") {
      guard names.last?.text == "unnest" || names.last?.text == "generate_series",
        names.count == 1 || names[0].text == "pg_catalog"
      else {
        throw unsupported("FROM 中的函数")
      }
      advance()
      let array = try expression()
      if names.last?.text == "generate_series" {
        try expect(symbol: ",")
        let last = try expression()
        try expect(symbol: ")")
        let alias = try alias()
        if isSymbol("(") { throw unsupported("FROM 中的函数的列名") }
        return .series(array, last, alias: alias, position: position)
      }
      try expect(symbol: ")")
      return .unnest(array, alias: try alias(), position: position)
    }
    guard names.count <= 3 else { throw unexpected() }
    tables.append(names)
    return .table(names, alias: try alias(), position: position)
  }

  /// Whether the parentheses just opened hold a SELECT, and not an expression or a join that begins with one in
  /// parentheses of its own: `((SELECT 1) UNION (SELECT 2))` but not `((SELECT 1) + 1)` nor `((SELECT 1) a JOIN …)`.
  func startsSelect() -> Bool {
    var first = index
    while tokens[first].kind == .symbol, tokens[first].text == "(" { first += 1 }
    guard tokens[first].kind == .word, tokens[first].text == "select" else { return false }
    return tokens[index..<first].indices.allSatisfy { opening in
      let next = afterClosing(opening)
      if next.kind == .symbol { return next.text == ")" }
      return isSetOperation(next) || next.kind == .word && ["order", "limit", "offset", "fetch"].contains(next.text)
    }
  }

  private mutating func orderBy(_ statement: inout SelectStatement) throws(SQLError) {
    guard accept(word: "order") else { return }
    try expect(word: "by")
    repeat {
      let position = current.position
      let expression = try expression()
      let isDescending = accept(word: "desc")
      if !isDescending { _ = accept(word: "asc") }
      var nullsFirst: Bool?
      if accept(word: "nulls") {
        if accept(word: "first") { nullsFirst = true } else { try expect(word: "last"); nullsFirst = false }
      }
      statement.orderBy.append(
        OrderItem(expression: expression, isDescending: isDescending, nullsFirst: nullsFirst, position: position))
    } while accept(symbol: ",")
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
        if !accept(word: "rows") { try expect(word: "row") }
        try expect(word: "only")
      } else {
        return
      }
    }
  }
}
