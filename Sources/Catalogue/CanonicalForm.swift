/// The form in which field texts are kept, logged and compared (operations.md, "Canonical form"). It is a data format.
public enum CanonicalForm {
  /// ASCII blanks at both ends removed; `null` is empty; every other text exactly as received.
  public static func text(_ received: String) -> String {
    var received = received
    return received.withUTF8 { text(bytes: $0) }
  }

  static func text(bytes: UnsafeBufferPointer<UInt8>) -> String {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    if start == end { return "" }
    if end - start == 4, bytes[start] == UInt8(ascii: "n"), bytes[start + 1] == UInt8(ascii: "u"),
      bytes[start + 2] == UInt8(ascii: "l"), bytes[start + 3] == UInt8(ascii: "l")
    {
      return ""
    }
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  /// Whether two texts have one decimal value: `2.50` and `2.5`. Texts that are not plain decimals (digits, at most one
  /// point, a sign) are equal only when they are the same text.
  public static func haveOneDecimalValue(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    guard let first = decimal(left), let second = decimal(right) else { return false }
    return first == second
  }

  /// The shortest text of a plain decimal; `nil` for anything else.
  private static func decimal(_ text: String) -> String? {
    var digits = Substring(text)
    var isNegative = false
    if let sign = digits.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      digits = digits.dropFirst()
    }
    let parts = digits.split(separator: "." as Character, maxSplits: 1, omittingEmptySubsequences: false)
    guard digits.utf8.contains(where: { $0 != UInt8(ascii: ".") }),
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } })
    else { return nil }
    let whole = parts[0].drop { $0 == "0" }
    var fraction = parts.count == 2 ? parts[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    if whole.isEmpty && fraction.isEmpty { return "0" }
    return "\(isNegative ? "-" : "")\(whole).\(fraction)"
  }
}
