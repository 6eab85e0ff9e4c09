import Foundation

/// Numbers as Excel stores them: binary floating point with 15 significant decimal digits.
public enum SheetNumber {
  /// The decimal Excel shows for a stored number: at most 15 significant digits, no exponent, no trailing zeros
  /// (`0.10000000000000001` → `0.1`). `nil` when the number has more digits than Excel keeps, is not finite, or is not
  /// a number.
  public static func decimal(_ stored: String) -> String? {
    guard let value = number(stored), abs(value) < 1e15 else { return nil }
    if value == 0 { return "0" }
    guard abs(value) >= 1e-9 else { return nil }
    let scientific = String(format: "%.14e", abs(value))
    // 999999999999999.9 has sixteen digits before it is rounded, and its fifteen are those of 1e15.
    guard let mark = scientific.firstIndex(of: "e"), let exponent = Int(scientific[scientific.index(after: mark)...]),
      exponent <= 14
    else { return nil }
    let digits = Array(scientific[..<mark].utf8.filter { $0 != UInt8(ascii: ".") })
    var whole = ""
    var fraction = ""
    if exponent >= 0 {
      whole = String(decoding: digits[0...exponent], as: UTF8.self)
      fraction = String(decoding: digits[(exponent + 1)...], as: UTF8.self)
    } else {
      whole = "0"
      fraction = String(repeating: "0", count: -exponent - 1) + String(decoding: digits, as: UTF8.self)
    }
    while fraction.last == "0" { fraction.removeLast() }
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// A decimal number with or without an exponent. `Double` reads more: `0x1F`, `infinity`.
  private static func number(_ stored: String) -> Double? {
    guard stored.utf8.count <= 40, stored.utf8.allSatisfy(isDecimal), let value = Double(stored), value.isFinite
    else { return nil }
    return value
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "E"), UInt8(ascii: "e"): true
    default: false
    }
  }

  /// Day and second of a stored date. Day 1 is 1900-01-01 in the older calendar, in which Excel counts a 29 February
  /// 1900 that never was; 0 is 1904-01-01 in the other.
  ///
  /// - Returns: days since 1970-01-01 and the second of the day, rounded; `nil` outside 1900…9999, for day 60 and for
  ///   a bare time of day.
  public static func date(_ stored: String, from1904: Bool) -> (dayNumber: Int, secondOfDay: Int)? {
    guard let value = number(stored), value >= (from1904 ? 0 : 1), value < 2_958_466 else { return nil }
    var day = Int(value)
    var second = Int(((value - Double(day)) * 86_400).rounded())
    if second == 86_400 {
      day += 1
      second = 0
    }
    if from1904 { return (day - 24_107, second) }
    if day == 60 { return nil }
    // 1899-12-31 is 25,568 days before 1970-01-01; from day 61 on one day too many was counted.
    return (day < 60 ? day - 25_568 : day - 25_569, second)
  }
}
