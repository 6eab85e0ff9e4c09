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

  private func item(_ code: String) -> String {
    var fields = Array(repeating: "", count: 73)
    fields[0] = code
    fields[2] = "诊查费"
    fields[19] = "2021-01-20"
    return fields.joined(separator: "|")
  }

  private func feed(_ store: CatalogueStore, _ catalogues: [CatalogueKind] = [.bzml]) -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: catalogues), transport: centre, store: store, now: { clock.now })
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

  /// A view that cannot answer does not wait an hour because one answer did not add up.
  @Test func aHeldAnswerIsAskedForAgainAtOnce() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let store = try CatalogueStore(directory: folder.path)
    _ = try await feed(store).runOnce()
    try FileManager.default.removeItem(atPath: "\(folder.path)/releases/bzml/000001.sqlite")
    _ = try store.inspectFiles()
    let feed = feed(store)
    centre.state.withLock { $0.rows["3"] = [row("A"), "B|kurz"] }
    guard case .held = try await feed.runOnce(isScheduled: true).results[.bzml] else {
      Issue.record("not held")
      return
    }
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    clock.advance(seconds: 300)
    #expect(try await feed.runOnce(isScheduled: true).isComplete)
    #expect(store.rowCounts == [.bzml: 2])
  }

  /// Rot that is found while a release is built on it keeps back that catalogue; the others of the poll are published.
  @Test func rotKeepsBackItsOwnCatalogueOnly() async throws {
    centre.state.withLock {
      $0.rows["2"] = [item("21")]
      $0.rows["3"] = [row("A"), row("B")]
    }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store, [.zlxm, .bzml])
    _ = try await feed.runOnce()
    #expect(store.rowCounts == [.zlxm: 1, .bzml: 2])
    let path = "\(folder.path)/releases/bzml/000001.sqlite"
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: 6_000)
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: 6_000)
    try handle.write(contentsOf: Data([byte ^ 1]))
    try handle.close()
    centre.state.withLock {
      $0.rows["2"]?.append(item("22"))
      $0.rows["3"]?.append(row("C"))
    }
    clock.advance(seconds: 300)
    let outcome = try await feed.runOnce()
    #expect(outcome.results[.zlxm] == .published(changes: ChangeCounts(added: 1), missingAtCentre: []))
    guard case .failed(let error) = outcome.results[.bzml] else {
      Issue.record("\(outcome.results)")
      return
    }
    #expect(error.code == "QZ-S110")
    #expect(store.rowCounts == [.zlxm: 2])
    #expect(store.currentSet.unavailable == [.bzml])
    clock.advance(seconds: 300)
    let next = try await feed.runOnce()
    #expect(next.results[.bzml] == .published(changes: ChangeCounts(added: 3), missingAtCentre: []))
    #expect(store.rowCounts == [.zlxm: 2, .bzml: 3])
  }
}
