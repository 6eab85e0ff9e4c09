extension Parser {
  mutating func expression() throws(SQLError) -> Expression {
    try nested { parser throws(SQLError) in try parser.disjunction() }
  }

  private mutating func disjunction() throws(SQLError) -> Expression {
    var operands = [try conjunction()]
    while accept(word: "or") { operands.append(try conjunction()) }
    return operands.count == 1 ? operands[0] : .chain(.or, operands)
  }

  private mutating func conjunction() throws(SQLError) -> Expression {
    var operands = [try negation()]
    while accept(word: "and") { operands.append(try negation()) }
    return operands.count == 1 ? operands[0] : .chain(.and, operands)
  }

  private mutating func negation() throws(SQLError) -> Expression {
    if accept(word: "not") { return .not(try nested { parser throws(SQLError) in try parser.negation() }) }
    return try predicate()
  }

  private mutating func predicate() throws(SQLError) -> Expression {
    var left = try additive()
    var length = 0
    var isCompared = false
    var isMatched = false
    while true {
      try checkChain(length)
      length += 1
      // `a = b = c` and `a = b LIKE c` are errors in Oracle; PostgreSQL groups the second from the right.
      if isCompared && startsComparison() || isMatched && startsNegatable() != nil { throw unexpected() }
      let position = current.position
      if let comparison = acceptComparison() {
        left = try comparisonRight(left, comparison, position)
        isCompared = true
      } else if accept(word: "is") {
        left = try isPredicate(left)
        isCompared = false
      } else if let negated = startsNegatable() {
        if negated { advance() }
        left = try negatablePredicate(left, isNegated: negated, position: position)
        isMatched = true
      } else if let match = acceptMatch() {
        left = .matches(
          .init(
            value: left, pattern: try additive(), isNegated: match.isNegated, ignoresCase: match.ignoresCase,
            position: position))
      } else {
        return left
      }
    }
  }

  /// Whether a comparison, a match, IN, LIKE or BETWEEN follows.
  private func startsComparison() -> Bool {
    guard let symbol = writtenOperator().symbol else { return startsNegatable() != nil }
    return Self.matchOperators.contains(symbol) || BinaryOperator(rawValue: symbol)?.isComparison == true
  }

  private static let matchOperators: Set<String> = ["~", "~*", "!~", "!~*"]

  /// `=`, `<`, …, or `operator(pg_catalog.=)`.
  private mutating func acceptComparison() -> BinaryOperator? {
    let (symbol, length) = writtenOperator()
    guard let symbol, let comparison = BinaryOperator(rawValue: symbol), comparison.isComparison else { return nil }
    for _ in 0..<length { advance() }
    return comparison
  }

  /// `~`, `!~`, `~*`, `!~*`, or one of them as `operator(pg_catalog.~)`.
  private mutating func acceptMatch() -> (isNegated: Bool, ignoresCase: Bool)? {
    let (symbol, length) = writtenOperator()
    guard let symbol, Self.matchOperators.contains(symbol) else { return nil }
    for _ in 0..<length { advance() }
    return (symbol.hasPrefix("!"), symbol.hasSuffix("*"))
  }

  /// The operator the parser stands on, bare or as `operator(schema.op)`, and its length in tokens.
  private func writtenOperator() -> (symbol: String?, length: Int) {
    if current.kind == .symbol { return (current.text, 1) }
    guard isWord("operator"), isSymbol("(", 1) else { return (nil, 0) }
    let offset = ahead(2).kind == .word && isSymbol(".", 3) ? 4 : 2
    guard ahead(offset).kind == .symbol, isSymbol(")", offset + 1) else { return (nil, 0) }
    return (ahead(offset).text, offset + 2)
  }

  private mutating func comparisonRight(
    _ left: Expression, _ comparison: BinaryOperator, _ position: Int
  ) throws(SQLError) -> Expression {
    if isWord("any") || isWord("some") || isWord("all"), isSymbol("(", 1) {
      return try quantified(left, comparison, position)
    }
    return .binary(comparison, left, try additive(), position: position)
  }

  /// `ANY (…)`, `SOME (…)` or `ALL (…)` over a SELECT, a list or an array.
  private mutating func quantified(
    _ left: Expression, _ comparison: BinaryOperator, _ position: Int
  ) throws(SQLError) -> Expression {
    let isAll = isWord("all")
    advance()
    try expect(symbol: "(")
    if startsSelect() {
      let inner = try select()
      try expect(symbol: ")")
      if comparison == .equal, !isAll { return .inSelect(left, inner, isNegated: false, position: position) }
      if comparison == .notEqual, isAll { return .inSelect(left, inner, isNegated: true, position: position) }
      return .quantified(left, comparison, inner, isAll: isAll, position: position)
    }
    var values = [try expression()]
    while accept(symbol: ",") { values.append(try expression()) }
    try expect(symbol: ")")
    if values.count == 1 { return .any(left, comparison, values[0], isAll: isAll, position: position) }
    return .chain(isAll ? .and : .or, values.map { .binary(comparison, left, $0, position: position) })
  }

  private mutating func isPredicate(_ left: Expression) throws(SQLError) -> Expression {
    let isNegated = accept(word: "not")
    if accept(word: "null") { return .isNull(left, isNegated: isNegated) }
    if accept(word: "true") { return .isBoolean(left, value: true, isNegated: isNegated) }
    if accept(word: "false") { return .isBoolean(left, value: false, isNegated: isNegated) }
    if isWord("distinct") {
      let position = current.position
      advance()
      try expect(word: "from")
      return .isDistinct(left, try additive(), isNegated: isNegated, position: position)
    }
    throw unexpected("缺少 NULL")
  }

  /// Whether IN, LIKE or BETWEEN follows, and with NOT before it.
  private func startsNegatable() -> Bool? {
    let words = ["in", "like", "ilike", "between"]
    if words.contains(where: { isWord($0) }) { return false }
    if isWord("not"), words.contains(where: { isWord($0, 1) }) { return true }
    return nil
  }

  private mutating func negatablePredicate(
    _ left: Expression, isNegated: Bool, position: Int
  ) throws(SQLError) -> Expression {
    if accept(word: "between") {
      let low = try additive()
      try expect(word: "and")
      return .between(left, low, try additive(), isNegated: isNegated, position: position)
    }
    if accept(word: "in") {
      if [.string, .number, .parameter].contains(current.kind) {
        // Oracle takes one value without parentheses.
        return .inList(left, [try additive()], isNegated: isNegated, position: position)
      }
      try expect(symbol: "(")
      if startsSelect() {
        let inner = try select()
        try expect(symbol: ")")
        return .inSelect(left, inner, isNegated: isNegated, position: position)
      }
      var values: [Expression] = []
      repeat { values.append(try expression()) } while accept(symbol: ",")
      try expect(symbol: ")")
      return .inList(left, values, isNegated: isNegated, position: position)
    }
    let ignoresCase = isWord("ilike")
    advance()
    let pattern = try additive()
    let escape = accept(word: "escape") ? try additive() : nil
    return .like(
      .init(
        value: left, pattern: pattern, escape: escape, isNegated: isNegated, ignoresCase: ignoresCase,
        position: position))
  }

  /// Sums, and PostgreSQL's `&` between them: Oracle's BITAND.
  private mutating func additive() throws(SQLError) -> Expression {
    var left = try sum()
    var length = 0
    while isSymbol("&") {
      try checkChain(length)
      length += 1
      let position = current.position
      advance()
      let right = try sum()
      left = .call(
        .init(schema: nil, name: "bitand", arguments: [left, right], isDistinct: false, position: position))
    }
    return left
  }

  private mutating func sum() throws(SQLError) -> Expression {
    var left = try multiplicative()
    var length = 0
    while true {
      try checkChain(length)
      length += 1
      let position = current.position
      if accept(symbol: "+") {
        left = .binary(.plus, left, try multiplicative(), position: position)
      } else if accept(symbol: "-") {
        left = .binary(.minus, left, try multiplicative(), position: position)
      } else if accept(symbol: "||") {
        var operands: [Expression]
        if case .chain(.concatenate, let earlier) = left { operands = earlier } else { operands = [left] }
        repeat { operands.append(try multiplicative()) } while accept(symbol: "||")
        left = .chain(.concatenate, operands)
      } else {
        return left
      }
    }
  }

  private mutating func multiplicative() throws(SQLError) -> Expression {
    var left = try unary()
    var length = 0
    while true {
      try checkChain(length)
      length += 1
      let position = current.position
      if accept(symbol: "*") {
        left = .binary(.times, left, try unary(), position: position)
      } else if isSymbol("/"), ahead(1).kind != .end {
        advance()
        left = .binary(.divided, left, try unary(), position: position)
      } else if accept(symbol: "%") {
        left = .binary(.modulo, left, try unary(), position: position)
      } else {
        return left
      }
    }
  }

  private mutating func unary() throws(SQLError) -> Expression {
    let position = current.position
    if accept(symbol: "-") {
      return .negated(try nested { parser throws(SQLError) in try parser.unary() }, position: position)
    }
    if accept(symbol: "+") { return try nested { parser throws(SQLError) in try parser.unary() } }
    if isWord("prior") || isWord("connect_by_root"), !isSymbol(".", 1) {
      let isPrior = isWord("prior")
      advance()
      let inner = try nested { parser throws(SQLError) in try parser.unary() }
      return isPrior ? .prior(inner, position: position) : .connectByRoot(inner, position: position)
    }
    return try postfix()
  }

  /// A primary with `::type`, `COLLATE name` and the outer join mark after it.
  private mutating func postfix() throws(SQLError) -> Expression {
    let isComposite = isSymbol("(")
    var value = try primary()
    var length = 0
    while true {
      try checkChain(length)
      length += 1
      let position = current.position
      if accept(symbol: "::") {
        value = .cast(value, try typeName(), position: position)
      } else if accept(word: "collate") {
        _ = try name()
        while accept(symbol: ".") { _ = try name() }
      } else if isSymbol("(+)") || isSpacedOuterMark {
        for _ in 0..<(isSymbol("(+)") ? 1 : 3) { advance() }
        value = .outerMark(value, position: position)
      } else if accept(symbol: "[") {
        value = .element(value, index: try expression(), position: position)
        if isSymbol(":") { throw unsupported("数组切片") }
        try expect(symbol: "]")
      } else if isComposite, isSymbol("."), ahead(1).kind == .word || ahead(1).kind == .quotedName {
        advance()
        let field = try name()
        value = .call(
          .init(
            schema: nil, name: CompositeField.function, arguments: [value, .text(field.text, position: position)],
            isDistinct: false, position: position))
      } else {
        return value
      }
    }
  }
}
