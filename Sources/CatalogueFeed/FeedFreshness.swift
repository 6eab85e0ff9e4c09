/// Whether the catalogues are still compared with the centre, and how long ago that was last done (operations.md:
/// `status` exits with 3 when it was too long ago).
public struct FeedFreshness: Hashable, Sendable, Codable {
  /// The shortest time without a good poll that is too long.
  public static let shortestLimitMinutes = 15
  /// So many intervals without a good poll are too long.
  public static let intervals = 3
  /// Only a whole batch is noted on disk, at most an hour apart; with no feed running that much is allowed besides.
  public static let notedEveryMinutes = 60

  /// Whole minutes since the last poll that proved every catalogue; `nil` when there was none.
  public let minutesSinceGoodPoll: Int?
  public let limitMinutes: Int
  /// Too long ago. A feed that was just started, or receives pages, is given the same time.
  public let isStale: Bool

  /// - Parameters:
  ///   - isEnabled: `[feed] enabled`; a feed that is switched off is never stale.
  ///   - now: milliseconds since 1970 UTC. A last poll in the future (the clock was set back) is no minutes ago.
  public init(_ status: FeedStatus, isEnabled: Bool, pollEverySeconds: Int, now: Int64) {
    let limit = max(Self.shortestLimitMinutes, (Self.intervals * pollEverySeconds + 59) / 60)
    let allowed = status.startedAt == nil ? limit + Self.notedEveryMinutes : limit
    limitMinutes = allowed
    minutesSinceGoodPoll = status.lastGoodPoll.map { Int(max(0, now - $0) / 60_000) }
    // A batch that stays out is told by itself; the comparison it came from was made.
    let signs = [status.lastGoodPoll, status.lastAnswered, status.startedAt, status.lastPageAt].compactMap { $0 }
    let isQuiet = signs.allSatisfy { now - $0 > Int64(allowed) * 60_000 }
    // A machine that was never started has nothing that could grow old.
    isStale = isEnabled && !signs.isEmpty && isQuiet
  }
}
