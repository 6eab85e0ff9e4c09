import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// A file says nothing about what the centre has: the next poll asks as it would have without it (docs/files.md).
@Suite struct FileBesideCentreTests {
  private let folder = ScratchFolder()
  private let centre = MemoryCentre()
  /// 2021-02-26 12:00 in Asia/Shanghai.
  private let clock = StandingClock(1_614_312_000_000)
  private let store: CatalogueStore

  init() throws { store = try CatalogueStore(directory: folder.path) }

  private func row(_ code: String, _ day: String) -> String { "\(code)|名|M|1|||\(day)|" }

  /// A poll by a process that has just started.
  private func poll() async throws -> [String] {
    let clock = clock
    let feed = CatalogueFeed(
      configuration: FeedConfiguration(catalogues: [.bzml]), transport: centre, store: store, now: { clock.now })
    let outcome = try await feed.runOnce()
    #expect(outcome.isComplete)
    return centre.takeRequests()
  }

  /// The first day that a poll asks for.
  private func firstDay() async throws -> String? {
    let requests = try await poll()
    return requests.first.map { $0.components(separatedBy: "|")[2] }
  }

  private func importFile(_ code: String, _ day: String) throws {
    let record = try CatalogueRecord.decode(row(code, day), kind: .bzml)
    let day = CivilDate(dayNumber: 0)
    _ = try store.publish(
      [
        PublishableBatch(
          kind: .bzml, from: day, through: day, isWhole: false, announced: PublishableBatch.unannounced,
          records: [record], origin: .file)
      ], now: clock.now)
  }

  @Test func theWindowStaysWhereTheCentreIs() async throws {
    centre.publish("3", [row("A", "2021-01-15")])
    let first = try await firstDay()
    #expect(first == "1900-01-01")
    try importFile("F", "2021-03-20")
    try importFile("G", "2021-03-25")
    let afterFile = try await firstDay()
    #expect(afterFile == "2021-01-08")
    // What the centre brings moves it, a typing error does not.
    centre.publish("3", [row("B", "2021-02-10"), row("C", "2021-05-28")])
    _ = try await poll()
    let afterCentre = try await firstDay()
    #expect(afterCentre == "2021-02-03")
  }

  @Test func aFileBeforeTheFirstPoll() async throws {
    try importFile("F", "2021-03-20")
    centre.publish("3", [row("A", "2021-01-15")])
    let first = try await firstDay()
    #expect(first == "1900-01-01")
    let second = try await firstDay()
    #expect(second == "2021-01-08")
  }

  /// Of a centre without rows everything is asked for, whatever files brought.
  @Test func aCentreWithoutRows() async throws {
    try importFile("F", "2021-03-20")
    for _ in 0..<2 {
      let day = try await firstDay()
      #expect(day == "1900-01-01")
    }
  }

  /// Without a file it is the newest date held, at no cost.
  @Test func withoutAFileNothingIsNoted() async throws {
    centre.publish("3", [row("A", "2021-01-15")])
    _ = try await poll()
    let day = try await firstDay()
    #expect(day == "2021-01-08")
    let newest = try store.newestCentreDate(.bzml, notAfter: CivilDate(dayNumber: 30_000))
    #expect(newest?.text == "2021-01-15")
  }
}
