import Catalogue
import CatalogueStore
import RawWorkbook
import Spreadsheet
import Testing

@testable import CatalogueImport

/// What a workbook would leave out without a word is refused: lists in other sheets, values that merged cells only show.
@Suite struct WholeSheetTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  /// Serial, 通用名 and change date of one drug that is held and of one more.
  private func book(_ serials: [String] = ["0012", "0013", "0014"]) -> RawWorkbook {
    let header = ["yplsh", "通用名", "变更时间"].enumerated().map {
      RawWorkbook.text("\(CellAddress.letters(of: $0.offset + 1))1", $0.element)
    }
    let rows = serials.enumerated().map { index, serial in
      let row = index + 2
      return RawWorkbook.row(
        row,
        [
          RawWorkbook.text("A\(row)", serial), RawWorkbook.text("B\(row)", "头孢"),
          RawWorkbook.text("C\(row)", "2021-03-02"),
        ])
    }
    return RawWorkbook(rows: RawWorkbook.row(1, header) + rows.joined())
  }

  private func take(_ book: RawWorkbook, codes: Bool = false) throws -> ImportReport {
    let text = ["0012", "0013", "0014"].map { ImportFixture.drug($0).joined(separator: "|") }
    try fixture.take(try fixture.file("base.txt", text.joined(separator: "\n")))
    try book.write(to: "\(fixture.folder)/a.xlsx")
    return try fixture.take("\(fixture.folder)/a.xlsx", codes: codes)
  }

  private func refusal(_ book: RawWorkbook, codes: Bool = false) throws -> ImportError? {
    do {
      _ = try take(book, codes: codes)
      return nil
    } catch let error as ImportError {
      #expect(fixture.store.currentSet.number == 1)
      return error
    }
  }

  private func row(_ number: Int, _ texts: [String]) -> String {
    RawWorkbook.row(
      number,
      texts.enumerated().map { RawWorkbook.text("\(CellAddress.letters(of: $0.offset + 1))\(number)", $0.element) })
  }

  @Test func anotherListIsNotLeftOut() throws {
    var two = book()
    two.add(sheet: "诊疗", rows: row(4, ["1", "2", "3"]))
    let error = try refusal(two)
    #expect(error?.code == "QZ-I106")
    #expect(error?.text.contains("“药品”外，工作表“诊疗”第 4 行") == true)
  }

  /// A note to the reader, an empty sheet and a hidden list are none.
  @Test func notesAndHiddenSheetsArePassedOver() throws {
    var noted = book()
    noted.add(sheet: "说明", rows: row(1, ["填写说明"]) + row(2, ["日期", "2021-03-02"]))
    noted.add(sheet: "Sheet2", rows: "")
    noted.add(sheet: "旧", rows: row(1, ["1", "2", "3"]), isHidden: true)
    #expect(try take(noted).changes == ChangeCounts(added: 0, modified: 3))
  }

  /// A list of codes is two columns wide.
  @Test func anotherListOfCodes() throws {
    var codes = RawWorkbook(rows: row(1, ["流水号", "国家编码"]) + row(2, ["0012", "XA01"]))
    codes.add(sheet: "续", rows: row(1, ["0013", "XA02"]))
    #expect(try refusal(codes, codes: true)?.code == "QZ-I106")
  }

  /// Excel keeps a merged value in the first cell only: the others' rows would lose theirs.
  @Test(arguments: ["B2:B4", "B3:B4", "A1:C2", "C4:D4", "B4:B9"]) func mergedValuesAreNotEmptied(_ area: String) throws
  {
    var merged = book()
    merged.merge([area])
    let error = try refusal(merged)
    #expect(error?.code == "QZ-I107")
    #expect(error?.text.hasPrefix("\(area) 是合并单元格") == true)
  }

  /// In the header, beside the columns that are imported, below the last row, or of one cell.
  @Test(arguments: ["A1:B1", "D2:D4", "A5:C9", "B2:B2"]) func mergedElsewhereIsHarmless(_ area: String) throws {
    var merged = book()
    merged.merge([area])
    #expect(try take(merged).changes == ChangeCounts(added: 0, modified: 3))
  }
}
