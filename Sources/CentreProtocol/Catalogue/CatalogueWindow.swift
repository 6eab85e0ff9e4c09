import Catalogue

/// The change dates a poll asks for (centre.md, "Polling").
public struct CatalogueWindow: Hashable, Sendable {
  public let from: CivilDate
  public let through: CivilDate

  public init(from: CivilDate, through: CivilDate) {
    self.from = from
    self.through = through
  }

  /// Where a first load starts: before any catalogue existed.
  public static let firstDay = CivilDate(year: 1900, month: 1, day: 1)!
  /// The end of everything: later than any typing error in a year (*ours*).
  public static let lastDay = CivilDate(year: 2999, month: 12, day: 31)!
  /// A release is published ahead of its change date; one further ahead is a typing error and does not move the window.
  public static let daysAhead = CentreDate.daysAhead
  /// Rows can be dated back so far and are still seen by the next poll.
  public static let daysBack = 7

  /// Everything the centre has, rows with a mistyped year included.
  public static let whole = CatalogueWindow(from: firstDay, through: lastDay)

  public func contains(_ other: CatalogueWindow) -> Bool { from <= other.from && other.through <= through }

  /// min(newest change date held, day of the last proven poll) − 7 days, never later than today − 7, to today + 90.
  ///
  /// - Parameters:
  ///   - newestHeld: newest change date held that is not after today + 90; `nil` when nothing is held.
  ///   - lastProven: day of the last poll whose batch was proven; `nil` when there was none.
  public static func poll(today: CivilDate, newestHeld: CivilDate?, lastProven: CivilDate?) -> CatalogueWindow {
    guard let newestHeld, let lastProven else { return whole }
    let start = min(newestHeld, lastProven, today).adding(days: -daysBack)
    return CatalogueWindow(from: max(start, firstDay), through: today.adding(days: daysAhead))
  }
}
