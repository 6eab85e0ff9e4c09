extension Parser {
  /// Tables joined with each other: one item of FROM.
  mutating func joinedTable() throws(SQLError) -> FromItem {
    var left = try tableFactor()
    var length = 0
    while true {
      length += 1
      guard length <= Self.maximumTables else {
        throw SQLError("54001", "语句中的表超过 \(Self.maximumTables) 个", position: current.position)
      }
      let isNatural = accept(word: "natural")
      guard let kind = try joinKind(isNatural: isNatural) else { return left }
      let right = try tableFactor()
      left = .join(kind, left, right, kind == .cross ? .none : isNatural ? .natural : try joinCondition())
    }
  }

  /// The words of a join up to JOIN; `nil` when none follows.
  private mutating func joinKind(isNatural: Bool) throws(SQLError) -> JoinKind? {
    let kind: JoinKind
    if !isNatural, accept(word: "cross") {
      kind = .cross
    } else if isWord("inner") || isWord("join") {
      _ = accept(word: "inner")
      kind = .inner
    } else if isWord("left") || isWord("right") || isWord("full") {
      kind = isWord("left") ? .left : isWord("right") ? .right : .full
      advance()
      _ = accept(word: "outer")
    } else if isNatural {
      throw unexpected("缺少 JOIN")
    } else {
      return nil
    }
    try expect(word: "join")
    return kind
  }

  private mutating func joinCondition() throws(SQLError) -> JoinCondition {
    let position = current.position
    if accept(word: "using") {
      try expect(symbol: "(")
      var names = [try name()]
      while accept(symbol: ",") { names.append(try name()) }
      try expect(symbol: ")")
      return .using(names, position: position)
    }
    try expect(word: "on")
    return .on(try expression())
  }

  private mutating func tableFactor() throws(SQLError) -> FromItem {
    let position = current.position
    if accept(symbol: "(") {
      if startsSelect() {
        let inner = try select()
        try expect(symbol: ")")
        try refusePivot()
        let alias = try alias()
        return .select(inner, alias: alias, columns: alias == nil ? [] : try columnNames(), position: position)
      }
      let inner = try nested { parser throws(SQLError) in try parser.joinedTable() }
      try expect(symbol: ")")
      return inner
    }
    if isWord("lateral"), isSymbol("(", 1) { throw unsupported("LATERAL") }
    var names = [try name()]
    while accept(symbol: ".") { names.append(try name()) }
    try refusePivot()
    if isSymbol("@") { throw unsupported("数据库链接（@）") }
    try refusePart()
    if isSymbol("("), isSymbol(")", 1), Self.functionTables.contains(names[names.count - 1].text),
      names.count == 1 || names[0].text == "pg_catalog"
    {
      advance()
      advance()
      names = [Name(text: "pg_catalog", isQuoted: false), names[names.count - 1]]
      tables.append(names)
      return .table(names, alias: try alias(), position: position)
    }
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
        let (alias, column) = try functionAlias()
        return .series(array, last, alias: alias, column: column, position: position)
      }
      try expect(symbol: ")")
      let (alias, column) = try functionAlias()
      return .unnest(array, alias: alias, column: column, position: position)
    }
    guard names.count <= 3 else { throw unexpected() }
    if isWord("as"), isWord("of", 1), ahead(2).kind == .word { throw unsupported("AS OF（闪回查询）") }
    tables.append(names)
    return .table(names, alias: try alias(), position: position)
  }

  /// Functions without arguments whose rows the system catalogue keeps.
  private static let functionTables: Set<String> = ["pg_get_keywords"]

  private func refusePivot() throws(SQLError) {
    guard isWord("pivot") || isWord("unpivot") else { return }
    let follows = isWord("xml", 1) || isWord("include", 1) || isWord("exclude", 1)
    if isSymbol("(", 1) || follows { throw unsupported(current.text.uppercased()) }
  }

  /// `SAMPLE (10)`, `SAMPLE BLOCK (10)`, `PARTITION (p1)`: a part of a table.
  private func refusePart() throws(SQLError) {
    guard isWord("sample") || isWord("partition") || isWord("subpartition") else { return }
    if isSymbol("(", 1) || isWord("block", 1) || isWord("for", 1) {
      throw unsupported("表名后的 \(current.text.uppercased())")
    }
  }

  /// `AS t` or `AS t(x)` after a function in FROM.
  private mutating func functionAlias() throws(SQLError) -> (alias: Name?, column: Name?) {
    let alias = try alias()
    let columns = alias == nil ? [] : try columnNames()
    guard columns.count <= 1 else { throw unexpected("列名太多") }
    return (alias, columns.first)
  }

  /// `(a, b)` after a table's alias, or nothing.
  private mutating func columnNames() throws(SQLError) -> [Name] {
    guard accept(symbol: "(") else { return [] }
    var names = [try name()]
    while accept(symbol: ",") { names.append(try name()) }
    try expect(symbol: ")")
    return names
  }
}
