/// Cuts a batch into tokens: Oracle's literals (`q'[…]'`, `N'…'`), PostgreSQL's (`E'…'`, `$1`), comments, hints, blanks of
/// any width between words.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private var index = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  static func tokens(of text: String) throws(SQLError) -> [Token] {
    var lexer = Lexer(text)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
  }

  private mutating func next() throws(SQLError) -> Token {
    try skipBlanksAndComments()
    let start = index
    guard let scalar = peek() else { return Token(kind: .end, text: "", position: start + 1) }
    if scalar == "'" { return Token(kind: .string, text: try string(start), position: start + 1) }
    if scalar == "\"" { return Token(kind: .quotedName, text: try quotedName(start), position: start + 1) }
    if Self.isDigit(scalar) || (scalar == "." && peek(1).map(Self.isDigit) == true) { return try number(start) }
    if scalar == "$", peek(1).map(Self.isDigit) == true { return try parameter(start) }
    if let literal = try prefixedString(start) { return literal }
    if Self.isWordStart(scalar) { return word(start) }
    return try symbol(start)
  }

  private mutating func skipBlanksAndComments() throws(SQLError) {
    while let scalar = peek() {
      if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
        index += 1
      } else if scalar == "-" && peek(1) == "-" {
        while let next = peek(), next != "\n", next != "\r" { _ = next; index += 1 }
      } else if scalar == "/" && peek(1) == "*" {
        try skipBlockComment()
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws(SQLError) {
    let start = index
    var depth = 0
    repeat {
      guard let scalar = peek() else { throw SQLError("42601", "注释没有结束", position: start + 1) }
      if scalar == "/" && peek(1) == "*" {
        depth += 1
        index += 2
      } else if scalar == "*" && peek(1) == "/" {
        depth -= 1
        index += 2
      } else {
        index += 1
      }
    } while depth > 0
  }

  /// `'…'` with `''` for a quote; the index stands on the opening quote.
  private mutating func string(_ start: Int) throws(SQLError) -> String {
    var value = String.UnicodeScalarView()
    index += 1
    while let scalar = peek() {
      index += 1
      if scalar != "'" {
        value.append(scalar)
      } else if peek() == "'" {
        value.append("'")
        index += 1
      } else {
        return String(value)
      }
    }
    throw SQLError("42601", "ORA-01756 引号内的字符串没有正确结束", position: start + 1)
  }

  private mutating func quotedName(_ start: Int) throws(SQLError) -> String {
    var value = String.UnicodeScalarView()
    index += 1
    while let scalar = peek() {
      index += 1
      if scalar != "\"" {
        value.append(scalar)
      } else if peek() == "\"" {
        value.append("\"")
        index += 1
      } else {
        guard !value.isEmpty else { throw SQLError("42601", "ORA-01741 非法的零长度标识符", position: start + 1) }
        return String(value)
      }
    }
    throw SQLError("42601", "双引号内的名字没有结束", position: start + 1)
  }

  /// `E'…'`, `N'…'`, `q'[…]'`, `nq'…'`; `U&'…'`, `B'…'` and `X'…'` are refused.
  private mutating func prefixedString(_ start: Int) throws(SQLError) -> Token? {
    guard let first = peek() else { return nil }
    let letter = Character(first).lowercased()
    if peek(1) == "'" {
      switch letter {
      case "e":
        index += 1
        return Token(kind: .string, text: try escapedString(start), position: start + 1)
      case "n":
        index += 1
        return Token(kind: .string, text: try string(start), position: start + 1)
      case "q":
        index += 2
        return Token(kind: .string, text: try alternativeString(start), position: start + 1)
      case "b", "x": throw SQLError("0A000", "不支持位串或十六进制串字面量", position: start + 1)
      default: return nil
      }
    }
    if letter == "n", let second = peek(1), Character(second).lowercased() == "q", peek(2) == "'" {
      index += 3
      return Token(kind: .string, text: try alternativeString(start), position: start + 1)
    }
    if letter == "u", peek(1) == "&", peek(2) == "'" || peek(2) == "\"" {
      throw SQLError("0A000", "不支持 U& 形式的字面量", position: start + 1)
    }
    return nil
  }

  /// PostgreSQL's `E'…'` with backslash escapes.
  private mutating func escapedString(_ start: Int) throws(SQLError) -> String {
    var value = String.UnicodeScalarView()
    index += 1
    while let scalar = peek() {
      index += 1
      switch scalar {
      case "'":
        guard peek() == "'" else { return String(value) }
        value.append("'")
        index += 1
      case "\\":
        guard let escaped = peek() else { break }
        index += 1
        switch escaped {
        case "n": value.append("\n")
        case "t": value.append("\t")
        case "r": value.append("\r")
        case "b": value.append("\u{8}")
        case "f": value.append("\u{C}")
        case "u", "U", "x", "0"..."7":
          throw SQLError("0A000", "不支持 E'…' 中的数字转义", position: index)
        default: value.append(escaped)
        }
      default: value.append(scalar)
      }
    }
    throw SQLError("42601", "ORA-01756 引号内的字符串没有正确结束", position: start + 1)
  }

  /// Oracle's `q'[…]'`; the index stands on the delimiter.
  private mutating func alternativeString(_ start: Int) throws(SQLError) -> String {
    guard let open = peek(), !open.properties.isWhitespace else {
      throw SQLError("42601", "q'…' 缺少定界符", position: start + 1)
    }
    let close: Unicode.Scalar =
      switch open {
      case "[": "]"
      case "(": ")"
      case "{": "}"
      case "<": ">"
      default: open
      }
    index += 1
    var value = String.UnicodeScalarView()
    while let scalar = peek() {
      index += 1
      if scalar == close && peek() == "'" {
        index += 1
        return String(value)
      }
      value.append(scalar)
    }
    throw SQLError("42601", "ORA-01756 引号内的字符串没有正确结束", position: start + 1)
  }

  private mutating func number(_ start: Int) throws(SQLError) -> Token {
    while let scalar = peek(), Self.isDigit(scalar) { _ = scalar; index += 1 }
    if peek() == "." && peek(1) != "." {
      index += 1
      while let scalar = peek(), Self.isDigit(scalar) { _ = scalar; index += 1 }
    }
    if let mark = peek(), mark == "e" || mark == "E" {
      let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
      if peek(1 + sign).map(Self.isDigit) == true {
        index += 1 + sign
        while let scalar = peek(), Self.isDigit(scalar) { _ = scalar; index += 1 }
      }
    }
    if let suffix = peek(), "dDfF".unicodeScalars.contains(suffix), peek(1).map(Self.isWordPart) != true {
      throw SQLError("0A000", "不支持 二进制浮点字面量 \(text(start))\(suffix)，请用 NUMBER", position: start + 1)
    }
    return Token(kind: .number, text: text(start), position: start + 1)
  }

  private mutating func parameter(_ start: Int) throws(SQLError) -> Token {
    index += 1
    while let scalar = peek(), Self.isDigit(scalar) { _ = scalar; index += 1 }
    let digits = String(text(start).dropFirst())
    guard let number = Int(digits), (1...65_535).contains(number) else {
      throw SQLError("42601", "没有参数 $\(digits)", position: start + 1)
    }
    return Token(kind: .parameter, text: digits, position: start + 1)
  }

  private mutating func word(_ start: Int) -> Token {
    while let scalar = peek(), Self.isWordPart(scalar) { _ = scalar; index += 1 }
    let written = text(start)
    return Token(kind: .word, text: Self.folded(written), position: start + 1, written: written)
  }

  private mutating func symbol(_ start: Int) throws(SQLError) -> Token {
    for candidate in Self.symbols where matches(candidate) {
      index += candidate.unicodeScalars.count
      return Token(kind: .symbol, text: Self.plain[candidate] ?? candidate, position: start + 1)
    }
    throw SQLError("42601", "ORA-00911 无效字符“\(Character(scalars[start]))”", position: start + 1)
  }

  private func matches(_ candidate: String) -> Bool {
    var offset = 0
    for scalar in candidate.unicodeScalars {
      guard peek(offset) == scalar else { return false }
      offset += 1
    }
    return true
  }

  private func text(_ start: Int) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[start..<index])
    return String(view)
  }

  /// Longest first.
  private static let symbols = [
    "!~~*", "!~*", "~~*", "!~~", "::", "<=", ">=", "<>", "!=", "^=", "||", "~*", "!~", "~~", ":=", "=>", "(+)", "(",
    ")",
    ",", ";", "+", "-", "*", "/", "%", "<", ">", "=", ".", "[", "]", "~", ":", "&", "|", "?", "@",
  ]
  private static let plain = ["!=": "<>", "^=": "<>"]

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || (scalar.value >= 0x80 && !scalar.properties.isWhitespace && scalar != "\u{FEFF}")
  }
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isWordStart(scalar) || isDigit(scalar) || scalar == "$" || scalar == "#"
  }

  /// ASCII letters only, as both databases fold under their usual settings.
  static func folded(_ word: String) -> String {
    String(decoding: word.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }
}
