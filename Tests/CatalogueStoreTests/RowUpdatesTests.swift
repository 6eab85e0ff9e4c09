import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// Changed rows are written column by column.
@Suite struct RowUpdatesTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  private func drug(_ number: Int, _ changed: [Int: String] = [:]) throws -> CatalogueRecord {
    var fields = Array(repeating: "", count: 55)
    fields[0] = "\(1_000_000_000 + number)"
    fields[2] = "阿莫西林"
    fields[29] = "2021-01-20"
    for (place, text) in changed { fields[place] = text }
    return try CatalogueRecord.decode(fields: fields, kind: .ypml)
  }

  /// A field filled, emptied, a date and the copy of it, and more sets of columns than statements are kept: the file
  /// holds what a file loaded at once holds.
  @Test func everySetOfColumns() throws {
    let count = RowUpdates.preparedLimit + 10
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch(try (0..<count).map { try drug($0, [2: "旧名", 20: "旧"]) })], now: now)
    // By the bits of its number each row changes other columns.
    let changed = try (0..<count).map { number in
      let bits = (0..<7).filter { number >> $0 & 1 == 1 }
      return try drug(
        number,
        Dictionary(
          uniqueKeysWithValues: zip([3, 4, 5, 21, 28, 29, 51], 0..<7).compactMap { place, bit in
            bits.contains(bit) ? (place, place == 29 ? "2021-03-01" : "新\(bit)") : nil
          }))
    }
    #expect(try store.publish([StoreFixture.batch(changed)], now: now + 1).release == 2)

    let other = StoreFixture()
    let fresh = try other.open()
    _ = try fresh.publish([StoreFixture.batch(changed)], now: now)
    let query = "SELECT * FROM ypml ORDER BY row"
    let rows = try StoreFixture.ask(try #require(store.currentSet.files[.ypml]), query)
    let expected = try StoreFixture.ask(try #require(fresh.currentSet.files[.ypml]), query)
    #expect(rows == expected)
    #expect(rows.count == count)
    let check = try StoreFixture.ask(try #require(store.currentSet.files[.ypml]), "PRAGMA integrity_check")
    #expect(check == ["ok"])
  }

  @Test func aRowThatIsNotThereIsAnError() throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try drug(1)])], now: now)
    let changes = ChangeList(kind: .ypml, folder: fixture.directory)
    try changes.append(
      PlannedChange(
        verb: .modified, key: ["1000000001"], before: try drug(1), after: try drug(1, [3: "新"]), row: 7,
        isNewRow: false))
    let previous = store.currentSet.files[.ypml]
    let error = #expect(throws: StoreError.self) {
      try ReleaseBuilder.build(
        kind: .ypml, release: 2, rows: .changes(changes), previous: previous, folder: fixture.directory, now: now)
    }
    #expect(error?.text.contains("没有第 7 行") == true)
  }

  private func renamed(_ count: Int) throws -> [CatalogueRecord] {
    try (0..<count).map { try drug($0, [2: "阿莫西林\(($0 * 7919) % 401)"]) }
  }

  /// Two releases.
  ///
  /// - Returns: the second one's digest.
  private func publishTwo(_ count: Int) throws -> String {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch(try (0..<count).map { try drug($0) })], now: now)
    _ = try store.publish([StoreFixture.batch(try renamed(count))], now: now + 1)
    return try DurableFile.digest(try #require(store.currentSet.files[.ypml])).sha256
  }

  /// Puts a file in the place of the second release's as a program that wrote whole rows made it.
  private func asAnEarlierProgram(_ count: Int) throws -> BuiltRelease {
    let folder = "\(fixture.directory)/releases/ypml"
    let changes = ChangeList(kind: .ypml, folder: fixture.directory)
    for (number, record) in try renamed(count).enumerated() {
      try changes.append(
        PlannedChange(
          verb: .modified, key: record.key, before: try drug(number), after: record, row: Int64(number) + 1,
          isNewRow: false))
    }
    let built = try ReleaseBuilder.build(
      kind: .ypml, release: 2, rows: .changes(changes), previous: "\(folder)/000001.sqlite", folder: folder,
      now: now + 1, wholeRows: true)
    let history = try RawDatabase(path: "\(fixture.directory)/agent.sqlite", mode: .building)
    try history.execute("UPDATE release_file SET sha256 = '\(built.sha256)', bytes = \(built.bytes) WHERE release = 2")
    return built
  }

  /// Such a file has other bytes, and is made again as it was.
  @Test func aFileOfAnEarlierProgramIsMadeAgain() throws {
    let ours = try publishTwo(400)
    let older = try asAnEarlierProgram(400)
    #expect(older.sha256 != ours)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: older.path))
    try FileManager.default.removeItem(atPath: older.path)
    let store = try fixture.open()
    #expect(store.openingInspection == FileInspection(rebuilt: [older.path], damaged: []))
    let again = try Data(contentsOf: URL(fileURLWithPath: older.path))
    #expect(again == bytes)
  }
}
