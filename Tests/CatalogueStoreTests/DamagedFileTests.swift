import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

@Suite struct DamagedFileTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  private func path(_ release: Int, _ kind: String = "ypml") -> String {
    "\(fixture.directory)/releases/\(kind)/00000\(release).sqlite"
  }

  /// One drug, then one dearer and one new, then national codes, then a row withdrawn.
  private func publishFour() throws {
    let store = try fixture.open()
    _ = try store.publish(
      [
        StoreFixture.batch([try StoreFixture.drug("1000000001"), try StoreFixture.drug("1000000002")]),
        StoreFixture.batch([try StoreFixture.disease("A00")]),
      ], now: now)
    _ = try store.publish(
      [
        StoreFixture.batch([
          try StoreFixture.drug("1000000002", price: "3"), try StoreFixture.drug("1000000003"),
        ])
      ], now: now + 1)
    _ = try store.importCodes([.ypml: ["1000000001": "XA01", "1000000003": "XA03"]], now: now + 2, publishes: true)
    var batch = StoreFixture.batch([try StoreFixture.drug("1000000004")])
    batch.withdrawnKeys = [["1000000001"]]
    _ = try store.publish([batch], now: now + 3)
  }

  private func flip(_ path: String, at offset: UInt64 = 6_000) throws {
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: offset)
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data([byte ^ 1]))
    try handle.close()
  }

  private func drugs(_ store: CatalogueStore) throws -> [String] {
    let path = try #require(store.currentSet.files[.ypml])
    return try StoreFixture.ask(path, "SELECT row, yplsh, pfj, gjmldm FROM ypml ORDER BY row")
  }

  private static let newest = ["2|1000000002|3|∅", "3|1000000003|2.50|XA03", "4|1000000004|2.50|∅"]

  /// A release of rows, of codes, of a deletion: each is made again from the one before, to the last byte.
  @Test(arguments: [2, 3, 4])
  func aDamagedFileIsMadeAgain(release: Int) throws {
    try publishFour()
    let good = try Data(contentsOf: URL(fileURLWithPath: path(release)))
    // The releases after it are taken away, so that its file is a current one.
    for number in stride(from: 4, to: release, by: -1) {
      let database = try RawDatabase(path: "\(fixture.directory)/agent.sqlite", mode: .building)
      for table in ["log_piece", "change", "release_batch", "release_file"] {
        try database.execute("DELETE FROM \(table) WHERE release = \(number)")
      }
      try database.execute("DELETE FROM release_set WHERE number = \(number)")
      try database.execute("DELETE FROM release WHERE number = \(number)")
    }
    try flip(path(release))
    let store = try fixture.open()
    #expect(store.openingInspection == FileInspection(rebuilt: [path(release)], damaged: []))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path(release))) == good)
    #expect(store.currentSet.files[.ypml] == path(release))
    let again = try store.inspectFiles()
    #expect(again == FileInspection(rebuilt: [], damaged: []))
  }

  @Test func aMissingFileIsMadeAgainToo() throws {
    try publishFour()
    try FileManager.default.removeItem(atPath: path(4))
    let store = try fixture.open()
    #expect(store.openingInspection.rebuilt == [path(4)])
    let rows = try drugs(store)
    #expect(rows == Self.newest)
  }

  /// The last byte counts, and so does one too many.
  @Test func everyByteCounts() throws {
    try publishFour()
    let size = try #require(DurableFile.size(path(4)))
    try flip(path(4), at: UInt64(size - 1))
    #expect(try fixture.open().openingInspection.rebuilt == [path(4)])
    let handle = try #require(FileHandle(forUpdatingAtPath: path(4)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    #expect(try fixture.open().openingInspection.rebuilt == [path(4)])
    #expect(DurableFile.size(path(4)) == size)
  }

  /// The newest file and the one it was made from: the one before is served, and the way out is a rollback to it.
  @Test func theOlderReleaseIsServedMeanwhile() throws {
    try publishFour()
    try flip(path(4))
    try flip(path(3))
    let store = try fixture.open()
    let damaged = try #require(store.damagedFiles.first)
    #expect(store.damagedFiles.count == 1)
    #expect(damaged.kind == .ypml)
    #expect(damaged.release == 4)
    #expect(damaged.servedRelease == 2)
    #expect(damaged.text.contains("QZ-S110"))
    #expect(damaged.text.contains("release rollback 2 --catalogue ypml"))
    #expect(store.currentSet.number == 4)
    #expect(store.currentSet.files[.ypml] == path(2))
    #expect(store.rowCounts == [.ypml: 3, .bzml: 1])
    // Nothing is built on it; the other catalogue goes on.
    let batch = StoreFixture.batch([try StoreFixture.drug("1000000005")])
    #expect { try store.publish([batch], now: now) } throws: { ($0 as? StoreError)?.code == .damagedReleaseFile }
    #expect {
      try store.importCodes([.ypml: ["1000000002": "X"]], now: now, publishes: true)
    } throws: {
      ($0 as? StoreError)?.code == .damagedReleaseFile
    }
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now + 4)
    #expect(store.currentSet.files[.ypml] == path(2))
    #expect(store.rowCounts == [.ypml: 3, .bzml: 2])

    let result = try store.rollBack(to: 2, catalogues: [.ypml], reason: "文件损坏", now: now + 5)
    // By the journal: what release 4 removed is back, what it added is gone.
    #expect(result.changes == [.ypml: ChangeCounts(added: 1, removed: 1)])
    #expect(store.damagedFiles.isEmpty)
    #expect(try store.resume(.ypml))
    _ = try store.publish([batch], now: now + 6)
    let rows = try drugs(store)
    #expect(rows.map { $0.prefix(12) } == ["1|1000000001", "2|1000000002", "3|1000000003", "5|1000000005"])
    #expect(try fixture.open().damagedFiles.isEmpty)
  }

  @Test func aFileThatComesBackFromABackupIsServedAgain() throws {
    try publishFour()
    let good = try [3, 4].map { try Data(contentsOf: URL(fileURLWithPath: path($0))) }
    let store = try fixture.open()
    try flip(path(4))
    try flip(path(3))
    let found = try store.inspectFiles()
    #expect(found.damaged.map(\.release) == [4])
    #expect(store.currentSet.files[.ypml] == path(2))
    try good[1].write(to: URL(fileURLWithPath: path(4)))
    let clean = try store.inspectFiles()
    #expect(clean.damaged.isEmpty)
    #expect(store.currentSet.files[.ypml] == path(4))
    let rows = try drugs(store)
    #expect(rows == Self.newest)
  }

  /// What is served meanwhile is not swept away by retention.
  @Test func theServedFileStays() throws {
    try publishFour()
    try flip(path(4))
    try flip(path(3))
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    for number in 1...4 {
      let record = try StoreFixture.disease("A00", "霍乱\(number)")
      _ = try store.publish([StoreFixture.batch([record])], now: now + Int64(10 + number))
    }
    let rows = try drugs(store)
    #expect(rows.count == 3)
    #expect(FileManager.default.fileExists(atPath: path(2)))
  }

  /// A first load with nothing older: the other catalogues are served, and the centre's whole catalogue mends this one.
  /// What is not whole, or an administrator's file, does not.
  @Test func withNothingOlderTheOtherCataloguesAreServed() throws {
    try publishFour()
    try flip(path(1, "bzml"))
    let store = try fixture.open()
    #expect(store.damagedFiles.map(\.kind) == [.bzml])
    #expect(store.damagedFiles.first?.text.contains("QZ-S110") == true)
    #expect(store.currentSet.files == [.ypml: path(4)])
    #expect(store.rowCounts == [.ypml: 3])
    let drug = try StoreFixture.drug("1000000005")
    _ = try store.publish([StoreFixture.batch([drug])], now: now + 4)
    let partly = PublishableBatch(
      kind: .bzml, from: CivilDate(dayNumber: 0), through: CivilDate(dayNumber: 9), isWhole: false, announced: 1,
      records: [try StoreFixture.disease("A01")])
    let file = PublishableBatch(
      kind: .bzml, from: CivilDate(dayNumber: 0), through: CivilDate(dayNumber: 9), isWhole: true, announced: 1,
      records: [try StoreFixture.disease("A01")], origin: .file)
    for batch in [partly, file] {
      #expect { try store.publish([batch], now: now) } throws: { ($0 as? StoreError)?.code == .damagedReleaseFile }
      // Nor is it promised.
      #expect { try store.preview(batch, keyLimit: 1) } throws: { ($0 as? StoreError)?.code == .damagedReleaseFile }
    }
    #expect { try store.rollBack(to: 2, catalogues: [.bzml], reason: "x", now: now) } throws: {
      ($0 as? StoreError)?.code == .damagedReleaseFile
    }
    // The centre has A01 and A02, and A00 no more.
    let whole = StoreFixture.batch([try StoreFixture.disease("A01"), try StoreFixture.disease("A02", "痢疾")])
    let result = try store.publish([whole], now: now + 5)
    #expect(result.release == 6)
    #expect(result.changes == [.bzml: ChangeCounts(added: 2, removed: 1)])
    #expect(store.damagedFiles.isEmpty)
    #expect(store.currentSet.files[.bzml] == path(6, "bzml"))
    // A00 keeps its number, 1.
    let rows = try StoreFixture.ask(path(6, "bzml"), "SELECT row, bzbm, bzmc FROM bzml ORDER BY row")
    #expect(rows == ["2|A01|霍乱", "3|A02|痢疾"])
    let piece = try #require(try store.logPieces(of: "下载日志-20210226.txt").last)
    #expect(
      String(decoding: try store.logBytes(of: piece), as: UTF8.self).split(separator: "\r\n") == [
        "新增|病种目录|A01|霍乱|M|1|||2021-01-20||2021-01-20", "新增|病种目录|A02|痢疾|M|1|||2021-01-20||2021-01-20",
        "删除|病种目录|A00|||1|||||",
      ])
    let reopened = try fixture.open()
    #expect(reopened.openingInspection == FileInspection(rebuilt: [], damaged: []))
    #expect(reopened.rowCounts == [.ypml: 4, .bzml: 2])
  }

  /// A row that came later than the first load, whose file is gone as well, is found by the journal.
  @Test func rowsThatCameLaterAreKnownToBeGone() throws {
    let store = try fixture.open()
    for number in 0...1 {
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A0\(number)")])], now: now + Int64(number))
    }
    for number in 1...2 { try flip(path(number, "bzml")) }
    let found = try store.inspectFiles()
    #expect(found.damaged.map(\.release) == [2])
    let result = try store.publish([StoreFixture.batch([try StoreFixture.disease("A02")])], now: now + 2)
    #expect(result.changes == [.bzml: ChangeCounts(added: 1, removed: 2)])
  }

  /// Changes a value in a file so that it is as readable as before.
  private func rot(_ path: String) throws {
    try RawDatabase(path: path, mode: .building).execute("UPDATE ypml SET pfj = '9' WHERE row = 2")
  }

  /// Rot while the store is open is not built on: the file is made again, and the release is what it would have been.
  @Test(arguments: [false, true]) func nothingIsBuiltOnRot(isUnreadable: Bool) throws {
    try publishFour()
    let store = try fixture.open()
    let good = try Data(contentsOf: URL(fileURLWithPath: path(4)))
    if isUnreadable {
      let handle = try #require(FileHandle(forUpdatingAtPath: path(4)))
      for page in 1..<(good.count / 4096) {
        try handle.seek(toOffset: UInt64(page * 4096))
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 64))
      }
      try handle.close()
    } else {
      try rot(path(4))
    }
    let result = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000005")])], now: now + 4)
    #expect(result.changes == [.ypml: ChangeCounts(added: 1)])
    let rows = try drugs(store)
    #expect(rows == Self.newest + ["5|1000000005|2.50|∅"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path(4))) == good)
    #expect(try fixture.open().openingInspection == FileInspection(rebuilt: [], damaged: []))
  }

  /// Rows that a file or the national platform completed with those held were completed with rot: they are read again.
  @Test(arguments: [true, false]) func whatWasReadFromRotIsNotPublished(isFile: Bool) throws {
    try publishFour()
    let store = try fixture.open()
    func batch() throws -> PublishableBatch {
      let held = try #require(try store.record(.ypml, key: ["1000000003"]))
      var batch = StoreFixture.batch(
        [try StoreFixture.drug("1000000005", price: held.fields[12])], origin: isFile ? .file : .centre)
      if !isFile { batch.nationalVersions = ["1301": "1"] }
      return batch
    }
    try RawDatabase(path: path(4), mode: .building).execute("UPDATE ypml SET pfj = '9'")
    let read = try batch()
    #expect {
      try store.publish([read], now: now + 4)
    } throws: {
      ($0 as? StoreError)?.code == .completedWithRot
    }
    #expect(store.damagedFiles.isEmpty)
    _ = try store.publish([try batch()], now: now + 4)
    let rows = try drugs(store)
    #expect(rows == Self.newest + ["5|1000000005|2.50|∅"])
  }

  /// Nor are codes, and a rollback compares with what was published.
  @Test func noCodesOnRotAndNoRollbackFromIt() throws {
    try publishFour()
    let store = try fixture.open()
    try rot(path(4))
    _ = try store.importCodes([.ypml: ["1000000004": "XA04"]], now: now + 4, publishes: true)
    let rows = try drugs(store)
    #expect(rows == Array(Self.newest.prefix(2)) + ["4|1000000004|2.50|XA04"])
    try rot(path(5))
    let back = try store.rollBack(to: 3, catalogues: [.ypml], reason: "试", now: now + 5)
    // Release 4 removed 1000000001 and added 1000000004.
    #expect(back.changes == [.ypml: ChangeCounts(added: 1, removed: 1)])
  }

  @Test func withoutAWayBackNothingIsPublishedOnRot() throws {
    try publishFour()
    let store = try fixture.open()
    try rot(path(4))
    try flip(path(3))
    #expect {
      try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000005")])], now: now + 4)
    } throws: {
      ($0 as? StoreError)?.code == .damagedReleaseFile
    }
    #expect(store.currentSet.files[.ypml] == path(2))
    #expect(store.damagedFiles.map(\.release) == [4])
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/releases/ypml").sorted()
    #expect(names == (1...4).map { "00000\($0).sqlite" })
  }

  /// However many releases of other catalogues follow, a quiet catalogue can be made again and rolled back.
  @Test func retentionLeavesAQuietCatalogueItsWayBack() throws {
    try publishFour()
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    func quietly(_ first: Int) throws {
      for number in first..<(first + 3) {
        let record = try StoreFixture.disease("A00", "霍乱\(number)")
        _ = try store.publish([StoreFixture.batch([record])], now: now + Int64(number))
      }
    }
    try quietly(5)
    try flip(path(4))
    #expect(try store.inspectFiles() == FileInspection(rebuilt: [path(4)], damaged: []))
    // 8: back to 3; 9 is built on 3's file, which is neither named lately nor among the last two built.
    _ = try store.rollBack(to: 3, catalogues: [.ypml], reason: "试", now: now + 8)
    #expect(try store.resume(.ypml))
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000006")])], now: now + 9)
    try quietly(10)
    try flip(path(9))
    #expect(try store.inspectFiles() == FileInspection(rebuilt: [path(9)], damaged: []))
    #expect(try drugs(store).last == "5|1000000006|2.50|∅")
    #expect(!FileManager.default.fileExists(atPath: path(2)))
  }
}
