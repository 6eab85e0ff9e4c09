import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// Planned changes that are too many, or too long, for memory.
@Suite struct ChangeListTests {
  private let folder = "\(NSTemporaryDirectory())qianzhi-changes-\(UUID().uuidString)"

  private func change(_ number: Int, _ name: String) throws -> PlannedChange {
    let record = CatalogueRecord(
      kind: .bzml, canonicalFields: ["A\(number)", name, "M", "1", "", "", "2021-01-20", ""])
    return PlannedChange(
      verb: .modified, key: record.key, before: record, after: record, row: Int64(number), isNewRow: false)
  }

  private func list(_ count: Int, name: String) throws -> ChangeList {
    try DurableFile.makeFolder(folder)
    let list = ChangeList(kind: .bzml, folder: folder)
    for number in 1...count { try list.append(try change(number, name)) }
    return list
  }

  private func rows(_ list: ChangeList) throws -> [Int64] {
    var rows: [Int64] = []
    try list.forEach { change in rows.append(change.row) }
    return rows
  }

  /// Two texts of 16,000 characters each: 6,000 of them are more than a page of the file may hold.
  @Test func longChangesFit() throws {
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let name = String(repeating: "长", count: 8_000)
    let list = try list(6_001, name: name)
    #expect(list.count == 6_001)
    let rows = try rows(list)
    #expect(rows == (1...6_001).map(Int64.init))
    var isEqual = true
    try list.forEach { change in
      if change.before?.fields[1] != name || change.after?.fields[1] != name { isEqual = false }
    }
    #expect(isEqual)
    // The file has no name.
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(left.isEmpty)
  }

  /// Few changes stay in memory, by number and by length.
  @Test(arguments: [
    (5_999, 2, 5_999), (6_000, 2, 0), (6_001, 2, 1),
  ])
  func heldByNumber(count: Int, length: Int, held: Int) throws {
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let list = try list(count, name: String(repeating: "名", count: length))
    #expect(list.heldCount == held)
    let rows = try rows(list)
    #expect(rows == (1...count).map(Int64.init))
  }

  /// A text of 1 MiB twice: with the keys, dates and other fields the 12th is over 24 MiB.
  @Test(arguments: [(11, 11), (12, 0), (13, 1)]) func heldByLength(count: Int, held: Int) throws {
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let list = try list(count, name: String(repeating: "x", count: 1 << 20))
    #expect(list.heldCount == held)
    let rows = try rows(list)
    #expect(rows == (1...count).map(Int64.init))
  }
}
