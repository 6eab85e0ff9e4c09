import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

@Suite struct MissingAtCentreTests {
  private let folder = ScratchFolder()
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ number: Int) -> String { "K\(number)|名|M|1|||2021-02-25|" }

  /// After a first load of so many rows, those the centre still has in a `sync --full`.
  private func outcome(
    of count: Int, without missing: Int, onRejects: FeedConfiguration.OnRejects = .hold, bad: String? = nil
  ) async throws -> (CatalogueStore, FeedOutcome, CatalogueFeed) {
    let clock = clock
    centre.state.withLock { $0.rows["3"] = (1...count).map(row) }
    let store = try CatalogueStore(directory: folder.path)
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(withdrawsMissing: true, catalogues: [.bzml], onRejects: onRejects),
      transport: centre, store: store, now: { clock.now })
    _ = try await feed.runOnce()
    centre.state.withLock { $0.rows["3"] = (1...count).dropFirst(missing).map(row) + (bad.map { [$0] } ?? []) }
    // An ordinary poll never takes rows away.
    let poll = try await feed.runOnce()
    #expect(poll.isComplete)
    #expect(store.rowCounts[.bzml] == count)
    return (store, try await feed.runOnce(full: true), feed)
  }

  @Test func missingRowsAreWithdrawn() async throws {
    let (store, outcome, feed) = try await outcome(of: 30, without: 20)
    #expect(outcome.results[.bzml] == .published(changes: ChangeCounts(removed: 20), missingAtCentre: []))
    #expect(outcome.release == 2)
    #expect(store.rowCounts[.bzml] == 10)
    #expect(feed.status.catalogues["bzml"]?.missingAtCentre == 0)
    #expect(try store.changes(after: 30, limit: 99).map(\.verb) == Array(repeating: .deleted, count: 20))
  }

  /// And a person, who asked the centre, has them leave all the same.
  @Test func oneTooManyAndNoneIsWithdrawn() async throws {
    let (store, outcome, feed) = try await outcome(of: 30, without: 21)
    guard case .published(let changes, let missing) = outcome.results[.bzml] else {
      Issue.record("\(outcome)")
      return
    }
    #expect(changes == ChangeCounts())
    #expect(missing.count == 21)
    #expect(store.rowCounts[.bzml] == 30)
    #expect(try feed.fullStatus().catalogues["bzml"]?.staying?.hasPrefix("QZ-F124 中心已没有的 21 行") == true)
    let said = try await feed.runOnce(full: true, withdrawsMissing: true)
    #expect(said.results[.bzml] == .published(changes: ChangeCounts(removed: 21), missingAtCentre: []))
    #expect(store.rowCounts[.bzml] == 9)
    #expect(try feed.fullStatus().catalogues["bzml"]?.staying == nil)
  }

  /// Of 500 rows, one in twenty.
  @Test(arguments: [(25, 475), (26, 500)])
  func theShareOfALargerCatalogue(missing: Int, left: Int) async throws {
    let (store, _, _) = try await outcome(of: 500, without: missing)
    #expect(store.rowCounts[.bzml] == left)
  }

  /// The row that cannot be read may be the one that seems to be missing.
  @Test func withARejectNothingIsWithdrawn() async throws {
    let (store, outcome, feed) = try await outcome(
      of: 10, without: 1, onRejects: .publish, bad: "K1|名|M|1|||2021-02-99|")
    guard case .published(_, let missing) = outcome.results[.bzml] else {
      Issue.record("\(outcome)")
      return
    }
    #expect(missing == ["K1|1||"])
    #expect(store.rowCounts[.bzml] == 10)
    // Also when a person says so: which row it is nobody knows.
    _ = try await feed.runOnce(full: true, withdrawsMissing: true)
    #expect(store.rowCounts[.bzml] == 10)
    #expect(try feed.fullStatus().catalogues["bzml"]?.staying?.hasPrefix("QZ-F124") == true)
  }
}
