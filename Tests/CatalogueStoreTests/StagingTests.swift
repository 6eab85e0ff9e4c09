import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// Pages of a download on disk: whole or not there, and gone with what they were for.
@Suite struct StagingTests {
  private let fixture = StoreFixture()
  private let day = CivilDate(year: 2021, month: 3, day: 1)!

  private var pagesPath: String { "\(fixture.directory)/staging/bzml-5.pages" }

  private func staged(_ pages: [[String]]) throws {
    let store = try fixture.open()
    try store.beginStaging(.bzml, from: day, through: day, isWhole: true, now: 5)
    for (index, records) in pages.enumerated() {
      try store.stage(
        .init(total: 9, isLast: index == pages.count - 1, records: records), number: index + 1, of: .bzml)
    }
  }

  private func kept() throws -> [[String]] {
    var pages: [[String]] = []
    _ = try fixture.open().stagedDownload(.bzml) { pages.append($0.records) }
    return pages
  }

  /// A crash in the middle of a page leaves the pages before it: cut at every byte of the last one.
  @Test func aTornPageIsNoPage() throws {
    try staged([["A00|霍乱", "A01|b"], [], ["A02|c"]])
    let whole = try Data(contentsOf: URL(fileURLWithPath: pagesPath))
    let pages = try kept()
    #expect(pages == [["A00|霍乱", "A01|b"], [], ["A02|c"]])
    let lastFrame = 36 + 4 + "A02|c".utf8.count
    for length in (whole.count - lastFrame)..<whole.count {
      try whole.prefix(length).write(to: URL(fileURLWithPath: pagesPath))
      let left = try kept()
      #expect(left == [["A00|霍乱", "A01|b"], []], "\(length) of \(whole.count) bytes")
      let size = try Data(contentsOf: URL(fileURLWithPath: pagesPath)).count
      #expect(size == whole.count - lastFrame)
    }
  }

  /// A byte that changed ends the file before its page.
  @Test func aDamagedPageIsNoPage() throws {
    try staged([["A00|a"], ["A01|b"]])
    let whole = try Data(contentsOf: URL(fileURLWithPath: pagesPath))
    for place in whole.count / 2..<whole.count {
      var damaged = whole
      damaged[place] ^= 1
      try damaged.write(to: URL(fileURLWithPath: pagesPath))
      let pages = try kept()
      // Bytes 32 to 35 of a frame are filling.
      let isFilling = (32..<36).contains(place - whole.count / 2)
      #expect(pages == (isFilling ? [["A00|a"], ["A01|b"]] : [["A00|a"]]), "byte \(place)")
    }
  }

  /// After a crash nothing of a download is left that no line in the history speaks of.
  @Test func orphansAreDeletedWhenTheStoreIsOpened() throws {
    try staged([["A00|a"]])
    let folder = "\(fixture.directory)/staging"
    for name in ["bzml-4.pages", "ypml-5.pages", "ypml-77.changes"] {
      try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    let store = try fixture.open()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["bzml-5.pages"])
    try store.discardStaging(.bzml)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  /// The line goes with the publication; a crash before the file is removed leaves an orphan, not a download.
  @Test func aCrashAfterTheCommitLeavesNoDownload() throws {
    struct Killed: Error {}
    do {
      let store = try fixture.open(StoreOptions()) { if $0 == .committed { throw Killed() } }
      try store.beginStaging(.bzml, from: day, through: day, isWhole: true, now: 5)
      try store.stage(.init(total: 1, isLast: true, records: ["A00|霍乱|M|1|||2021-03-01|"]), number: 1, of: .bzml)
      let batch = PublishableBatch(
        kind: .bzml, from: day, through: day, isWhole: true, announced: 1,
        rows: try store.stagedRows(.bzml, count: 1, superseded: []))
      #expect(throws: StoreError.self) { try store.publish([batch], now: 6) }
    }
    #expect(FileManager.default.fileExists(atPath: pagesPath))
    let reopened = try fixture.open()
    #expect(!FileManager.default.fileExists(atPath: pagesPath))
    #expect(try reopened.stagedDownload(.bzml) == nil)
    #expect(reopened.rowCounts[.bzml] == 1)
  }

  /// Pages read as rows: a first load and a delta, with dates written otherwise, repeats and bad rows left out.
  @Test func pagesBecomeRows() throws {
    let store = try fixture.open()
    func take(_ texts: [String], count: Int, superseded: Set<Int> = [], now: Int64) throws -> PublicationResult {
      try store.beginStaging(.bzml, from: day, through: day, isWhole: true, now: now)
      try store.stage(.init(total: count, isLast: true, records: texts), number: 1, of: .bzml)
      return try store.publish(
        [
          PublishableBatch(
            kind: .bzml, from: day, through: day, isWhole: true, announced: count,
            rows: try store.stagedRows(.bzml, count: count, superseded: superseded))
        ], now: now)
    }
    let first = try take(
      [
        "A00|old|M|1|||2021-03-01|", "kaputt", " A01 |null|M|1|||2021/3/1|", "A00|霍|M|1|||2021-03-01|",
        "A02|a\tb|M|1|||Mon Mar 01 08:00:00 CST 2021|x",
      ], count: 3, superseded: [0, 1], now: StoreFixture.february26)
    #expect(first.changes[.bzml] == ChangeCounts(added: 3))
    var path = try #require(store.currentSet.files[.bzml])
    #expect(
      try StoreFixture.ask(path, "SELECT row, bzbm, bzmc, bgsj, kssj, jmbzfl FROM bzml ORDER BY row") == [
        "1|A01|∅|2021-03-01 00:00:00|2021-03-01 00:00:00|∅", "2|A00|霍|2021-03-01 00:00:00|2021-03-01 00:00:00|∅",
        "3|A02|a\tb|2021-03-01 08:00:00|2021-03-01 08:00:00|∅",
      ])
    let second = try take(
      [
        "A01||M|1|||2021-03-01|", "A00|霍乱|M|1|||2021-03-01|", "A02|a\tb|M|1|||2021-03-01 08:00:00|x",
        "A03|d|M|1|||2021-03-01|",
      ], count: 4, now: StoreFixture.february26 + 1)
    #expect(second.changes[.bzml] == ChangeCounts(added: 1, modified: 1))
    path = try #require(store.currentSet.files[.bzml])
    #expect(try StoreFixture.ask(path, "SELECT row, bzmc FROM bzml ORDER BY row") == ["1|∅", "2|霍乱", "3|a\tb", "4|d"])
    let lines = try store.logFiles().flatMap { try store.logPieces(of: $0.name) }.map { try store.logBytes(of: $0) }
    #expect(
      lines.map { String(decoding: $0, as: UTF8.self) } == [
        "新增|病种目录|A01||M|1|||2021-03-01||2021-03-01\r\n新增|病种目录|A00|霍|M|1|||2021-03-01||2021-03-01\r\n"
          + "新增|病种目录|A02|a b|M|1|||2021-03-01 08:00:00|x|2021-03-01 08:00:00\r\n",
        "修改|病种目录|A00|霍乱|M|1|||2021-03-01||2021-03-01\r\n新增|病种目录|A03|d|M|1|||2021-03-01||2021-03-01\r\n",
      ])
    #expect { try take(["A03|d|M|1|||2021-03-01|"], count: 2, now: StoreFixture.february26 + 2) } throws: {
      ($0 as? StoreError)?.code == .cannotWrite
    }
  }

  /// Rows of a file lie on disk, too; marks of a text file in a field come back as they were.
  @Test func rowsOfAFile() throws {
    let store = try fixture.open()
    let spool = try store.rowSpool(.bzml)
    let texts = ["A|0", "A\\1", "\u{1}A2", "A3"]
    for (number, text) in (texts + ["A3"]).enumerated() {
      let record = CatalogueRecord(
        kind: .bzml, canonicalFields: [text, "名|称\\\n$", "", "1", "", "", "2021-03-01", ""])
      let isRepeat = try spool.append(record)
      #expect(isRepeat == (number == 4))
    }
    #expect(spool.count == 4)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/staging").isEmpty)
    var fields: [[String]] = []
    try spool.rows().forEach { row throws(StoreError) in fields.append(row.record.fields) }
    #expect(fields.map { $0[0] } == texts)
    #expect(fields.allSatisfy { $0[1] == "名|称\\\n$" })
  }

  /// As many changes as are held in memory, and one more, which lie in a file: the same comes back.
  @Test(arguments: [ChangeList.heldLimit - 1, ChangeList.heldLimit, ChangeList.heldLimit + 1])
  func changesComeBack(_ count: Int) throws {
    _ = try fixture.open()
    let list = ChangeList(kind: .bzml, folder: "\(fixture.directory)/staging")
    func change(_ number: Int) throws -> PlannedChange {
      let after = CatalogueRecord(
        kind: .bzml, canonicalFields: ["A|\(number)", "a\\b", "", "1", "", "", "2021-03-01", ""],
        additional: ["tpbz": "1|\(number)", "gjmldm": ""])
      return PlannedChange(
        verb: number % 2 == 0 ? .added : .modified, key: after.key,
        before: number % 2 == 0 ? nil : try StoreFixture.disease("A|\(number)".replacing("|", with: "")),
        after: number % 5 == 1 ? nil : after, row: Int64(number), isNewRow: number % 2 == 0)
    }
    for number in 0..<count { try list.append(try change(number)) }
    for _ in 0..<2 {
      var number = 0
      try list.forEach { found throws(StoreError) in
        let wanted = try storeErrors(.database, "") { try change(number) }
        #expect(found.verb == wanted.verb && found.key == wanted.key && found.row == wanted.row)
        #expect(found.before == wanted.before && found.after == wanted.after && found.isNewRow == wanted.isNewRow)
        number += 1
      }
      #expect(number == count)
    }
    #expect(list.counts.total == count)
  }
}
