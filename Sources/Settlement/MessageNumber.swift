/// The national platform's message ids (R14): 机构编号 12 + `yyyyMMddHHmmss` + 4 digits.
///
/// HIS and the catalogue feed number their messages at the same institution in the same way. The swipe test takes the
/// digits 9000 to 9999 of each second for itself and the feed those below (*ours*).
public struct MessageNumber: Hashable, Sendable {
  public static let length = 30
  public static let codeLength = 12
  static let firstOfSecond = 9000
  static let lastOfSecond = 9999

  public let text: String

  /// The id after `newest`: later in its time and digits also when the clock went back, and in the next second when one is
  /// full.
  ///
  /// - Parameters:
  ///   - institutionCode: 12 characters; a longer one is cut, as the platform's own field is.
  ///   - newest: the last id of the journal, by time and digits; `nil`: none yet.
  public init(institutionCode: String, after newest: MessageNumber?, now: Instant) {
    var second = now.wallMilliseconds / 1000
    var digits = Self.firstOfSecond
    if let newest, let last = newest.second, last >= second {
      second = newest.digits < Self.lastOfSecond ? last : last + 1
      digits = newest.digits < Self.lastOfSecond ? newest.digits + 1 : Self.firstOfSecond
    }
    let time = ShanghaiTime.fullText(second * 1000).filter { $0.isNumber }
    text = String(institutionCode.prefix(Self.codeLength)) + time + padded(digits, 4)
  }

  /// `nil` for a text that is not of the pattern, or has digits that are not ours.
  public init?(_ text: String) {
    let tail = text.suffix(18).utf8
    guard text.count == Self.length, tail.count == 18, tail.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self.text = text
    guard (Self.firstOfSecond...Self.lastOfSecond).contains(digits), second != nil else { return nil }
  }

  /// The number within its second.
  private var digits: Int { Int(text.suffix(4)) ?? 0 }

  /// Seconds since 1970 UTC.
  private var second: Int64? {
    let time = text.suffix(18).prefix(14)
    let numbers = [(0, 4), (4, 2), (6, 2), (8, 2), (10, 2), (12, 2)].compactMap {
      Int64(time.dropFirst($0.0).prefix($0.1))
    }
    guard numbers.count == 6 else { return nil }
    let day = ShanghaiTime.dayNumber(year: numbers[0], month: numbers[1], day: numbers[2])
    let moment = ShanghaiTime.wallMilliseconds(
      dayNumber: day, secondOfDay: Int(numbers[3] * 3600 + numbers[4] * 60 + numbers[5]))
    guard ShanghaiTime.fullText(moment).filter({ $0.isNumber }) == String(time) else { return nil }
    return moment / 1000
  }

  /// By time, then number; the institution's code does not count.
  func isAfter(_ other: MessageNumber) -> Bool { text.suffix(18) > other.text.suffix(18) }
}
