extension DateModel {
  /// `TO_CHAR(date, model)`.
  public func format(_ date: OracleDate, inChinese: Bool = false) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(32)
    format(date, into: &output, inChinese: inChinese)
    return String(decoding: output, as: UTF8.self)
  }

  /// Appends to UTF-8 bytes; the row-by-row path allocates nothing else.
  public func format(_ date: OracleDate, into output: inout [UInt8], inChinese: Bool = false) {
    var writer = DateWriter(date: date)
    writer.isChinese = inChinese
    for element in elements { writer.write(element, into: &output) }
  }
}

private struct DateWriter {
  let date: OracleDate
  let year: Int
  let month: Int
  let day: Int
  let second: Int
  /// FM: no padding, no leading zeros.
  var isFilling = true
  var isChinese = false
  /// The number written last.
  private var written = 0

  init(date: OracleDate) {
    self.date = date
    (year, month, day) = date.civil
    second = date.secondOfDay
  }

  mutating func write(_ element: DateModel.Element, into output: inout [UInt8]) {
    switch element {
    case .year(let digits), .roundedYear(let digits): number(year % power(digits), digits, &output)
    case .isoYear(let digits): number(date.isoWeek.year % power(digits), digits, &output)
    case .century: number((year + 99) / 100, 2, &output)
    case .quarter: number((month + 2) / 3, 1, &output)
    case .month: number(month, 2, &output)
    case .monthName where isChinese:
      output.append(contentsOf: "\(month)月".utf8)
      // As wide as `10月`.
      if isFilling, month < 10 { output.append(0x20) }
    case .dayName where isChinese: output.append(contentsOf: DateNames.chineseDays[date.dayOfWeek - 1].utf8)
    case .meridian(_, _) where isChinese: output.append(contentsOf: (second < 43_200 ? "上午" : "下午").utf8)
    case .monthName(let letterCase, let isShort):
      name(DateNames.months[month - 1], letterCase, isShort: isShort, &output)
    case .romanMonth(let letterCase): padded(DateNames.romanMonths[month - 1], letterCase, 4, &output)
    case .weekOfYear: number((date.dayOfYear + 6) / 7, 2, &output)
    case .isoWeek: number(date.isoWeek.week, 2, &output)
    case .weekOfMonth: number((day + 6) / 7, 1, &output)
    case .dayOfYear: number(date.dayOfYear, 3, &output)
    case .dayOfMonth: number(day, 2, &output)
    case .dayOfWeek: number(date.dayOfWeek, 1, &output)
    case .dayName(let letterCase, let isShort):
      name(DateNames.days[date.dayOfWeek - 1], letterCase, isShort: isShort, &output)
    case .julianDay: number(date.dayNumber + 2_440_588, 7, &output)
    case .hour24: number(second / 3600, 2, &output)
    case .hour12: number((second / 3600 + 11) % 12 + 1, 2, &output)
    case .minute: number(second / 60 % 60, 2, &output)
    case .second: number(second % 60, 2, &output)
    case .secondOfDay: number(second, 5, &output)
    case .fraction(let digits): for _ in 0..<digits { output.append(0x30) }
    case .meridian(let letterCase, let hasDots):
      let isMorning = second < 43_200
      cased(hasDots ? (isMorning ? "A.M." : "P.M.") : (isMorning ? "AM" : "PM"), letterCase, &output)
    case .era(let letterCase, let hasDots): cased(hasDots ? "A.D." : "AD", letterCase, &output)
    case .ordinal(let letterCase): cased(ordinalEnding, letterCase, &output)
    case .yearWithComma:
      number(year / 1000 % 10, 1, &output)
      output.append(UInt8(ascii: ","))
      number(year % 1000, 3, &output)
    case .fractionPoint: output.append(UInt8(ascii: "."))
    case .zoneHour: output.append(contentsOf: "+08".utf8)
    case .zoneMinute: output.append(contentsOf: "00".utf8)
    case .fillMode: isFilling.toggle()
    case .exactMode: break
    case .text(let bytes): output.append(contentsOf: bytes)
    case .punctuation(let byte): output.append(byte)
    }
  }

  private func power(_ digits: Int) -> Int { digits == 4 ? 10_000 : digits == 3 ? 1000 : digits == 2 ? 100 : 10 }

  private var ordinalEnding: String {
    if (11...13).contains(written % 100) { return "TH" }
    switch written % 10 {
    case 1: return "ST"
    case 2: return "ND"
    case 3: return "RD"
    default: return "TH"
    }
  }

  private mutating func number(_ value: Int, _ width: Int, _ output: inout [UInt8]) {
    written = value
    var divisor = 1
    for _ in 1..<max(width, 2) where divisor < 1_000_000_000 { divisor *= 10 }
    if width == 1 { divisor = 1 }
    while value / divisor >= 10 { divisor *= 10 }
    var started = isFilling
    while divisor > 0 {
      let digit = value / divisor % 10
      if digit != 0 || divisor == 1 { started = true }
      if started { output.append(UInt8(0x30 + digit)) }
      divisor /= 10
    }
  }

  private func name(
    _ name: String, _ letterCase: DateModel.LetterCase, isShort: Bool, _ output: inout [UInt8]
  ) {
    if isShort { return cased(String(name.prefix(3)), letterCase, &output) }
    padded(name, letterCase, DateNames.fullWidth, &output)
  }

  private func padded(
    _ name: String, _ letterCase: DateModel.LetterCase, _ width: Int, _ output: inout [UInt8]
  ) {
    cased(name, letterCase, &output)
    if isFilling { for _ in name.utf8.count..<max(width, name.utf8.count) { output.append(0x20) } }
  }

  private func cased(_ name: String, _ letterCase: DateModel.LetterCase, _ output: inout [UInt8]) {
    for (index, byte) in name.utf8.enumerated() {
      let isLower = letterCase == .lower || (letterCase == .initial && index > 0)
      output.append(isLower && isLetter(byte) ? byte | 0x20 : byte)
    }
  }
}
