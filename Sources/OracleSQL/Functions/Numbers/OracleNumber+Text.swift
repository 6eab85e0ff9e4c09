extension OracleNumber: CustomStringConvertible {
  /// Reads `12`, `-0.5`, `.5`, `5.`, `1e3`, blanks around; `nil` when the text is not a number.
  public init?(text: String) {
    var text = text
    let parsed = text.withUTF8 { Self.parse($0) }
    guard let parsed else { return nil }
    self = parsed
  }

  /// Significant digits beyond the 38th round half up.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> OracleNumber? {
    var index = 0
    var end = bytes.count
    while index < end, isBlank(bytes[index]) { index += 1 }
    while end > index, isBlank(bytes[end - 1]) { end -= 1 }
    guard index < end else { return nil }
    var isNegative = false
    if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var coefficient: UInt128 = 0
    var small: UInt64 = 0  // the first 18 digits, in one machine word
    var exponent = 0
    var digits = 0
    var significant = 0
    var roundUp = false
    var afterPoint = false
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), !afterPoint {
        afterPoint = true
      } else if byte >= 0x30, byte <= 0x39 {
        digits += 1
        if significant > 0 || byte != 0x30 { significant += 1 }
        if significant <= 18 {
          small = small * 10 + UInt64(byte - 0x30)
          if significant == 18 { coefficient = UInt128(small) }
        } else if significant <= 38 {
          coefficient = coefficient * 10 + UInt128(byte - 0x30)
        } else {
          if significant == 39 { roundUp = byte >= 0x35 }
          exponent += 1
        }
        if afterPoint { exponent -= 1 }
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if significant < 18 { coefficient = UInt128(small) }
    if index < end {
      guard let power = parseExponent(bytes, from: index, to: end) else { return nil }
      exponent += power
    }
    if roundUp { coefficient += 1 }
    let value = OracleNumber(normalising: coefficient, exponent: exponent, isNegative: isNegative)
    return value.magnitude <= magnitudeLimit ? value : nil
  }

  private static func parseExponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    var isNegative = false
    if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < end, end - index <= 4 else { return nil }
    var value = 0
    while index < end {
      guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    return isNegative ? -value : value
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

  /// The canonical text: `0.5`, `-3`, `12.3`; no exponent, no trailing zero.
  public var description: String {
    if let whole = int64 { return String(whole) }
    let digits = String(coefficient)
    let sign = isNegative ? "-" : ""
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let point = digits.utf8.count + exponent
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// As `TO_CHAR(n)` and `||` write it in Oracle: no zero before the point (`.5`).
  public var oracleText: String {
    let text = description
    if text.utf8.starts(with: "0.".utf8) { return String(text.dropFirst()) }
    if text.utf8.starts(with: "-0.".utf8) { return "-" + text.dropFirst(2) }
    return text
  }

  /// As a value for SQLite: an integer when it is one that fits, else canonical text.
  public var sqlValue: SQLValue {
    if let whole = int64 { return .integer(whole) }
    return .text(description)
  }
}
