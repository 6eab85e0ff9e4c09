/// Reads a batch of statements by recursive descent. The grammar is the read-only subset of Oracle's SELECT, what
/// PostgreSQL drivers write around it, and their session statements.
struct Parser {
  let tokens: [Token]
  var index = 0
  var depth = 0
  /// For each opening parenthesis the place of its closing one.
  private let closings: [Int: Int]
  /// The tables the statement being read names, anywhere in it.
  var tables: [[Name]] = []

  static let maximumStatementBytes = 1 << 20
  static let maximumSelectItems = 1600
  static let maximumSetBranches = 500
  static let maximumTables = 64
  static let maximumNesting = 50

  static func statements(of text: String) throws(SQLError) -> [ParsedStatement] {
    guard text.utf8.count <= maximumStatementBytes else {
      throw SQLError("54000", "语句超过 1 MiB")
    }
    var parser = Parser(tokens: try Lexer.tokens(of: text))
    var statements: [ParsedStatement] = []
    while true {
      // SQL*Plus ends a statement with a slash on a line of its own.
      while parser.accept(symbol: ";") || parser.ahead(1).kind == .end && parser.accept(symbol: "/") {}
      if parser.current.kind == .end { return statements }
      parser.tables = []
      statements.append(ParsedStatement(kind: try parser.statement(), tables: parser.tables))
      guard parser.current.kind == .end || parser.isSymbol(";") || parser.isSymbol("/") && parser.ahead(1).kind == .end
      else {
        throw parser.unexpected()
      }
    }
  }

  init(tokens: [Token]) {
    self.tokens = tokens
    var open: [Int] = []
    var closings: [Int: Int] = [:]
    for (place, token) in tokens.enumerated() where token.kind == .symbol {
      if token.text == "(" {
        open.append(place)
      } else if token.text == ")", let opening = open.popLast() {
        closings[opening] = place
      }
    }
    self.closings = closings
  }

  /// The token after the parenthesis that closes the one at `opening`; the end when nothing closes it.
  func afterClosing(_ opening: Int) -> Token {
    guard let closing = closings[opening] else { return tokens[tokens.count - 1] }
    return tokens[min(closing + 1, tokens.count - 1)]
  }

  var current: Token { tokens[index] }
  func ahead(_ offset: Int) -> Token { tokens[min(index + offset, tokens.count - 1)] }
  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  func isWord(_ word: String, _ offset: Int = 0) -> Bool {
    let token = ahead(offset)
    return token.kind == .word && token.text == word
  }
  func isSymbol(_ symbol: String, _ offset: Int = 0) -> Bool {
    let token = ahead(offset)
    return token.kind == .symbol && token.text == symbol
  }

  mutating func accept(word: String) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }
  mutating func accept(symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }
  mutating func expect(word: String) throws(SQLError) {
    guard accept(word: word) else { throw unexpected("缺少 \(word.uppercased())") }
  }
  mutating func expect(symbol: String) throws(SQLError) {
    guard accept(symbol: symbol) else { throw unexpected("缺少“\(symbol)”") }
  }

  func unexpected(_ expected: String? = nil) -> SQLError {
    let token = current
    let place = token.kind == .end ? "语句意外结束" : "“\(token.kind == .string ? "'…'" : token.text)”附近有语法错误"
    return SQLError("42601", "ORA-00900 " + place + (expected.map { "，\($0)" } ?? ""), position: token.position)
  }

  func unsupported(_ what: String) -> SQLError {
    SQLError("0A000", "不支持 \(what)", position: current.position)
  }

  /// A name: a word that is not reserved, or a quoted name.
  mutating func name() throws(SQLError) -> Name {
    let token = current
    switch token.kind {
    case .quotedName:
      advance()
      return Name(text: token.text, isQuoted: true)
    case .word where !Self.reserved.contains(token.text):
      advance()
      return Name(text: token.text, isQuoted: false)
    default: throw unexpected("缺少名字")
    }
  }

  /// A name of a cursor, savepoint or prepared statement.
  mutating func plainName() throws(SQLError) -> String { try name().text }

  mutating func nested<Result>(
    _ body: (inout Parser) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumNesting else {
      throw SQLError("54001", "语句嵌套超过 \(Self.maximumNesting) 层", position: current.position)
    }
    return try body(&self)
  }

  /// Operators of one level that follow each other make a tree as deep as they are many.
  func checkChain(_ length: Int) throws(SQLError) {
    guard length <= Self.maximumNesting else {
      throw SQLError("54001", "连续的运算超过 \(Self.maximumNesting) 个", position: current.position)
    }
  }

  /// Words that end an expression or a list, so that an alias without AS is never one of them.
  static let reserved: Set<String> = [
    "select", "from", "where", "group", "order", "having", "union", "intersect", "minus", "except", "limit", "offset",
    "fetch", "on", "using", "join", "inner", "left", "right", "full", "outer", "cross", "natural", "and", "or", "not",
    "in", "is", "like", "ilike", "between", "case", "when", "then", "else", "end", "as", "by", "asc", "desc",
    "distinct",
    "all", "null", "exists", "connect", "start", "with", "for", "escape", "similar", "collate", "nulls", "window",
    "returning", "into",
  ]
}
