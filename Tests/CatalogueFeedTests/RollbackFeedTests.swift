import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

@Suite struct RollbackFeedTests {
  private let folder = ScratchFolder()
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String, _ name: String = "名") -> String { "\(code)|\(name)|M|1|||2021-02-25|" }

  /// Two releases, the second with a new name, rolled back to the first.
  private func rolledBack() async throws -> (CatalogueStore, CatalogueFeed) {
    let clock = clock
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let store = try CatalogueStore(directory: folder.path)
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store, now: { clock.now })
    _ = try await feed.runOnce()
    centre.publish("3", [row("B", "错"), row("C")])
    _ = try await feed.runOnce()
    #expect(store.rowCounts == [.bzml: 3])
    _ = try store.rollBack(to: 1, reason: "名称错", now: clock.now)
    return (store, feed)
  }

  private func name(_ store: CatalogueStore, _ code: String) throws -> String? {
    try store.record(.bzml, key: [code, "1", "", ""])?.fields[1]
  }

  @Test func pollsGoOnAndPublishNothing() async throws {
    let (store, feed) = try await rolledBack()
    for full in [false, true] {
      let outcome = try await feed.runOnce(full: full)
      guard case .held(let held) = outcome.results[.bzml] else {
        Issue.record("not held: \(outcome)")
        return
      }
      #expect(held.reason.contains("QZ-F123"))
      #expect(held.reason.contains("新增 1 行、修改 1 行"))
      #expect(outcome.release == nil)
    }
    #expect(try store.heldBatches().map(\.kind) == [.bzml])
    #expect(try name(store, "B") == "名")
    #expect(store.currentSet.number == 3)
  }

  private func reason(_ outcome: FeedOutcome) -> String {
    if case .held(let held) = outcome.results[.bzml] { held.reason } else { "\(outcome)" }
  }

  /// What differs may be dated long before a poll's window: everything is compared at once, and then hourly.
  @Test func theDifferenceIsOfEverything() async throws {
    let (store, feed) = try await rolledBack()
    centre.publish("3", ["D|名|M|1|||2020-01-01|"])
    _ = centre.takeRequests()
    let first = try await feed.runOnce()
    #expect(reason(first).contains("新增 2 行、修改 1 行（2021-02-26 12:00:00 比较全部记录）"), "\(reason(first))")
    #expect(centre.takeRequests().first?.components(separatedBy: "|")[2] == "1900-01-01")
    centre.publish("3", ["E|名|M|1|||2020-01-01|"])
    clock.advance(seconds: 3599)
    let between = try await feed.runOnce()
    #expect(reason(between) == reason(first))
    #expect(try store.heldBatches().map(\.reason) == [reason(first)])
    #expect(centre.takeRequests().first?.components(separatedBy: "|")[2] == "2021-02-18")
    clock.advance(seconds: 1)
    let later = try await feed.runOnce()
    #expect(reason(later).contains("新增 3 行、修改 1 行"), "\(reason(later))")
  }

  /// A comparison that failed is made with the next poll.
  @Test func aFailedComparisonIsMadeAgain() async throws {
    let (_, feed) = try await rolledBack()
    centre.publish("3", ["D|名|M|1|||2020-01-01|"])
    _ = centre.takeRequests()
    centre.state.withLock { $0.faults[1] = .notSent }
    let failed = try await feed.runOnce()
    #expect(failed.firstFailure?.code == "QZ-F101")
    let outcome = try await feed.runOnce()
    #expect(reason(outcome).contains("新增 2 行、修改 1 行"), "\(reason(outcome))")
  }

  /// The platform sends what is newer than the version reached, and that is nothing.
  @Test func theDifferenceToTheNationalPlatform() async throws {
    let fixture = try NationalFixture()
    let clock = fixture.clock
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    let caller = NationalCaller(
      institutionCode: "H50000000001", institutionName: "某院", area: NationalFixture.area, operatorCode: "1",
      operatorName: "某")
    let national = NationalCentre(
      caller: caller, transport: fixture.platform, timeoutSeconds: 5, now: { clock.now })
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.ypml]), transport: centre, store: fixture.store,
      national: national, now: { clock.now })
    _ = try await feed.runOnce()
    fixture.put(
      [NationalFixture.drug("XA01", "错", version: NationalFixture.secondVersion)], announced: 1,
      version: NationalFixture.secondVersion)
    let second = try await feed.runOnce()
    #expect(second.release == 2)
    _ = try fixture.store.rollBack(to: 1, reason: "名称错", now: clock.now)
    for _ in 0..<2 {
      let outcome = try await feed.runOnce()
      guard case .held(let held) = outcome.results[.ypml] else {
        Issue.record("not held: \(outcome)")
        return
      }
      #expect(held.reason.contains("新增 0 行、修改 1 行"), "\(held.reason)")
      let reasons = try fixture.store.heldBatches().map(\.reason)
      #expect(reasons == [held.reason])
    }
  }

  @Test func resumedItComesBackWithTheNextPollThatSucceeds() async throws {
    let (store, feed) = try await rolledBack()
    _ = try await feed.runOnce()
    // The centre now has as many rows as are held: without the hold's own memory the poll would see nothing new.
    centre.state.withLock { $0.rows["3"] = [row("B", "错"), row("C")] }
    #expect(try store.resume(.bzml))
    centre.state.withLock { $0.faults[$0.requests.count + 1] = .notSent }
    let failed = try await feed.runOnce()
    #expect(failed.firstFailure != nil)
    // A process that starts now still knows when the centre was last compared.
    let clock = clock
    let later = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store, now: { clock.now })
    #expect(try later.fullStatus().lastGoodPoll != nil)
    let outcome = try await feed.runOnce()
    #expect(outcome.release == 4)
    #expect(try name(store, "B") == "错")
    #expect(try name(store, "C") == "名")
    #expect(try store.heldBatches().isEmpty)
  }
}
