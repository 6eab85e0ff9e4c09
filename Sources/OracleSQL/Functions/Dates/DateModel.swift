/// A date format model of `TO_CHAR` and `TO_DATE`, read once and used for every row.
public struct DateModel: Sendable {
  /// How the letters of a name element were written, which decides how the name is.
  enum LetterCase: Sendable {
    case upper
    case initial
    case lower
  }

  enum Element: Sendable {
    case year(digits: Int)
    /// Two- or four-digit year of the nearest century: RR, RRRR.
    case roundedYear(digits: Int)
    case isoYear(digits: Int)
    case century
    case quarter
    case month
    case monthName(LetterCase, isShort: Bool)
    case romanMonth(LetterCase)
    case weekOfYear
    case isoWeek
    case weekOfMonth
    case dayOfYear
    case dayOfMonth
    case dayOfWeek
    case dayName(LetterCase, isShort: Bool)
    case julianDay
    case hour24
    case hour12
    case minute
    case second
    case secondOfDay
    case fraction(digits: Int)
    /// AM, PM; `A.M.` with dots.
    case meridian(LetterCase, hasDots: Bool)
    case era(LetterCase, hasDots: Bool)
    /// `Y,YYY`
    case yearWithComma
    /// X: the point before a fraction of a second.
    case fractionPoint
    /// TZH and TZM: hours and minutes east of UTC, Asia/Shanghai's in a result.
    case zoneHour
    case zoneMinute
    /// TH after a number: its English ordinal ending.
    case ordinal(LetterCase)
    case fillMode
    case exactMode
    /// Quoted text.
    case text([UInt8])
    /// A punctuation character or a blank.
    case punctuation(UInt8)
  }

  let elements: [Element]

  /// Longest model accepted, in bytes, as Oracle's.
  static let maximumLength = 255

  /// - Throws: 22007 (ORA-01821) for an element that is not known.
  public init(_ model: String) throws(SQLError) {
    guard model.utf8.count <= Self.maximumLength else { throw SQLError("22007", "ORA-01801 日期格式对内部缓冲区来说太长") }
    var reader = DateModelReader(Array(model.utf8))
    var elements: [Element] = []
    while let element = try reader.next() { elements.append(element) }
    self.elements = elements
  }
}

/// Cuts a model into elements, the longest name first.
private struct DateModelReader {
  private let bytes: [UInt8]
  private var index = 0
  /// The element just read shows a number, which TH may follow.
  private var isAfterNumber = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private typealias Make = @Sendable (DateModel.LetterCase) -> DateModel.Element

  /// Upper-case spellings, longer ones before their beginnings.
  private static let names: [(String, Make)] = [
    ("Y,YYY", { _ in .yearWithComma }), ("SYYYY", { _ in .year(digits: 4) }), ("YYYY", { _ in .year(digits: 4) }),
    ("YYY", { _ in .year(digits: 3) }),
    ("YY", { _ in .year(digits: 2) }), ("Y", { _ in .year(digits: 1) }),
    ("RRRR", { _ in .roundedYear(digits: 4) }), ("RR", { _ in .roundedYear(digits: 2) }),
    ("IYYY", { _ in .isoYear(digits: 4) }), ("IYY", { _ in .isoYear(digits: 3) }), ("IY", { _ in .isoYear(digits: 2) }),
    ("IW", { _ in .isoWeek }), ("I", { _ in .isoYear(digits: 1) }),
    ("CC", { _ in .century }), ("Q", { _ in .quarter }),
    ("MONTH", { .monthName($0, isShort: false) }), ("MON", { .monthName($0, isShort: true) }), ("MM", { _ in .month }),
    ("MI", { _ in .minute }), ("RM", { .romanMonth($0) }),
    ("WW", { _ in .weekOfYear }), ("W", { _ in .weekOfMonth }),
    ("DDD", { _ in .dayOfYear }), ("DD", { _ in .dayOfMonth }), ("DAY", { .dayName($0, isShort: false) }),
    ("DY", { .dayName($0, isShort: true) }), ("D", { _ in .dayOfWeek }), ("J", { _ in .julianDay }),
    ("HH24", { _ in .hour24 }), ("HH12", { _ in .hour12 }), ("HH", { _ in .hour12 }),
    ("SSSSS", { _ in .secondOfDay }), ("SS", { _ in .second }),
    ("FF1", { _ in .fraction(digits: 1) }), ("FF2", { _ in .fraction(digits: 2) }),
    ("FF3", { _ in .fraction(digits: 3) }), ("FF4", { _ in .fraction(digits: 4) }),
    ("FF5", { _ in .fraction(digits: 5) }), ("FF6", { _ in .fraction(digits: 6) }),
    ("FF7", { _ in .fraction(digits: 7) }), ("FF8", { _ in .fraction(digits: 8) }),
    ("FF9", { _ in .fraction(digits: 9) }), ("FF", { _ in .fraction(digits: 6) }),
    ("A.M.", { .meridian($0, hasDots: true) }), ("P.M.", { .meridian($0, hasDots: true) }),
    ("AM", { .meridian($0, hasDots: false) }), ("PM", { .meridian($0, hasDots: false) }),
    ("A.D.", { .era($0, hasDots: true) }), ("B.C.", { .era($0, hasDots: true) }),
    ("AD", { .era($0, hasDots: false) }), ("BC", { .era($0, hasDots: false) }),
    ("TZH", { _ in .zoneHour }), ("TZM", { _ in .zoneMinute }),
    ("FM", { _ in .fillMode }), ("FX", { _ in .exactMode }),
  ]

  mutating func next() throws(SQLError) -> DateModel.Element? {
    guard index < bytes.count else { return nil }
    let byte = bytes[index]
    if byte == UInt8(ascii: "\"") { return try quoted() }
    if isLetter(byte) {
      if isAfterNumber, matches("TH".utf8) {
        let written = bytes[index..<index + 2]
        index += 2
        isAfterNumber = false
        return .ordinal(letterCase(of: written))
      }
      // The local point, only before a fraction.
      if matches("XFF".utf8) {
        index += 1
        return .fractionPoint
      }
      // Before the elements that they begin with; `DSS` is a day and seconds.
      for name in ["DL", "DS", "TS", "TZR", "TZD", "EE", "E"] where matches(name.utf8) && !matches("DSS".utf8) {
        throw SQLError("0A000", "不支持 日期格式 \(name)")
      }
      for (name, make) in Self.names where matches(name.utf8) {
        let written = bytes[index..<index + name.utf8.count]
        index += name.utf8.count
        let element = make(letterCase(of: written))
        isAfterNumber = element.isNumber
        return element
      }
      throw unknownElement
    }
    isAfterNumber = false
    guard byte < 0x80, byte >= 0x20, !(0x30...0x39).contains(byte) else { throw unknownElement }
    index += 1
    return .punctuation(byte)
  }

  private var unknownElement: SQLError { SQLError("22007", "ORA-01821 日期格式无法识别") }

  private mutating func quoted() throws(SQLError) -> DateModel.Element {
    guard let end = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "\"")) else { throw unknownElement }
    let text = Array(bytes[(index + 1)..<end])
    index = end + 1
    return .text(text)
  }

  private func matches(_ name: String.UTF8View) -> Bool {
    guard bytes.count - index >= name.count else { return false }
    return zip(bytes[index...], name).allSatisfy { upperCased($0) == $1 }
  }

  private func letterCase(of written: ArraySlice<UInt8>) -> DateModel.LetterCase {
    let letters = written.filter(isLetter)
    guard let first = letters.first, first < 0x60 else { return .lower }
    return letters.count > 1 && letters[1] >= 0x60 ? .initial : .upper
  }
}

extension DateModel.Element {
  fileprivate var isNumber: Bool {
    switch self {
    case .year, .roundedYear, .isoYear, .century, .quarter, .month, .weekOfYear, .isoWeek, .weekOfMonth, .dayOfYear,
      .dayOfMonth, .dayOfWeek, .julianDay, .hour24, .hour12, .minute, .second, .secondOfDay:
      true
    default: false
    }
  }
}

func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
func upperCased(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }
