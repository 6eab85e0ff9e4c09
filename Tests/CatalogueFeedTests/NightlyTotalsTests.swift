import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueFeed

/// The nightly comparison by month, at a centre that changes while it is asked month by month.
@Suite struct NightlyTotalsTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String, _ name: String, _ date: String) -> String { "\(code)|\(name)|M|1|||\(date)|" }

  private func feed(_ store: CatalogueStore) -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store, now: { clock.now })
  }

  private func changes(_ outcome: FeedOutcome) -> ChangeCounts? {
    if case .published(let changes, _) = outcome.results[.bzml] { changes } else { nil }
  }

  /// A row that is dated anew while the months are asked for comes with two of them: once, as the later one says it.
  @Test(arguments: [("K", ChangeCounts(added: 1)), ("B", ChangeCounts(modified: 1))])
  func aRowThatTwoMonthsBring(code: String, expected: ChangeCounts) async throws {
    centre.state.withLock {
      $0.rows["3"] = [row("A", "甲", "2021-02-25"), row("B", "乙", "2020-03-05")]
    }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store)
    #expect(try await feed.runOnce().release == 1)
    _ = centre.takeRequests()

    // 2021-02-27 01:00.
    clock.advance(seconds: 13 * 3600)
    centre.state.withLock { state in
      state.rows["3"]?.removeAll { $0.hasPrefix("\(code)|") }
      state.rows["3"]?.append(row(code, "四月", "2020-04-30"))
      // Between April and June.
      let may = code == "B" ? 7 : 6
      state.faults[may] = .replaceRow(row(code, "六月", "2020-06-15"), catalogue: "3")
    }
    let night = try await feed.runOnce()
    let requests = centre.takeRequests()
    let april = try #require(requests.firstIndex(of: "24|3|2020-04-01|2020-04-30|"))
    // Asked for its total, and fetched.
    #expect(
      requests[april...(april + 2)] == ["24|3|2020-04-01|2020-04-30|", requests[april], "24|3|2020-05-01|2020-05-31|"])
    #expect(changes(night) == expected)
    #expect(night.release == 2)
    let record = try store.record(.bzml, key: [code, "1", "", ""])
    #expect(record?.fields[1] == "六月")
    let journal = try store.changes(after: 2, limit: 10)
    #expect(journal.map(\.key) == [[code, "1", "", ""]])
    #expect(journal.map { $0.before?[1] } == [code == "B" ? "乙" : nil])
    #expect(journal.map { $0.after?[1] } == ["六月"])

    clock.advance(seconds: 24 * 3600)
    #expect(try await feed.runOnce().release == nil)
  }

  /// Rows the centre no longer announces are told, by number; which they are `sync --full` tells, and is not told again.
  @Test func aRowTheCentreHasNoMore() async throws {
    centre.state.withLock {
      $0.rows["3"] = [row("A", "甲", "2021-02-25"), row("B", "乙", "2020-03-05"), row("C", "丙", "2019-07-01")]
    }
    let store = try CatalogueStore(directory: folder.path)
    let feed = feed(store)
    #expect(try await feed.runOnce().release == 1)
    centre.state.withLock { $0.rows["3"]?.removeAll { $0.hasPrefix("B|") } }
    clock.advance(seconds: 13 * 3600)
    #expect(try await feed.runOnce().release == nil)
    let problem = try #require(try store.feedCursor(.bzml)?.nightProblem)
    #expect(problem.hasPrefix("QZ-F129") && problem.contains("多 1 行"))
    #expect(try feed.fullStatus().catalogues["bzml"]?.nightProblem == problem)

    let full = try await feed.runOnce(full: true)
    guard case .published(_, let missing) = full.results[.bzml] else {
      Issue.record("\(full.results)")
      return
    }
    #expect(missing.count == 1)
    #expect(try store.feedCursor(.bzml)?.nightProblem == nil)
    clock.advance(seconds: 24 * 3600)
    _ = try await feed.runOnce()
    #expect(try store.feedCursor(.bzml)?.nightProblem == nil)

    // One more: told again, with all there are.
    centre.state.withLock { $0.rows["3"]?.removeAll { $0.hasPrefix("C|") } }
    clock.advance(seconds: 24 * 3600)
    _ = try await feed.runOnce()
    #expect(try store.feedCursor(.bzml)?.nightProblem?.contains("多 2 行") == true)
  }
}
