/// Oracle's DATE: a civil day and second, years 1…9999; at run time text `yyyy-MM-dd HH:mm:ss`.
public struct OracleDate: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01 00:00:00 of the civil clock; no zone.
  public let seconds: Int64

  static let smallest: Int64 = -62_135_596_800  // 0001-01-01 00:00:00
  static let largest: Int64 = 253_402_300_799  // 9999-12-31 23:59:59

  /// - Throws: 22008 (ORA-01841) outside the years 1…9999.
  public init(seconds: Int64) throws(SQLError) {
    guard (Self.smallest...Self.largest).contains(seconds) else { throw Self.yearOutOfRange }
    self.seconds = seconds
  }

  init(unchecked seconds: Int64) { self.seconds = seconds }

  static let yearOutOfRange = SQLError("22008", "ORA-01841 (完整) 年份值必须介于 1 和 9999 之间")

  /// `nil` for a day or time that does not exist.
  init?(year: Int, month: Int, day: Int, secondOfDay: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day),
      (0..<86_400).contains(secondOfDay)
    else { return nil }
    seconds = Int64(Self.dayNumber(year, month, day) * 86_400 + secondOfDay)
  }

  /// Days since 1970-01-01.
  public var dayNumber: Int {
    let value = Int(seconds)
    return value >= 0 ? value / 86_400 : (value - 86_399) / 86_400
  }
  public var secondOfDay: Int { Int(seconds) - dayNumber * 86_400 }
  /// Midnight of the same day.
  public var midnight: OracleDate { OracleDate(unchecked: Int64(dayNumber * 86_400)) }

  public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  var civil: (year: Int, month: Int, day: Int) { Self.civil(ofDay: dayNumber) }

  static func civil(ofDay dayNumber: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// 1 Sunday … 7 Saturday.
  var dayOfWeek: Int { ((dayNumber + 4) % 7 + 7) % 7 + 1 }

  /// 1…366
  var dayOfYear: Int { dayNumber - Self.dayNumber(civil.year, 1, 1) + 1 }

  /// ISO 8601's week and the year it belongs to.
  var isoWeek: (year: Int, week: Int) {
    let weekday = (dayOfWeek + 5) % 7  // 0 Monday … 6 Sunday
    let thursday = dayNumber - weekday + 3
    let year = Self.civil(ofDay: thursday).year
    return (year, (thursday - Self.dayNumber(year, 1, 1)) / 7 + 1)
  }
}

extension OracleDate {
  /// Reads the stored form, `yyyy-MM-dd` with or without ` HH:mm:ss`; `nil` for anything else.
  public init?(stored bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 19 || bytes.count == 10 else { return nil }
    func number(_ start: Int, _ count: Int) -> Int? {
      var value = 0
      for index in start..<start + count {
        let digit = bytes[index] &- 0x30
        if digit > 9 { return nil }
        value = value * 10 + Int(digit)
      }
      return value
    }
    guard let year = number(0, 4), bytes[4] == 0x2D, let month = number(5, 2), bytes[7] == 0x2D,
      let day = number(8, 2)
    else { return nil }
    var second = 0
    if bytes.count == 19 {
      guard bytes[10] == 0x20, let hour = number(11, 2), hour < 24, bytes[13] == 0x3A, let minute = number(14, 2),
        minute < 60, bytes[16] == 0x3A, let last = number(17, 2), last < 60
      else { return nil }
      second = hour * 3600 + minute * 60 + last
    }
    self.init(year: year, month: month, day: day, secondOfDay: second)
  }

  public init?(stored text: String) {
    var text = text
    let date = text.withUTF8 { OracleDate(stored: $0) }
    guard let date else { return nil }
    self = date
  }

  /// `yyyy-MM-dd HH:mm:ss`
  public var text: String {
    String(unsafeUninitializedCapacity: 19) { buffer in
      let (year, month, day) = civil
      let second = secondOfDay
      put(year, 4, buffer, 0)
      buffer[4] = 0x2D
      put(month, 2, buffer, 5)
      buffer[7] = 0x2D
      put(day, 2, buffer, 8)
      buffer[10] = 0x20
      put(second / 3600, 2, buffer, 11)
      buffer[13] = 0x3A
      put(second / 60 % 60, 2, buffer, 14)
      buffer[16] = 0x3A
      put(second % 60, 2, buffer, 17)
      return 19
    }
  }
}

private func put(_ number: Int, _ width: Int, _ buffer: UnsafeMutableBufferPointer<UInt8>, _ start: Int) {
  var rest = number
  for place in stride(from: start + width - 1, through: start, by: -1) {
    buffer[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
    rest /= 10
  }
}
