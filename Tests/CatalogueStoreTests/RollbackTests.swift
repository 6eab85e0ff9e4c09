import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

@Suite struct RollbackTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  /// 1: drugs 1, 2, 3 and a disease. 2: drug 2 dearer, drug 4 new, drug 3 gone at the centre.
  private func twoReleases(_ options: StoreOptions = StoreOptions()) throws -> CatalogueStore {
    let store = try fixture.open(options)
    _ = try store.publish(
      [
        StoreFixture.batch(try ["1000000001", "1000000002", "1000000003"].map { try StoreFixture.drug($0) }),
        StoreFixture.batch([try StoreFixture.disease("A00")]),
      ], now: now)
    _ = try store.publish([try secondBatch()], now: now + StoreFixture.day)
    return store
  }

  private func secondBatch() throws -> PublishableBatch {
    var batch = StoreFixture.batch([
      try StoreFixture.drug("1000000001"),
      try StoreFixture.drug("1000000002", price: "3", date: "2021-03-01"), try StoreFixture.drug("1000000004"),
    ])
    batch.withdrawnKeys = [["1000000003"], ["never seen"]]
    return batch
  }

  private func rows(_ store: CatalogueStore) throws -> [String] {
    let path = try #require(store.currentSet.files[.ypml])
    return try StoreFixture.ask(path, "SELECT row, yplsh, pfj FROM ypml ORDER BY row")
  }

  /// The whole lines of a catalogue's newest piece, from the committed bytes.
  private func newestLines(_ store: CatalogueStore) throws -> [String] {
    let file = try #require(try store.logFiles().last)
    let piece = try #require(try store.logPieces(of: file.name).last)
    let bytes = try store.logBytes(of: piece)
    return try file.format.lines(in: bytes)
  }

  @Test func rowsTheCentreNoLongerHasLeaveTheView() throws {
    let store = try twoReleases()
    let content = try rows(store)
    #expect(content == ["1|1000000001|2.50", "2|1000000002|3", "4|1000000004|2.50"])
    #expect(store.rowCounts[.ypml] == 3)
    let releases = try store.releases()
    #expect(releases[0].batches[.ypml]?.changes == ChangeCounts(added: 1, modified: 1, removed: 1))
    #expect(releases[0].batches[.ypml]?.isFromFile == false)
    let deleted = try #require(try store.changes(after: 0, limit: 100).last)
    #expect(deleted.verb == .deleted)
    #expect(deleted.key == ["1000000003"])
    #expect(deleted.before?[0] == "1000000003")
    #expect(deleted.after == nil)
    let lines = try newestLines(store)
    #expect(lines.count == 3)
    #expect(lines[2] == "删除|药品目录|1000000003" + String(repeating: "|", count: 54))
    // Its number stays its own when it comes back.
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000003")])], now: now)
    let back = try rows(store)
    #expect(back.contains("3|1000000003|2.50"))
  }

  @Test func viewsBecomeWhatTheyWere() throws {
    let store = try twoReleases()
    let first = try StoreFixture.ask(
      "\(fixture.directory)/releases/ypml/000001.sqlite", "SELECT * FROM ypml ORDER BY row")
    let result = try store.rollBack(to: 1, reason: "价格错", now: now + 2 * StoreFixture.day)
    #expect(result == RollbackResult(release: 3, changes: [.ypml: ChangeCounts(added: 1, modified: 1, removed: 1)]))
    #expect(store.currentSet.number == 3)
    let path = try #require(store.currentSet.files[.ypml])
    let content = try StoreFixture.ask(path, "SELECT * FROM ypml ORDER BY row")
    #expect(content == first)
    #expect(content.count == 3)
    #expect(store.rowCounts == [.ypml: 3, .bzml: 1])
    let changes = try store.changes(after: 7, limit: 100)
    #expect(changes.map(\.verb) == [.rolledBack, .rolledBack, .rolledBack])
    #expect(changes.map(\.key) == [["1000000002"], ["1000000003"], ["1000000004"]])
    #expect(changes[0].before?[12] == "3")
    #expect(changes[0].after?[12] == "2.50")
    #expect(changes[1].before == nil)
    #expect(changes[2].after == nil)
    let lines = try newestLines(store)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("回退|药品目录|1000000002||阿莫西林'胶囊|"))
    #expect(lines[2] == "回退|药品目录|1000000004" + String(repeating: "|", count: 54))
    let difference = try store.difference(from: 1, to: 3)
    #expect(difference.rows.isEmpty)
    #expect(try store.releases()[0].rollbacks == [.ypml: RollbackSummary(toRelease: 1, reason: "价格错", rows: 3)])
    // And again from the directory.
    let reopened = try fixture.open()
    #expect(reopened.currentSet.files[.ypml] == path)
    // Forward again is a rollback, too.
    let forward = try reopened.rollBack(to: 2, reason: "误回退", now: now + 3 * StoreFixture.day)
    #expect(forward.release == 4)
    let there = try rows(reopened)
    #expect(there == ["1|1000000001|2.50", "2|1000000002|3", "4|1000000004|2.50"])
  }

  /// A catalogue whose content is the present one is neither rolled back nor held, whether or not its file is.
  @Test(arguments: [false, true])
  func aCatalogueThatDoesNotDifferIsNotHeld(hasOtherFile: Bool) throws {
    let store = try twoReleases()
    if hasOtherFile {
      for name in ["改名", nil] {
        let disease = try name.map { try CatalogueRecord.decode("A00|\($0)|HL|1|||2021-03-01|", kind: .bzml) }
        _ = try store.publish([StoreFixture.batch([try disease ?? StoreFixture.disease("A00")])], now: now)
      }
      #expect(store.currentSet.number == 4)
    }
    let before = store.currentSet.number
    #expect {
      try store.rollBack(to: 1, catalogues: [.ypml, .bzml], reason: "试", now: now)
    } throws: {
      ($0 as? StoreError)?.code == .cannotRollBack && "\($0)".contains("病种目录的内容与第 1 次发布时相同")
    }
    #expect(store.currentSet.number == before)
    #expect(try store.rollbackHolds().isEmpty)
    let result = try store.rollBack(to: 1, reason: "试", now: now)
    #expect(Set(result.changes.keys) == [.ypml])
    #expect(try store.rollbackHolds().map(\.kind) == [.ypml])
  }

  @Test func aHeldCatalogueTakesNothingOfTheCentreUntilResumed() throws {
    let store = try twoReleases()
    _ = try store.rollBack(to: 1, reason: "价格错", now: now)
    let holds = try store.rollbackHolds()
    #expect(holds.map(\.kind) == [.ypml])
    #expect(holds.first?.toRelease == 1)
    #expect(holds.first?.release == 3)
    let batch = try secondBatch()
    #expect { try store.publish([batch], now: now) } throws: { ($0 as? StoreError)?.code == .heldAfterRollback }
    // Another catalogue goes on, and a person's file is taken.
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now)
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    let file = PublishableBatch(
      kind: .ypml, from: first, through: first, isWhole: false, announced: 1,
      records: [try StoreFixture.drug("1000000005")], origin: .file)
    _ = try store.publish([file], now: now)
    #expect(try fixture.open().rollbackHolds().count == 1)
    let proven = try #require(try store.feedCursor(.ypml)?.provenAt)
    #expect(try store.resume(.ypml))
    // When it was last compared is still known; of the centre's rows nothing is.
    #expect(try store.feedCursor(.ypml)?.provenAt == proven)
    #expect(try store.newestCentreDate(.ypml, notAfter: first.adding(days: 100_000)) == nil)
    #expect(try store.feedCursor(.bzml) != nil)
    #expect(try store.resume(.ypml) == false)
    _ = try store.publish([batch], now: now)
    let content = try rows(store)
    #expect(content == ["1|1000000001|2.50", "2|1000000002|3", "4|1000000004|2.50", "5|1000000005|2.50"])
  }

  @Test func importedCodesAreTakenBackToo() throws {
    let store = try twoReleases()
    _ = try store.importCodes([.ypml: ["1000000001": "XA01"]], now: now, publishes: true)
    let result = try store.rollBack(to: 2, reason: "编码错", now: now)
    #expect(result.changes == [.ypml: ChangeCounts(modified: 1)])
    let path = try #require(store.currentSet.files[.ypml])
    #expect(try StoreFixture.ask(path, "SELECT COUNT(gjmldm) FROM ypml") == ["0"])
    #expect(try store.changes(after: 7, limit: 9).map(\.key) == [["1000000001"]])
    // Nor does a row get such a code that leaves and comes again.
    #expect(try store.resume(.ypml))
    try comesAnew("1000000001", store)
    #expect(try code(of: "1000000001", store) == "∅")
  }

  private func comesAnew(_ serial: String, _ store: CatalogueStore) throws {
    var gone = StoreFixture.batch([try StoreFixture.drug("1000000009")])
    gone.withdrawnKeys = [[serial]]
    _ = try store.publish([gone], now: now)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug(serial)])], now: now)
  }

  private func code(of serial: String, _ store: CatalogueStore) throws -> String? {
    let path = try #require(store.currentSet.files[.ypml])
    return try StoreFixture.ask(path, "SELECT gjmldm FROM ypml WHERE yplsh = '\(serial)'").first
  }

  /// Codes for rows that come later are those known in the release gone back to: 3 has codes, 4 replaces some by wrong
  /// ones and brings one more, 5 brings a row.
  @Test func codesKeptForLaterGoBackToo() throws {
    let store = try twoReleases(StoreOptions(keepReleases: 50))
    let third = try store.importCodes(
      [.ypml: ["1000000001": "XA01", "1000000005": "XA05"]], now: now, publishes: true)
    let fourth = try store.importCodes(
      [.ypml: ["1000000001": "XW01", "1000000005": "XW05", "1000000006": "XW06"]], now: now, publishes: true)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000005")])], now: now)
    #expect([third.release, fourth.release, store.currentSet.number] == [3, 4, 5])
    #expect(try code(of: "1000000005", store) == "XW05")
    func come() throws -> [String?] {
      #expect(try store.resume(.ypml))
      return try ["1000000001", "1000000005", "1000000006"].map { serial in
        try comesAnew(serial, store)
        return try code(of: serial, store)
      }
    }
    #expect(try store.rollBack(to: 3, reason: "编码错", now: now).release == 6)
    #expect(try come() == ["XA01", "XA05", "∅"])
    // Forward again, and back to the release of the first rollback.
    _ = try store.rollBack(to: 5, reason: "误回退", now: now)
    #expect(try come() == ["XW01", "XW05", "XW06"])
    _ = try store.rollBack(to: 6, reason: "还是错", now: now)
    #expect(try come() == ["XA01", "XA05", "∅"])
    #expect(try store.localSerials(.ypml).serials(of: ["XA05", "XW05"]) == ["XA05": "1000000005"])
    _ = try store.rollBack(to: 2, reason: "都错", now: now)
    #expect(try come() == ["∅", "∅", "∅"])
  }

  /// A data directory of a program that did not note the releases of codes: its times tell them. 3: a code; another for
  /// later. 4: a row; another code for later.
  @Test func codesOfAnEarlierProgramGoBackToo() throws {
    let day = StoreFixture.day
    do {
      let store = try twoReleases()
      _ = try store.importCodes([.ypml: ["1000000001": "XA01"]], now: now + 2 * day, publishes: true)
      _ = try store.importCodes([.ypml: ["1000000005": "XA05"]], now: now + 3 * day, publishes: true)
      _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000009")])], now: now + 4 * day)
      _ = try store.importCodes([.ypml: ["1000000006": "XA06"]], now: now + 5 * day, publishes: true)
      #expect(store.currentSet.number == 4)
    }
    try fixture.alter(
      """
      DROP TABLE replaced_code; ALTER TABLE national_code DROP COLUMN since;
      DELETE FROM grdb_migrations WHERE identifier = 'codes by release'
      """)
    let store = try fixture.open()
    func known() throws -> [String] {
      try StoreFixture.ask(
        "\(fixture.directory)/agent.sqlite", "SELECT serial, code, since FROM national_code ORDER BY serial")
    }
    #expect(try known() == ["1000000001|XA01|3", "1000000005|XA05|4", "1000000006|XA06|5"])
    _ = try store.rollBack(to: 3, reason: "试", now: now + 6 * day)
    #expect(try known() == ["1000000001|XA01|3"])
    _ = try store.rollBack(to: 4, reason: "误回退", now: now + 7 * day)
    #expect(try known() == ["1000000001|XA01|3", "1000000005|XA05|6"])
  }

  private func refusal(_ store: CatalogueStore, to number: Int64, _ kinds: [CatalogueKind]? = nil) -> StoreError? {
    do throws(StoreError) {
      _ = try store.rollBack(to: number, catalogues: kinds, reason: "试", now: now)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatCannotBeRolledBackIsRefused() throws {
    let store = try twoReleases()
    for number: Int64 in [-1, 0, 3] { #expect(refusal(store, to: number)?.code == .cannotRollBack) }
    #expect(refusal(store, to: 2)?.text.contains("无需回退") == true)
    #expect(refusal(store, to: 1, [.bzml])?.text.contains("无需回退") == true)
    #expect(refusal(store, to: 1, [.zlxm])?.text.contains("还没有发布过") == true)
    let item = Array(repeating: "", count: 73).enumerated().map { $0.offset == 0 ? "X1" : $0.element }
    _ = try store.publish(
      [StoreFixture.batch([try CatalogueRecord.decode(fields: item, kind: .zlxm)])], now: now)
    #expect(refusal(store, to: 2)?.text.contains("诊疗目录还没有首次下载") == true)
    #expect(store.currentSet.number == 3)
    #expect(try store.rollbackHolds().isEmpty)
    #expect(refusal(store, to: 1, [.ypml]) == nil)
  }

  @Test func aReleaseWhoseFileIsGoneIsRefused() throws {
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    for number in 1...4 {
      let record = try StoreFixture.disease("A00", "霍乱\(number)")
      _ = try store.publish([StoreFixture.batch([record])], now: now + Int64(number))
    }
    let gone = try #require(refusal(store, to: 2))
    #expect(gone.code == .cannotRollBack)
    #expect(gone.text.contains("keep_releases = 2"))
    #expect(gone.text.contains("第 1、3 次发布"))
    #expect(refusal(store, to: 3) == nil)
    #expect(try store.record(.bzml, key: ["A00", "1", "", ""])?.fields[1] == "霍乱3")
  }

  @Test func aDamagedOlderFileIsNotGoneBackTo() throws {
    let store = try twoReleases()
    let path = "\(fixture.directory)/releases/ypml/000001.sqlite"
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seek(toOffset: 5_000)
    try handle.write(contentsOf: Data([1, 2, 3]))
    try handle.close()
    #expect(refusal(store, to: 1)?.code == .damagedReleaseFile)
    #expect(store.currentSet.number == 2)
  }

  @Test(arguments: PublicationStep.allCases.filter { $0 != .filesBuilt })
  func aCrashLeavesBeforeOrAfter(_ step: PublicationStep) throws {
    struct Killed: Error {}
    var store: CatalogueStore? = try twoReleases()
    store = nil
    store = try fixture.open(StoreOptions()) { if $0 == step { throw Killed() } }
    #expect(throws: StoreError.self) { try store?.rollBack(to: 1, reason: "试", now: now) }
    store = nil
    let reopened = try fixture.open()
    let isDone = step == .committed
    #expect(reopened.currentSet.number == (isDone ? 3 : 2))
    #expect(try reopened.newestSequence() == (isDone ? 10 : 7))
    #expect(try reopened.rollbackHolds().count == (isDone ? 1 : 0))
    let content = try rows(reopened)
    #expect(content[1] == (isDone ? "2|1000000002|2.50" : "2|1000000002|3"))
  }
}
