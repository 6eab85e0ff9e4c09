extension DateModel {
  /// `TO_DATE(text, model)`. What the model does not name is the first of the month, this month, this year, midnight.
  ///
  /// Oracle's leniency: other punctuation than the model's, missing punctuation between full-width numbers, fewer digits
  /// where something else follows, missing elements at the end.
  /// - Parameter now: gives the month and year that are missing.
  /// - Throws: 22007 for text that does not match, 22008 for a value out of range, with Oracle's number.
  public func parse(_ text: String, now: OracleDate) throws(SQLError) -> OracleDate {
    var reader = DateTextReader(Array(text.utf8), now: now)
    for (index, element) in elements.enumerated() {
      try reader.read(element, isLast: index == elements.count - 1)
    }
    return try reader.finish()
  }
}

extension DateModel.Element {
  /// Blanks and signs before it are its own.
  fileprivate var mayBeginWithSign: Bool {
    switch self {
    case .fractionPoint, .zoneHour: true
    default: false
    }
  }
}

private struct DateTextReader {
  private let bytes: [UInt8]
  private let now: OracleDate
  private var index = 0
  private var year: Int?
  private var month: Int?
  private var day: Int?
  private var dayOfYear: Int?
  private var julianDay: Int?
  private var hour: Int?
  private var hour12: Int?
  private var isAfternoon: Bool?
  private var minute = 0
  private var second = 0
  private var secondOfDay: Int?
  /// Minutes east of UTC, when the text names a zone.
  private var zone: Int?
  /// FX: characters, blanks and digits as many as in the model.
  private var isExact = false
  /// FM lets numbers be shorter under FX.
  private var isFilling = true

  init(_ bytes: [UInt8], now: OracleDate) {
    self.bytes = bytes
    self.now = now
    skipBlanks()
  }

  private var isAtEnd: Bool { index >= bytes.count }
  private mutating func skipBlanks() { while !isAtEnd, bytes[index] == 0x20 { index += 1 } }

  mutating func read(_ element: DateModel.Element, isLast: Bool) throws(SQLError) {
    switch element {
    case .fillMode: return isFilling.toggle()
    case .exactMode: return isExact.toggle()
    case .punctuation(let byte): return try punctuation(byte)
    case .text(let text): return try literal(text)
    default: break
    }
    if isExact {
      guard !isAtEnd else { throw tooShort }
    } else if !element.mayBeginWithSign {
      while !isAtEnd, isPunctuation(bytes[index]) { index += 1 }
      if isAtEnd { return }
    }
    switch element {
    case .year(let digits): year = try fullYear(number(digits), digits)
    case .roundedYear(let digits): year = try roundedYear(digits)
    case .month: month = try monthNumberOrName()
    case .monthName: month = try monthName()
    case .romanMonth: month = try roman()
    case .dayOfMonth: day = try number(2, in: 1...31, "ORA-01847 月份中日的值必须介于 1 和当月最后一日之间")
    case .dayOfYear: dayOfYear = try number(3, in: 1...366, "ORA-01848 年份中日的值必须介于 1 和 365 (闰年为 366) 之间")
    case .julianDay: julianDay = try number(7, in: 1_721_424...5_373_484, "ORA-01854 儒略日期值超出范围")
    case .hour24: hour = try number(2, in: 0...23, "ORA-01850 小时值必须介于 0 和 23 之间")
    case .hour12: hour12 = try number(2, in: 1...12, "ORA-01849 小时值必须介于 1 和 12 之间")
    case .minute: minute = try number(2, in: 0...59, "ORA-01851 分钟值必须介于 0 和 59 之间")
    case .second: second = try number(2, in: 0...59, "ORA-01852 秒值必须介于 0 和 59 之间")
    case .secondOfDay: secondOfDay = try number(5, in: 0...86_399, "ORA-01853 一天中的秒值必须介于 0 和 86399 之间")
    case .yearWithComma: try yearWithComma()
    case .fractionPoint: try punctuation(UInt8(ascii: "."))
    case .zoneHour: try zoneHour()
    case .zoneMinute:
      let minutes = try number(2, in: 0...59, "ORA-01851 分钟值必须介于 0 和 59 之间")
      zone = zone.map { isWestOfGreenwich ? $0 - minutes : $0 + minutes }
    case .fraction(let digits): _ = try number(digits)
    case .meridian(_, let hasDots): try meridian(hasDots: hasDots)
    case .dayName: try dayName()
    case .isoYear, .century, .quarter, .weekOfYear, .isoWeek, .weekOfMonth, .dayOfWeek, .era, .ordinal:
      throw SQLError("22007", "ORA-01820 格式代码无法以日期输入格式显示")
    case .fillMode, .exactMode, .punctuation, .text: break
    }
  }

  private var isWestOfGreenwich = false

  private mutating func zoneHour() throws(SQLError) {
    skipBlanks()
    if isAtEnd { return }
    isWestOfGreenwich = bytes[index] == UInt8(ascii: "-")
    if isWestOfGreenwich || bytes[index] == UInt8(ascii: "+") { index += 1 }
    let hours = try number(2, in: 0...15, "ORA-01874 时区小时必须介于 -15 和 15 之间")
    zone = (isWestOfGreenwich ? -hours : hours) * 60
  }

  /// `2,021`; the comma may be left out as other punctuation may.
  private mutating func yearWithComma() throws(SQLError) {
    let start = index
    var value = try number(4)
    if index - start < 4, !isAtEnd, bytes[index] == UInt8(ascii: ",") {
      index += 1
      value = value * 1000 + (try number(3))
    }
    year = try fullYear(value, 4)
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    byte < 0x80 && !isLetter(byte) && !(0x30...0x39).contains(byte)
  }

  /// Any punctuation stands for the model's; none at all is accepted too.
  private mutating func punctuation(_ byte: UInt8) throws(SQLError) {
    if isExact {
      guard !isAtEnd else { throw tooShort }
      guard bytes[index] == byte else { throw mismatch }
      index += 1
      return
    }
    if byte == 0x20 { return skipBlanks() }
    if !isAtEnd, isPunctuation(bytes[index]) { index += 1 }
  }

  private mutating func literal(_ text: [UInt8]) throws(SQLError) {
    if isAtEnd, !isExact { return }
    guard bytes[index...].starts(with: text) else { throw mismatch }
    index += text.count
  }

  private var mismatch: SQLError { SQLError("22007", "ORA-01861 文字与格式字符串不匹配") }
  private var tooShort: SQLError { SQLError("22007", "ORA-01840 输入值对于日期格式不够长") }

  private mutating func number(_ width: Int) throws(SQLError) -> Int {
    var value = 0
    let start = index
    while index < bytes.count, index - start < width, (0x30...0x39).contains(bytes[index]) {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > start else { throw SQLError("22007", "ORA-01858 在要求输入数字处找到非数字字符") }
    if isExact, isFilling, index - start != width { throw SQLError("22007", "ORA-01862 数值与格式项的长度不匹配") }
    return value
  }

  private mutating func number(_ width: Int, in range: ClosedRange<Int>, _ message: String) throws(SQLError) -> Int {
    let value = try number(width)
    guard range.contains(value) else { throw SQLError("22008", message) }
    return value
  }

  /// Fewer digits than four belong to the current millennium, century or decade.
  private func fullYear(_ value: Int, _ digits: Int) throws(SQLError) -> Int {
    let current = now.civil.year
    switch digits {
    case 1: return current / 10 * 10 + value
    case 2: return current / 100 * 100 + value
    case 3: return current / 1000 * 1000 + value
    default:
      guard value >= 1 else { throw OracleDate.yearOutOfRange }
      return value
    }
  }

  /// RR: the century that brings the year within fifty years of now; four digits stand as they are.
  private mutating func roundedYear(_ digits: Int) throws(SQLError) -> Int {
    let start = index
    let value = try number(digits)
    if index - start > 2 { return try fullYear(value, 4) }
    let current = now.civil.year
    let century = current / 100 * 100
    if value < 50 { return current % 100 >= 50 ? century + 100 + value : century + value }
    return current % 100 >= 50 ? century + value : century - 100 + value
  }

  private mutating func monthNumberOrName() throws(SQLError) -> Int {
    if isLetter(bytes[index]) { return try monthName() }
    let value = try number(2)
    guard (1...12).contains(value) else { throw invalidMonth }
    return value
  }

  private var invalidMonth: SQLError { SQLError("22008", "ORA-01843 无效的月份") }

  private func startsWith(_ name: some Sequence<UInt8>) -> Bool {
    var position = index
    for byte in name {
      guard position < bytes.count, upperCased(bytes[position]) == byte else { return false }
      position += 1
    }
    return true
  }

  private mutating func monthName() throws(SQLError) -> Int {
    if (0x30...0x39).contains(bytes[index]) {
      // `3月`, as a Chinese client writes the name.
      let value = try number(2)
      guard (1...12).contains(value), startsWith("月".utf8) else { throw invalidMonth }
      index += "月".utf8.count
      return value
    }
    for (position, name) in DateNames.months.enumerated() {
      for spelling in [name, String(name.prefix(3))] where startsWith(spelling.utf8) {
        index += spelling.utf8.count
        return position + 1
      }
    }
    throw invalidMonth
  }

  private mutating func roman() throws(SQLError) -> Int {
    for (position, name) in DateNames.romanMonths.enumerated().reversed() where startsWith(name.utf8) {
      let next = index + name.utf8.count
      if next < bytes.count, isLetter(bytes[next]) { continue }
      index = next
      return position + 1
    }
    throw invalidMonth
  }

  /// Read over: the day of the week follows from the date.
  private mutating func dayName() throws(SQLError) {
    for name in DateNames.days {
      for spelling in [name, String(name.prefix(3))] where startsWith(spelling.utf8) {
        index += spelling.utf8.count
        return
      }
    }
    throw SQLError("22007", "ORA-01846 周中的日无效")
  }

  private mutating func meridian(hasDots: Bool) throws(SQLError) {
    for (spelling, afternoon) in [
      ("A.M.", false), ("P.M.", true), ("AM", false), ("PM", true), ("上午", false), ("下午", true),
    ]
    where startsWith(spelling.utf8) {
      index += spelling.utf8.count
      isAfternoon = afternoon
      return
    }
    throw SQLError("22007", "ORA-01855 要求输入 AM/A.M. 或 PM/P.M.")
  }

  mutating func finish() throws(SQLError) -> OracleDate {
    skipBlanks()
    guard isAtEnd else { throw SQLError("22007", "ORA-01830 日期格式图片在转换整个输入字符串之前结束") }
    guard bytes.contains(where: { $0 != 0x20 }) else { throw tooShort }
    let civil = try civilDate()
    guard let zone else { return civil }
    return try OracleDate(seconds: civil.seconds + Int64(8 * 60 - zone) * 60)
  }

  private func civilDate() throws(SQLError) -> OracleDate {
    var seconds = secondOfDay ?? (minute * 60 + second + (hour ?? 0) * 3600)
    if secondOfDay == nil, hour == nil, let hour12 {
      seconds += (hour12 % 12 + (isAfternoon == true ? 12 : 0)) * 3600
    }
    if let julianDay { return try OracleDate(seconds: Int64((julianDay - 2_440_588) * 86_400 + seconds)) }
    let year = year ?? now.civil.year
    if let dayOfYear, month == nil, day == nil {
      let first = OracleDate.dayNumber(year, 1, 1)
      guard dayOfYear <= OracleDate.dayNumber(year + 1, 1, 1) - first else {
        throw SQLError("22008", "ORA-01848 年份中日的值必须介于 1 和 365 (闰年为 366) 之间")
      }
      return try OracleDate(seconds: Int64((first + dayOfYear - 1) * 86_400 + seconds))
    }
    let month = month ?? now.civil.month
    guard let date = OracleDate(year: year, month: month, day: day ?? 1, secondOfDay: seconds) else {
      throw SQLError("22008", "ORA-01839 指定月份的日期无效")
    }
    return date
  }
}
