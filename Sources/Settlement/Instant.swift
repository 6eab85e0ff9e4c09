/// One moment on both clocks: the wall clock, which a person or NTP may set, and the time since boot (suspended time
/// included), which nobody can.
public struct Instant: Hashable, Sendable {
  /// Milliseconds since 1970-01-01 UTC.
  public let wallMilliseconds: Int64
  /// Milliseconds since the machine started.
  public let bootMilliseconds: Int64

  public init(wallMilliseconds: Int64, bootMilliseconds: Int64) {
    self.wallMilliseconds = wallMilliseconds
    self.bootMilliseconds = bootMilliseconds
  }

  /// Milliseconds that have certainly passed since `earlier`, however the wall clock was set.
  ///
  /// Within one boot it is the difference. After a reboot the boot clock began again at 0, so its value alone is a
  /// lower bound; when it has grown beyond the old value the difference is one too.
  public func certainlyElapsed(since earlier: Instant) -> Int64 {
    bootMilliseconds >= earlier.bootMilliseconds
      ? bootMilliseconds - earlier.bootMilliseconds : max(0, bootMilliseconds)
  }

  public func adding(milliseconds: Int64) -> Instant {
    Instant(
      wallMilliseconds: wallMilliseconds + milliseconds, bootMilliseconds: bootMilliseconds + milliseconds)
  }
}

/// Asia/Shanghai (UTC+8, no daylight saving since 1991) for wall-clock milliseconds.
public enum ShanghaiTime {
  public static let dayMilliseconds: Int64 = 86_400_000
  private static let offsetMilliseconds: Int64 = 8 * 3_600_000

  /// Days since 1970-01-01 in Shanghai.
  public static func dayNumber(_ wallMilliseconds: Int64) -> Int64 {
    let shifted = wallMilliseconds + offsetMilliseconds
    return shifted >= 0 ? shifted / dayMilliseconds : (shifted - dayMilliseconds + 1) / dayMilliseconds
  }

  public static func millisecondOfDay(_ wallMilliseconds: Int64) -> Int64 {
    wallMilliseconds + offsetMilliseconds - dayNumber(wallMilliseconds) * dayMilliseconds
  }

  /// The wall-clock milliseconds at `secondOfDay` of the given day.
  public static func wallMilliseconds(dayNumber: Int64, secondOfDay: Int) -> Int64 {
    dayNumber * dayMilliseconds - offsetMilliseconds + Int64(secondOfDay) * 1000
  }

  /// `yyyy-MM-dd`
  public static func dateText(_ wallMilliseconds: Int64) -> String {
    let (year, month, day) = civil(dayNumber(wallMilliseconds))
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `HH:mm:ss`
  public static func timeText(_ wallMilliseconds: Int64) -> String {
    let second = Int(millisecondOfDay(wallMilliseconds) / 1000)
    return "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
  }

  /// `yyyy-MM-dd HH:mm:ss`
  public static func fullText(_ wallMilliseconds: Int64) -> String {
    "\(dateText(wallMilliseconds)) \(timeText(wallMilliseconds))"
  }

  /// Days since 1970-01-01 of a Gregorian date.
  static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  // Civil from days, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func civil(_ dayNumber: Int64) -> (Int, Int, Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
