import Catalogue
import Testing

@testable import CatalogueStore

@Suite struct FeedRecordsTests {
  private let fixture = StoreFixture()

  @Test func stagedPagesSurviveAndGoWithThePublication() throws {
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    var store: CatalogueStore? = try fixture.open()
    try store?.beginStaging(.bzml, from: first, through: first, isWhole: true, now: 5)
    let pages = [
      StagedDownload.Page(total: 2, isLast: false, records: ["A00|a", "A01|b"]),
      StagedDownload.Page(total: 2, isLast: true, records: []),
    ]
    try store?.stage(pages[0], number: 1, of: .bzml)
    try store?.stage(pages[1], number: 2, of: .bzml)
    store = nil
    let reopened = try fixture.open()
    var kept: [StagedDownload.Page] = []
    let staged = try #require(try reopened.stagedDownload(.bzml) { kept.append($0) })
    #expect(staged == StagedDownload(from: first, through: first, isWhole: true, startedAt: 5))
    #expect(kept == pages)
    #expect(try reopened.stagedDownload(.ypml) == nil)
    // Page 1 begins anew.
    try reopened.stage(pages[0], number: 1, of: .bzml)
    kept = []
    _ = try reopened.stagedDownload(.bzml) { kept.append($0) }
    #expect(kept == [pages[0]])
    _ = try reopened.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    #expect(try reopened.stagedDownload(.bzml) == nil)
  }

  @Test func rejectsKeepTheirNumberAreAcceptedAndResolved() throws {
    let store = try fixture.open()
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    let bad = NewReject(
      place: 3, text: "A|kaputt", reject: RecordReject(code: .wrongFieldCount, reason: "病种目录应有 8 个字段，收到 2 个"))
    let held = HeldBatch(kind: .bzml, reason: "r", announced: 2, received: 2, rejected: 1, at: 10)
    try store.hold(held, rejects: [bad])
    try store.hold(held, rejects: [bad])
    let rejects = try store.rejects(.bzml)
    #expect(rejects.map(\.number) == [1])
    #expect(rejects.first?.code == "QZ-C101")
    #expect(rejects.first?.text == "A|kaputt")
    #expect(try store.rejects(.ypml).isEmpty)
    #expect(try store.heldBatches() == [held])
    #expect(try store.acceptRejects(.bzml, now: 11) == 1)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")], rejects: [bad])], now: 12)
    #expect(try store.rejects().first?.acceptedAt == 11)
    #expect(try store.heldBatches().isEmpty)
    // One that never was accepted and did not come again is settled by a batch that had to bring it.
    let other = NewReject(place: 1, text: "B", reject: bad.reject)
    let second = first.adding(days: 1)
    try store.hold(held, rejects: [other], days: first...second)
    func part(_ from: CivilDate, _ through: CivilDate) throws -> PublishableBatch {
      PublishableBatch(
        kind: .bzml, from: from, through: through, isWhole: false, announced: 1,
        records: [try StoreFixture.disease("A00")])
    }
    for window in [(first, first), (second, second.adding(days: 1))] {
      _ = try store.publish([try part(window.0, window.1)], now: 13)
      #expect(try store.rejects().map(\.text) == ["A|kaputt", "B"])
    }
    // What changed since a version, or some months, says nothing of other rows.
    var some = try part(first, second)
    some.bringsEveryRow = false
    _ = try store.publish([some], now: 13)
    #expect(try store.rejects().map(\.text) == ["A|kaputt", "B"])
    _ = try store.publish([try part(first, second)], now: 13)
    #expect(try store.rejects().map(\.text) == ["A|kaputt"])
    // The centre's whole catalogue without it settles an accepted one, too; should it come again, it is accepted.
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 14)
    #expect(try store.rejects().isEmpty)
    try store.hold(held, rejects: [bad])
    #expect(try store.rejects().first?.acceptedAt == 11)
  }

  /// Under `on_rejects = "publish"`: a row that the centre mends comes with a new date, in a window that had not to bring
  /// the rejected one. Its key tells; another row's, or a code in another field, does not.
  @Test func aRowOfTheCentreThatWasMended() throws {
    let store = try fixture.open()
    let first = try #require(CivilDate(year: 2021, month: 1, day: 1))
    let texts = ["A07|伤寒|SH|1|||2021-01-40|", "B01|见 A07|A07|1|||2021-01-40|", "C01|痢疾|LJ|1|||2021-01-40|"]
    let rejects = texts.map { text in
      NewReject(place: 1, text: text, reject: RecordReject(code: .wrongFieldCount, reason: "…"))
    }
    func batch(_ records: [CatalogueRecord], _ from: CivilDate, _ rejects: [NewReject] = []) -> PublishableBatch {
      PublishableBatch(
        kind: .bzml, from: from, through: from.adding(days: 30), isWhole: false, announced: 1, records: records,
        rejects: rejects)
    }
    _ = try store.publish([batch([try StoreFixture.disease("A00")], first, rejects)], now: 5)
    #expect(try store.acceptRejects(.ypml, now: 6) == 0)
    let later = first.adding(days: 90)
    let others = [try StoreFixture.disease("A00", "新"), try StoreFixture.disease("A07", kind: "2")]
    _ = try store.publish([batch(others, later)], now: 7)
    #expect(try store.rejects().map(\.text) == texts)
    _ = try store.publish([batch([try StoreFixture.disease("A07", date: "2021-04-01")], later)], now: 8)
    #expect(try store.rejects().map(\.text) == Array(texts.dropFirst()))
    // One that a person accepted stays so: it is a whitelist.
    #expect(try store.acceptRejects(.bzml, now: 9) == 2)
    _ = try store.publish([batch([try StoreFixture.disease("C01", date: "2021-04-01")], later)], now: 10)
    #expect(try store.rejects().map(\.text) == Array(texts.dropFirst()))
    // A row that comes rejected again beside one of its key stands.
    let again = [NewReject(place: 1, text: texts[0], reject: rejects[0].reject)]
    _ = try store.publish([batch([try StoreFixture.disease("A07", "又", date: "2021-04-02")], later, again)], now: 11)
    #expect(try store.rejects().map(\.text) == texts)
  }

  /// A file of the national platform has its fields between TABs; what its queries say of a code is no row.
  @Test func aRowOfThePlatformThatWasMended() throws {
    let store = try fixture.open()
    func publish(_ serial: String, _ texts: [String]) throws {
      let rejects = texts.map { text in
        NewReject(place: 1, text: text, reject: RecordReject(code: .wrongFieldCount, reason: "…"))
      }
      var batch = PublishableBatch(
        kind: .ypml, from: CivilDate(dayNumber: 0), through: CivilDate(dayNumber: 1), isWhole: false, announced: 1,
        records: [try StoreFixture.drug(serial)], rejects: rejects)
      batch.bringsEveryRow = false
      _ = try store.publish([batch], now: 5)
    }
    let term = #"{"hilist_code":"XA01","hilist_pric_uplmt_amt":"x"}"#
    try publish("XA09", ["XA01\t\t某药\t2021-01-40", "XA02\tXA01\t某药\t2021-01-40", term])
    try publish("XA01", [])
    #expect(try store.rejects().map(\.text) == ["XA02\tXA01\t某药\t2021-01-40", term])
  }

  /// A poll says nothing about a row of a file: its reject waits until it is accepted.
  @Test func rejectsOfAFileOutliveAPoll() throws {
    let store = try fixture.open()
    let bad = NewReject(
      place: 4, text: "12|痢疾", reject: RecordReject(code: .spreadsheetCell, reason: "单元格 A4"))
    try store.keepRejects([bad], of: .bzml, now: 5)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    #expect(try store.rejects().map(\.isFromFile) == [true])
    #expect(try store.acceptRejects(.bzml, now: 7) == 1)
    #expect(try store.acceptRejects(.bzml, now: 8) == 0)
    #expect(try store.rejects().map(\.acceptedAt) == [7])
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    let file = PublishableBatch(
      kind: .bzml, from: first, through: first, isWhole: false, announced: 1,
      records: [try StoreFixture.disease("A01")], origin: .file)
    _ = try store.publish([file], now: 10)
    #expect(try store.rejects().map(\.text) == ["12|痢疾"])
  }

  /// What `sync --full` found is kept through later polls, until everything is asked for again.
  @Test func theNumberMissingAtTheCentreIsKept() throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    #expect(try store.feedCursor(.bzml) == FeedCursor(provenAt: 6, announced: 1, missingAtCentre: nil))
    try store.noteMissingAtCentre(.bzml, count: 3)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", "新")])], now: 7)
    let kept = try fixture.open().feedCursor(.bzml)
    #expect(kept == FeedCursor(provenAt: 7, announced: 1, missingAtCentre: 3))
  }

  /// The night compared last and its problem are kept through publications, with the catalogue they belong to.
  @Test func theNightComparedIsKept() throws {
    let night = try #require(CivilDate(year: 2021, month: 2, day: 27))
    let store = try fixture.open()
    try store.noteComparedNight(.bzml, night, problem: "x")
    #expect(try store.feedCursor(.bzml) == nil)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    #expect(try store.feedCursor(.bzml)?.comparedNight == nil)
    try store.noteComparedNight(.bzml, night, problem: "QZ-F120 四月")
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", "新")])], now: 7)
    let kept = try #require(try fixture.open().feedCursor(.bzml))
    #expect(kept.comparedNight == night && kept.nightProblem == "QZ-F120 四月" && kept.provenAt == 7)
    try store.noteComparedNight(.bzml, night.adding(days: 1), problem: nil)
    let later = try #require(try store.feedCursor(.bzml))
    #expect(later.comparedNight == night.adding(days: 1) && later.nightProblem == nil)
  }

  /// A data directory from before nights were kept.
  @Test func anOlderFeedTableIsMigrated() throws {
    do {
      let store = try fixture.open()
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    }
    try fixture.alter(
      """
      ALTER TABLE feed DROP COLUMN night; ALTER TABLE feed DROP COLUMN night_problem;
      DELETE FROM grdb_migrations WHERE identifier = 'nightly comparisons'
      """)
    let cursor = try fixture.open().feedCursor(.bzml)
    #expect(cursor == FeedCursor(provenAt: 6, announced: 1, missingAtCentre: nil))
  }

  @Test func offsetsAndJournalHeads() throws {
    let store = try fixture.open()
    #expect(try store.subscriberOffset("mirror") == 0)
    try store.saveSubscriberOffset("mirror", sequence: 7, now: 1)
    #expect(try store.subscriberOffset("mirror") == 7)
    #expect(try store.journalHead("swipe") == nil)
    try store.saveJournalHead("swipe", JournalHead(length: 10, hash: "ab"), now: 1)
    try store.saveJournalHead("swipe", JournalHead(length: 20, hash: "cd"), now: 2)
    #expect(try fixture.open().journalHead("swipe") == JournalHead(length: 20, hash: "cd"))
  }
}
