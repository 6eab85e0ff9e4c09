import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueFeed

/// A nightly comparison in which one month is bad. Its windows, with B of March 2020 as the oldest row and 2021-02-27 as
/// the day: all before March 2020, the 15 months from then to May 2021 (today + 90), and all after.
@Suite struct NightlyMonthsTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()
  private let store: CatalogueStore

  private static let april = "24|1|2020-04-01|2020-04-30|"
  private static let windows = 17

  init() throws { store = try CatalogueStore(directory: folder.path) }

  private func row(_ code: String, _ date: String) -> String {
    var fields = Array(repeating: "", count: 55)
    (fields[0], fields[2], fields[29]) = (code, "药", date)
    return fields.joined(separator: "|")
  }

  private func feed() -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.ypml]), transport: centre, store: store, now: { clock.now })
  }

  /// What the polls' windows do not show: C of April and D of June 2020. The next poll is the first of a night.
  private func firstLoad(_ feed: CatalogueFeed, pageSize: Int = 500) async throws {
    centre.state.withLock { $0.rows["1"] = [row("A", "2021-02-25"), row("B", "2020-03-05")] }
    #expect(try await feed.runOnce().release == 1)
    centre.state.withLock {
      $0.rows["1"]? += [row("C", "2020-04-10"), row("D", "2020-06-10")]
      $0.pageSize = pageSize
    }
    // 2021-02-27 01:00.
    clock.advance(seconds: 13 * 3600)
    _ = centre.takeRequests()
  }

  private func fault(_ request: String, _ fault: MemoryCentre.Fault?) {
    centre.state.withLock { $0.standingFaults[request] = fault }
  }

  private func holds(_ code: String) throws -> Bool { try store.record(.ypml, key: [code]) != nil }

  private func held(_ outcome: FeedOutcome) -> HeldBatch? {
    if case .held(let held) = outcome.results[.ypml] { held } else { nil }
  }

  /// Five minutes later, in the same night: the poll's own request and no other.
  private func nextPoll(_ feed: CatalogueFeed) async throws -> FeedOutcome {
    _ = centre.takeRequests()
    clock.advance(seconds: 300)
    let outcome = try await feed.runOnce()
    #expect(centre.takeRequests().count == 1)
    return outcome
  }

  /// Its number is wrong: it is named, June is published, and nothing is asked for again before the next night.
  @Test func aHeldMonthKeepsBackNoOther() async throws {
    let feed = feed()
    try await firstLoad(feed)
    fault(Self.april, .total(1))
    let night = try await feed.runOnce()
    #expect(night.release == 2)
    #expect(try holds("D") && !holds("C"))
    let batch = try #require(held(night))
    #expect(
      batch.reason == "QZ-F120 夜间核对 2020-04-01 至 2020-04-30：中心公布 2 条，实收 1 条，条数不符，未发布；下一夜重新核对")
    #expect(try store.heldBatches() == [batch])
    // The poll, the windows' totals, April and June.
    #expect(centre.takeRequests().count == 1 + Self.windows + 2)

    #expect(try await nextPoll(feed).isComplete)

    fault(Self.april, nil)
    clock.advance(seconds: 24 * 3600)
    #expect(try await feed.runOnce().release == 3)
    #expect(try holds("C"))
  }

  /// A row of it cannot be read: the same, and it stands in the list of rejects.
  @Test func aMonthWithABadRow() async throws {
    let feed = feed()
    try await firstLoad(feed)
    let bad = row("E", "2020-04-11") + "|多余"
    centre.state.withLock { $0.rows["1"]?.append(bad) }
    let night = try await feed.runOnce()
    #expect(night.release == 2)
    #expect(try holds("D") && !holds("C"))
    #expect(held(night)?.reason.hasPrefix("QZ-F121 夜间核对 2020-04-01 至 2020-04-30：有 1 条记录不合格") == true)
    #expect(try store.rejects(.ypml).map(\.text) == [bad])
    _ = try await nextPoll(feed)
  }

  @Test func aRefusedMonthKeepsBackNoOther() async throws {
    let feed = feed()
    try await firstLoad(feed)
    fault(Self.april, .answer("-1|忙"))
    let night = try await feed.runOnce()
    #expect(night.release == 2)
    #expect(try holds("D") && !holds("C"))
    #expect(night.firstFailure == FeedError(code: "QZ-F103", text: "夜间核对 2020-04-01 至 2020-04-30：中心拒绝目录下载：忙"))
    #expect(try await nextPoll(feed).isComplete)
  }

  /// No answer: the next poll goes on behind it and asks once more, the one after leaves it to the next night.
  @Test func anUnansweredMonth() async throws {
    let feed = feed()
    try await firstLoad(feed)
    fault(Self.april, .notSent)
    let night = try await feed.runOnce()
    #expect(night.release == nil)
    #expect(night.firstFailure?.code == "QZ-F101")
    #expect(night.firstFailure?.text.contains("2020-04-01 至 2020-04-30") == true)
    // The poll, the windows before April, April.
    #expect(centre.takeRequests().count == 1 + 2 + 1)

    clock.advance(seconds: 300)
    let second = try await feed.runOnce()
    #expect(second.release == 2 && second.firstFailure?.code == "QZ-F101")
    #expect(try holds("D") && !holds("C"))
    // The poll, the windows behind April, June's rows, April.
    let requests = centre.takeRequests()
    #expect(requests.count == 1 + (Self.windows - 3) + 1 + 1)
    #expect(requests.last == Self.april)

    #expect(try await nextPoll(feed).isComplete)

    fault(Self.april, nil)
    clock.advance(seconds: 24 * 3600)
    #expect(try await feed.runOnce().release == 3)
    #expect(try holds("C"))
    #expect(centre.takeRequests().count == 1 + Self.windows + 1)
  }

  /// It answers again with the next poll.
  @Test func aMonthThatIsAnsweredLater() async throws {
    let feed = feed()
    try await firstLoad(feed)
    fault(Self.april, .notSent)
    #expect(try await feed.runOnce().firstFailure != nil)
    fault(Self.april, nil)
    clock.advance(seconds: 300)
    let second = try await feed.runOnce()
    #expect(second.release == 2 && second.isComplete)
    #expect(try holds("C") && holds("D"))
    #expect(try store.releases().first?.batches[.ypml]?.announced == 2)
  }

  /// Cut off at its second page: the next poll asks for its own window and is not kept from it by the month's pages.
  @Test(arguments: [MemoryCentre.Fault.notSent, .answer("-1|忙")])
  func aMonthThatIsCutOff(how: MemoryCentre.Fault) async throws {
    let feed = feed()
    try await firstLoad(feed, pageSize: 1)
    centre.state.withLock {
      $0.rows["1"]?.removeAll { $0.hasPrefix("D|") }
      $0.rows["1"]?.append(row("E", "2020-04-11"))
    }
    fault(Self.april + "C", how)
    #expect(try await feed.runOnce().firstFailure != nil)
    _ = centre.takeRequests()
    clock.advance(seconds: 300)
    _ = try await feed.runOnce()
    #expect(centre.takeRequests().first == "24|1|2021-02-18|2021-05-28|")
  }

  /// The agent is started again between the comparison that failed and the next poll.
  @Test func aComparisonIsOwedAfterARestart() async throws {
    let first = feed()
    try await firstLoad(first)
    fault(Self.april, .notSent)
    #expect(try await first.runOnce().firstFailure?.code == "QZ-F101")
    fault(Self.april, nil)
    clock.advance(seconds: 300)
    _ = centre.takeRequests()
    let second = feed()
    #expect(try await second.runOnce().release == 2)
    #expect(try holds("C") && holds("D"))
    // The poll, the windows' totals, April and June.
    #expect(centre.takeRequests().count == 1 + Self.windows + 2)
    // Nothing is owed any more, not by another one either.
    for feed in [second, feed()] {
      clock.advance(seconds: 300)
      #expect(try await feed.runOnce().isComplete)
      #expect(centre.takeRequests().count == 1)
    }
  }

  /// A clock that was set ten years ahead for one night puts off no later one.
  @Test func aNightOfAWrongClock() async throws {
    let feed = feed()
    try await firstLoad(feed)
    let today = clock.now
    clock.advance(seconds: 10 * 365 * 86_400)
    _ = try await feed.runOnce()
    #expect(try holds("C") && holds("D"))
    centre.state.withLock { $0.rows["1"]?.append(row("E", "2020-05-10")) }
    clock.set(today + 86_400_000)
    _ = try await feed.runOnce()
    #expect(try holds("E"))
  }

  /// What a night could not take over is told until another night, or `sync --full`, settles it; by another process too.
  @Test(arguments: [true, false]) func theNightsProblemIsKept(full: Bool) async throws {
    let first = feed()
    try await firstLoad(first)
    fault(Self.april, .total(1))
    let night = try await first.runOnce()
    let reason = try #require(held(night)?.reason)
    clock.advance(seconds: 300)
    #expect(try await first.runOnce().isComplete)
    let second = feed()
    #expect(try second.fullStatus().catalogues["ypml"]?.nightProblem == reason)
    fault(Self.april, nil)
    clock.advance(seconds: full ? 300 : 24 * 3600)
    _ = try await second.runOnce(full: full)
    #expect(try holds("C"))
    #expect(try second.fullStatus().catalogues["ypml"]?.nightProblem == nil)
  }
}
