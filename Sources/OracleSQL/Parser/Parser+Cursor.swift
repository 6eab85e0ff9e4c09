extension Parser {
  /// FETCH and MOVE: direction, count, cursor. PostgreSQL documentation, "FETCH".
  mutating func fetch(isMove: Bool) throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let motion = try cursorMotion()
    if !accept(word: "from") { _ = accept(word: "in") }
    let cursor = try plainName()
    if case .forward(let count) = motion, count.map({ $0 > 0 }) ?? true {
      return isMove ? .move(count: count, cursor: cursor) : .fetch(count: count, cursor: cursor)
    }
    return .scroll(motion, cursor: cursor, isMove: isMove)
  }

  private mutating func cursorMotion() throws(SQLError) -> CursorMotion {
    if accept(word: "next") { return .forward(1) }
    if accept(word: "prior") { return .backward(1) }
    if accept(word: "first") { return .absolute(1) }
    if accept(word: "last") { return .absolute(-1) }
    if accept(word: "absolute") { return .absolute(try cursorCount()) }
    if accept(word: "relative") { return .relative(try cursorCount()) }
    if accept(word: "backward") { return .backward(try optionalCount()) }
    _ = accept(word: "forward")
    return .forward(try optionalCount())
  }

  /// A number, ALL (`nil`), or nothing (1).
  private mutating func optionalCount() throws(SQLError) -> Int? {
    if accept(word: "all") { return nil }
    if current.kind == .number || isSymbol("-") || isSymbol("+") { return try cursorCount() }
    return 1
  }

  private mutating func cursorCount() throws(SQLError) -> Int {
    let isNegative = accept(symbol: "-")
    if !isNegative { _ = accept(symbol: "+") }
    guard current.kind == .number, let number = Int32(current.text) else { throw unexpected("缺少行数") }
    advance()
    return isNegative ? -Int(number) : Int(number)
  }
}
