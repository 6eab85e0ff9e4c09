/// Reads a date as the centre writes it (centre.md, "The unified interface").
public enum CentreDate {
  /// A row's change date may lie so many days ahead; one further ahead is a typing error (centre.md, "Polling").
  public static let daysAhead = 90

  /// The accepted forms are `yyyy-MM-dd`, `yyyy-MM-dd HH:mm:ss`, `yyyy/M/d` and Java's
  /// `Fri Jan 01 00:00:00 CST 2021`. Anything else, a day that does not exist and a wrong weekday are `nil`: a date is
  /// never guessed.
  public static func parse(_ text: String) -> CivilDateTime? {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count >= 8, bytes.count <= 28 else { return nil }
      if bytes.count == 28 { return java(bytes) }
      if bytes[4] == UInt8(ascii: "-") { return dashed(bytes) }
      if bytes[4] == UInt8(ascii: "/") { return slashed(bytes) }
      return nil
    }
  }

  private static func dashed(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilDateTime? {
    guard bytes.count == 10 || bytes.count == 19, bytes[7] == UInt8(ascii: "-"), let year = number(bytes, 0, 4),
      let month = number(bytes, 5, 7), let day = number(bytes, 8, 10),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    if bytes.count == 10 { return CivilDateTime(date: date) }
    guard bytes[10] == UInt8(ascii: " "), let second = time(bytes, 11) else { return nil }
    return CivilDateTime(date: date, secondOfDay: second)
  }

  private static func slashed(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilDateTime? {
    guard bytes.count <= 10, let second = bytes[5...].firstIndex(of: UInt8(ascii: "/")),
      let year = number(bytes, 0, 4), let month = number(bytes, 5, second),
      let day = number(bytes, second + 1, bytes.count), second - 5 <= 2, bytes.count - second - 1 <= 2,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    return CivilDateTime(date: date)
  }

  /// `Fri Jan 01 00:00:00 CST 2021`, what `java.util.Date.toString()` writes in China.
  private static func java(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilDateTime? {
    let words = String(decoding: bytes, as: UTF8.self).split(
      separator: " " as Character, omittingEmptySubsequences: false)
    guard words.count == 6, words[4] == "CST", words[2].utf8.count == 2, words[3].utf8.count == 8,
      words[5].utf8.count == 4, let month = months.firstIndex(of: String(words[1])), let day = number(bytes, 8, 10),
      let second = time(bytes, 11), let year = number(bytes, 24, 28),
      let date = CivilDate(year: year, month: month + 1, day: day),
      // 1970-01-01 was a Thursday.
      weekdays[((date.dayNumber + 3) % 7 + 7) % 7] == words[0]
    else { return nil }
    return CivilDateTime(date: date, secondOfDay: second)
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// The second of the day of `HH:mm:ss` at an offset.
  private static func time(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard start + 8 <= bytes.count, bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
      let hour = number(bytes, start, start + 2), let minute = number(bytes, start + 3, start + 5),
      let second = number(bytes, start + 6, start + 8), hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard start < end, end <= bytes.count else { return nil }
    var value = 0
    for index in start..<end {
      guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
    }
    return value
  }
}
