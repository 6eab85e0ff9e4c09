/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Comparable, Sendable, Codable {
  /// Days since 1970-01-01.
  public let dayNumber: Int

  public init(dayNumber: Int) { self.dayNumber = dayNumber }

  /// `nil` for a day that does not exist. Years 1…9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    // Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = era * 146_097 + dayOfEra - 719_468
  }

  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  public static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }
  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// `yyyy-MM-dd`
  public var text: String {
    let (year, month, day) = components
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `yyyyMMdd`, as in file names and on the command line.
  public var compactText: String {
    let (year, month, day) = components
    return "\(padded(year, 4))\(padded(month, 2))\(padded(day, 2))"
  }
}

/// A date and a time of day to the second, in the centre's zone (Asia/Shanghai), without a zone of its own.
public struct CivilDateTime: Hashable, Comparable, Sendable {
  public let date: CivilDate
  /// 0…86399
  public let secondOfDay: Int

  public init(date: CivilDate, secondOfDay: Int = 0) {
    precondition((0..<86_400).contains(secondOfDay), "a day has 86,400 seconds")
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// Asia/Shanghai, which has been UTC+8 without daylight saving since 1991.
  public init(unixMilliseconds: Int64) {
    let seconds = Int(unixMilliseconds >= 0 ? unixMilliseconds / 1000 : (unixMilliseconds - 999) / 1000) + 8 * 3600
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    self.init(date: CivilDate(dayNumber: day), secondOfDay: seconds - day * 86_400)
  }

  /// The instant this civil time names in Asia/Shanghai.
  public var unixMilliseconds: Int64 { Int64(date.dayNumber * 86_400 + secondOfDay - 8 * 3600) * 1000 }

  public static func < (left: Self, right: Self) -> Bool {
    left.date == right.date ? left.secondOfDay < right.secondOfDay : left.date < right.date
  }

  /// `HH:mm:ss`
  public var timeText: String {
    "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
  }

  /// `yyyy-MM-dd HH:mm:ss`, as stored in release files and sent on the wire.
  public var fullText: String { "\(date.text) \(timeText)" }

  /// `yyyy-MM-dd`, with ` HH:mm:ss` only when not midnight (operations.md, canonical form).
  public var canonicalText: String { secondOfDay == 0 ? date.text : fullText }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
