/// An amount of money in fen (0.01 yuan), exact. Printed and parsed as the centre writes it: `12.30`, `-0.05`.
public struct Fen: Hashable, Comparable, Sendable {
  public let amount: Int64

  public init(_ amount: Int64) { self.amount = amount }

  public static let zero = Fen(0)
  /// The largest amount that is parsed, and so the largest that a record may carry: 99,999,999.99 yuan.
  public static let largest = Fen(DecimalText.limit * 100 + 99)

  /// The sum; `nil` above `largest` or below its negative, however large the parts are.
  public static func sum(_ parts: some Sequence<Fen>) -> Fen? {
    var total: Int64 = 0
    for part in parts {
      let (next, overflow) = total.addingReportingOverflow(part.amount)
      guard !overflow else { return nil }
      total = next
    }
    return total.magnitude <= largest.amount.magnitude ? Fen(total) : nil
  }

  /// Parses a decimal number of yuan. Digits after the second place must be zero (the centre declares some amounts as
  /// `N(10,4)`); anything else, and anything beyond `limit`, is `nil`.
  public init?(yuan text: some StringProtocol) {
    guard let scaled = DecimalText.parse(text, places: 2) else { return nil }
    self.init(scaled)
  }

  /// Two places, always: `0.00`.
  public var yuanText: String { DecimalText.print(amount, places: 2) }

  public static func < (left: Self, right: Self) -> Bool { left.amount < right.amount }
  public static func + (left: Self, right: Self) -> Fen { Fen(left.amount + right.amount) }
  public static prefix func - (value: Self) -> Fen { Fen(-value.amount) }
  /// Without its sign.
  var magnitude: Fen { self < .zero ? -self : self }
}

/// A price in 0.0001 yuan, as field 单价 `N(10,4)` of the 04 transaction.
public struct UnitPrice: Hashable, Sendable {
  public let tenThousandths: Int64

  public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

  /// Parses a decimal number of yuan with at most four significant places; `nil` for anything else.
  public init?(yuan text: some StringProtocol) {
    guard let scaled = DecimalText.parse(text, places: 4) else { return nil }
    self.init(tenThousandths: scaled)
  }

  public var yuanText: String { DecimalText.print(tenThousandths, places: 4) }

  /// The detail row's amount: rounded half-up to a fen (centre.md, small print). `quantity` is in whole units.
  public func amount(quantity: Int) -> Fen {
    let product = tenThousandths * Int64(quantity)
    return Fen(product >= 0 ? (product + 50) / 100 : -((-product + 50) / 100))
  }
}

/// Decimal text with a fixed number of places, as scaled integers.
enum DecimalText {
  /// Largest number of yuan accepted: the centre's widest field is `N(10,4)`; two digits are left to sums.
  static let limit: Int64 = 99_999_999

  static func parse(_ text: some StringProtocol, places: Int) -> Int64? {
    var digits = Array(text.utf8)
    let negative = digits.first == UInt8(ascii: "-")
    if negative { digits.removeFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...8).contains(whole.count), whole.allSatisfy(isDigit) else { return nil }
    var fraction = parts.count == 2 ? Array(parts[1]) : []
    guard parts.count == 1 || (1...8).contains(fraction.count), fraction.allSatisfy(isDigit) else { return nil }
    guard fraction.dropFirst(places).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
    fraction = Array(fraction.prefix(places))
    while fraction.count < places { fraction.append(UInt8(ascii: "0")) }
    var value: Int64 = 0
    for digit in Array(whole) + fraction { value = value * 10 + Int64(digit - UInt8(ascii: "0")) }
    return negative ? -value : value
  }

  static func print(_ value: Int64, places: Int) -> String {
    var digits = String(value.magnitude)
    while digits.count <= places { digits = "0" + digits }
    return (value < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
