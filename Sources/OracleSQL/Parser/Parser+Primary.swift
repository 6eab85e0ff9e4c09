extension Parser {
  mutating func primary() throws(SQLError) -> Expression {
    let token = current
    switch token.kind {
    case .string:
      advance()
      return .text(token.text, position: token.position)
    case .number:
      advance()
      return .number(token.text, position: token.position)
    case .parameter:
      advance()
      guard let number = Int(token.text) else { throw unexpected() }
      return .parameter(number, position: token.position)
    case .symbol where token.text == "(":
      return try parenthesised()
    case .quotedName: return try nameOrCall()
    case .word: return try keywordOrName()
    case .symbol where token.text == ":" && [.word, .number].contains(ahead(1).kind):
      throw unsupported("绑定变量 :\(ahead(1).written)，请用驱动的参数")
    case .symbol, .end: throw unexpected()
    }
  }

  private mutating func parenthesised() throws(SQLError) -> Expression {
    let position = current.position
    advance()
    if startsSelect() {
      let inner = try select()
      try expect(symbol: ")")
      return .scalar(inner, position: position)
    }
    var values = [try expression()]
    while accept(symbol: ",") { values.append(try expression()) }
    try expect(symbol: ")")
    return values.count == 1 ? values[0] : .row(values, position: position)
  }

  private mutating func keywordOrName() throws(SQLError) -> Expression {
    let token = current
    switch token.text {
    case "null":
      advance()
      return .null
    case "true", "false":
      advance()
      return .boolean(token.text == "true")
    case "case":
      return try caseExpression()
    case "exists" where isSymbol("(", 1):
      advance()
      advance()
      let inner = try select()
      try expect(symbol: ")")
      return .exists(inner, position: token.position)
    case "cast" where isSymbol("(", 1):
      advance()
      advance()
      let value = try expression()
      try expect(word: "as")
      let type = try typeName()
      try expect(symbol: ")")
      return .cast(value, type, position: token.position)
    case "date" where ahead(1).kind == .string, "timestamp" where ahead(1).kind == .string:
      let text = ahead(1).text
      advance()
      advance()
      return .dateLiteral(text, hasTime: token.text == "timestamp", position: token.position)
    case "interval" where ahead(1).kind == .string: return try interval()
    case "array" where isSymbol("[", 1): return try arrayLiteral()
    case "array" where isSymbol("(", 1):
      advance()
      advance()
      let inner = try select()
      try expect(symbol: ")")
      return .arraySelect(inner, position: token.position)
    case "extract" where isSymbol("(", 1): return try extract()
    default:
      guard !Self.reserved.contains(token.text) || isSymbol("(", 1) && token.text == "left" || token.text == "right"
      else { throw unexpected() }
      return try nameOrCall()
    }
  }

  private mutating func arrayLiteral() throws(SQLError) -> Expression {
    let position = current.position
    advance()
    advance()
    var elements: [Expression] = []
    if !isSymbol("]") {
      repeat { elements.append(try expression()) } while accept(symbol: ",")
    }
    try expect(symbol: "]")
    return .array(elements, position: position)
  }

  private mutating func caseExpression() throws(SQLError) -> Expression {
    let position = current.position
    advance()
    let operand = isWord("when") ? nil : try expression()
    var branches: [Expression.CaseBranch] = []
    while accept(word: "when") {
      let condition = try expression()
      try expect(word: "then")
      branches.append(.init(condition: condition, result: try expression()))
    }
    guard !branches.isEmpty else { throw unexpected("缺少 WHEN") }
    let otherwise = accept(word: "else") ? try expression() : nil
    try expect(word: "end")
    return .caseWhen(operand: operand, branches: branches, otherwise: otherwise, position: position)
  }

  /// `( + )`, which the lexer does not see as one symbol.
  var isSpacedOuterMark: Bool { isSymbol("(") && isSymbol("+", 1) && isSymbol(")", 2) }

  private mutating func nameOrCall() throws(SQLError) -> Expression {
    let position = current.position
    var names: [Name] = []
    if current.kind == .word && isSymbol("(", 1) {
      names.append(Name(text: current.text, isQuoted: false))
      advance()
    } else {
      names.append(try name())
    }
    while isSymbol("."), ahead(1).kind == .word || ahead(1).kind == .quotedName {
      advance()
      names.append(Name(text: current.text, isQuoted: current.kind == .quotedName))
      advance()
    }
    guard isSymbol("("), !isSpacedOuterMark else {
      guard names.count <= 3 else { throw unexpected() }
      return .name(names, position: position)
    }
    if names.count == 3, names[0].text == "sys" { names.removeFirst() }
    guard names.count <= 2 else { throw unexpected() }
    return try call(names, position)
  }

  private mutating func call(_ names: [Name], _ position: Int) throws(SQLError) -> Expression {
    advance()
    let function = names[names.count - 1].text
    if function == "trim" { return try trim(position) }
    if function == "cursor", startsSelect() { throw unsupported("CURSOR (SELECT …)") }
    var arguments: [Expression] = []
    var isDistinct = false
    var ignoresNulls = false
    var argumentOrder: [OrderItem] = []
    if accept(symbol: "*") {
      arguments = [.star(qualifier: nil, position: position)]
    } else if !isSymbol(")") {
      isDistinct = accept(word: "distinct")
      if isWord("unique"), !isSymbol(",", 1), !isSymbol(")", 1), !isSymbol(".", 1) {
        advance()
        isDistinct = true
      }
      if !isDistinct { _ = accept(word: "all") }
      repeat {
        arguments.append(try expression())
        // `LAG(x IGNORE NULLS, 1)`
        if arguments.count == 1 { ignoresNulls = try nullTreatment() }
      } while accept(symbol: ",")
      if function == "substring", accept(word: "from") {
        arguments.append(try expression())
        if accept(word: "for") { arguments.append(try expression()) }
      }
      if try nullTreatment() { ignoresNulls = true }
      argumentOrder = try orderItems()
      if function == "listagg", isWord("on"), isWord("overflow", 1) { try listOverflow() }
    }
    try expect(symbol: ")")
    var call = Expression.FunctionCall(
      schema: names.count == 2 ? names[0].text : nil, name: function, arguments: arguments, isDistinct: isDistinct,
      position: position)
    call.withinGroup = argumentOrder
    call.ignoresNulls = ignoresNulls
    try callSuffix(&call)
    return .call(call)
  }

  /// `TRIM(x)`, `TRIM([LEADING|TRAILING|BOTH] [c] FROM x)`
  private mutating func trim(_ position: Int) throws(SQLError) -> Expression {
    var function = "btrim"
    if accept(word: "leading") {
      function = "ltrim"
    } else if accept(word: "trailing") {
      function = "rtrim"
    } else {
      _ = accept(word: "both")
    }
    var arguments: [Expression] = []
    if !isWord("from") { arguments.append(try expression()) }
    if accept(word: "from") {
      arguments.insert(try expression(), at: 0)
    } else if accept(symbol: ",") {
      arguments.append(try expression())
    }
    try expect(symbol: ")")
    return .call(.init(schema: nil, name: function, arguments: arguments, isDistinct: false, position: position))
  }

  /// A type in a cast: `varchar2(20)`, `pg_catalog.regclass`, `timestamp without time zone`, `int4[]`.
  mutating func typeName() throws(SQLError) -> TypeName {
    let position = current.position
    var written = try name()
    while accept(symbol: ".") { written = try self.name() }
    // PostgreSQL's one-byte type is only reachable through its quoted name.
    var name = written.isQuoted && written.text == "char" ? "\"char\"" : written.text
    if name == "double", accept(word: "precision") { name = "float8" }
    if name == "character", accept(word: "varying") { name = "varchar" }
    var arguments: [Int] = []
    if accept(symbol: "(") {
      repeat {
        guard current.kind == .number, let number = Int(current.text) else { throw unexpected("缺少长度") }
        advance()
        if !accept(word: "char") { _ = accept(word: "byte") }
        arguments.append(number)
      } while accept(symbol: ",")
      try expect(symbol: ")")
    }
    if isWord("without") || isWord("with"), isWord("time", 1), isWord("zone", 2) {
      for _ in 0..<3 { advance() }
    }
    var isArray = false
    while isSymbol("["), isSymbol("]", 1) {
      advance()
      advance()
      isArray = true
    }
    return TypeName(name: name, arguments: arguments, isArray: isArray, position: position)
  }
}
