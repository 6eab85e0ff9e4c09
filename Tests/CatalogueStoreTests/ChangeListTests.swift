import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// Planned changes that are too many, or too long, for memory.
@Suite struct ChangeListTests {
  private let folder = "\(NSTemporaryDirectory())qianzhi-changes-\(UUID().uuidString)"

  private func change(_ number: Int, _ name: String) throws -> PlannedChange {
    let record = CatalogueRecord(
      kind: .bzml, canonicalFields: ["A\(number + 100)", name, "M", "1", "", "", "2021-01-20", ""])
    return PlannedChange(
      verb: .modified, key: record.key, before: record, after: record, row: Int64(number), isNewRow: false)
  }

  private func list(
    _ count: Int, name: String, heldBytes: Int = ChangeList.heldBytesLimit
  ) throws -> ChangeList {
    try DurableFile.makeFolder(folder)
    let list = ChangeList(kind: .bzml, folder: folder, heldBytes: heldBytes)
    for number in 1...count { try list.append(try change(number, name)) }
    return list
  }

  private func rows(_ list: ChangeList) throws -> [Int64] {
    var rows: [Int64] = []
    try list.forEach { change in rows.append(change.row) }
    return rows
  }

  /// Fields full of the marks that are escaped, three times over: what lies in the file comes back.
  @Test func longChangesComeBack() throws {
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let name = String(repeating: "长\\|", count: 200)
    let list = try list(50, name: name, heldBytes: 10_000)
    #expect(list.count == 50 && list.heldCount < 50)
    var (rows, names): ([Int64], Set<String>) = ([], [])
    try list.forEach { change in
      rows.append(change.row)
      names.insert(change.before?.fields[1] ?? "")
      names.insert(change.after?.fields[1] ?? "")
    }
    #expect(rows == (1...50).map(Int64.init))
    #expect(names == [name])
    // The file has no name.
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(left.isEmpty)
  }

  /// Escaping makes eight bytes of one at most, so what is held fits in a frame of the file.
  @Test func aFrameHoldsThem() { #expect(8 * ChangeList.heldBytesLimit < RecordSpool.frameLimit) }

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

  /// Before and after, each of 1,000 + 4 + 1 + 1 + 10 bytes: eleven are 22,352.
  @Test(arguments: [(10, 10), (11, 0), (12, 1)]) func heldByLength(count: Int, held: Int) throws {
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let list = try list(count, name: String(repeating: "x", count: 1_000), heldBytes: 22_352)
    #expect(list.heldCount == held)
    let rows = try rows(list)
    #expect(rows == (1...count).map(Int64.init))
  }
}
