import CentreSimulator
import Foundation
import Spreadsheet
import Testing

/// `swipe report --to FILE.xlsx`: the file says what the centre's ledger says, to our reader and to another's.
@Suite(.serialized) struct SwipeReportFileTests {
  private static let script = """
    import json, sys, openpyxl
    book = openpyxl.load_workbook(sys.argv[1])
    print(json.dumps([{
      "name": s.title, "types": sorted({c.data_type for r in s.iter_rows() for c in r if c.value is not None}),
      "rows": [[c.value or "" for c in r] for r in s.iter_rows()]
    } for s in book.worksheets], ensure_ascii=False))
    """

  private struct Sheet: Decodable {
    let name: String
    let types: [String]
    let rows: [[String]]

    /// The values of a named column, in order.
    func column(_ title: String) throws -> [String] {
      let index = try #require(rows.first?.firstIndex(of: title), "no column \(title)")
      return rows.dropFirst().map { $0[index] }
    }
  }

  private final class Rows { var rows: [[String]] = [] }

  private func seenByOpenpyxl(_ path: String, _ installation: Installation) async throws -> [Sheet] {
    let result = try await runCommand(
      try BuiltBinaries.python, ["-c", Self.script, path], directory: installation.directory)
    try #require(result.status == 0, "\(result.output)")
    return try JSONDecoder().decode([Sheet].self, from: Data(result.output.utf8))
  }

  private func seenByOurReader(_ path: String) throws -> [[String]] {
    let seen = Rows()
    try XlsxReader(path: path).forEachRow { row throws(SpreadsheetError) in
      var texts = [String](repeating: "", count: 17)
      for (column, cell) in row.cells.enumerated() {
        if case .text(let text) = cell { texts[column] = text }
      }
      seen.rows.append(texts)
    }
    return seen.rows
  }

  /// Fen of `12.30`.
  private func fen(_ yuan: String) throws -> Int64 {
    try #require(Int64(yuan.replacingOccurrences(of: ".", with: "")), "\(yuan)")
  }

  @Test(.timeLimit(.minutes(3))) func oneRowPerVisitAsTheLedgerHasIt() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60\nvisits_per_card = 3")
    try await installation.startWithCatalogue()
    // The second 05 never arrives; the third one's answer is lost.
    try await installation.setFault("05:2:lost-before")
    try await installation.setFault("05:3:lost-after")
    _ = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "报告=1+1", seconds: 90)
    try await installation.waitUntilDecided()
    let path = installation.directory + "/报告.xlsx"
    let written = try await installation.qianzhi("swipe", "report", "--to", path)
    #expect(written.status == 0, "\(written.output)")
    let ledger = try await installation.centreLedger()
    #expect(ledger.settlements.count == 2 && ledger.standing.isEmpty)

    let sheets = try await seenByOpenpyxl(path, installation)
    #expect(sheets.map(\.name) == ["流水", "合计", "测试"])
    #expect(sheets.map(\.types) == [["s"], ["s"], ["s"]])
    let visits = sheets[0]
    #expect(visits.rows.count == 1 + 3)
    #expect(try seenByOurReader(path) == visits.rows)
    let numbers = try visits.column("门诊号")
    let serials = try visits.column("结算流水号")
    for (row, number) in numbers.enumerated() {
      let settled = ledger.settlements.filter { $0.visit == number }
      #expect(serials[row] == settled.map(\.serial).joined(separator: " "))
      #expect(try fen(try visits.column("结算金额")[row]) == settled.map(\.totalFen).reduce(0, +))
      #expect(try visits.column("结算笔数")[row] == String(settled.count))
      let reversed = ledger.reversals.filter { $0.visit == number }
      #expect(try fen(try visits.column("冲正金额")[row]).magnitude == reversed.map(\.totalFen).reduce(0, +).magnitude)
      #expect(try visits.column("冲正笔数")[row] == String(reversed.count))
      #expect(try visits.column("净额")[row] == "0.00")
      #expect(try visits.column("卡")[row] == "****0001")
    }
    #expect(Set(ledger.settlements.map(\.visit)).isSubset(of: numbers))
    let totals = Dictionary(uniqueKeysWithValues: sheets[1].rows.dropFirst().map { ($0[0], $0[1]) })
    #expect(totals["已结算"] == "2" && totals["已冲正"] == "2" && totals["未发生"] == "1" && totals["未决"] == "0")
    #expect(try fen(totals["结算金额"] ?? "") == ledger.settlements.map(\.totalFen).reduce(0, +))
    #expect(totals["净额"] == "0.00" && totals["环境"] == "测试环境" && totals["对账"] == "对账：已平")
    #expect(sheets[2].rows.count == 2 && sheets[2].rows[1][1...2] == ["测试员", "报告=1+1"])
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(1))) func otherEndingsAndPlacesAreRefused() async throws {
    let installation = try await Installation.make()
    let other = try await installation.qianzhi("swipe", "report", "--to", "报告.pdf")
    #expect(other.status == 2 && other.output.contains("只能写成 .html 或 .xlsx"))
    let nowhere = try await installation.qianzhi("swipe", "report", "--to", installation.directory + "/没有/a.xlsx")
    #expect(nowhere.status == 3 && nowhere.output.contains("QZ-X106"), "\(nowhere.output)")
    try await installation.tearDown()
  }
}
