extension Parser {
  /// One statement of a batch.
  mutating func statement() throws(SQLError) -> ParsedStatement.Kind {
    let token = current
    if isSymbol("(") { return .select(try select()) }
    guard token.kind == .word else { throw unexpected() }
    switch token.text {
    case "select", "with", "values": return .select(try select())
    case "begin", "start": return try begin()
    case "commit", "end":
      advance()
      acceptTransactionWord()
      return .commit
    case "rollback", "abort": return try rollback()
    case "savepoint":
      advance()
      return .savepoint(try plainName())
    case "release":
      advance()
      _ = accept(word: "savepoint")
      return .release(try plainName())
    case "set": return try set()
    case "alter" where isWord("session", 1) && isWord("set", 2): return try alterSession()
    case "alter" where isWord("session", 1) && isWord("parallel", 3): return try alterParallel()
    case "show": return try show()
    case "reset":
      advance()
      if accept(word: "all") { return .reset(nil) }
      return .reset(try settingName())
    case "deallocate":
      advance()
      _ = accept(word: "prepare")
      return .deallocate(accept(word: "all") ? nil : try plainName())
    case "prepare": return try prepare()
    case "execute": return try executePrepared()
    case "discard":
      advance()
      let what = current.text
      guard ["all", "plans", "sequences", "temp", "temporary"].contains(what) else { throw unexpected() }
      advance()
      return .discard(what)
    case "declare": return try declare()
    case "fetch": return try fetch(isMove: false)
    case "move": return try fetch(isMove: true)
    case "copy": return try copy()
    case "close":
      advance()
      return .close(accept(word: "all") ? nil : try plainName())
    default: throw refusal(of: token)
    }
  }

  /// Statements that write are refused as such; anything else by name.
  private func refusal(of token: Token) -> SQLError {
    let writing = [
      "insert", "update", "delete", "merge", "truncate", "create", "alter", "drop", "grant", "revoke", "comment",
      "lock",
      "vacuum", "analyze", "reindex", "cluster", "refresh", "import", "rename",
    ]
    if writing.contains(token.text) {
      return SQLError(
        "42501", "ORA-01031 视图只读，不能执行 \(token.text.uppercased())", position: token.position,
        hint: "前置机的视图由中心目录生成，HIS 只能查询")
    }
    let known = [
      "call", "do", "explain", "listen", "notify", "unlisten", "load", "table",
      "checkpoint", "exec", "security",
    ]
    if known.contains(token.text) {
      return SQLError("0A000", "不支持 \(token.text.uppercased()) 语句", position: token.position)
    }
    return SQLError("42601", "ORA-00900 无效 SQL 语句，“\(token.written)”附近", position: token.position)
  }

  private mutating func acceptTransactionWord() {
    if !accept(word: "work") { _ = accept(word: "transaction") }
  }

  private mutating func begin() throws(SQLError) -> ParsedStatement.Kind {
    if accept(word: "start") {
      try expect(word: "transaction")
    } else {
      advance()
      acceptTransactionWord()
      if current.kind == .word, !["isolation", "read", "not", "deferrable"].contains(current.text) {
        throw unsupported("PL/SQL 程序块")
      }
    }
    return .begin(isolation: try transactionModes())
  }

  /// `ISOLATION LEVEL …`, `READ ONLY`, `DEFERRABLE`; returns the isolation level in PostgreSQL's words.
  private mutating func transactionModes() throws(SQLError) -> String? {
    var isolation: String?
    while current.kind == .word {
      if accept(word: "isolation") {
        try expect(word: "level")
        isolation = try isolationLevel()
      } else if accept(word: "read") {
        if !accept(word: "only") { try expect(word: "write") }
      } else if accept(word: "not") {
        try expect(word: "deferrable")
      } else if !accept(word: "deferrable") {
        throw unexpected()
      }
      _ = accept(symbol: ",")
    }
    return isolation
  }

  private mutating func isolationLevel() throws(SQLError) -> String {
    if accept(word: "serializable") { return "serializable" }
    if accept(word: "repeatable") {
      try expect(word: "read")
      return "repeatable read"
    }
    try expect(word: "read")
    if accept(word: "uncommitted") { return "read uncommitted" }
    try expect(word: "committed")
    return "read committed"
  }

  private mutating func rollback() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    acceptTransactionWord()
    guard accept(word: "to") else { return .rollback }
    _ = accept(word: "savepoint")
    return .rollbackTo(try plainName())
  }

  private mutating func settingName() throws(SQLError) -> String {
    var name = try plainName()
    while accept(symbol: ".") { name += "." + (try plainName()) }
    return name
  }

  private mutating func set() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let isLocal = accept(word: "local")
    if !isLocal, isWord("session"), !isWord("authorization", 1) {
      advance()
      if accept(word: "characteristics") {
        try expect(word: "as")
        try expect(word: "transaction")
        return .set(name: "default_transaction_isolation", value: try transactionModes(), isLocal: false)
      }
    }
    if accept(word: "transaction") {
      return .set(name: "transaction_isolation", value: try transactionModes(), isLocal: true)
    }
    if accept(word: "names") { return .set(name: "client_encoding", value: try settingValue(), isLocal: isLocal) }
    if isWord("time"), isWord("zone", 1) {
      advance()
      advance()
      return .set(name: "timezone", value: try settingValue(), isLocal: isLocal)
    }
    if isWord("role") || isWord("session") { throw unsupported("切换用户") }
    let name = try settingName()
    if !accept(symbol: "=") { try expect(word: "to") }
    return .set(name: name, value: try settingValue(), isLocal: isLocal)
  }

  /// Oracle's `ALTER SESSION SET name = value …`: settings of the session, whose unknown names are warned of.
  private mutating func alterSession() throws(SQLError) -> ParsedStatement.Kind {
    for _ in 0..<3 { advance() }
    var settings: [SessionSetting] = []
    repeat {
      let name = try settingName()
      try expect(symbol: "=")
      settings.append(SessionSetting(name: Lexer.folded(name), value: try settingValue()))
    } while current.kind == .word
    return settings.count == 1
      ? .set(name: settings[0].name, value: settings[0].value, isLocal: false) : .setSeveral(settings)
  }

  /// `ALTER SESSION ENABLE|DISABLE|FORCE PARALLEL DML|DDL|QUERY [PARALLEL n]`: says how Oracle divides its work, and
  /// nothing here.
  private mutating func alterParallel() throws(SQLError) -> ParsedStatement.Kind {
    for words in [["alter"], ["session"], ["enable", "disable", "force"], ["parallel"], ["dml", "ddl", "query"]] {
      guard words.contains(where: { isWord($0) }) else { throw unexpected() }
      advance()
    }
    if accept(word: "parallel") {
      guard current.kind == .number else { throw unexpected() }
      advance()
    }
    return .setSeveral([])
  }

  /// A list of words, texts and numbers, joined as PostgreSQL shows it; `nil` for DEFAULT.
  private mutating func settingValue() throws(SQLError) -> String? {
    if accept(word: "default") { return nil }
    var values: [String] = []
    repeat {
      let sign = accept(symbol: "-") ? "-" : ""
      switch current.kind {
      case .word: values.append(sign + current.written)
      case .string, .number, .quotedName: values.append(sign + current.text)
      case .parameter, .symbol, .end: throw unexpected()
      }
      advance()
    } while accept(symbol: ",")
    return values.joined(separator: ", ")
  }

  private mutating func show() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    if isWord("transaction"), isWord("isolation", 1) {
      for _ in 0..<3 { advance() }
      return .show(name: "transaction_isolation", written: "transaction_isolation")
    }
    if isWord("time"), isWord("zone", 1) {
      advance()
      advance()
      return .show(name: "timezone", written: "TimeZone")
    }
    if accept(word: "all") { return .show(name: "all", written: "all") }
    let written = current.kind == .word ? current.written : current.text
    return .show(name: Lexer.folded(try settingName()), written: written)
  }

  private mutating func declare() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let name = try plainName()
    let words = ["cursor", "no", "scroll", "insensitive", "asensitive", "binary"]
    if current.kind != .word || !words.contains(current.text) { throw unsupported("PL/SQL 程序块") }
    var isScrollable = false
    while !isWord("cursor") {
      if accept(word: "no") {
        try expect(word: "scroll")
      } else if accept(word: "scroll") {
        isScrollable = true
      } else if accept(word: "insensitive") || accept(word: "asensitive") {
        continue
      } else if isWord("binary") {
        throw unsupported("BINARY 游标")
      } else {
        throw unexpected("缺少 CURSOR")
      }
    }
    advance()
    var isHeld = false
    if accept(word: "with") {
      try expect(word: "hold")
      isHeld = true
    } else if accept(word: "without") {
      try expect(word: "hold")
    }
    try expect(word: "for")
    return .declareCursor(name: name, isHeld: isHeld, isScrollable: isScrollable, try select())
  }
}
