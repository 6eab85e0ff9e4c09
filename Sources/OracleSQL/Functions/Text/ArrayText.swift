/// PostgreSQL's text of an array of one dimension: `{1,2}`, `{"a b",c,NULL}`.
enum ArrayText {
  /// The same in JSON: texts, and null for `NULL`.
  ///
  /// - Throws: 22P02 for other text.
  static func json(_ text: String) throws(SQLError) -> String {
    let malformed = SQLError("22P02", "数组参数的写法不对，应为 {…}")
    var bytes = Array(text.utf8)
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{"), bytes.removeLast() == UInt8(ascii: "}") else {
      throw malformed
    }
    bytes.removeFirst()
    guard !bytes.isEmpty else { return "[]" }
    var elements: [String] = []
    var index = 0
    repeat {
      elements.append(try element(bytes, &index, malformed))
      guard index < bytes.count else { return "[\(elements.joined(separator: ","))]" }
      guard bytes[index] == UInt8(ascii: ",") else { throw malformed }
      index += 1
    } while true
  }

  private static func element(_ bytes: [UInt8], _ index: inout Int, _ malformed: SQLError) throws(SQLError) -> String {
    var content: [UInt8] = []
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
      index += 1
      while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
        if bytes[index] == UInt8(ascii: "\\") { index += 1 }
        guard index < bytes.count else { throw malformed }
        content.append(bytes[index])
        index += 1
      }
      guard index < bytes.count else { throw malformed }
      index += 1
      return quoted(content)
    }
    while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
      guard !"{}\"\\".utf8.contains(bytes[index]) else { throw malformed }
      content.append(bytes[index])
      index += 1
    }
    let plain = String(decoding: content, as: UTF8.self)
    guard !plain.isEmpty else { throw malformed }
    if plain.uppercased() == "NULL" { return "null" }
    return quoted(content)
  }

  private static func quoted(_ content: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: content, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
