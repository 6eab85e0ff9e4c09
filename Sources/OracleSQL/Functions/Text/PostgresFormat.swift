/// PostgreSQL's `format`, as psql asks for names with it: `%s`, `%I`, `%L`, `%%`, arguments in order.
enum PostgresFormat {
  static func text(_ arguments: [SQLValue]) -> String {
    var rest = arguments.dropFirst()
    var result = ""
    var isMark = false
    for character in arguments.first?.text ?? "" {
      guard isMark else {
        if character == "%" { isMark = true } else { result.append(character) }
        continue
      }
      isMark = false
      switch character {
      case "s": result += rest.popFirst()?.text ?? ""
      case "I": result += identifier(rest.popFirst()?.text ?? "")
      case "L": result += rest.popFirst()?.text.map(sqliteLiteral) ?? "NULL"
      default: result.append(character)
      }
    }
    return result
  }

  /// In quotes unless it is a plain lower-case name.
  private static func identifier(_ name: String) -> String {
    let first = name.unicodeScalars.first.map { ("a"..."z").contains($0) || $0 == "_" } ?? false
    let isPlain = name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
    return first && isPlain ? name : "\"\(name.replacing("\"", with: "\"\""))\""
  }
}
