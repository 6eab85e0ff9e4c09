import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// A download that is cut off goes on with the file that failed (centre.md, Polling).
@Suite struct NationalResumeTests {
  private let fixture: NationalFixture
  private static let versions = (1...4).map { "F001_2021010\($0)000000_C" }

  init() throws {
    fixture = try NationalFixture()
    for (index, version) in Self.versions.enumerated() {
      fixture.put(
        [
          NationalFixture.drug("XA0\(index)", version: version),
          NationalFixture.drug("XA00", "第\(index)名", version: version),
        ], announced: 2, version: version)
    }
  }

  private func cut(_ file: String?) { fixture.platform.state.withLock { $0.cutFile = file } }

  /// Files asked for since the last call.
  private func asked() -> [String] {
    fixture.platform.state.withLock { state in
      defer { state.filesAsked = [] }
      return state.filesAsked
    }
  }

  private func reopened() throws -> CatalogueStore { try CatalogueStore(directory: fixture.folder.path) }

  @Test(arguments: [false, true])
  func onlyWhatFailedIsAskedForAgain(afterRestart: Bool) async throws {
    cut("1301/2")
    let failed = try await fixture.poll()
    #expect(failed.firstFailure?.code == "QZ-F102" && failed.release == nil)
    #expect(asked() == ["1301/0", "1301/1", "1301/2"])
    // The same once more: what is kept stays kept.
    _ = try await fixture.poll()
    #expect(asked() == ["1301/2"])
    cut(nil)
    let store = afterRestart ? try reopened() : fixture.store
    let outcome = try await fixture.poll(into: store)
    #expect(outcome.release == 1 && outcome.isComplete)
    #expect(asked() == ["1301/2", "1301/3"])
    #expect(store.rowCounts[.ypml] == 4)
    let name = try store.record(.ypml, key: ["XA00"])?.value(of: "tym")
    #expect(name == "第3名")
    // Four files of two rows; XA00 is in each of them.
    #expect(try store.releases().first?.batches[.ypml]?.announced == 8)
    #expect(try store.releases().first?.batches[.ypml]?.platform?.repeated == 4)
    // Published: nothing is kept any more, and nothing is asked for again.
    let after = try await fixture.poll(into: store)
    #expect(after.release == nil && after.isComplete)
    #expect(asked().isEmpty)
    #expect(try store.stagedDownload(.ypml) == nil)
  }

  /// Kept for a day, and not a millisecond longer.
  @Test(arguments: [(PollSchedule.stagingLifetimeMilliseconds - 1, 2), (PollSchedule.stagingLifetimeMilliseconds, 4)])
  func keptForADay(later: Int64, count: Int) async throws {
    cut("1301/2")
    _ = try await fixture.poll()
    cut(nil)
    _ = asked()
    fixture.clock.set(NationalFixture.start + later)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    #expect(asked().count == count)
  }

  /// What was not proven is fetched anew: the mistake may be in any file.
  @Test func aBatchThatIsHeldBeginsAnew() async throws {
    fixture.platform.state.withLock { $0.files["1301"]?[1].announced = 3 }
    let held = try await fixture.poll()
    #expect(held.release == nil && held.firstFailure == nil)
    _ = asked()
    fixture.platform.state.withLock { $0.files["1301"]?[1].announced = 2 }
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
    #expect(asked() == ["1301/0", "1301/1", "1301/2", "1301/3"])
  }

  /// Later versions on top of what is published.
  @Test func aDeltaGoesOn() async throws {
    fixture.platform.state.withLock { $0.files["1301"]?.removeLast(3) }
    let first = try await fixture.poll()
    #expect(first.release == 1)
    for (index, version) in Self.versions.enumerated().dropFirst() {
      fixture.put([NationalFixture.drug("XB0\(index)", version: version)], announced: 1, version: version)
    }
    cut("1301/3")
    _ = try await fixture.poll()
    _ = asked()
    cut(nil)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 2)
    #expect(asked() == ["1301/3"])
    #expect(fixture.store.rowCounts[.ypml] == 4)
  }

  /// `sync --full` that was cut off goes on as one, and does not begin with what a delta kept.
  @Test func everythingGoesOnAsEverything() async throws {
    let first = try await fixture.poll()
    #expect(first.release == 1)
    for (code, version) in [("XB01", "F001_20210109000000_C"), ("XB02", "F001_20210110000000_C")] {
      fixture.put([NationalFixture.drug(code, version: version)], announced: 1, version: version)
    }
    cut("1301/5")
    _ = try await fixture.poll()
    _ = asked()
    cut("1301/1")
    _ = try await fixture.poll(full: true)
    #expect(asked() == ["1301/0", "1301/1"])
    cut(nil)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 2)
    #expect(asked() == ["1301/1", "1301/2", "1301/3", "1301/4", "1301/5"])
    #expect(fixture.store.rowCounts[.ypml] == 6)
  }

  /// Pages of a query move while rows change, so it begins at its first; the files before it stay kept.
  @Test func aQueryBeginsAtItsFirstPage() async throws {
    let rows = (0..<250).map { ["med_list_codg": "M\($0)", "updt_time": "2021-02-01 10:00:00"] }
    fixture.platform.state.withLock {
      $0.rows["1304"] = rows
      $0.cutPage = "1304/2"
    }
    let failed = try await fixture.poll(onRejects: .publish)
    #expect(failed.firstFailure?.code == "QZ-F102")
    _ = asked()
    fixture.platform.state.withLock { ($0.cutPage, $0.pagesAsked) = (nil, []) }
    _ = try await fixture.poll(onRejects: .publish)
    #expect(asked().isEmpty)
    let pages = fixture.platform.state.withLock { $0.pagesAsked.filter { $0.hasPrefix("1304") } }
    // Valid ones, none that have ended, and the valid ones of the newest second once more: all.
    #expect(pages == ["1304/1", "1304/2", "1304/3", "1304/1", "1304/1", "1304/2", "1304/3"])
  }

  /// The interface was switched over meanwhile: a file is no page.
  @Test func theUnifiedInterfaceBeginsAtItsFirstPage() async throws {
    cut("1301/2")
    _ = try await fixture.poll()
    let clock = fixture.clock
    let centre = MemoryCentre()
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.ypml]), transport: centre, store: fixture.store,
      now: { clock.now })
    let outcome = try await feed.runOnce()
    #expect(outcome.isComplete)
    let request = try #require(centre.state.withLock { $0.requests.first })
    #expect(request.components(separatedBy: "|")[4].isEmpty, "\(request)")
    #expect(try fixture.store.rejects().isEmpty)
  }
}
