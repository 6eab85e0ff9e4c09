extension OracleDate {
  /// `date + n`, n in days with fractions; to the nearest second.
  ///
  /// - Throws: 22008 (ORA-01841) outside the years 1…9999.
  func adding(days: OracleNumber) throws(SQLError) -> OracleDate {
    let seconds = try days.multiplied(by: OracleNumber(86_400)).rounded(to: 0)
    guard let shift = seconds.int64, shift.magnitude <= UInt64(Self.largest - Self.smallest) else {
      throw Self.yearOutOfRange
    }
    return try OracleDate(seconds: self.seconds + shift)
  }

  /// `date - date` in days, exact to 38 digits.
  func days(since other: OracleDate) throws(SQLError) -> OracleNumber {
    try OracleNumber(seconds - other.seconds).divided(by: OracleNumber(86_400))
  }

  private var isLastOfMonth: Bool {
    let (year, month, day) = civil
    return day == Self.days(inMonth: month, of: year)
  }

  /// `ADD_MONTHS`: the last day of a month stays a last day; a day the month lacks becomes its last.
  func adding(months: Int) throws(SQLError) -> OracleDate {
    let (year, month, day) = civil
    guard months.magnitude <= 120_000 else { throw Self.yearOutOfRange }
    let count = year * 12 + month - 1 + months
    guard count >= 12 else { throw Self.yearOutOfRange }
    let newYear = count / 12
    let newMonth = count % 12 + 1
    guard newYear <= 9999 else { throw Self.yearOutOfRange }
    let last = Self.days(inMonth: newMonth, of: newYear)
    let newDay = isLastOfMonth ? last : min(day, last)
    return try OracleDate(seconds: Int64(Self.dayNumber(newYear, newMonth, newDay) * 86_400 + secondOfDay))
  }

  /// `LAST_DAY`, time kept.
  var lastDayOfMonth: OracleDate {
    let (year, month, _) = civil
    let day = Self.dayNumber(year, month, Self.days(inMonth: month, of: year))
    return OracleDate(unchecked: Int64(day * 86_400 + secondOfDay))
  }

  /// `MONTHS_BETWEEN`: whole between equal days and between last days, else the rest by months of 31 days.
  func months(since other: OracleDate) throws(SQLError) -> OracleNumber {
    let (year, month, day) = civil
    let (otherYear, otherMonth, otherDay) = other.civil
    let whole = OracleNumber(Int64((year - otherYear) * 12 + month - otherMonth))
    if day == otherDay || (isLastOfMonth && other.isLastOfMonth) { return whole }
    let seconds = (day - otherDay) * 86_400 + secondOfDay - other.secondOfDay
    return try whole.adding(try OracleNumber(Int64(seconds)).divided(by: OracleNumber(31 * 86_400)))
  }
}

/// The unit of `TRUNC(date, model)` and `ROUND(date, model)`.
enum DateUnit: Sendable {
  case century, year, isoYear, quarter, month, weekOfYear, isoWeek, weekOfMonth, day, weekStart, hour, minute

  /// - Throws: 22007 (ORA-01821) for a model that is not a unit.
  init(_ model: String) throws(SQLError) {
    switch model.uppercased() {
    case "CC", "SCC": self = .century
    case "YEAR", "SYEAR", "YYYY", "SYYYY", "YYY", "YY", "Y": self = .year
    case "IYYY", "IYY", "IY", "I": self = .isoYear
    case "Q": self = .quarter
    case "MONTH", "MON", "MM", "RM": self = .month
    case "WW": self = .weekOfYear
    case "IW": self = .isoWeek
    case "W": self = .weekOfMonth
    case "DDD", "DD", "J": self = .day
    case "DAY", "DY", "D": self = .weekStart
    case "HH", "HH12", "HH24": self = .hour
    case "MI": self = .minute
    default: throw SQLError("22007", "ORA-01821 日期格式无法识别")
    }
  }
}

extension OracleDate {
  /// Start of the unit that holds the date.
  func truncated(to unit: DateUnit) throws(SQLError) -> OracleDate {
    let (year, month, day) = civil
    func start(_ year: Int, _ month: Int, _ day: Int) throws(SQLError) -> OracleDate {
      try OracleDate(seconds: Int64(Self.dayNumber(year, month, day) * 86_400))
    }
    func daysBack(_ days: Int) throws(SQLError) -> OracleDate {
      try OracleDate(seconds: Int64((dayNumber - days) * 86_400))
    }
    switch unit {
    case .century: return try start((year - 1) / 100 * 100 + 1, 1, 1)
    case .year: return try start(year, 1, 1)
    case .isoYear: return try OracleDate(seconds: Int64(Self.firstOfISOYear(isoWeek.year) * 86_400))
    case .quarter: return try start(year, (month - 1) / 3 * 3 + 1, 1)
    case .month: return try start(year, month, 1)
    case .weekOfYear: return try daysBack((dayOfYear - 1) % 7)
    case .isoWeek: return try daysBack((dayOfWeek + 5) % 7)
    case .weekOfMonth: return try daysBack((day - 1) % 7)
    case .day: return midnight
    case .weekStart: return try daysBack(dayOfWeek - 1)
    case .hour: return OracleDate(unchecked: midnight.seconds + Int64(secondOfDay / 3600 * 3600))
    case .minute: return OracleDate(unchecked: midnight.seconds + Int64(secondOfDay / 60 * 60))
    }
  }

  /// The Monday of the week with 4 January.
  private static func firstOfISOYear(_ year: Int) -> Int {
    let fourth = dayNumber(year, 1, 4)
    return fourth - (OracleDate(unchecked: Int64(fourth * 86_400)).dayOfWeek + 5) % 7
  }

  /// Start of the nearest unit; years turn on 1 July, quarters on the 16th of the middle month, months on the 16th.
  func rounded(to unit: DateUnit) throws(SQLError) -> OracleDate {
    let start = try truncated(to: unit)
    let (year, month, day) = civil
    switch unit {
    case .century: return (year - 1) % 100 >= 50 ? try start.adding(months: 1200) : start
    case .year: return month >= 7 ? try start.adding(months: 12) : start
    case .isoYear:
      let next = try OracleDate(seconds: Int64(Self.firstOfISOYear(isoWeek.year + 1) * 86_400))
      return month >= 7 && start < next ? next : start
    case .quarter:
      let place = (month - 1) % 3
      return place == 2 || (place == 1 && day >= 16) ? try start.adding(months: 3) : start
    case .month: return day >= 16 ? try start.adding(months: 1) : start
    case .weekOfYear, .isoWeek, .weekOfMonth, .weekStart: return try nearest(start, length: 7 * 86_400)
    case .day: return try nearest(start, length: 86_400)
    case .hour: return try nearest(start, length: 3600)
    case .minute: return try nearest(start, length: 60)
    }
  }

  private func nearest(_ start: OracleDate, length: Int64) throws(SQLError) -> OracleDate {
    (seconds - start.seconds) * 2 >= length ? try OracleDate(seconds: start.seconds + length) : start
  }
}
