/// Money in whole fen. Amounts at the centre are `Number(10,2)`.
struct Fen: Hashable, Comparable, Sendable {
  var value: Int64

  init(_ value: Int64) { self.value = value }

  static let zero = Fen(0)

  /// Reads an amount of yuan with at most two decimals; `nil` when the text is none.
  init?(yuan text: String) {
    guard let value = ScaledNumber.parse(text, digits: 12, decimals: 2) else { return nil }
    self.init(value)
  }

  /// The amount in yuan with two decimals, as the centre writes it: `-12.30`.
  var text: String {
    let magnitude = value.magnitude
    let cents = magnitude % 100
    return "\(value < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }

  /// This amount times a ratio in ten-thousandths, rounded half-up.
  func times(tenThousandths ratio: Int64) -> Fen {
    Fen(ScaledNumber.divideHalfUp(value * ratio, by: 10_000))
  }

  static func < (left: Fen, right: Fen) -> Bool { left.value < right.value }
  static func + (left: Fen, right: Fen) -> Fen { Fen(left.value + right.value) }
  static func - (left: Fen, right: Fen) -> Fen { Fen(left.value - right.value) }
  static prefix func - (amount: Fen) -> Fen { Fen(-amount.value) }
  static func += (left: inout Fen, right: Fen) { left = left + right }
}

/// Decimal numbers of the interface, `N(digits,decimals)`, as integers.
enum ScaledNumber {
  /// Reads a decimal number and returns it times ten to the power of `decimals`.
  ///
  /// - Returns: `nil` for anything but an optional sign, digits and at most one point; for more decimals than allowed
  ///   (zeros at the end do not count) and for more than `digits` digits in all. `digits` is at most 18.
  static func parse(_ text: String, digits: Int, decimals: Int) -> Int64? {
    var bytes = Array(text.utf8)[...]
    let negative = bytes.first == UInt8(ascii: "-")
    if negative { bytes.removeFirst() }
    let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    while fraction.count > decimals, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    guard fraction.count <= decimals else { return nil }
    fraction += Array(repeating: UInt8(ascii: "0"), count: decimals - fraction.count)
    let significant = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= digits else { return nil }
    var value: Int64 = 0
    for byte in whole + fraction {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return negative ? -value : value
  }

  /// Writes a scaled number with its decimals, without zeros at the end.
  static func text(_ value: Int64, decimals: Int) -> String {
    var digits = String(value.magnitude)
    if digits.utf8.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    var whole = String(digits.dropLast(decimals))
    var fraction = String(digits.suffix(decimals))
    while fraction.hasSuffix("0") { fraction.removeLast() }
    if value < 0 { whole = "-" + whole }
    return fraction.isEmpty ? whole : "\(whole).\(fraction)"
  }

  /// Divides and rounds half away from zero, which is half-up for amounts and their refunds alike.
  static func divideHalfUp(_ value: Int64, by divisor: Int64) -> Int64 {
    let half = divisor / 2
    return value < 0 ? -((-value + half) / divisor) : (value + half) / divisor
  }
}
