import Catalogue
import CatalogueStore
import CentreProtocol
import Foundation
import Testing

@testable import CatalogueFeed

@Suite struct CatalogueFeedTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String, _ name: String = "名", category: String = "1", date: String = "2021-01-20") -> String
  {
    "\(code)|\(name)|M|\(category)|||\(date)|"
  }

  private func feed(
    _ store: CatalogueStore, onRejects: FeedConfiguration.OnRejects = .hold
  ) -> CatalogueFeed {
    let clock = clock
    return CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml], onRejects: onRejects), transport: centre, store: store,
      now: { clock.now })
  }

  private func store() throws -> CatalogueStore { try CatalogueStore(directory: folder.path) }

  private func published(_ outcome: FeedOutcome) -> ChangeCounts? {
    if case .published(let changes, _) = outcome.results[.bzml] { changes } else { nil }
  }

  @Test func aRepeatCostsOneRequestAndChangesNothing() async throws {
    centre.state.withLock {
      $0.pageSize = 2
      $0.rows["3"] = ["A", "B", "C", "D", "E"].map { row($0, date: "2021-02-25") }
    }
    let store = try store()
    let feed = feed(store)
    let first = try await feed.runOnce()
    #expect(first.release == 1)
    #expect(published(first) == ChangeCounts(added: 5))
    #expect(
      centre.takeRequests() == [
        "24|3|1900-01-01|2999-12-31|", "24|3|1900-01-01|2999-12-31|B", "24|3|1900-01-01|2999-12-31|D",
      ])
    clock.advance(seconds: 300)
    let second = try await feed.runOnce()
    #expect(second.results[.bzml] == .unchanged(rows: 5))
    #expect(second.release == nil)
    #expect(centre.takeRequests() == ["24|3|2021-02-18|2021-05-27|"])
    // Once an hour the window is fetched whole, so that a change with an unchanged count is found.
    centre.publish("3", [row("D", "新名", date: "2021-02-25")])
    clock.advance(seconds: 300)
    #expect(try await feed.runOnce().release == nil)
    clock.advance(seconds: 3600)
    let third = try await feed.runOnce()
    #expect(published(third) == ChangeCounts(modified: 1))
    #expect(feed.status.catalogues["bzml"]?.announced == 5)
  }

  @Test func anotherDateFormatRewritesNothing() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let store = try store()
    let feed = feed(store)
    _ = try await feed.runOnce()
    centre.state.withLock { $0.slashDates = true }
    let again = try await feed.runOnce(full: true)
    #expect(again.release == nil)
    #expect(published(again) == ChangeCounts())
  }

  @Test func aBatchWithRejectsIsHeldUntilTheyAreAccepted() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), "B|kaputt", row("C", date: "2021-01-20")] }
    let store = try store()
    let feed = feed(store)
    let outcome = try await feed.runOnce()
    guard case .held(let held) = outcome.results[.bzml] else { return #expect(Bool(false), "\(outcome)") }
    #expect(held.reason.hasPrefix("QZ-F121"))
    #expect(held.rejected == 1)
    #expect(store.currentSet.number == 0)
    #expect(try store.rejects(.bzml).map(\.text) == ["B|kaputt"])
    #expect(feed.status.catalogues["bzml"]?.held == held)
    _ = try store.acceptRejects(.bzml, now: clock.now)
    #expect(try await feed.runOnce().release == 1)
    #expect(store.rowCounts == [.bzml: 2])
    #expect(feed.status.catalogues["bzml"]?.held == nil)
  }

  @Test func rejectsCanBeConfiguredNotToHold() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B", date: "2021-02-30")] }
    let store = try store()
    #expect(try await feed(store, onRejects: .publish).runOnce().release == 1)
    #expect(try store.rejects().first?.code == "QZ-C102")
  }

  @Test func aCountThatDoesNotMatchStaysOut() async throws {
    centre.state.withLock {
      $0.rows["3"] = [row("A")]
      $0.faults[1] = .total(1)
    }
    let store = try store()
    let feed = feed(store)
    guard case .held(let held) = try await feed.runOnce().results[.bzml] else { return #expect(Bool(false)) }
    #expect(held.reason.hasPrefix("QZ-F120"))
    #expect(held.announced == 2)
    #expect(held.received == 1)
    #expect(store.currentSet.number == 0)
    _ = centre.takeRequests()
    #expect(try await feed.runOnce().release == 1)
    #expect(try store.heldBatches().isEmpty)
  }

  @Test func aFailedPageIsWhereTheNextPollGoesOn() async throws {
    centre.state.withLock {
      $0.pageSize = 1
      $0.rows["3"] = [row("A"), row("B"), row("C")]
      $0.faults[3] = .notSent
    }
    let outcome = try await feed(try store()).runOnce()
    #expect(outcome.firstFailure?.code == "QZ-F101")
    #expect(outcome.firstFailure?.isUnreachable == true)
    _ = centre.takeRequests()
    // Another process goes on, too.
    let store = try store()
    #expect(try await feed(store).runOnce().release == 1)
    #expect(centre.takeRequests() == ["24|3|1900-01-01|2999-12-31|B"])
    #expect(store.rowCounts == [.bzml: 3])
  }

  @Test(arguments: [
    ("<html>502</html>", "QZ-F111"), ("", "QZ-F110"), ("1|3", "QZ-F112"), ("1|x|0|1|", "QZ-F113"), ("-1|忙", "QZ-F103"),
  ])
  func answersThatAreNoneAreNamed(_ text: String, _ code: String) async throws {
    centre.state.withLock {
      $0.rows["3"] = [row("A")]
      $0.faults[1] = .answer(text)
    }
    let store = try store()
    let feed = feed(store)
    let outcome = try await feed.runOnce()
    #expect(outcome.firstFailure?.code == code)
    #expect(feed.status.lastError?.code == code)
    #expect(store.currentSet.number == 0)
    #expect(try await feed.runOnce().release == 1)
    #expect(feed.status.lastError == nil)
  }

  @Test func aTotalThatChangesBetweenPagesStartsAgain() async throws {
    centre.state.withLock {
      $0.pageSize = 1
      $0.rows["3"] = [row("A"), row("B")]
      $0.faults[2] = .addRow(row("C"), catalogue: "3")
    }
    let store = try store()
    #expect(try await feed(store).runOnce().release == 1)
    #expect(store.rowCounts == [.bzml: 3])
    #expect(centre.takeRequests().count == 5)
  }

  @Test func aCodeCutByAPageEdgeLosesNoRow() async throws {
    centre.state.withLock {
      $0.pageSize = 2
      $0.rows["3"] = [row("A"), row("B", category: "1"), row("B", category: "2"), row("C")]
    }
    let store = try store()
    #expect(try await feed(store).runOnce().release == 1)
    #expect(store.rowCounts == [.bzml: 4])
    #expect(try store.record(.bzml, key: ["B", "2", "", ""]) != nil)
  }

  @Test func fullFindsWhatTheCentreNoLongerHas() async throws {
    centre.state.withLock { $0.rows["3"] = [row("A"), row("B")] }
    let store = try store()
    let feed = feed(store)
    _ = try await feed.runOnce()
    centre.state.withLock { $0.rows["3"] = [row("A")] }
    let outcome = try await feed.runOnce(full: true)
    #expect(outcome.results[.bzml] == .published(changes: ChangeCounts(), missingAtCentre: ["B|1||"]))
    #expect(feed.status.catalogues["bzml"]?.missingAtCentre == 1)
  }

  @Test func oneCatalogueThatFailsDoesNotHoldBackAnother() async throws {
    centre.state.withLock {
      $0.rows["3"] = [row("A")]
      $0.faults[1] = .notSent
    }
    let store = try store()
    let outcome = try await feed(store).runOnce(catalogues: [.zlxm, .bzml])
    #expect(outcome.firstFailure?.code == "QZ-F101")
    #expect(outcome.release == 1)
    #expect(outcome.isComplete == false)
  }
}

@Suite struct PollScheduleTests {
  @Test func waits() throws {
    let goLive = try #require(CivilDate(year: 2021, month: 3, day: 1))
    let configuration = FeedConfiguration(goLiveDays: [goLive])
    let ordinary = goLive.adding(days: 1)
    var schedule = PollSchedule()
    func wait(_ isFailure: Bool, _ day: CivilDate, _ chance: Double) -> Double {
      schedule.wait(afterFailure: isFailure, today: day, configuration: configuration, chance: chance)
    }
    #expect(wait(false, ordinary, 0) == 240)
    #expect(wait(false, ordinary, 0.5) == 300)
    #expect(abs(wait(false, goLive, 0.5) - 60) < 0.001)
    #expect((0..<8).map { _ in wait(true, ordinary, 0.5) } == [5, 10, 20, 40, 80, 160, 300, 300])
    #expect(wait(false, ordinary, 0.5) == 300)
    #expect(wait(true, ordinary, 0.5) == 5)
  }
}
