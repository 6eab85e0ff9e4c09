/// Lengths of time: `months seconds` as text, the seconds a decimal.
extension RuntimeFunctions {
  static let intervals: [RuntimeFunction] = [
    strict(.addInterval, 3) { (arguments) throws(SQLError) in
      let interval = try Interval(stored: arguments.text(1))
      let sign = try arguments.integer(2) < 0 ? -1 : 1
      var date = try arguments.date(0)
      if interval.months != 0 { date = try date.shifted(months: interval.months * sign) }
      let days = try interval.seconds.divided(by: OracleNumber(86_400))
      return .text(try date.adding(days: sign < 0 ? days.negated : days).text)
    },
    strict(.makeInterval, 2) { (arguments) throws(SQLError) in
      .text(try Interval(arguments.number(0), unit: arguments.text(1)).stored)
    },
    strict(.extractField, 2) { (arguments) throws(SQLError) in
      .integer(Int64(try arguments.date(1).field(arguments.text(0))))
    },
    strict(.nextDay, 2) { (arguments) throws(SQLError) in
      .text(try arguments.date(0).next(weekday: arguments.text(1)).text)
    },
  ]
}

extension Interval {
  /// As many months as the years 1 to 9999 have.
  fileprivate static let months = -120_000...120_000

  var stored: String { "\(months) \(seconds)" }

  fileprivate init(stored: String) throws(SQLError) {
    let parts = stored.split(separator: " ")
    guard parts.count == 2, let months = Int(parts[0]), Self.months.contains(months),
      let seconds = OracleNumber(text: String(parts[1]))
    else {
      throw SQLError("22007", "ORA-01867 间隔的写法不正确")
    }
    self.init(months: months, seconds: seconds)
  }

  /// `NUMTODSINTERVAL`, `NUMTOYMINTERVAL`.
  fileprivate init(_ number: OracleNumber, unit: String) throws(SQLError) {
    let sizes: [String: Int64] = ["DAY": 86_400, "HOUR": 3_600, "MINUTE": 60, "SECOND": 1]
    switch unit.uppercased() {
    case "YEAR", "MONTH":
      let months = try number.multiplied(by: OracleNumber(unit.uppercased() == "YEAR" ? 12 : 1)).rounded(to: 0)
      guard let whole = months.int64, let count = Int(exactly: whole), Self.months.contains(count) else {
        throw SQLError("22008", "ORA-01873 间隔的前导字段精度太小")
      }
      self.init(months: count)
    case let name:
      guard let size = sizes[name] else { throw SQLError("22023", "ORA-01760 间隔的单位“\(unit)”无效") }
      self.init(seconds: try number.multiplied(by: OracleNumber(size)))
    }
  }
}

extension OracleDate {
  /// A date an interval of months away: the same day, which that month must have.
  ///
  /// - Throws: 22008 (ORA-01839) when it has not.
  fileprivate func shifted(months: Int) throws(SQLError) -> OracleDate {
    let (year, month, day) = civil
    let count = year * 12 + month - 1 + months
    guard count >= 12, count / 12 <= 9999 else {
      throw SQLError("22008", "ORA-01841 年份必须在 1 和 9999 之间")
    }
    guard day <= Self.days(inMonth: count % 12 + 1, of: count / 12) else {
      throw SQLError("22008", "ORA-01839 指定月份的日期无效")
    }
    return try OracleDate(
      seconds: Int64(Self.dayNumber(count / 12, count % 12 + 1, day) * 86_400 + secondOfDay))
  }

  /// `EXTRACT(field FROM date)`
  fileprivate func field(_ name: String) throws(SQLError) -> Int {
    let (year, month, day) = civil
    switch name.lowercased() {
    case "year": return year
    case "month": return month
    case "day": return day
    case "hour": return secondOfDay / 3600
    case "minute": return secondOfDay / 60 % 60
    case "second": return secondOfDay % 60
    case "quarter": return (month + 2) / 3
    case "week": return isoWeek.week
    case "doy": return dayOfYear
    case "dow": return dayOfWeek - 1
    case "isodow": return (dayOfWeek + 5) % 7 + 1
    default: throw SQLError("22023", "ORA-00907 EXTRACT 的字段“\(name)”无效")
    }
  }

  /// `NEXT_DAY`: the first day of that name after the date, time kept. Names in English or Chinese, or 1 (Sunday) to 7.
  fileprivate func next(weekday name: String) throws(SQLError) -> OracleDate {
    let upper = name.uppercased()
    var wanted = DateNames.days.firstIndex { upper.count >= 3 && $0.hasPrefix(upper) || upper.hasPrefix($0) }
    if wanted == nil, let number = Int(upper), (1...7).contains(number) { wanted = number - 1 }
    if wanted == nil, let last = name.last, name.hasPrefix("星期") || name.hasPrefix("周") {
      wanted = Array("日一二三四五六").firstIndex(of: last == "天" ? "日" : last)
    }
    guard let wanted else { throw SQLError("22007", "ORA-01846 周中的日无效：\(name)") }
    let ahead = (wanted - (dayOfWeek - 1) + 7) % 7
    return try OracleDate(seconds: seconds + Int64(ahead == 0 ? 7 : ahead) * 86_400)
  }
}
