import Catalogue
import CatalogueStore
import Foundation
import RawWorkbook
import Spreadsheet
import Testing

@testable import CatalogueImport

@Suite struct SheetImportTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  private func sheet(_ rows: [[String]], shared: [String] = []) throws -> String {
    let path = "\(fixture.folder)/a.xlsx"
    let xml = rows.enumerated().map { RawWorkbook.row($0.offset + 1, $0.element) }.joined()
    try RawWorkbook(rows: xml, shared: shared).write(to: path)
    return path
  }

  private let header = ["yplsh", "通用名", "医疗标准单价（药品国家限价）", "变更时间", "包装数量"]

  private func headerCells() -> [String] {
    header.enumerated().map { RawWorkbook.text("\(CellAddress.letters(of: $0.offset + 1))1", $0.element) }
  }

  /// Two drugs are held, so that a file with five columns can change them.
  private func hold() throws {
    let text = [ImportFixture.drug("0012"), ImportFixture.drug("0013")].map { $0.joined(separator: "|") }
    try fixture.take(try fixture.file("base.txt", text.joined(separator: "\n")))
  }

  @Test func numbersAndDatesAsExcelStoresThem() throws {
    try hold()
    let report = try fixture.take(
      try sheet(
        [
          headerCells(),
          [
            "<c r=\"A2\" t=\"s\"><v>0</v></c>", RawWorkbook.text("B2", "头孢"),
            RawWorkbook.number("C2", "0.10000000000000001"),
            RawWorkbook.number("D2", "44256", style: 1), RawWorkbook.number("E2", "24"),
          ],
          [
            RawWorkbook.text("A3", "0013"), RawWorkbook.text("D3", "2021/3/2"),
          ],
        ], shared: ["0012"]))
    #expect(report.rejects.isEmpty)
    #expect(report.changes == ChangeCounts(added: 0, modified: 2))
    let first = try fixture.store.record(.ypml, key: ["0012"])
    #expect(first?.value(of: "tym") == "头孢")
    #expect(first?.value(of: "ylbzdj") == "0.1")
    #expect(first?.value(of: "bgsj") == "2021-03-01")
    #expect(first?.value(of: "bzsl") == "24")
    // A column the file has and a cell it leaves empty: the field becomes empty; other columns stay.
    let second = try fixture.store.record(.ypml, key: ["0013"])
    #expect(second?.value(of: "tym") == "")
    #expect(second?.value(of: "pfj") == "2.50")
    #expect(second?.value(of: "bgsj") == "2021-03-02")
  }

  /// One bad cell each; its address is in the reason.
  @Test(arguments: [
    (RawWorkbook.number("A2", "12"), "A2", "前导零"), (RawWorkbook.number("A2", "1.23457E+11"), "A2", "科学计数法"),
    (RawWorkbook.number("A2", "12345678901234567"), "A2", "15 位"), (RawWorkbook.text("A2", "1.2E+17"), "A2", "科学计数法"),
    (RawWorkbook.number("A2", "44256", style: 1), "A2", "改成了日期"), ("<c r=\"A2\"><f>1+1</f><v>2</v></c>", "A2", "公式"),
    ("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>", "B2", "#REF!"), ("<c r=\"B2\" t=\"b\"><v>1</v></c>", "B2", "逻辑值"),
    (RawWorkbook.number("D2", "20210301"), "D2", "不是日期"), (RawWorkbook.number("D2", "60", style: 1), "D2", "有效的日期"),
    (RawWorkbook.number("E2", "12345678901234567"), "E2", "15 位"),
    (RawWorkbook.number("C2", "44256", style: 1), "C2", "改成了日期"),
  ]) func whatExcelMayHaveChangedIsRejectedByAddress(_ cell: String, _ address: String, _ reason: String) throws {
    try hold()
    let key = cell.contains("\"A2\"") ? [] : [RawWorkbook.text("A2", "0012")]
    let report = try fixture.take(try sheet([headerCells(), key + [cell]]))
    #expect(report.rejects.count == 1)
    let text = report.rejects.first?.reject.reason ?? ""
    #expect(text.contains("单元格 \(address) "))
    #expect(text.contains(reason))
    #expect(report.problem?.code == "QZ-I121")
    #expect(fixture.store.currentSet.number == 1)
  }

  @Test func withoutAHeaderInTheTransactionsOrder() throws {
    let path = "\(fixture.folder)/2021 药品.xlsx"
    let cells = [(1, "0012"), (3, "阿莫西林"), (30, "2021-03-01")].map {
      RawWorkbook.text("\(CellAddress.letters(of: $0.0))1", $0.1)
    }
    try RawWorkbook(rows: RawWorkbook.row(1, cells)).write(to: path)
    // 30 cells in the row: the file's name says which catalogue they are of.
    let report = try fixture.take(path)
    #expect(report.kind == .ypml)
    let row = try fixture.store.record(.ypml, key: ["0012"])
    #expect(row?.value(of: "tym") == "阿莫西林")
    #expect(row?.changeDate == "2021-03-01")
    let other = "\(fixture.folder)/other.xlsx"
    try FileManager.default.copyItem(atPath: path, toPath: other)
    #expect {
      try fixture.take(other)
    } throws: { ($0 as? ImportError)?.code == "QZ-I103" }
    #expect {
      try fixture.take(other, .bzml)
    } throws: { ($0 as? ImportError)?.code == "QZ-I103" }
  }

  /// Three columns without a header are no record: taken for one, they would empty the other 52 fields.
  @Test func aFewColumnsNeedAHeader() throws {
    try hold()
    let short = try sheet([[RawWorkbook.text("A1", "0012"), RawWorkbook.text("B1", "x"), RawWorkbook.text("C1", "新")]])
    #expect {
      try fixture.take(short, .ypml)
    } throws: {
      let error = $0 as? ImportError
      return error?.code == "QZ-I103" && error?.text.contains("列名") == true
    }
    // Column 29 is one short of the change date.
    let edge = try sheet([[RawWorkbook.text("A1", "0012"), RawWorkbook.text("AC1", "x"), "<c r=\"BA1\" s=\"1\"/>"]])
    #expect {
      try fixture.take(edge, .ypml)
    } throws: { ($0 as? ImportError)?.code == "QZ-I103" }
    // A later row that ends before it is a reject.
    let later = try sheet([
      [RawWorkbook.text("A1", "0012"), RawWorkbook.text("C1", "新"), RawWorkbook.text("AD1", "2021-03-02")],
      [RawWorkbook.text("A2", "0013"), RawWorkbook.text("C2", "新")],
    ])
    let report = try fixture.take(later, .ypml)
    #expect(report.rejects.map(\.place) == [2])
    #expect(report.problem?.code == "QZ-I121")
    #expect(fixture.store.currentSet.number == 1)
  }

  /// Styled cells without a value beyond the last column are nothing.
  @Test func emptyStyledCellsBeyondTheRecordAreNothing() throws {
    let report = try fixture.take(
      try sheet([
        [
          RawWorkbook.text("A1", "0012"), RawWorkbook.text("C1", "新"), RawWorkbook.text("AD1", "2021-03-02"),
          "<c r=\"BD1\" s=\"1\"/>", "<c r=\"XFD1\" s=\"1\"/>",
        ]
      ]), .ypml)
    #expect(report.changes == ChangeCounts(added: 1))
  }

  @Test func aValueUnderAFormulaIsRefused() throws {
    try hold()
    var header = headerCells()
    header[4] = "<c r=\"E1\"><f>\"包装数量\"</f><v>包装数量</v></c>"
    let row = [RawWorkbook.text("A2", "0012"), RawWorkbook.text("D2", "2021-03-02"), RawWorkbook.number("E2", "24")]
    let path = try sheet([header, row])
    #expect {
      try fixture.take(path)
    } throws: { ($0 as? ImportError)?.description.hasPrefix("QZ-I103 单元格 E2") == true }
    let report = try fixture.take(try sheet([header, Array(row.dropLast())]))
    #expect(report.changes.modified == 1)
  }

  /// Sixteen digits before rounding, fifteen after: a reject of its cell, as other numbers Excel cannot keep.
  @Test func aNumberThatRoundsToSixteenDigitsIsAReject() throws {
    try hold()
    let report = try fixture.take(
      try sheet([
        headerCells(), [RawWorkbook.text("A2", "0012"), RawWorkbook.number("E2", "999999999999999.9")],
        [RawWorkbook.text("A3", "0013"), RawWorkbook.number("E3", "0x1F")],
      ]))
    #expect(report.rejects.map(\.place) == [2, 3])
  }

  @Test func aProtectedFileIsRefusedWithItsReason() throws {
    let path = try fixture.file(
      "药品.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 512))
    #expect {
      try fixture.take(path)
    } throws: { ($0 as? ImportError)?.code == "QZ-X103" }
    let half = try fixture.file("b.xlsx", [0x50, 0x4B, 3, 4, 0, 0, 0])
    #expect {
      try fixture.take(half)
    } throws: { ($0 as? ImportError)?.code == "QZ-X102" }
  }
}
