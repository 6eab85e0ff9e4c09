extension Parser {
  /// What may follow the arguments of an aggregate or analytic function.
  mutating func callSuffix(_ call: inout Expression.FunctionCall) throws(SQLError) {
    if isWord("within"), isWord("group", 1) {
      advance()
      advance()
      try expect(symbol: "(")
      call.withinGroup = try orderItems()
      try expect(symbol: ")")
    }
    if isWord("keep"), isSymbol("(", 1) { call.keep = try keep() }
    if isWord("filter"), isSymbol("(", 1) {
      advance()
      advance()
      try expect(word: "where")
      call.filter = try expression()
      try expect(symbol: ")")
    }
    if try nullTreatment() { call.ignoresNulls = true }
    guard isWord("over") else { return }
    advance()
    if !isSymbol("(") {
      call.window = WindowSpecification(name: Lexer.folded(try plainName()))
      return
    }
    advance()
    call.window = try windowSpecification()
    try expect(symbol: ")")
  }

  private mutating func keep() throws(SQLError) -> Expression.Keep {
    advance()
    advance()
    try expect(word: "dense_rank")
    let isLast = accept(word: "last")
    if !isLast { try expect(word: "first") }
    let order = try orderItems()
    guard !order.isEmpty else { throw unexpected("缺少 ORDER BY") }
    try expect(symbol: ")")
    return Expression.Keep(isLast: isLast, orderBy: order)
  }

  /// `IGNORE NULLS`, `RESPECT NULLS` (which is what holds without either).
  mutating func nullTreatment() throws(SQLError) -> Bool {
    guard isWord("ignore") || isWord("respect"), isWord("nulls", 1) else { return false }
    let ignores = isWord("ignore")
    advance()
    advance()
    return ignores
  }

  /// `ON OVERFLOW ERROR` and `ON OVERFLOW TRUNCATE …`: our texts have no such end.
  mutating func listOverflow() throws(SQLError) {
    advance()
    advance()
    if accept(word: "error") { return }
    throw unsupported("LISTAGG … ON OVERFLOW TRUNCATE")
  }

  mutating func windowSpecification() throws(SQLError) -> WindowSpecification {
    var window = WindowSpecification()
    if current.kind == .quotedName
      || current.kind == .word && !["partition", "order", "rows", "range", "groups"].contains(current.text)
    {
      window.name = Lexer.folded(try plainName())
    }
    if accept(word: "partition") {
      try expect(word: "by")
      repeat { window.partitionBy.append(try expression()) } while accept(symbol: ",")
    }
    window.orderBy = try orderItems()
    for unit in ["rows", "range", "groups"] where accept(word: unit) {
      guard let unit = WindowSpecification.Frame.Unit(rawValue: unit.uppercased()) else {
        preconditionFailure("the units are named by their words")
      }
      window.frame = try frame(unit)
    }
    return window
  }

  private mutating func frame(_ unit: WindowSpecification.Frame.Unit) throws(SQLError) -> WindowSpecification.Frame {
    if accept(word: "between") {
      let start = try frameBound(unit)
      try expect(word: "and")
      return .init(unit: unit, start: start, end: try frameBound(unit))
    }
    return .init(unit: unit, start: try frameBound(unit), end: .currentRow)
  }

  private mutating func frameBound(
    _ unit: WindowSpecification.Frame.Unit
  ) throws(SQLError) -> WindowSpecification.Frame.Bound {
    if accept(word: "unbounded") {
      if accept(word: "preceding") { return .unboundedPreceding }
      try expect(word: "following")
      return .unboundedFollowing
    }
    if accept(word: "current") {
      try expect(word: "row")
      return .currentRow
    }
    guard unit != .range else { throw unsupported("RANGE n PRECEDING") }
    guard current.kind == .number, let count = Int(current.text) else { throw unexpected("缺少行数") }
    advance()
    if accept(word: "preceding") { return .preceding(count) }
    try expect(word: "following")
    return .following(count)
  }
}
