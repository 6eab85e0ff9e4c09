import Catalogue

/// What of the configuration the feed needs.
public struct FeedConfiguration: Sendable {
  /// `[feed] on_rejects`
  public enum OnRejects: String, Sendable {
    /// A batch with rejects stays out until they are accepted.
    case hold
    /// Its other rows are published.
    case publish
  }

  /// What tells the centre from another one: environment, interface, address, institution. Empty: not told.
  public var centre = ""
  /// `[feed] missing_at_centre = "withdraw"`
  public var withdrawsMissing: Bool
  public var catalogues: [CatalogueKind]
  public var pollEverySeconds: Int
  /// Days on which the centre is asked every minute.
  public var goLiveDays: [CivilDate]
  public var onRejects: OnRejects
  /// Deadline of one call.
  public var timeoutSeconds: Int
  /// `[centre] announced_count`: whether the centre says how many rows a window has.
  public var announcesCount: Bool
  /// `[centre] self_payment_person_type`: of 1319, the 人员类别 whose self-payment counts; empty: the smallest code.
  public var selfPaymentPersonType = ""

  public init(
    withdrawsMissing: Bool = false, catalogues: [CatalogueKind] = CatalogueKind.allCases, pollEverySeconds: Int = 300,
    goLiveDays: [CivilDate] = [],
    onRejects: OnRejects = .hold, timeoutSeconds: Int = 30, announcesCount: Bool = true
  ) {
    self.withdrawsMissing = withdrawsMissing
    self.catalogues = catalogues
    self.pollEverySeconds = pollEverySeconds
    self.goLiveDays = goLiveDays
    self.onRejects = onRejects
    self.timeoutSeconds = timeoutSeconds
    self.announcesCount = announcesCount
  }
}

/// When the next poll is due. A value: time and chance come from outside.
struct PollSchedule: Sendable {
  /// The first wait after a failure; it doubles with each further one.
  static let shortestBackOffSeconds = 5
  static let longestBackOffSeconds = 300
  /// On a go-live day.
  static let goLiveSeconds = 60
  /// The window is fetched whole so often, so that a change with an unchanged count is found too.
  static let wholeWindowEveryMilliseconds: Int64 = 3_600_000
  /// Pages kept from an interrupted download are good for so long.
  static let stagingLifetimeMilliseconds: Int64 = 24 * 3_600_000

  /// The nightly comparison belongs to the first poll after this second of the day.
  static let nightSecond: Int64 = 3600

  private(set) var failureCount = 0

  /// The night a moment belongs to.
  static func night(of milliseconds: Int64) -> CivilDate {
    CivilDateTime(unixMilliseconds: milliseconds - nightSecond * 1000).date
  }

  /// Seconds to wait after a poll.
  ///
  /// - Parameter chance: 0 ..< 1; spreads the interval by ±20 %.
  mutating func wait(
    afterFailure isFailure: Bool, today: CivilDate, configuration: FeedConfiguration, chance: Double
  ) -> Double {
    guard !isFailure else {
      failureCount += 1
      let doublings = min(failureCount - 1, 10)
      return Double(min(Self.shortestBackOffSeconds << doublings, Self.longestBackOffSeconds))
    }
    failureCount = 0
    let every =
      configuration.goLiveDays.contains(today)
      ? min(Self.goLiveSeconds, configuration.pollEverySeconds) : configuration.pollEverySeconds
    return Double(every) * (0.8 + 0.4 * chance)
  }
}
