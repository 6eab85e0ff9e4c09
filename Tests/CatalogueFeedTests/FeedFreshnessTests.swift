import Testing

@testable import CatalogueFeed

@Suite struct FeedFreshnessTests {
  private func status(started: Int64? = nil, good: Int64? = nil, page: Int64? = nil) -> FeedStatus {
    var status = FeedStatus()
    status.startedAt = started.map { $0 * 60_000 }
    status.lastGoodPoll = good.map { $0 * 60_000 }
    status.lastPageAt = page.map { $0 * 60_000 }
    return status
  }
  private func freshness(_ status: FeedStatus, poll: Int = 300, enabled: Bool = true, now: Int64) -> FeedFreshness {
    FeedFreshness(status, isEnabled: enabled, pollEverySeconds: poll, now: now * 60_000)
  }

  @Test func staleOneMinutePastTheLimit() {
    let polled = status(started: 0, good: 100)
    let atLimit = freshness(polled, now: 115)
    #expect(atLimit.minutesSinceGoodPoll == 15 && !atLimit.isStale)
    #expect(freshness(polled, now: 116).isStale)
    #expect(!freshness(polled, enabled: false, now: 9999).isStale)
  }

  /// Three intervals where that is longer.
  @Test func aSlowPollHasMoreTime() {
    let polled = status(started: 0, good: 100)
    #expect(!freshness(polled, poll: 1800, now: 190).isStale)
    #expect(freshness(polled, poll: 1800, now: 191).isStale)
  }

  @Test func aStartAndArrivingPagesCount() {
    #expect(!freshness(status(started: 100, good: 1), now: 115).isStale)
    #expect(freshness(status(started: 100, good: 1), now: 116).isStale)
    #expect(!freshness(status(started: 0, page: 100), now: 115).isStale)
    #expect(freshness(status(started: 0), now: 16).isStale)
  }

  /// With no feed running only whole batches are known, one an hour; a machine never fed is not stale.
  @Test func withoutARunningFeed() {
    #expect(!freshness(status(good: 100), now: 175).isStale)
    #expect(freshness(status(good: 100), now: 176).isStale)
    #expect(!freshness(status(), now: 99_999).isStale)
    #expect(freshness(status(), now: 5).minutesSinceGoodPoll == nil)
  }

  @Test func aClockSetBack() {
    let set = freshness(status(started: 100, good: 100), now: 40)
    #expect(set.minutesSinceGoodPoll == 0 && !set.isStale)
  }
}
