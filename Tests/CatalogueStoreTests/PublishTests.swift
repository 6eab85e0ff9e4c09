import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

@Suite struct PublishTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  @Test func firstLoadThenDelta() throws {
    let store = try fixture.open()
    #expect(store.currentSet == .empty)
    let first = try store.publish(
      [
        StoreFixture.batch([try StoreFixture.drug("1000000001"), try StoreFixture.drug("1000000002")]),
        StoreFixture.batch([try StoreFixture.disease("A00")]),
      ], now: now)
    #expect(first.release == 1)
    #expect(first.changes[.ypml] == ChangeCounts(added: 2))
    #expect(store.rowCounts == [.ypml: 2, .bzml: 1])
    let path = try #require(store.currentSet.files[.ypml])
    #expect(path == "\(fixture.directory)/releases/ypml/000001.sqlite")
    #expect(
      try StoreFixture.ask(path, "SELECT row, yplsh, tym, bgsj, fydj, zfbl, spm, gjmldm FROM ypml ORDER BY row") == [
        "1|1000000001|阿莫西林'胶囊|2021-01-20 00:00:00|2|0.1|∅|∅", "2|1000000002|阿莫西林'胶囊|2021-01-20 00:00:00|2|0.1|∅|∅",
      ])
    let bzml = try #require(store.currentSet.files[.bzml])
    #expect(
      try StoreFixture.ask(bzml, "SELECT bzbm, bgsj, kssj, zzsj FROM bzml") == [
        "A00|2021-01-20 00:00:00|2021-01-20 00:00:00|∅"
      ])
    let columns = try StoreFixture.ask(path, "SELECT name FROM pragma_table_info('ypml')")
    #expect(columns == ["row"] + CatalogueTable.ypml.columns.map(\.name))
    #expect(try StoreFixture.ask(path, "PRAGMA journal_mode") == ["delete"])

    let second = try store.publish(
      [
        StoreFixture.batch([
          try StoreFixture.drug("1000000002", price: "3", date: "2021-03-01"), try StoreFixture.drug("1000000003"),
          try StoreFixture.drug("1000000001", price: "2.5"),
        ])
      ], now: now + StoreFixture.day)
    #expect(second.release == 2)
    #expect(second.changes[.ypml] == ChangeCounts(added: 1, modified: 1))
    #expect(store.currentSet.files[.bzml] == bzml)
    let newer = try #require(store.currentSet.files[.ypml])
    #expect(
      try StoreFixture.ask(newer, "SELECT row, yplsh, pfj FROM ypml ORDER BY row") == [
        "1|1000000001|2.50", "2|1000000002|3", "3|1000000003|2.50",
      ])
    #expect(try StoreFixture.ask(path, "SELECT COUNT(*), MAX(pfj) FROM ypml") == ["2|2.50"])

    let changes = try store.changes(after: 0, limit: 100)
    #expect(changes.map(\.verb) == [.added, .added, .added, .modified, .added])
    #expect(changes.map(\.sequence) == [1, 2, 3, 4, 5])
    #expect(changes[0].after == nil)
    #expect(changes[3].before?[12] == "2.50")
    #expect(changes[3].after?[12] == "3")
    #expect(changes[3].changeDate == "2021-03-01")
    #expect(changes[4].before == nil)
    #expect(try store.record(.ypml, key: ["1000000002"])?.fields[12] == "3")
    #expect(
      try store.records(.ypml, changedInRelease: 2, limit: 10).map { $0.fields[0] } == ["1000000002", "1000000003"])
    #expect(try store.records(.ypml, changedInRelease: 2, limit: 1).count == 1)
    let releases = try store.releases()
    #expect(releases.map(\.number) == [2, 1])
    #expect(releases[0].day == "2021-02-27")
    #expect(releases[1].batches[.bzml]?.isFirstLoad == true)
    #expect(releases[0].batches[.ypml]?.changes == ChangeCounts(added: 1, modified: 1))
  }

  @Test func nothingNewMakesNoRelease() throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
    let again = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now + 1)
    #expect(again.release == nil)
    #expect(store.currentSet.number == 1)
    #expect(try store.feedCursor(.bzml)?.provenAt == now + 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/releases/bzml") == ["000001.sqlite"])
  }

  @Test(arguments: PublicationStep.allCases)
  func aCrashLeavesTheOldReleaseOrTheNew(_ step: PublicationStep) throws {
    struct Killed: Error {}
    var store: CatalogueStore? = try fixture.open()
    _ = try store?.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
    store = nil
    store = try fixture.open(StoreOptions()) { if $0 == step { throw Killed() } }
    #expect(throws: StoreError.self) {
      try store?.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now + 1)
    }
    store = nil
    let files = "\(fixture.directory)/releases/bzml"
    #expect(try FileManager.default.contentsOfDirectory(atPath: files).count == 2)
    let reopened = try fixture.open()
    let isNew = step == .committed
    #expect(reopened.currentSet.number == (isNew ? 2 : 1))
    #expect(reopened.rowCounts[.bzml] == (isNew ? 2 : 1))
    #expect(try reopened.newestSequence() == (isNew ? 2 : 1))
    #expect(try FileManager.default.contentsOfDirectory(atPath: files).count == (isNew ? 2 : 1))
    // Doing it again ends in the same place either way.
    _ = try reopened.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now + 2)
    #expect(reopened.currentSet.number == 2)
    let path = try #require(reopened.currentSet.files[.bzml])
    #expect(try StoreFixture.ask(path, "SELECT row, bzbm FROM bzml ORDER BY row") == ["1|A00", "2|A01"])
    #expect(try reopened.newestSequence() == 2)
  }

  @Test func oldFilesGoButTheFirstLoadStays() throws {
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    for number in 1...5 {
      let record = try StoreFixture.disease("A00", "霍乱\(number)")
      _ = try store.publish([StoreFixture.batch([record])], now: now + Int64(number))
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/releases/bzml").sorted()
    #expect(files == ["000001.sqlite", "000004.sqlite", "000005.sqlite"])
    let reopened = try fixture.open(StoreOptions(keepReleases: 2))
    #expect(reopened.currentSet.number == 5)
    for file in try reopened.logFiles() {
      for piece in try reopened.logPieces(of: file.name) { _ = try reopened.logBytes(of: piece) }
    }
  }

  @Test func onlyTheOwnerReads() throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(fixture.directory) == 0o700)
    #expect(try mode("\(fixture.directory)/agent.sqlite") == 0o600)
    #expect(try mode(try #require(store.currentSet.files[.bzml])) == 0o600)
  }

  @Test func aNewerFormatIsRefused() throws {
    _ = try fixture.open()
    let path = "\(fixture.directory)/agent.sqlite"
    do {
      let database = try RawDatabase(path: path, mode: .building)
      try database.execute("PRAGMA user_version = \(HistoryDatabase.formatVersion + 1)")
    }
    #expect { try fixture.open() } throws: { ($0 as? StoreError)?.code == .newerFormat }
  }

  @Test func aMissingReleaseFileIsSaid() throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
    try FileManager.default.removeItem(atPath: try #require(store.currentSet.files[.bzml]))
    #expect(try fixture.open().damagedFiles.first?.text.contains("QZ-S110") == true)
  }

  @Test func listenersHearOfEachSet() async throws {
    let store = try fixture.open()
    var stream = store.publications().makeAsyncIterator()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
    #expect(await stream.next()?.number == 1)
  }

  /// A column of codes stays plain until a row brings another character, and never becomes plain again.
  @Test func codeColumnsThatAreASCIIAreRecorded() throws {
    let store = try fixture.open()
    func plain() throws -> String {
      let path = try #require(store.currentSet.files[.bzml])
      return try StoreFixture.ask(path, "SELECT value FROM release_info WHERE name = 'ascii_columns'").joined()
    }
    _ = try store.publish(
      [StoreFixture.batch([try StoreFixture.disease("A00"), try StoreFixture.disease("A01")])], now: now)
    let first = try plain()
    #expect(first == "bzbm zjm bzfl jmbzfl sybzfl")
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("附A02")])], now: now)
    let second = try plain()
    #expect(second == "zjm bzfl jmbzfl sybzfl")
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A03")])], now: now)
    let third = try plain()
    #expect(third == "zjm bzfl jmbzfl sybzfl")
  }
}
