extension Parser {
  /// `START WITH … CONNECT BY …`, in either order, or nothing.
  mutating func hierarchy() throws(SQLError) -> Hierarchy? {
    let position = current.position
    var start: Expression?
    if isWord("start"), isWord("with", 1) { start = try startWith() }
    guard isWord("connect"), isWord("by", 1) else {
      guard start == nil else { throw unexpected("缺少 CONNECT BY") }
      return nil
    }
    advance()
    advance()
    let allowsCycles = accept(word: "nocycle")
    let connection = try expression()
    if start == nil, isWord("start"), isWord("with", 1) { start = try startWith() }
    return Hierarchy(start: start, connection: connection, allowsCycles: allowsCycles, position: position)
  }

  private mutating func startWith() throws(SQLError) -> Expression {
    advance()
    advance()
    return try expression()
  }
}
