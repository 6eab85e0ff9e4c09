import Catalogue

extension CatalogueWindow {
  /// Calendar months compared one by one; what is older is one window.
  public static let monthLimit = 240

  /// The windows whose totals a nightly comparison asks for: each calendar month from that of the oldest date held to
  /// that of today + 90, one window for all that is older and one for all that is later (centre.md, "Polling").
  /// Together they are ``whole``.
  ///
  /// - Parameter oldestHeld: oldest change date held; more than ``monthLimit`` months before the end (a typing error) it
  ///   makes no further windows.
  public static func months(oldestHeld: CivilDate, today: CivilDate) -> [CatalogueWindow] {
    var start = firstDay(ofMonthOf: today.adding(days: daysAhead))
    var windows = [CatalogueWindow(from: start, through: lastDay(ofMonthOf: start))]
    while oldestHeld < start, windows.count < monthLimit {
      let end = start.adding(days: -1)
      start = firstDay(ofMonthOf: end)
      windows.append(CatalogueWindow(from: start, through: end))
    }
    let latest = windows[0].through
    return [CatalogueWindow(from: firstDay, through: start.adding(days: -1))] + windows.reversed()
      + [CatalogueWindow(from: latest.adding(days: 1), through: lastDay)]
  }

  private static func firstDay(ofMonthOf day: CivilDate) -> CivilDate { day.adding(days: 1 - day.components.day) }

  private static func lastDay(ofMonthOf day: CivilDate) -> CivilDate {
    let (year, month, number) = day.components
    return day.adding(days: CivilDate.days(in: month, of: year) - number)
  }
}
