/// PREPARE and EXECUTE as texts: psqlODBC reads the rows of a keyset again with them.
extension Parser {
  mutating func prepare() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let name = try plainName()
    var types: [TypeName] = []
    if accept(symbol: "(") {
      repeat { types.append(try typeName()) } while accept(symbol: ",")
      try expect(symbol: ")")
    }
    try expect(word: "as")
    guard isWord("select") || isWord("with") || isWord("values") || isSymbol("(") else {
      throw unsupported("PREPARE 查询以外的语句")
    }
    return .prepare(name: name, types: types, try select())
  }

  mutating func executePrepared() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let name = try plainName()
    var values: [String?] = []
    if accept(symbol: "(") {
      repeat { values.append(try literalText()) } while accept(symbol: ",")
      try expect(symbol: ")")
    }
    return .execute(name: name, values)
  }

  /// A literal's text, with a cast or not.
  private mutating func literalText() throws(SQLError) -> String? {
    let sign = accept(symbol: "-") ? "-" : ""
    let token = current
    let text: String?
    switch token.kind {
    case .string where sign.isEmpty: text = token.text
    case .number: text = sign + token.text
    case .word where sign.isEmpty && token.text == "null": text = nil
    case .word where sign.isEmpty && (token.text == "true" || token.text == "false"): text = token.text
    case .word, .quotedName, .string, .parameter, .symbol, .end: throw unexpected("EXECUTE 的值必须是字面量")
    }
    advance()
    if accept(symbol: "::") { _ = try typeName() }
    return text
  }
}
