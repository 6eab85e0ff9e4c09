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

  /// `[feed] missing_at_centre = "withdraw"`
  public var withdrawsMissing: Bool
  public var catalogues: [CatalogueKind]
  public var pollEverySeconds: Int
  /// Days on which the centre is asked every minute.
  public var goLiveDays: [CivilDate]
  public var onRejects: OnRejects
  /// Deadline of one call.
  public var timeoutSeconds: Int

  public init(
    withdrawsMissing: Bool = false, catalogues: [CatalogueKind] = CatalogueKind.allCases, pollEverySeconds: Int = 300,
    goLiveDays: [CivilDate] = [],
    onRejects: OnRejects = .hold, timeoutSeconds: Int = 30
  ) {
    self.withdrawsMissing = withdrawsMissing
    self.catalogues = catalogues
    self.pollEverySeconds = pollEverySeconds
    self.goLiveDays = goLiveDays
    self.onRejects = onRejects
    self.timeoutSeconds = timeoutSeconds
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

  private(set) var failureCount = 0

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
