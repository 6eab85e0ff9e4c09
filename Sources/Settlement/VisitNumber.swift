/// The 门诊号 we make: `QZ` + yyMMddHHmmss + 4 base-32 characters, 18 in all. It is the only key the unified interface
/// has, so it must be ours to recognise for ever (settlement.md, "A visit").
public struct VisitNumber: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// Crockford's alphabet: no I, L, O, U, which are misread.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  public static let length = 18

  /// Makes a number from the wall clock and 20 random bits (`random` is used modulo 2²⁰).
  public init(wallMilliseconds: Int64, random: UInt32) {
    let date = ShanghaiTime.dateText(wallMilliseconds).dropFirst(2).filter { $0 != "-" }
    let time = ShanghaiTime.timeText(wallMilliseconds).filter { $0 != ":" }
    var tail = ""
    for shift in [15, 10, 5, 0] { tail.append(Self.alphabet[Int(random >> UInt32(shift)) & 31]) }
    text = "QZ\(date)\(time)\(tail)"
  }

  /// `nil` for a text that is not of our pattern.
  public init?(_ text: some StringProtocol) {
    let characters = Array(text)
    guard characters.count == Self.length, characters[0] == "Q", characters[1] == "Z",
      characters[2..<14].allSatisfy({ $0.isASCII && $0.isNumber }),
      characters[14...].allSatisfy(Self.alphabet.contains)
    else { return nil }
    self.text = String(text)
  }

  public var description: String { text }
}
