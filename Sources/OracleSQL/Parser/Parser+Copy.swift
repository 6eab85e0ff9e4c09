extension Parser {
  /// `COPY (SELECT …) TO STDOUT`, with options in the new and the old form. Anything else of COPY would write or read
  /// files and is refused.
  mutating func copy() throws(SQLError) -> ParsedStatement.Kind {
    advance()
    let select: SelectStatement
    if accept(symbol: "(") {
      select = try self.select()
      try expect(symbol: ")")
    } else {
      throw unsupported("COPY 表（请写 COPY (SELECT …) TO STDOUT）")
    }
    try expect(word: "to")
    guard accept(word: "stdout") else { throw unsupported("COPY 到文件或程序") }
    var options = CopyOptions()
    _ = accept(word: "with")
    if accept(symbol: "(") {
      repeat { try copyOption(&options) } while accept(symbol: ",")
      try expect(symbol: ")")
    } else {
      while current.kind == .word { try oldCopyOption(&options) }
    }
    try check(options)
    return .copy(select, options)
  }

  private mutating func copyOption(_ options: inout CopyOptions) throws(SQLError) {
    let place = current
    // NULL is a reserved word, but an option here.
    let name = accept(word: "null") ? "null" : try name().text
    switch name {
    case "format":
      switch try copyWord() {
      case "csv": options.isCSV = true
      case "text": options.isCSV = false
      default: throw SQLError("0A000", "COPY 只支持 text 和 csv 格式", position: place.position)
      }
    case "header": options.hasHeader = try copyFlag()
    case "delimiter": options.delimiter = try copyCharacter()
    case "quote": options.quote = try copyCharacter()
    case "null": options.null = try copyText()
    default: throw SQLError("0A000", "不支持 COPY 选项 \(name.uppercased())", position: place.position)
    }
  }

  /// `CSV HEADER DELIMITER AS ',' NULL AS ''`
  private mutating func oldCopyOption(_ options: inout CopyOptions) throws(SQLError) {
    let word = current.text
    let place = current
    advance()
    switch word {
    case "csv": options.isCSV = true
    case "header": options.hasHeader = true
    case "delimiter", "null", "quote":
      _ = accept(word: "as")
      if word == "null" {
        options.null = try copyText()
      } else {
        let character = try copyCharacter()
        if word == "quote" { options.quote = character } else { options.delimiter = character }
      }
    default: throw SQLError("0A000", "不支持 COPY 选项 \(word.uppercased())", position: place.position)
    }
  }

  private mutating func copyWord() throws(SQLError) -> String {
    let text = current.text
    guard current.kind == .word || current.kind == .string || current.kind == .quotedName else { throw unexpected() }
    advance()
    return text.lowercased()
  }

  private mutating func copyText() throws(SQLError) -> String {
    guard current.kind == .string else { throw unexpected("缺少文本") }
    defer { advance() }
    return current.text
  }

  private mutating func copyCharacter() throws(SQLError) -> Character {
    let place = current
    let text = try copyText()
    guard text.count == 1, let character = text.first, character.isASCII else {
      throw SQLError("0A000", "COPY 的分隔符必须是一个 ASCII 字符", position: place.position)
    }
    return character
  }

  private mutating func copyFlag() throws(SQLError) -> Bool {
    if isSymbol(",") || isSymbol(")") { return true }
    if accept(word: "on") { return true }
    let text = current.text.lowercased()
    advance()
    switch text {
    case "true", "1": return true
    case "false", "off", "0": return false
    default: throw SQLError("0A000", "不支持 HEADER \(text.uppercased())", position: current.position)
    }
  }

  private func check(_ options: CopyOptions) throws(SQLError) {
    if !options.isCSV, options.quote != nil { throw SQLError("0A000", "COPY QUOTE 只能用于 CSV 格式") }
    let delimiter = options.delimiter ?? (options.isCSV ? "," : "\t")
    let isBad = delimiter == "\n" || delimiter == "\r" || delimiter == (options.quote ?? "\"") && options.isCSV
    let isLetter = !options.isCSV && (delimiter.isLetter || delimiter.isNumber || "\\.".contains(delimiter))
    if isBad || isLetter { throw SQLError("22023", "COPY 的分隔符不能是这个字符") }
    if let null = options.null, null.contains(where: { $0.isNewline || $0 == delimiter }) {
      throw SQLError("22023", "COPY 的 NULL 文本中不能有换行或分隔符")
    }
  }
}
