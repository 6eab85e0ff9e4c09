import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

/// The configuration names another centre than the one the catalogue was downloaded from.
@Suite struct OtherCentreTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let test = "test http://127.0.0.1:1/"
  private let production = "production http://127.0.0.1:2/"

  private func row(_ code: String, _ name: String = "名", date: String = "2021-01-20") -> String {
    "\(code)|\(name)|M|1|||\(date)|"
  }

  private func feed(
    _ name: String, _ store: CatalogueStore, _ rows: [String], pageSize: Int = 500, withdraws: Bool = false
  ) -> (CatalogueFeed, MemoryCentre) {
    let clock = clock
    let centre = MemoryCentre()
    centre.state.withLock {
      $0.pageSize = pageSize
      $0.rows["3"] = rows
    }
    var configuration = FeedConfiguration(withdrawsMissing: withdraws, catalogues: [.bzml])
    configuration.centre = name
    return (CatalogueFeed(configuration: configuration, transport: centre, store: store, now: { clock.now }), centre)
  }

  private func store() throws -> CatalogueStore { try CatalogueStore(directory: folder.path) }

  /// All at the new centre is asked for and the rows it lacks are found, though no row is new; then polls go on.
  @Test(arguments: [false, true]) func everythingIsCompared(withdraws: Bool) async throws {
    let store = try store()
    _ = try await feed(test, store, [row("A"), row("B")]).0.runOnce()
    clock.advance(seconds: 300)
    let (feed, centre) = self.feed(production, store, [row("B", "新名")], withdraws: withdraws)
    #expect(try feed.fullStatus().catalogues["bzml"]?.otherCentre?.hasPrefix("QZ-F142") == true)
    #expect(try feed.fullStatus().catalogues["bzml"]?.lastGoodPoll == nil)
    // What is served stays until everything came.
    centre.state.withLock { $0.faults[1] = .notSent }
    _ = try await feed.runOnce()
    #expect(store.rowCounts == [.bzml: 2])
    #expect(try feed.fullStatus().catalogues["bzml"]?.otherCentre != nil)
    _ = centre.takeRequests()
    let outcome = try await feed.runOnce()
    #expect(centre.takeRequests() == ["24|3|1900-01-01|2999-12-31|"])
    #expect(
      outcome.results[.bzml]
        == .published(
          changes: ChangeCounts(modified: 1, removed: withdraws ? 1 : 0),
          missingAtCentre: withdraws ? [] : ["A|1||"]))
    #expect(store.rowCounts == [.bzml: withdraws ? 1 : 2])
    let status = try feed.fullStatus().catalogues["bzml"]
    #expect(status?.otherCentre == nil && status?.lastGoodPoll == clock.now)
    #expect(status?.missingAtCentre == (withdraws ? 0 : 1))
    #expect(status?.staying?.hasPrefix("QZ-F143 有 1 行") == (withdraws ? nil : true))
    clock.advance(seconds: 300)
    _ = try await feed.runOnce()
    #expect(centre.takeRequests() != ["24|3|1900-01-01|2999-12-31|"])
  }

  /// What only the centre of before had stays until a person decides, after a restart too: to keep it, or to let it go,
  /// however much it is.
  @Test(arguments: [false, true]) func whatTheOtherCentreLeftIsDecidedByAPerson(leaves: Bool) async throws {
    let store = try store()
    _ = try await feed(test, store, (1...30).map { row("T\($0)") } + [row("B")]).0.runOnce()
    clock.advance(seconds: 300)
    let (first, _) = feed(production, store, [row("B")], withdraws: true)
    // A person's command may be the first that asks: nobody has been told then.
    _ = try await first.runOnce(full: true, decides: true)
    #expect(store.rowCounts == [.bzml: 31])
    let (feed, _) = self.feed(production, store, [row("B")])
    #expect(try feed.fullStatus().catalogues["bzml"]?.staying?.hasPrefix("QZ-F143 有 30 行") == true)
    clock.advance(seconds: 300)
    _ = try await feed.runOnce()
    // `rejects retry` and `release resume` ask for everything too, and decide nothing.
    _ = try await feed.runOnce(full: true)
    #expect(try feed.staying(.bzml)?.hasPrefix("QZ-F143 有 30 行") == true)
    let outcome = try await feed.runOnce(full: true, withdrawsMissing: leaves, decides: true)
    guard case .published(let changes, let missing) = outcome.results[.bzml] else {
      Issue.record("\(outcome)")
      return
    }
    #expect(changes == ChangeCounts(removed: leaves ? 30 : 0))
    #expect(missing.count == (leaves ? 0 : 30))
    #expect(store.rowCounts == [.bzml: leaves ? 1 : 31])
    #expect(try feed.staying(.bzml) == nil)
  }

  /// Everything is not fetched with every poll while it stays out, but once an hour, and at once when a person asks or
  /// accepts.
  @Test func whatStaysOutIsAskedForOnceAnHour() async throws {
    let whole = "24|3|1900-01-01|2999-12-31|"
    let store = try store()
    _ = try await feed(test, store, [row("A")]).0.runOnce()
    let (feed, centre) = self.feed(production, store, [row("A"), "B|kurz"])
    for _ in 1...2 {
      guard case .held(let held) = try await feed.runOnce(isScheduled: true).results[.bzml] else {
        Issue.record("not held")
        return
      }
      #expect(held.reason.hasPrefix("QZ-F121"))
    }
    #expect(centre.takeRequests() == [whole])
    let asked = clock.now
    clock.advance(seconds: 3599)
    _ = try await feed.runOnce(isScheduled: true)
    #expect(centre.takeRequests().isEmpty)
    #expect(feed.status.catalogues["bzml"]?.lastAnswered == asked)
    clock.advance(seconds: 1)
    _ = try await feed.runOnce(isScheduled: true)
    #expect(centre.takeRequests() == [whole])
    // A person asks, and accepts.
    _ = try await feed.runOnce()
    #expect(centre.takeRequests() == [whole])
    _ = try store.acceptRejects(.bzml, now: clock.now)
    #expect(try await feed.runOnce(isScheduled: true).isComplete)
    #expect(centre.takeRequests() == [whole])
    #expect(try feed.fullStatus().catalogues["bzml"]?.otherCentre == nil)
  }

  /// A wrong address that was mended before anything came is no other centre's catalogue.
  @Test func nothingCameYet() async throws {
    let store = try store()
    let (wrong, silent) = feed(test, store, [])
    silent.state.withLock { $0.faults[1] = .notSent }
    _ = try await wrong.runOnce()
    let (feed, _) = self.feed(production, store, [row("A")])
    #expect(try feed.fullStatus().catalogues["bzml"]?.otherCentre == nil)
    #expect(try await feed.runOnce().release == 1)
    #expect(try feed.fullStatus().catalogues["bzml"]?.otherCentre == nil)
  }

  /// Pages of the centre that was left are not gone on with; those of the new one are, after a restart, too.
  @Test func pagesOfTheOtherCentreAreDropped() async throws {
    let store = try store()
    let (first, left) = feed(test, store, [row("A"), row("B"), row("C")], pageSize: 1)
    left.state.withLock { $0.faults[3] = .notSent }
    #expect(try await first.runOnce().firstFailure?.code == "QZ-F101")
    let (second, centre) = feed(production, store, [row("D"), row("E"), row("F")], pageSize: 1)
    centre.state.withLock { $0.faults[3] = .notSent }
    _ = try await second.runOnce()
    #expect(centre.takeRequests().first == "24|3|1900-01-01|2999-12-31|")
    let (third, again) = feed(production, store, [row("D"), row("E"), row("F")], pageSize: 1)
    #expect(try await third.runOnce().release == 1)
    #expect(again.takeRequests() == ["24|3|1900-01-01|2999-12-31|E"])
    #expect(try store.heldKeys(.bzml).count == 3)
    #expect(try store.record(.bzml, key: ["A", "1", "", ""]) == nil)
  }

  /// Back before anything of the other centre was published: what was staged of it goes, and nothing else has to be done.
  @Test func backBeforeItWasCompared() async throws {
    let rows = [row("A"), row("B"), row("C")]
    let store = try store()
    _ = try await feed(test, store, rows).0.runOnce()
    clock.advance(seconds: 300)
    let (other, centre) = feed(production, store, [row("D"), row("E")], pageSize: 1)
    centre.state.withLock { $0.faults[2] = .notSent }
    _ = try await other.runOnce()
    let (back, asked) = feed(test, store, rows)
    #expect(try back.fullStatus().catalogues["bzml"]?.otherCentre == nil)
    _ = try await back.runOnce()
    #expect(asked.takeRequests() == ["24|3|2021-01-13|2021-05-27|"])
    #expect(store.rowCounts == [.bzml: 3])
    #expect(try store.stagedDownload(.bzml) == nil)
  }

  /// A directory of an earlier program, and one without a catalogue, adopt what is configured.
  @Test func anOlderDirectoryAdoptsTheConfiguredOne() async throws {
    let rows = [row("A", date: "2021-02-25")]
    let store = try store()
    _ = try await feed("", store, rows).0.runOnce()
    clock.advance(seconds: 300)
    let (adopting, centre) = feed(test, store, rows)
    #expect(try await adopting.runOnce().isComplete)
    #expect(centre.takeRequests() == ["24|3|2021-02-18|2021-05-27|"])
    #expect(try adopting.fullStatus().catalogues["bzml"]?.otherCentre == nil)
    let (other, _) = feed(production, store, rows)
    #expect(try other.fullStatus().catalogues["bzml"]?.otherCentre != nil)
  }
}
