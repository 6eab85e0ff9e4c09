import Catalogue
import CatalogueStore
import Testing

@testable import CatalogueFeed

/// What 1318 says over many polls, laid over the rows of 1301.
@Suite struct NationalTermsFeedTests {
  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  private func limit(_ code: String = "XA01") throws -> String? { try fixture.value("ylbzdj", of: code) }

  private func firstLoad(_ rows: [[String: String]] = []) async throws {
    fixture.put([NationalFixture.drug("XA01"), NationalFixture.drug("XA02")], announced: 2)
    fixture.say(rows)
    let outcome = try await fixture.poll()
    #expect(outcome.release == 1)
  }

  private func tomorrow() { fixture.clock.set(fixture.clock.now + NationalFixture.day) }

  @Test func aTimeAheadDoesNotMoveThePosition() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5", changed: "2099-01-01 00:00:00")])
    #expect(try limit() == "9.5")
    fixture.say([
      NationalFixture.limit("XA01", "9.5", changed: "2099-01-01 00:00:00"),
      NationalFixture.limit("XA02", "7.5", changed: "2021-02-26 11:00:00"),
    ])
    _ = try await fixture.poll()
    #expect(try limit("XA02") == "7.5")
  }

  /// A data directory whose position is ahead already asks from now on, not from there.
  @Test func aPositionAheadIsNotAskedFrom() async throws {
    try await firstLoad()
    var batch = PublishableBatch(
      kind: .ypml, from: CivilDate(dayNumber: 0), through: CivilDate(dayNumber: 1), isWhole: false, announced: 0,
      records: [])
    batch.nationalVersions = ["1318": "2099-01-01 00:00:00"]
    _ = try fixture.store.publish([batch], now: fixture.clock.now)
    _ = try await fixture.poll()
    let asked = fixture.platform.state.withLock { $0.asked["1318"] }
    #expect(asked == "2021-02-26 12:00:00")
  }

  @Test func aTermThatComesBeforeItsRow() async throws {
    try await firstLoad([NationalFixture.limit("XB09", "7.7")])
    fixture.say([])
    fixture.put(
      [NationalFixture.drug("XB09", version: NationalFixture.secondVersion)], announced: 1,
      version: NationalFixture.secondVersion)
    _ = try await fixture.poll()
    #expect(try limit("XB09") == "7.7")
  }

  @Test func oneTakenBackLeavesTheView() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5")])
    #expect(try limit() == "9.5")
    fixture.say([NationalFixture.limit("XA01", "9.5", valid: "0", changed: "2021-02-20 00:00:00")])
    let outcome = try await fixture.poll()
    #expect(outcome.release == 2)
    #expect(try limit() == "")
    #expect(try fixture.value("bgsj", of: "XA01") == "2021-02-20")
  }

  @Test func aNewRowInTheSecondOfThePosition() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5")])
    fixture.say([NationalFixture.limit("XA01", "9.5"), NationalFixture.limit("XA02", "7.5")])
    _ = try await fixture.poll()
    #expect(try limit("XA02") == "7.5")
  }

  /// The day comes without another word of the platform's.
  @Test(arguments: ["2021-02-27", "2021/2/27", "Sat Feb 27 00:00:00 CST 2021"])
  func oneThatBeginsTomorrow(begin: String) async throws {
    try await firstLoad([
      NationalFixture.limit("XA01", "9.5"), NationalFixture.limit("XA01", "8.5", begin: begin, number: "R2"),
    ])
    #expect(try limit() == "9.5")
    fixture.say([])
    tomorrow()
    let outcome = try await fixture.poll()
    #expect(outcome.release == 2)
    #expect(try limit() == "8.5")
    #expect(try fixture.value("bgsj", of: "XA01") == "2021-02-27")
    #expect(try fixture.store.releases().first?.batches[.ypml]?.announced == -1)
    let again = try await fixture.poll()
    #expect(again.release == nil)
  }

  @Test func oneThatEndsToday() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5", end: "2021-02-26")])
    #expect(try limit() == "9.5")
    fixture.say([])
    tomorrow()
    _ = try await fixture.poll()
    #expect(try limit() == "")
  }

  /// Repeats of the last second change nothing and cost no release.
  @Test func repeatsChangeNothing() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5")])
    for _ in 0..<2 {
      let outcome = try await fixture.poll()
      #expect(outcome.release == nil && outcome.isComplete)
    }
    #expect(try fixture.store.releases().count == 1)
  }

  /// Everything asked for again: what does not come again is no more.
  @Test func afterAWholeDownloadOnlyWhatCameCounts() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5")])
    fixture.say([])
    fixture.clock.advance(seconds: 60)
    let outcome = try await fixture.poll(full: true)
    #expect(outcome.release == 2)
    #expect(try fixture.value("ylbzdj", of: "XA01") == "")
    // On the day on which it did not come.
    #expect(try fixture.value("bgsj", of: "XA01")?.hasPrefix("2021-02-26") == true)
    // It may be said again.
    fixture.say([NationalFixture.limit("XA01", "9.5", changed: "2021-02-26 12:30:00")])
    fixture.clock.advance(seconds: 3600)
    _ = try await fixture.poll()
    #expect(try fixture.value("ylbzdj", of: "XA01") == "9.5")
  }

  /// A query that brought less than it announced says nothing about what did not come.
  @Test func anUnprovenQueryTakesNothingBack() async throws {
    try await firstLoad([NationalFixture.limit("XA01", "9.5")])
    fixture.say([])
    fixture.platform.state.withLock { $0.announcedMore = 1 }
    fixture.clock.advance(seconds: 60)
    let outcome = try await fixture.poll(full: true)
    #expect(outcome.release == nil)
    #expect(try fixture.store.nationalTerms(codes: ["XA01"])["XA01"]?.map(\.isValid) == [true])
  }

  /// A row that cannot be read was named all the same: what was kept under its number stands, and what the platform did
  /// not name is taken back. Without a number nobody knows which term it was, so nothing is.
  @Test(arguments: [true, false]) func aRejectedRowTakesNothingBack(hasNumber: Bool) async throws {
    try await firstLoad([
      NationalFixture.limit("XA01", "9.5", number: "R1"), NationalFixture.limit("XA02", "7.5", number: "R2"),
    ])
    var unread = NationalFixture.limit("XA01", "8", begin: "昨天", changed: "2021-02-20 10:00:00", number: "R1")
    if !hasNumber { unread["rid"] = "" }
    fixture.say([unread])
    fixture.clock.advance(seconds: 60)
    let held = try await fixture.poll(full: true)
    #expect(held.release == nil)
    #expect(try fixture.store.nationalTerms(codes: ["XA01"])["XA01"]?.map(\.isValid) == [true])
    // A person lets the row stay out; what was said before it stands.
    #expect(try fixture.store.acceptRejects(.ypml, now: fixture.clock.now) == 1)
    fixture.clock.advance(seconds: 3600)
    _ = try await fixture.poll(full: true)
    #expect(try limit() == "9.5")
    #expect(try limit("XA02") == (hasNumber ? "" : "7.5"))
  }

  /// A platform that ends a paged query as it ends a file.
  @Test func nullAsAnEmptyPage() async throws {
    fixture.platform.state.withLock { $0.writesNull = true }
    try await firstLoad()
    let outcome = try await fixture.poll()
    #expect(outcome.isComplete)
  }

  @Test func anUnreadableBeginIsRejectedByName() async throws {
    fixture.put([NationalFixture.drug("XA01")], announced: 1)
    fixture.say([NationalFixture.limit("XA01", "9.5", begin: "昨天")])
    let outcome = try await fixture.poll()
    #expect(!outcome.isComplete)
    let reject = try #require(try fixture.store.rejects().first)
    #expect(reject.place == 1 && reject.reason.hasPrefix("1318 的 begndate"), "\(reject.reason)")
  }

  /// More codes than are remembered one by one.
  @Test(.timeLimit(.minutes(1))) func manyTermsAtOnce() async throws {
    try await firstLoad()
    let rows = (0...TouchedCodes.limit).map { NationalFixture.limit("Q\($0)", "1") }
    fixture.say(rows + [NationalFixture.limit("XA02", "7.5")])
    _ = try await fixture.poll()
    #expect(try limit("XA02") == "7.5")
  }
}
