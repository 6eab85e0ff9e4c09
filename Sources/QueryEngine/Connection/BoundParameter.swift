import OracleSQL

/// A parameter's text in the form in which values of its type are stored.
enum BoundParameter {
  /// - Parameter isMoment: declared as `timestamptz`: a zone written behind it counts.
  static func value(
    of text: String?, type: SQLType, number: Int, isMoment: Bool = false
  ) throws(SQLError) -> SQLValue {
    guard let text, !text.isEmpty else { return .null }
    switch type {
    case .bool: return .integer(try flag(text, number) ? 1 : 0)
    case .int2, .int4, .int8, .oid:
      guard let value = OracleNumber(text: text), let whole = value.int64 else { throw malformed(number, "整数") }
      return .integer(whole)
    case .numeric:
      guard let value = OracleNumber(text: text) else { throw malformed(number, "数字") }
      return value.sqlValue
    case .date, .timestamp: return .text(try dateText(text, number, isMoment: isMoment))
    case .char, .name, .tid, .regclass, .text, .varchar, .interval, .unknown, .array, .vector, .catalogue:
      return .text(text)
    }
  }

  private static func malformed(_ number: Int, _ kind: String) -> SQLError {
    SQLError("22P02", "ORA-01722 第 \(number) 个参数不是有效的\(kind)")
  }

  private static func flag(_ text: String, _ number: Int) throws(SQLError) -> Bool {
    switch text.lowercased() {
    case "t", "true", "y", "yes", "on", "1": return true
    case "f", "false", "n", "no", "off", "0": return false
    default: throw malformed(number, "布尔值")
    }
  }

  /// What a date literal may be, and a zone behind the time: PostgreSQL passes over it in a `timestamp`, and shifts a
  /// moment to the local time, which is +08.
  private static func dateText(_ text: String, _ number: Int, isMoment: Bool) throws(SQLError) -> String {
    let malformed = SQLError("22007", "ORA-01861 第 \(number) 个参数不是有效的日期")
    let (civil, offset) = withoutZone(text[...])
    do throws(SQLError) {
      guard let date = try SQLValue.text(String(civil)).date() else { throw malformed }
      guard isMoment, let offset else { return date.text }
      return try OracleDate(seconds: date.seconds + localOffset - offset).text
    } catch {
      throw malformed
    }
  }

  /// Asia/Shanghai.
  private static let localOffset: Int64 = 8 * 3600

  /// A text without the zone after its time, `Z`, `+08`, `+0800`, `+08:00` or `-05:30`, and that zone's seconds east.
  private static func withoutZone(_ text: Substring) -> (civil: Substring, offset: Int64?) {
    var text = text
    while text.last == " " { text.removeLast() }
    // A zone without a time of day would be taken for a part of the date.
    guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
    if text.hasSuffix("Z") || text.hasSuffix("z") { return (text.dropLast(), 0) }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }), sign > colon else { return (text, nil) }
    let digits = text[text.index(after: sign)...].filter { $0 != ":" }
    guard [2, 4, 6].contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return (text, nil)
    }
    let padded = Array(digits.utf8.map { Int64($0 - 0x30) }) + Array(repeating: 0, count: 6 - digits.count)
    let seconds =
      (padded[0] * 10 + padded[1]) * 3600 + (padded[2] * 10 + padded[3]) * 60 + padded[4] * 10 + padded[5]
    guard seconds < 16 * 3600 else { return (text, nil) }
    return (text[..<sign], text[sign] == "-" ? -seconds : seconds)
  }
}
