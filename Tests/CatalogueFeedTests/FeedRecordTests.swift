import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

/// What the feed says of itself after several polls: rejects, errors, rows the centre no longer has.
@Suite struct FeedRecordTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String, date: String = "2021-02-25") -> String { "\(code)|名|M|1|||\(date)|" }

  private func feed(
    _ store: CatalogueStore, _ catalogues: [CatalogueKind] = [.bzml], onRejects: FeedConfiguration.OnRejects = .hold
  ) -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: catalogues, onRejects: onRejects), transport: centre, store: store,
      now: { clock.now })
  }

  /// The bad row's window is left behind; nothing says that it is settled until everything is asked for.
  @Test func aRejectOutsideTheWindowStands() async throws {
    let bad = "B|名|M|1|||2020-01-01|zu|viel"
    centre.state.withLock { $0.rows["3"] = [row("A"), bad] }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store, onRejects: .publish)
    let first = try await feed.runOnce()
    #expect(first.release == 1)
    #expect(first.rejected == [.bzml: 1])
    centre.publish("3", [row("A", date: "2021-02-26")])
    let second = try await feed.runOnce()
    #expect(second.release == 2)
    #expect(second.rejected == [:])
    #expect(try store.rejects(.bzml).map(\.text) == [bad])
    centre.state.withLock { $0.rows["3"] = [row("A", date: "2021-02-26"), row("B")] }
    _ = try await feed.runOnce(full: true)
    #expect(try store.rejects(.bzml).isEmpty)
  }

  /// A held batch is asked for again with the same days and more: a row the centre mended is settled.
  @Test func aRejectThatIsMendedAtTheCentreIsSettled() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A")] }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store)
    _ = try await feed.runOnce()
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B") + "|zu viel"] }
    let held = try await feed.runOnce()
    guard case .held = held.results[.bzml] else {
      Issue.record("\(held)")
      return
    }
    clock.advance(seconds: 86_400)
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let outcome = try await feed.runOnce()
    #expect(outcome.release == 2)
    #expect(try store.rejects(.bzml).isEmpty)
  }

  /// A poll of one catalogue says nothing of another's failure.
  @Test func anErrorStandsUntilItsOwnCatalogueIsAnswered() async throws {
    centre.state.withLock {
      $0.rows["1"] = [Self.drug]
      $0.rows["3"] = [row("A")]
    }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store, [.ypml, .bzml])
    let started = clock.now
    centre.state.withLock { $0.faults[2] = .answer("-1|忙") }
    _ = try await feed.runOnce()
    #expect(feed.status.lastError?.code == "QZ-F103")
    #expect(feed.status.lastGoodPoll == nil)
    clock.advance(seconds: 60)
    _ = try await feed.runOnce(catalogues: [.ypml])
    #expect(feed.status.lastError?.code == "QZ-F103")
    #expect(feed.status.lastErrorAt == started)
    #expect(feed.status.lastGoodPoll == nil)
    clock.advance(seconds: 60)
    _ = try await feed.runOnce(catalogues: [.bzml])
    #expect(feed.status.lastError == nil)
    #expect(feed.status.lastGoodPoll == started + 60_000)
  }

  /// A batch that stays out was answered and proves nothing.
  @Test func aHeldBatchIsNoGoodPoll() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A")] }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store, [.bzml])
    let started = clock.now
    _ = try await feed.runOnce()
    centre.state.withLock { $0.rows["3"]?.append("B|kurz") }
    clock.advance(seconds: 600)
    let held = try await feed.runOnce()
    guard case .held = held.results[.bzml] else {
      Issue.record("\(held.results)")
      return
    }
    let status = try feed.fullStatus()
    #expect(status.lastGoodPoll == started && status.lastAnswered == started + 600_000)
    let freshness = FeedFreshness(status, isEnabled: true, pollEverySeconds: 300, now: started + 1_200_000)
    #expect(freshness.minutesSinceGoodPoll == 20 && !freshness.isStale)
  }

  private static var drug: String {
    var fields = Array(repeating: "", count: 55)
    fields[0] = "0012"
    fields[2] = "阿莫西林"
    fields[29] = "2021-02-25"
    return fields.joined(separator: "|")
  }

  /// The number that `sync --full` found is there in another process, too.
  @Test func rowsMissingAtTheCentreAreToldAfterARestart() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B"), row("C")] }
    let store = try CatalogueStore(directory: folder.path)
    let first = feed(store)
    _ = try await first.runOnce()
    centre.state.withLock { $0.rows["3"] = [row("A")] }
    _ = try await first.runOnce(full: true)
    let other = feed(store)
    let told = try other.fullStatus().catalogues["bzml"]?.missingAtCentre
    #expect(told == 2)
    _ = try await other.runOnce()
    let later = try other.fullStatus().catalogues["bzml"]?.missingAtCentre
    #expect(later == 2)
  }

  @Test func theCentresRowsWithTheirRejects() async throws {
    centre.state.withLock {
      $0.pageSize = 2
      $0.rows["3"] = ["A", "B", "C"].map { row($0) } + [row("D") + "|zu viel"]
    }
    let feed = feed(try CatalogueStore(directory: folder.path))
    let day = try #require(CivilDate(year: 2021, month: 2, day: 25))
    let rows = try await feed.centreRows(.bzml, from: day, through: day)
    #expect(rows.announced == 4)
    #expect(rows.rejected == 1)
    #expect(rows.keys.map { $0[0] } == ["A", "B", "C"])
  }
}
