import Catalogue
import CatalogueFeed
import CatalogueStore
import Foundation
import Testing

/// Centres that announce nothing, change while they are asked, cut codes at page edges, or date rows oddly.
@Suite(.serialized) struct OddCentreTests {
  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year: year, month: month, day: day))
  }
  private func changes(_ outcome: FeedOutcome) -> ChangeCounts? {
    if case .published(let changes, _) = outcome.results[.bzml] { changes } else { nil }
  }
  private func keys(_ codes: [String]) -> [String] { codes.map { "\($0)|1||" } }

  /// Two pages, the second of them cut inside code C: its second row is never sent by paging alone, and no count says so.
  @Test(arguments: [true, false]) func aCodeCutByAPageEdge(announcesCount: Bool) async throws {
    let odd = try await OddCentre(
      diseases: [
        (
          "baseline",
          ["A", "B"].map { disease($0) } + ["1", "2", "3"].map { disease("C", category: $0) } + [disease("D")]
        )
      ], pageSize: 4, announcesCount: announcesCount, today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published() == ["A|1||", "B|1||", "C|1||", "C|2||", "C|3||", "D|1||"])
    // Nothing announced, nothing to be shown as announced.
    #expect(odd.feed.status.catalogues["bzml"]?.announced == (announcesCount ? 6 : nil))
    let announced = try odd.store.releases().first?.batches[.bzml]?.announced
    #expect(announced == (announcesCount ? 6 : -1))
    // A repeat changes nothing, with a count or without.
    odd.clock.advance(hours: 2)
    let again = try await odd.feed.runOnce()
    #expect(again.release == nil && again.isComplete)
    try await odd.stop()
  }

  /// Five rows of one code on pages of three: only a narrower window shows the rest. They differ in their dates.
  @Test(arguments: [true, false]) func aCodeLargerThanAPage(announcesCount: Bool) async throws {
    let odd = try await OddCentre(
      diseases: [
        (
          "baseline",
          [disease("A")] + (1...5).map { disease("C", category: "\($0)", date: "2021-01-2\($0)") } + [disease("D")]
        )
      ], announcesCount: announcesCount, today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published() == ["A|1||"] + (1...5).map { "C|\($0)||" } + ["D|1||"])
    try await odd.stop()
  }

  /// On one day they cannot be told apart at all: nothing is published, and it says why.
  @Test(arguments: [(true, "QZ-F120"), (false, "QZ-F127")]) func aDayLargerThanAPage(
    announcesCount: Bool, code: String
  ) async throws {
    let odd = try await OddCentre(
      diseases: [("baseline", (1...5).map { disease("C", category: "\($0)") } + [disease("D")])],
      announcesCount: announcesCount, today: try day(2021, 2, 26))
    let outcome = try await odd.feed.runOnce()
    guard case .held(let held) = outcome.results[.bzml] else { return #expect(Bool(false), "\(outcome.results)") }
    #expect(held.reason.hasPrefix(code))
    #expect(try odd.published().isEmpty)
    #expect(odd.store.currentSet.number == 0)
    // Cutting windows ends by itself.
    #expect(try await odd.requests().count < 200)
    try await odd.stop()
  }

  @Test func aTotalThatChangesOnceBetweenPages() async throws {
    let odd = try await OddCentre(
      diseases: [("baseline", (1...7).map { disease("A\($0)") })], today: try day(2021, 2, 26))
    try await odd.simulator.addFault("24:2:new-row")
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published() == keys((1...7).map { "A\($0)" } + ["ZZ7"]))
    try await odd.stop()
  }

  /// Page 1 is asked for again three times, then the poll gives up without publishing; the next one goes on.
  @Test func aTotalThatNeverStands() async throws {
    let odd = try await OddCentre(
      diseases: [("baseline", (1...7).map { disease("A\($0)") })], today: try day(2021, 2, 26))
    try await odd.simulator.addFault("24:*:new-row")
    let outcome = try await odd.feed.runOnce()
    #expect(outcome.firstFailure?.code == "QZ-F115")
    #expect(odd.store.currentSet.number == 0)
    #expect(try await odd.requests().count == 8)
    await odd.simulator.clearFaults()
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published().count == 7 + 8)
    try await odd.stop()
  }

  /// A row that appears months back is outside the polls' window; the night's totals find it.
  @Test func aRowDatedBackIsFoundAtNight() async throws {
    let odd = try await OddCentre(
      diseases: [
        ("baseline", [disease("A", date: "2020-03-05"), disease("B", date: "2021-02-20")]),
        (
          "back",
          [disease("C", date: "2020-04-30"), disease("D", date: "2019-12-31"), disease("E", date: "2021-02-19")]
        ),
      ], today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    try await odd.simulator.publish(release: "back")
    odd.clock.advance(hours: 2)
    // E is dated back a week and within the window.
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 1))
    #expect(try odd.published() == keys(["A", "B", "E"]))
    // 00:30 belongs to the night before.
    odd.clock.advance(hours: 10)
    #expect(try await odd.feed.runOnce().release == nil)
    odd.clock.advance(hours: 1)
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 2))
    #expect(try odd.published() == keys(["A", "B", "C", "D", "E"]))
    // Once a night.
    let before = try await odd.requests().count
    #expect(try await odd.feed.runOnce().release == nil)
    let cost = try await odd.requests().count - before
    #expect(cost <= 2)
    try await odd.stop()
  }

  /// A row dated 2099 is taken, and does not move the window of the next poll: it starts a week before 2021-02-20, the
  /// newest date that can be true.
  @Test func aRowOfTheYear2099() async throws {
    let odd = try await OddCentre(
      diseases: [
        ("baseline", [disease("A", date: "2021-02-20"), disease("X", date: "2099-03-01")]),
        ("next", [disease("B", date: "2021-02-14")]), ("later", [disease("Y", date: "2099-01-01")]),
      ], today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    #expect(try odd.published() == keys(["A", "X"]))
    try await odd.simulator.publish(release: "next")
    odd.clock.advance(hours: 2)
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 1))
    try await odd.simulator.publish(release: "later")
    odd.clock.advance(hours: 12)
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 1))
    #expect(try odd.published() == keys(["A", "B", "X", "Y"]))
    try await odd.stop()
  }

  /// Without totals there is nothing to compare; the night fetches everything.
  @Test func aSilentCentreIsFetchedWholeAtNight() async throws {
    let odd = try await OddCentre(
      diseases: [("baseline", [disease("A"), disease("B")]), ("back", [disease("C", date: "2015-01-01")])],
      announcesCount: false, today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    try await odd.simulator.publish(release: "back")
    odd.clock.advance(hours: 1)
    #expect(try await odd.feed.runOnce().release == nil)
    odd.clock.advance(hours: 14)
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 1))
    #expect(try odd.published() == keys(["A", "B", "C"]))
    try await odd.stop()
  }

  /// A night whose comparison fails is owed until it succeeds.
  @Test func aFailedNightIsRepeated() async throws {
    let odd = try await OddCentre(
      diseases: [("baseline", [disease("A")]), ("back", [disease("C", date: "2015-01-01")])],
      today: try day(2021, 2, 26))
    #expect(try await odd.feed.runOnce().release == 1)
    try await odd.simulator.publish(release: "back")
    odd.clock.advance(hours: 14)
    try await odd.simulator.addFault("24:2:503")
    #expect(try await odd.feed.runOnce().firstFailure != nil)
    #expect(changes(try await odd.feed.runOnce()) == ChangeCounts(added: 1))
    try await odd.stop()
  }

  /// Every kind of fault at the third page: no half release, and the next polls end where an undisturbed one ends.
  @Test(arguments: [
    "refuse", "hang", "lost-before", "lost-after", "late:0.3", "slow:0.2", "slow:1.5", "garbage", "html", "half",
    "other-visit", "502-after", "503", "redirect", "duplicate", "wrong-catalogue", "wrong-count", "bad-row",
    "unknown-code", "down", "new-row",
  ]) func faultInTheMiddleOfPaging(_ kind: String) async throws {
    let codes = (10..<24).map { "A\($0)" }
    let odd = try await OddCentre(
      diseases: [("baseline", codes.map { disease($0) })], timeoutSeconds: 1, today: try day(2021, 2, 26))
    try await odd.simulator.addFault("24:3:\(kind)")
    let expected = keys(kind == "new-row" ? codes + ["ZZ14"] : codes)
    let first = try await odd.feed.runOnce()
    if first.release == nil {
      #expect(!first.isComplete, "\(kind): \(first.results)")
      #expect(odd.store.currentSet.number == 0)
    } else {
      #expect(try odd.published() == expected, "\(kind)")
    }
    // What the fault left (rejected rows, a late execution) is gone with the next polls.
    for _ in 0..<2 { _ = try await odd.feed.runOnce() }
    #expect(try odd.published() == expected, "\(kind)")
    #expect(odd.feed.status.lastError == nil)
    let open = try odd.store.rejects().filter { $0.acceptedAt == nil }
    let held = try odd.store.heldBatches()
    #expect(open.isEmpty && held.isEmpty, "\(kind): \(open.count) rejects, \(held)")
    #expect(try odd.store.stagedDownload(.bzml) == nil)
    try await odd.stop()
  }
}
