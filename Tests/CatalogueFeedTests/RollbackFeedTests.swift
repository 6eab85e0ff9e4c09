import Catalogue
import CatalogueStore
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

  @Test func resumedItComesBackWithTheNextPollThatSucceeds() async throws {
    let (store, feed) = try await rolledBack()
    _ = try await feed.runOnce()
    // The centre now has as many rows as are held: without the hold's own memory the poll would see nothing new.
    centre.state.withLock { $0.rows["3"] = [row("B", "错"), row("C")] }
    #expect(try store.resume(.bzml))
    centre.state.withLock { $0.faults[$0.requests.count + 1] = .notSent }
    let failed = try await feed.runOnce()
    #expect(failed.firstFailure != nil)
    let outcome = try await feed.runOnce()
    #expect(outcome.release == 4)
    #expect(try name(store, "B") == "错")
    #expect(try name(store, "C") == "名")
    #expect(try store.heldBatches().isEmpty)
  }
}
