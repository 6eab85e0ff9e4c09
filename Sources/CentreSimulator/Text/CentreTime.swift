/// Civil time at the centre: China Standard Time, eight hours ahead of UTC, without summer time.
enum CentreTime {
  static let secondsAheadOfUTC: Int64 = 8 * 3600

  /// `yyyy-MM-dd HH:mm:ss` of a moment given in seconds since 1970 UTC.
  static func text(_ epochSeconds: Int64) -> String {
    let local = epochSeconds + secondsAheadOfUTC
    let day = local.floorDivided(by: 86_400)
    let second = local - day * 86_400
    return "\(date(day: day)) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  /// `yyyy-MM-dd` of a moment given in seconds since 1970 UTC.
  static func date(_ epochSeconds: Int64) -> String {
    date(day: (epochSeconds + secondsAheadOfUTC).floorDivided(by: 86_400))
  }

  /// Seconds since 1970 UTC of a local `yyyy-MM-dd[ T]HH:mm:ss`, or `nil`.
  static func moment(_ text: String) -> Int64? {
    guard let date = canonicalDate(text), let time = clock(text) else { return nil }
    let numbers = date.split(separator: "-").compactMap { Int64($0) }
    guard numbers.count == 3 else { return nil }
    return dayNumber(numbers[0], numbers[1], numbers[2]) * 86_400 + time - secondsAheadOfUTC
  }

  /// The date of `yyyy-MM-dd`, `yyyyMMdd` (old programs in 06) or a date with a time, as `yyyy-MM-dd`; `nil` for
  /// anything else and for a day no calendar has.
  static func canonicalDate(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let digits: [UInt8]
    if bytes.count == 8 {
      digits = bytes
    } else {
      guard bytes.count == 10 || clock(text) != nil, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
        return nil
      }
      digits = Array(bytes[0..<4] + bytes[5..<7] + bytes[8..<10])
    }
    guard let year = number(digits[0..<4]), let month = number(digits[4..<6]), let day = number(digits[6..<8]),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let canonical = "\(four(year))-\(two(month))-\(two(day))"
    return date(day: dayNumber(year, month, day)) == canonical ? canonical : nil
  }

  /// The seconds into the day of the ` HH:mm:ss` at the end of a 19 character text.
  private static func clock(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 19, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// Days since 1970-01-01 of a Gregorian date.
  private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.floorDivided(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(day: Int64) -> String {
    let shifted = day + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(four(year))-\(two(month))-\(two(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))"
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }

  private static func four(_ value: Int64) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
