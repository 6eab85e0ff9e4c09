import Catalogue
import Synchronization

/// One source of message ids for everything in the process that speaks to the national platform: two of them could give
/// the same id in the same millisecond (settlement.md R14).
public final class MessageIDSource: Sendable {
  private let numbers: Mutex<MessageNumbers>

  /// - Parameter newest: the newest id a journal holds; empty for none.
  public init(institutionCode: String, newest: String = "") {
    numbers = Mutex(MessageNumbers(institutionCode: institutionCode, after: Self.milliseconds(of: newest)))
  }

  /// No id of the second of `newest`, or before it, is given any more.
  public func advance(past newest: String) { advance(pastMilliseconds: Self.milliseconds(of: newest)) }

  /// The same for a moment, in milliseconds since 1970 UTC: ids that no journal holds were given until then.
  public func advance(pastMilliseconds after: Int64) {
    numbers.withLock { if after / 1000 >= $0.last.second { $0 = $0.after(after) } }
  }

  /// - Parameter now: milliseconds since 1970 UTC.
  public func next(now: Int64) -> String { numbers.withLock { $0.next(now: now) } }

  /// The beginning of the second an id was made in; 0 for a text that is none.
  static func milliseconds(of message: String) -> Int64 {
    let digits = message.suffix(18).prefix(14).compactMap(\.wholeNumberValue).map(Int64.init)
    guard digits.count == 14 else { return 0 }
    func number(_ range: Range<Int>) -> Int { Int(digits[range].reduce(0) { $0 * 10 + $1 }) }
    guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)) else { return 0 }
    let second = number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)
    return CivilDateTime(date: date).unixMilliseconds + Int64(second) * 1000
  }
}
