import Catalogue

/// The `Date` header of RFC 9110, e.g. `Mon, 01 Mar 2021 06:00:00 GMT`. The clock gate (settlement.md R18) reads it.
enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Milliseconds since 1970 UTC; `nil` when the text is no IMF-fixdate.
  static func unixMilliseconds(_ text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
      let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
      let date = CivilDate(year: year, month: month + 1, day: day)
    else { return nil }
    let time = parts[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2])
    else { return nil }
    return Int64(date.dayNumber * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]) * 1000
  }
}
