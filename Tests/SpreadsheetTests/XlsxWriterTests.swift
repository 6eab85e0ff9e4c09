import Foundation
import RawWorkbook
import Testing

@testable import Spreadsheet

@Suite struct XlsxWriterTests {
  private final class Folder {
    let path = "\(NSTemporaryDirectory())qianzhi-write-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }
  private final class Rows { var rows: [[SheetCell]] = [] }

  private let folder: Folder
  private var path: String { folder.path + "/a.xlsx" }
  init() throws { folder = try Folder() }

  private static let script = """
    import json, sys, openpyxl
    book = openpyxl.load_workbook(sys.argv[1])
    print(json.dumps([{
      "name": s.title, "filter": s.auto_filter.ref or "", "frozen": s.freeze_panes or "",
      "rows": [["" if c.value is None else (c.data_type + ":" + str(c.value)) for c in r] for r in s.iter_rows()]
    } for s in book.worksheets], ensure_ascii=False))
    """

  struct Sheet: Decodable, Equatable {
    let name: String
    let filter: String
    let frozen: String
    let rows: [[String]]
  }

  /// What openpyxl sees in the file.
  private func seenByOpenpyxl() throws -> [Sheet] {
    let python = try #require(
      ProcessInfo.processInfo.environment["QIANZHI_PYTHON"], "run the tests through scripts/test")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", Self.script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONDecoder().decode([Sheet].self, from: data)
  }

  @Test func codesAreTextsAndColumnsHaveNamesAndFilters() throws {
    let writer = try XlsxWriter(path: path)
    let drugs = try writer.addSheet("药品目录", columns: ["流水号", "通用名"])
    let other = try writer.addSheet("病种目录", columns: ["编码"])
    try writer.write(["000123456789012345678", "=1+1"], to: drugs)
    try writer.write(["A00"], to: other)
    try writer.write(["1E5", ""], to: drugs)
    try writer.close()
    let sheets = try seenByOpenpyxl()
    #expect(
      sheets == [
        Sheet(
          name: "药品目录", filter: "A1:B3", frozen: "A2",
          rows: [["s:流水号", "s:通用名"], ["s:000123456789012345678", "s:=1+1"], ["s:1E5", ""]]),
        Sheet(name: "病种目录", filter: "A1:A2", frozen: "A2", rows: [["s:编码"], ["s:A00"]]),
      ])
    // Our own reader sees the first sheet the same way.
    let rows = Rows()
    try XlsxReader(path: path).forEachRow { rows.rows.append($0.cells) }
    #expect(rows.rows[1] == [.text("000123456789012345678"), .text("=1+1")])
  }

  /// Some names of the centre's catalogues hold such texts.
  @Test func textsThatLookLikeEscapesStayThemselves() throws {
    let texts = ["ers_x0001__x0000_", "_x005F_", "_x000A_", "a\nb", "<&>\"'", "一\u{3000}二"]
    let writer = try XlsxWriter(path: path)
    let sheet = try writer.addSheet("a", columns: ["n"])
    for text in texts { try writer.write([text], to: sheet) }
    try writer.close()
    let rows = Rows()
    try XlsxReader(path: path).forEachRow { rows.rows.append($0.cells) }
    #expect(rows.rows.dropFirst().map { $0[0] } == texts.map { .text($0) })
  }

  @Test func aFullSheetGoesOnInAnother() throws {
    let writer = try XlsxWriter(path: path, rowLimit: 3)
    let sheet = try writer.addSheet("药品目录", columns: ["n"])
    for number in 1...3 { try writer.write(["\(number)"], to: sheet) }
    try writer.close()
    let sheets = try seenByOpenpyxl()
    #expect(sheets.map(\.name) == ["药品目录", "药品目录 (2)"])
    #expect(sheets.map(\.rows) == [[["s:n"], ["s:1"], ["s:2"]], [["s:n"], ["s:3"]]])
    #expect(sheets.map(\.filter) == ["A1:A3", "A1:A2"])
  }

  @Test func rowsWithoutCellsAndTextsThatXMLForbids() throws {
    let writer = try XlsxWriter(path: path)
    let sheet = try writer.addSheet("a", columns: ["n", "m"])
    for cells in [["", ""], ["\u{FFFF}", ""], ["", ""]] { try writer.write(cells, to: sheet) }
    try writer.close()
    let sheets = try seenByOpenpyxl()
    #expect(sheets.map(\.rows) == [[["s:n", "s:m"], ["", ""], ["s:_xFFFF_", ""]]])
  }

  /// What the library closed without its rows, a torn file, and a part that ends too early.
  @Test func whatIsNotWholeIsNoticed() throws {
    let writer = try XlsxWriter(path: path)
    let first = try writer.addSheet("a", columns: ["n"])
    _ = try writer.addSheet("b", columns: ["n"])
    try writer.write(["1"], to: first)
    try writer.close()
    #expect(WrittenWorkbook.isWhole(path, rows: [2, 1]))
    #expect(!WrittenWorkbook.isWhole(path, rows: [3, 1]))
    #expect(!WrittenWorkbook.isWhole(path, rows: [2, 1, 1]))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.dropLast(30).write(to: URL(fileURLWithPath: path))
    #expect(!WrittenWorkbook.isWhole(path, rows: [2, 1]))
    let row = RawWorkbook.row(1, [RawWorkbook.text("A1", "n")])
    try RawWorkbook(rows: row).write(to: path)
    #expect(WrittenWorkbook.isWhole(path, rows: [1]))
    try RawWorkbook(rows: row + "<row r=\"2\"><c r=\"A2\"").write(to: path)
    #expect(!WrittenWorkbook.isWhole(path, rows: [2]))
    #expect(!WrittenWorkbook.isWhole(folder.path + "/none.xlsx", rows: []))
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    #expect {
      let writer = try XlsxWriter(path: folder.path + "/nowhere/a.xlsx")
      _ = try writer.addSheet("a", columns: ["n"])
      try writer.close()
    } throws: {
      ($0 as? SpreadsheetError)?.code == .cannotWrite
    }
  }
}
