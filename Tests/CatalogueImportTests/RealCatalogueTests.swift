import Catalogue
import CatalogueStore
import Foundation
import Spreadsheet
import TextEncoding
import Testing

@testable import CatalogueImport

/// Whole catalogues as files: the baseline as `|` text in GB18030, then the same rows in every other form, which changes
/// nothing, then the release of 03-01, which adds what was announced. The directory comes from `QIANZHI_CATALOGUE`;
/// without it a few rows of the same shape are used.
@Suite struct RealCatalogueTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  private static var directory: String? { ProcessInfo.processInfo.environment["QIANZHI_CATALOGUE"] }

  private func rows(_ release: String, _ kind: CatalogueKind) throws -> [[String]] {
    guard let directory = Self.directory else {
      let count = kind.table.recordFieldCount
      let date = kind.table.recordColumns.firstIndex { $0.name == "bgsj" } ?? 0
      return (release == "baseline" ? 1...30 : 29...32).map { number in
        var fields = Array(repeating: "", count: count)
        fields[0] = "00\(number)"
        fields[2] = "例\(number)（\"片\"，甲）"
        fields[date] = "2021-03-01"
        return fields
      }
    }
    let text = try String(contentsOfFile: "\(directory)/\(release)/\(kind.rawValue).txt", encoding: .utf8)
    return text.components(separatedBy: "\n").filter { !$0.isEmpty }.map { $0.components(separatedBy: "|") }
  }

  private func announced(_ release: String, _ kind: CatalogueKind) throws -> (rows: Int, new: Int) {
    guard let directory = Self.directory else { return release == "baseline" ? (30, 30) : (4, 2) }
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/announced.json"))
    let numbers = try JSONDecoder().decode([String: [String: [String: Int]]].self, from: data)
    let entry = try #require(numbers[release]?[kind.rawValue])
    return (try #require(entry["rows"]), try #require(entry["new"]))
  }

  private func csv(_ rows: [[String]], _ kind: CatalogueKind) -> String {
    let header = kind.table.recordColumns.map(\.name).reversed()
    let lines = [Array(header)] + rows.map { Array($0.reversed()) }
    return lines.map { fields in
      fields.map { field in
        field.contains { $0 == "," || $0 == "\"" } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
      }.joined(separator: ",")
    }.joined(separator: "\r\n")
  }

  @Test(.timeLimit(.minutes(5)), arguments: CatalogueKind.allCases)
  func everyFormIsTheSameCatalogue(_ kind: CatalogueKind) throws {
    let rows = try rows("baseline", kind)
    let announced = try announced("baseline", kind)
    let bars = rows.map { $0.joined(separator: "|") }.joined(separator: "\r\n")
    let first = try fixture.take(try fixture.file("a.txt", GB18030.encode(bars)), announced: announced.rows)
    #expect(first.kind == kind)
    #expect(first.rejects.isEmpty)
    #expect(first.changes == ChangeCounts(added: announced.rows, modified: 0))
    let commas = try fixture.take(
      try fixture.file("b.csv", [0xEF, 0xBB, 0xBF] + Array(csv(rows, kind).utf8)), announced: announced.rows)
    #expect(commas.release == nil)
    #expect(commas.unchanged == announced.rows)
    let tabs = rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
    let tabbed = try fixture.take(try fixture.file("c.txt", tabs), announced: announced.rows)
    #expect(tabbed.release == nil)
    let path = fixture.folder + "/d.xlsx"
    let writer = try XlsxWriter(path: path)
    let sheet = try writer.addSheet("x", columns: kind.table.recordColumns.map(\.meaning))
    for row in rows { try writer.write(row, to: sheet) }
    try writer.close()
    let sheets = try fixture.take(path, announced: announced.rows)
    #expect(sheets.kind == kind)
    #expect(sheets.rejects.isEmpty)
    #expect(sheets.release == nil)
    #expect(sheets.unchanged == announced.rows)
    let next = try self.rows("release-20210301", kind).map { $0.joined(separator: "|") }.joined(separator: "\n")
    let later = try self.announced("release-20210301", kind)
    let report = try fixture.take(try fixture.file("e.txt", next), announced: later.rows)
    #expect(report.changes.added == later.new)
    #expect(fixture.store.rowCounts[kind] == announced.rows + later.new)
  }
}
