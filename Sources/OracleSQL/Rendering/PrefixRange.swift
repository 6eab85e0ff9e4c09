/// `col LIKE 'x%'`, `UPPER(col) LIKE 'X%'` and `UPPER(col) = 'X…'` over an indexed column: a range, or one for each way to
/// write the first letters, beside the condition itself. Every row the condition holds for lies in a range, so the two
/// together mean what the condition alone means, for NULL as well.
extension Binder {
  /// Letters whose both forms are tried: each doubles the ranges.
  private static let maximumLetters = 3

  /// - Parameter prefix: what the value begins with.
  /// - Returns: the condition that narrows; `nil` when nothing is gained.
  func prefixRange(_ expression: Expression, prefix: String, _ scope: Scope) throws(SQLError) -> String? {
    guard isOracle, !prefix.isEmpty else { return nil }
    if case .call(let call) = expression, call.schema == nil, call.arguments.count == 1,
      call.name == "upper" || call.name == "lower"
    {
      let column = try indexedText(call.arguments[0], scope)
      guard let column else { return nil }
      // Some other letters, too, have these as their upper or lower form; in a column of ASCII there are none.
      let isPlain = !needsTextOrder(column)
      let starts = Self.spellings(of: prefix, withLetters: isPlain)
      return starts.isEmpty ? nil : ranges(column.sql, starts)
    }
    guard let column = try indexedText(expression, scope) else { return nil }
    return ranges(column.sql, [prefix])
  }

  private func indexedText(_ expression: Expression, _ scope: Scope) throws(SQLError) -> Typed? {
    guard case .name = expression else { return nil }
    let value = try bind(expression, scope)
    return value.type.isText && value.column?.isIndexed == true ? value : nil
  }

  /// Ways to write the beginning of a text that is compared without regard to case; up to the first letter of whose forms
  /// nothing is known.
  static func spellings(of prefix: String, withLetters: Bool) -> [String] {
    var found = [""]
    var letters = 0
    for scalar in prefix.unicodeScalars {
      if scalar.properties.isLowercase || scalar.properties.isUppercase {
        guard withLetters, scalar.isASCII, letters < maximumLetters else { break }
        letters += 1
        let forms = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        found = found.flatMap { start in forms.map { start + $0 } }
      } else {
        // Hanzi, digits and signs are no other character's form.
        guard scalar.isASCII || (0x4E00...0x9FFF).contains(scalar.value) else { break }
        found = found.map { $0 + String(scalar) }
      }
    }
    return found.filter { !$0.isEmpty }
  }

  private func ranges(_ column: String, _ starts: [String]) -> String? {
    var parts: [String] = []
    for start in starts {
      guard let end = Self.successor(of: start) else { return nil }
      parts.append("\(column) >= \(sqliteLiteral(start)) AND \(column) < \(sqliteLiteral(end))")
    }
    return parts.count == 1 ? parts[0] : "(\(parts.map { "(\($0))" }.joined(separator: " OR ")))"
  }

  /// The first text, by bytes of UTF-8, after all that begin with this one.
  static func successor(of text: String) -> String? {
    var scalars = text.unicodeScalars
    guard let last = scalars.popLast() else { return nil }
    let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
    guard let scalar = Unicode.Scalar(next) else { return nil }
    scalars.append(scalar)
    return String(scalars)
  }

  /// What a LIKE pattern's matches begin with.
  static func prefix(ofPattern pattern: String) -> String { String(pattern.prefix { $0 != "%" && $0 != "_" }) }
}
