/// A statement in other letters, with other blanks, line ends and comments between its words.
enum RespelledStatement {
  private static let gaps = [" ", "  ", "\n", "\t", " /* 注释 ' */ ", " -- x'\n", "\r\n", "/**/ "]

  static func of(_ sql: String, _ random: inout Seeded) -> String {
    var text = ""
    for word in words(sql) {
      let isWord = word.first?.isLetter == true
      text += isWord ? random.pick([word, word.uppercased(), word.lowercased()]) : word
      text += random.oneIn(3) ? random.pick(gaps) : " "
    }
    return text
  }

  /// Names and numbers, quoted texts, and every other character by itself; doubled operators stay together.
  static func words(_ sql: String) -> [String] {
    var words: [String] = []
    var rest = Substring(sql)
    while let first = rest.first {
      if first == " " || first == "\n" {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        var length = 1
        while let end = rest.dropFirst(length).firstIndex(of: first) {
          length = rest.distance(from: rest.startIndex, to: end) + 1
          guard rest.dropFirst(length).first == first else { break }
          length += 1
        }
        words.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      } else if first.isLetter || first.isNumber || first == "_" || first == "$" || first == "." {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        words.append(String(word))
        rest = rest.dropFirst(word.count)
      } else {
        let operators = ["<>", "!=", "<=", ">=", "||", "::"]
        let symbol = operators.first { rest.hasPrefix($0) } ?? String(first)
        words.append(symbol)
        rest = rest.dropFirst(symbol.count)
      }
    }
    return words
  }
}
