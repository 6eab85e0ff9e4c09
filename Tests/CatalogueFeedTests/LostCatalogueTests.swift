import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueFeed

/// A first load's file that rotted, with no older one: the feed brings the catalogue back.
@Suite struct LostCatalogueTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String) -> String { "\(code)|名|M|1|||2021-01-20|" }

  private func feed(_ store: CatalogueStore) -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store, now: { clock.now })
  }

  @Test func thePollAfterwardsFetchesEverything() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let store = try CatalogueStore(directory: folder.path)
    _ = try await feed(store).runOnce()
    let path = "\(folder.path)/releases/bzml/000001.sqlite"
    try FileManager.default.removeItem(atPath: path)
    clock.advance(seconds: 300)
    _ = centre.takeRequests()
    _ = try store.inspectFiles()
    #expect(store.lostCatalogues == [.bzml])
    centre.state.withLock { $0.faults[1] = .notSent }
    let feed = feed(store)
    #expect(try await feed.runOnce().firstFailure?.code == "QZ-F101")
    #expect(store.currentSet.unavailable == [.bzml])
    _ = centre.takeRequests()
    let outcome = try await feed.runOnce()
    #expect(centre.takeRequests() == ["24|3|1900-01-01|2999-12-31|"])
    #expect(outcome.results[.bzml] == .published(changes: ChangeCounts(added: 2), missingAtCentre: []))
    #expect(store.currentSet.unavailable == [])
    #expect(store.rowCounts == [.bzml: 2])
    // And polls go on as ever.
    clock.advance(seconds: 300)
    #expect(try await feed.runOnce().release == nil)
  }
}
