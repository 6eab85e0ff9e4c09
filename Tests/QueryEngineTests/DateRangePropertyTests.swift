import Catalogue
import OracleSQL
import Testing

@testable import QueryEngine

/// A predicate on TO_CHAR or TRUNC of an indexed date finds the rows it finds where it cannot become a range (inside a
/// CASE), for all boundary values, by seed.
@Suite struct DateRangePropertyTests {
  /// First and last days of months and years, leap days and the days that a leap rule drops, the calendar's ends.
  private static let days = [
    "0001-01-01", "0999-12-31", "1000-01-01", "1999-12-31", "2000-01-01", "2000-02-29", "2019-12-31", "2020-01-01",
    "2020-01-31", "2020-02-01", "2020-02-28", "2020-02-29", "2020-03-01", "2020-12-31", "2021-01-01", "2021-02-28",
    "2021-03-01", "2021-03-31", "2021-04-30", "2021-05-01", "2100-02-28", "2100-03-01", "9999-01-01", "9999-11-30",
    "9999-12-31",
  ]
  private static let times = ["00:00:00", "00:00:01", "12:30:00", "23:59:59"]
  private static let models = ["YYYY", "YYYYMM", "YYYYMMDD", "YYYY-MM", "YYYY-MM-DD", "YYYY/MM", "YYYY/MM/DD"]

  private let folder: ReleaseFolder
  private let session: Session

  init() throws {
    folder = try ReleaseFolder()
    let moments: [String?] = Self.days.flatMap { day in Self.times.map { "\(day) \($0)" } } + [nil, nil]
    try folder.write(.ypml, count: moments.count) { index in
      ["yplsh": String(1000 + index)].merging(moments[index].map { ["bgsj": $0] } ?? [:]) { $1 }
    }
    session = try Session(folder.set)
  }

  @Test(arguments: 1...6) func findsTheSameRows(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    var ranges = 0
    var found = 0
    for _ in 0..<150 {
      let (predicate, parameter) = Self.predicate(&random)
      let parameters = parameter.map { [$0] } ?? []
      let expected = answer("case when \(predicate) then 1 end = 1", parameters)
      let actual = answer(predicate, parameters)
      #expect(actual == expected, "seed \(seed): \(predicate) \(parameters)")
      if case .rows(let keys) = actual { found += keys.isEmpty ? 0 : 1 }
      let isRange = try? session.compile("select yplsh from ypml where \(predicate)").sqliteText.contains(
        "t1.\"bgsj\" ")
      ranges += isRange == true ? 1 : 0
    }
    // Otherwise nothing would have been compared.
    #expect(ranges > 40 && found > 40, "\(ranges) ranges, \(found) with rows")
  }

  private enum Answer: Equatable {
    case rows([String?])
    case refused(String)
  }

  private func answer(_ condition: String, _ parameters: [String?]) -> Answer {
    do {
      return .rows(
        try session.rows("select yplsh from ypml where \(condition) order by yplsh", parameters).map { $0[0] })
    } catch {
      return .refused((error as? SQLError)?.state ?? "\(error)")
    }
  }

  private static func predicate(_ random: inout SeededRandom) -> (text: String, parameter: String??) {
    let sign = random.pick(["=", "=", "<", "<=", ">", ">=", "<>"])
    if random.pick([true, false, false]) { return (truncated(sign, &random), nil) }
    let model = random.pick(models)
    let subject = "to_char(bgsj, '\(random.pick([model, model, model.lowercased()]))')"
    let value = value(of: model, &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return ("'\(value)' \(sign) \(subject)", nil)
    case 1: return ("\(subject) between '\(value)' and '\(self.value(of: model, &random))'", nil)
    case 2: return ("\(subject) \(sign) $1", .some(random.pick([value, value, value, nil])))
    case 3:
      let isDigits = !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }
      return (isDigits ? "\(subject) \(sign) \(value)" : "\(subject) \(sign) '\(value)'", nil)
    case 4:
      return (
        "(\(subject) \(sign) '\(value)' or \(subject) = '\(self.value(of: model, &random))') and yplsh > '1003'", nil
      )
    default: return ("\(subject) \(sign) '\(value)'", nil)
    }
  }

  /// A day written by a model, or something near it that is no value of it.
  private static func value(of model: String, _ random: inout SeededRandom) -> String {
    let parts = random.pick(days).split(separator: "-").map(String.init)
    let whole = model.replacing("YYYY", with: parts[0]).replacing("MM", with: parts[1]).replacing("DD", with: parts[2])
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return String(whole.dropLast())
    case 1: return whole + "0"
    case 2: return " " + whole
    case 3: return whole.replacing("-0", with: "-").replacing("/0", with: "/")
    case 4:
      return random.pick([
        "20210230", "2021-02-29", "21000229", "202113", "2021-00", "00000101", "0000", "abc", "", "2021031a", "２０２１",
        "99991232",
      ])
    default: return whole
    }
  }

  private static func truncated(_ sign: String, _ random: inout SeededRandom) -> String {
    let day = random.pick(days)
    let digits = day.replacing("-", with: "")
    let other = random.pick([
      "date '\(day)'", "'\(day)'", "timestamp '\(day) \(random.pick(times))'", "to_date('\(digits)', 'YYYYMMDD')",
      "'\(digits)'",
      "trunc(date '\(day)')", "to_date('\(digits) 1200', 'YYYYMMDD HH24MI')", "null", "bgsj", "'no date'",
      "date '\(day)' - 1",
      "'\(day) \(random.pick(times))'",
    ])
    return random.pick([true, false, false]) ? "\(other) \(sign) trunc(bgsj)" : "trunc(bgsj) \(sign) \(other)"
  }
}
