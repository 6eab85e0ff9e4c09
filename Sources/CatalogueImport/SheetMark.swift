import Catalogue

/// What spreadsheet programs and web pages leave around a code, as a text: `="0012345"`, `'0012345`, a no-break blank. A
/// code with it would be another code, and its row a new one beside the real one.
enum SheetMark {
  /// - Returns: what is wrong with the text, in Chinese; `nil` for one that may be a code. ASCII blanks at its ends are none
  ///   of it (``CanonicalForm``).
  static func around(_ text: String) -> String? {
    let scalars = CanonicalForm.text(text).unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return nil }
    if first == "=" { return "以等号开头，是表格软件的公式写法，不是编码；请只留编码" }
    if first == "'" { return "以单引号开头，是表格软件的文本标记，不是编码；请只留编码" }
    if scalars.contains("\"") { return "带有双引号，不是编码；请只留编码" }
    if let blank = [first, last].first(where: isInvisible) {
      let hex = String(blank.value, radix: 16, uppercase: true)
      return "首尾有看不见的字符（U+\(String(repeating: "0", count: max(0, 4 - hex.count)))\(hex)）；请只留编码"
    }
    return nil
  }

  /// A blank outside ASCII, a zero-width one, or the byte order mark.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{200B}"..."\u{200D}", "\u{2060}", "\u{FEFF}": true
    default: !scalar.isASCII && scalar.properties.isWhitespace
    }
  }
}
