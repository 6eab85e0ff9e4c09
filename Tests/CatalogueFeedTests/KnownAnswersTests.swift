import Catalogue
import CatalogueStore
import CentreProtocol
import Foundation
import Testing

@testable import CatalogueFeed

/// An answer that came before is not read and compared again, and decides nothing it would not have decided.
@Suite struct KnownAnswersTests {
  private let folder = ScratchFolder()
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let centre = MemoryCentre()

  private func row(_ code: String, _ name: String = "名") -> String { "\(code)|\(name)|M|1|||2021-02-25|" }

  /// Published twice, so that the second poll's answer is known; its window ends in May.
  private func polledTwice(
    _ rows: [String]? = nil, onRejects: FeedConfiguration.OnRejects = .hold
  ) async throws -> (CatalogueStore, CatalogueFeed) {
    let clock = clock
    let all = rows ?? [row("A"), row("B")]
    centre.state.withLock { $0.rows["3"] = all }
    let store = try CatalogueStore(directory: folder.path)
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml], onRejects: onRejects), transport: centre, store: store,
      now: { clock.now })
    #expect(try await feed.runOnce().release == 1)
    clock.advance(seconds: 300)
    #expect(try await feed.runOnce().release == nil)
    clock.advance(seconds: 300)
    return (store, feed)
  }

  private var request: CatalogueRequest {
    get throws {
      CatalogueRequest(
        kind: .bzml, from: try #require(CivilDate(year: 2021, month: 2, day: 18)),
        through: try #require(CivilDate(year: 2021, month: 5, day: 27)))
    }
  }

  private func isKnown(_ feed: CatalogueFeed, _ answer: String) async throws -> Bool {
    let (known, request) = (await feed.known, try request)
    return known.entry(request, digest: KnownAnswers.digest(of: answer)) != nil
  }

  private func name(_ store: CatalogueStore, _ code: String) throws -> String? {
    try store.record(.bzml, key: [code, "1", "", ""])?.fields[1]
  }

  private func changes(_ outcome: FeedOutcome) -> ChangeCounts? {
    if case .published(let changes, _) = outcome.results[.bzml] { changes } else { nil }
  }

  /// SHA-256 of `abc`, FIPS 180-4's example.
  @Test func digest() {
    let hexadecimal = KnownAnswers.digest(of: "abc").map { String($0, radix: 16) }
    #expect(hexadecimal.prefix(4) == ["ba", "78", "16", "bf"] && hexadecimal.count == 32)
  }

  /// The same answer to the same request is known; another byte, another window or another catalogue is not.
  @Test func onlyTheSameAnswerToTheSameRequest() throws {
    let request = try request
    let batch = DownloadedBatch(
      kind: .bzml, window: CatalogueWindow(from: request.from, through: request.through), announced: 2,
      records: DownloadedRows(count: 2, superseded: [0]), rejected: [])
    var known = KnownAnswers()
    #expect(known.entry(request, digest: [1]) == nil)
    known.compared(batch, request: request, digest: [1], file: "f")
    #expect(known.entry(request, digest: [1])?.file == "f")
    #expect(known.entry(request, digest: [1])?.batch.records.superseded == [0])
    #expect(known.entry(request, digest: [2]) == nil)
    let later = CatalogueRequest(kind: .bzml, from: request.from, through: request.through.adding(days: 1))
    #expect(known.entry(later, digest: [1]) == nil)
    let drugs = CatalogueRequest(kind: .ypml, from: request.from, through: request.through)
    #expect(known.entry(drugs, digest: [1]) == nil)
    // What changed rows is not known, and ends what was.
    known.compared(batch, request: request, digest: [2], file: nil)
    #expect(known.entry(request, digest: [1]) == nil && known.entry(request, digest: [2]) == nil)
  }

  @Test func whatIsNotProvenOrHasRejectsIsNotKept() throws {
    let request = try request
    let window = CatalogueWindow(from: request.from, through: request.through)
    let reject = Result { () throws(RecordReject) in try CatalogueRecord.decode("B|kaputt", kind: .bzml) }
    guard case .failure(let reason) = reject else { return #expect(Bool(false)) }
    var known = KnownAnswers()
    for (announced, rejected) in [(3, []), (3, [RejectedRow(number: 3, text: "B|kaputt", reject: reason)])] {
      known.compared(
        DownloadedBatch(
          kind: .bzml, window: window, announced: announced, records: DownloadedRows(count: 2, superseded: []),
          rejected: rejected), request: request, digest: [1], file: "f")
      #expect(known.entry(request, digest: [1]) == nil)
    }
  }

  /// Also a poll whose answer is known is a proof, and counts as the last good one.
  @Test func aKnownAnswerIsAProof() async throws {
    let (store, feed) = try await polledTwice()
    #expect(try await isKnown(feed, "1|2|2|1|\(row("A"))$\(row("B"))"))
    for _ in 0..<3 {
      clock.advance(seconds: 300)
      let outcome = try await feed.runOnce()
      #expect(changes(outcome) == ChangeCounts())
      #expect(try store.feedCursor(.bzml)?.provenAt == clock.now)
      #expect(try store.feedCursor(.bzml)?.announced == 2)
      #expect(feed.status.lastGoodPoll == clock.now)
      #expect(feed.status.catalogues["bzml"]?.announced == 2)
    }
    centre.publish("3", [row("B", "新")])
    #expect(changes(try await feed.runOnce()) == ChangeCounts(modified: 1))
    #expect(try name(store, "B") == "新")
    // And the older answer again: it was known, but not of these rows.
    centre.publish("3", [row("B")])
    #expect(changes(try await feed.runOnce()) == ChangeCounts(modified: 1))
    #expect(try name(store, "B") == "名")
  }

  /// An administrator's file changes a row: the same answer of the centre brings it back.
  @Test func anImportInBetween() async throws {
    let (store, feed) = try await polledTwice()
    let record = try CatalogueRecord.decode(row("A", "文件"), kind: .bzml)
    let day = try request.from
    let imported = try store.publish(
      [
        PublishableBatch(
          kind: .bzml, from: day, through: day, isWhole: false, announced: 1, records: [record], origin: .file)
      ], now: clock.now)
    #expect(imported.release == 2)
    #expect(try name(store, "A") == "文件")
    #expect(changes(try await feed.runOnce()) == ChangeCounts(modified: 1))
    #expect(try name(store, "A") == "名")
  }

  /// A rolled-back catalogue is held although the answer is known, and says what it would change; resumed, it comes back.
  @Test func aRollbackInBetween() async throws {
    let (store, feed) = try await polledTwice()
    centre.publish("3", [row("B", "错")])
    #expect(try await feed.runOnce().release == 2)
    #expect(try await feed.runOnce().release == nil)
    #expect(try await isKnown(feed, "1|2|2|1|\(row("A"))$\(row("B", "错"))"))
    _ = try store.rollBack(to: 1, reason: "名称错", now: clock.now)
    let outcome = try await feed.runOnce()
    guard case .held(let held) = outcome.results[.bzml] else { return #expect(Bool(false), "\(outcome)") }
    #expect(held.reason.contains("新增 0 行、修改 1 行"))
    #expect(try name(store, "B") == "名")
    #expect(try store.resume(.bzml))
    #expect(try await feed.runOnce().release == 4)
    #expect(try name(store, "B") == "错")
  }

  /// A row that is not taken over is judged anew each time.
  @Test func rejectsAreNeverKnown() async throws {
    let (_, feed) = try await polledTwice([row("A"), "B|kaputt"], onRejects: .publish)
    #expect(try await isKnown(feed, "1|2|2|1|\(row("A"))$B|kaputt") == false)
  }

  /// The next day's window is another one.
  @Test func anotherDay() async throws {
    let (store, feed) = try await polledTwice()
    clock.advance(seconds: 12 * 3600)
    _ = centre.takeRequests()
    #expect(try await feed.runOnce().release == nil)
    #expect(centre.takeRequests() == ["24|3|2021-02-18|2021-05-28|"])
    #expect(try store.feedCursor(.bzml)?.provenAt == clock.now)
  }

  /// A whole download looks at every row, whatever is known.
  @Test func fullIgnoresIt() async throws {
    let (_, feed) = try await polledTwice()
    centre.state.withLock { $0.rows["3"] = [row("A")] }
    guard case .published(let changes, let missing) = try await feed.runOnce(full: true).results[.bzml] else {
      return #expect(Bool(false))
    }
    #expect(changes == ChangeCounts())
    #expect(missing == ["B|1||"])
  }
}
