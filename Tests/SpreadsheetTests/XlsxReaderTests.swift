import Foundation
import RawWorkbook
import Testing

@testable import Spreadsheet

@Suite struct XlsxReaderTests {
  private final class Folder {
    let path = "\(NSTemporaryDirectory())qianzhi-xlsx-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let folder: Folder
  private var path: String { folder.path + "/a.xlsx" }
  init() throws { folder = try Folder() }

  private final class Rows { var rows: [SheetRow] = [] }

  private func read(_ book: RawWorkbook, limits: SpreadsheetLimits = SpreadsheetLimits()) throws -> [SheetRow] {
    try book.write(to: path)
    return try read(limits: limits)
  }

  private func read(limits: SpreadsheetLimits = SpreadsheetLimits()) throws -> [SheetRow] {
    let rows = Rows()
    try XlsxReader(path: path, limits: limits).forEachRow { rows.rows.append($0) }
    return rows.rows
  }

  private func refusal(_ book: RawWorkbook, limits: SpreadsheetLimits = SpreadsheetLimits()) throws
    -> SpreadsheetError.Code?
  {
    do {
      _ = try read(book, limits: limits)
      return nil
    } catch let error as SpreadsheetError {
      return error.code
    }
  }

  @Test func everyKindOfCell() throws {
    let cells = [
      "<c r=\"A2\" t=\"s\"><v>1</v></c>", RawWorkbook.text("B2", "甲&amp;乙"), RawWorkbook.number("D2", "2.5"),
      RawWorkbook.number("E2", "44256", style: 1), "<c r=\"F2\" t=\"b\"><v>1</v></c>",
      "<c r=\"G2\" t=\"e\"><v>#N/A</v></c>", "<c r=\"H2\"><f>1+1</f><v>2</v></c>", "<c r=\"I2\" s=\"1\"/>",
      "<c r=\"J2\" t=\"str\"><v>x</v></c>", "<c r=\"K2\" t=\"s\"><v>0</v></c>",
    ]
    let rows = try read(
      RawWorkbook(rows: RawWorkbook.row(2, cells) + RawWorkbook.row(5, []), shared: ["零_x000A_行", "  带空白  "]))
    #expect(rows.count == 1)
    #expect(rows.first?.number == 2)
    #expect(
      rows.first?.cells == [
        .text("  带空白  "), .text("甲&乙"), .empty, .number("2.5", .plain), .number("44256", .date), .boolean(true),
        .error("#N/A"), .formula, .empty, .text("x"), .text("零\n行"),
      ])
  }

  @Test func richTextWithoutItsPhoneticHints() throws {
    var book = RawWorkbook(rows: "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")
    book.parts["xl/sharedStrings.xml"] =
      "<sst><si><r><t>阿莫</t></r><r><t>西林</t></r><rPh sb=\"0\" eb=\"1\"><t>AMXL</t></rPh></si></sst>"
    let rows = try read(book)
    #expect(rows.first?.cells == [.text("阿莫西林")])
  }

  @Test func theFirstVisibleSheet() throws {
    var book = RawWorkbook(
      rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "hidden")]),
      workbook: "<workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" state=\"hidden\" r:id=\"rId1\"/>"
        + "<sheet name=\"b\" r:id=\"rId9\"/></sheets>")
    book.parts["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
      + "<Relationship Id=\"rId9\" Target=\"/xl/other.xml\"/></Relationships>"
    book.parts["xl/other.xml"] =
      "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>shown</x:t></x:is></x:c></x:row>"
      + "</x:sheetData></x:worksheet>"
    let rows = try read(book)
    #expect(rows == [SheetRow(number: 1, cells: [.text("shown")])])
    let reader = try XlsxReader(path: path)
    #expect(reader.sheetNames == ["b"])
    #expect(reader.from1904)
  }

  @Test func theOtherVisibleSheets() throws {
    var book = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")]))
    book.add(sheet: "藏", rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "h")]), isHidden: true)
    book.add(sheet: "图", rows: "", type: "chartsheet")
    book.add(sheet: "二", rows: RawWorkbook.row(3, [RawWorkbook.text("A3", "y")]))
    try book.write(to: path)
    let reader = try XlsxReader(path: path)
    #expect(reader.sheetNames == ["药品", "二"])
    let rows = Rows()
    try reader.forEachRow(ofSheet: 1) { rows.rows.append($0) }
    #expect(rows.rows == [SheetRow(number: 3, cells: [.text("y")])])
  }

  @Test func mergedCellsAreTold() throws {
    var book = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")]))
    book.merge(["A1:A3", "C2:XFD1048576"])
    try book.write(to: path)
    let reader = try XlsxReader(path: path)
    try reader.forEachRow { _ in }
    #expect(reader.mergedCells.map(\.description) == ["A1:A3", "C2:XFD1048576"])
    #expect(reader.mergedCells.first?.last == CellAddress(column: 1, row: 3))
    for area in ["", "A1", "A1:", "A3:A1", "B1:A1", "A1:A2:A3", "A1:2"] {
      var odd = RawWorkbook(rows: "")
      odd.merge([area])
      #expect(try refusal(odd) == .damaged, "\(area)")
    }
  }

  @Test(arguments: [(100_000, nil), (100_001, SpreadsheetError.Code.tooLarge)])
  func mergedCellsAreCounted(_ count: Int, _ code: SpreadsheetError.Code?) throws {
    var book = RawWorkbook(rows: "")
    book.merge(Array(repeating: "A1:A2", count: count))
    #expect(try refusal(book) == code)
  }

  /// The prefix of a namespace is the writer's choice; the strict form of the format has a namespace of its own.
  @Test(arguments: [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
  ]) func theRelationsPrefixIsTheWritersChoice(_ namespace: String) throws {
    var book = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")]))
    book.parts["xl/workbook.xml"] =
      "<workbook xmlns:rel=\"\(namespace)\"><sheets><sheet name=\"a\" rel:id=\"rId1\"/></sheets></workbook>"
    let rows = try read(book)
    #expect(rows.first?.cells == [.text("x")])
    book.parts["xl/workbook.xml"] =
      "<workbook xmlns:rel=\"urn:other\"><sheets><sheet name=\"a\" rel:id=\"rId1\"/></sheets></workbook>"
    let other = try refusal(book)
    #expect(other == .damaged)
  }

  @Test func anEmptyStyledCellFarToTheRightIsNothing() throws {
    var limits = SpreadsheetLimits()
    limits.columns = 2
    let styled = RawWorkbook(
      rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x"), "<c r=\"C1\" s=\"1\"/>", "<c r=\"XFD1\" s=\"1\"/>"]))
    let rows = try read(styled, limits: limits)
    #expect(rows.map(\.cells) == [[.text("x"), .empty]])
    let filled = try refusal(
      RawWorkbook(rows: RawWorkbook.row(1, ["<c r=\"XFD1\" s=\"1\"/>".replacing("/>", with: "><v>1</v></c>")])),
      limits: limits)
    #expect(filled == .tooLarge)
    let backwards = try refusal(
      RawWorkbook(rows: "<row r=\"1\"><c r=\"XFD1\" s=\"1\"/><c r=\"D1\"/></row>"), limits: limits)
    #expect(backwards == .damaged)
  }

  private final class NoHandler: XMLStreamHandler {
    func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {}
    func ended(_ name: String) throws(SpreadsheetError) {}
  }

  /// Of a token that is not at its end yet 10 bytes are kept, 11 are not, and each token counts for itself.
  @Test(arguments: [
    (["<a>", "<!--123456"], false), (["<a>", "<!--1234567"], true), (["<a b='1234"], false), (["<a b='12345"], true),
    (["<a>", "<!--12345-->", "<!--12345-->", "<?x 12345?>", "<b c='12345'/>", "12345678901", "</a>"], false),
  ]) func aTokenIsNotKeptWithoutLimit(_ pieces: [String], _ isTooLarge: Bool) throws {
    var limits = SpreadsheetLimits()
    limits.tokenBytes = 10
    let stream = try XMLStream(part: "x", limits: limits, handler: NoHandler())
    var code: SpreadsheetError.Code?
    do {
      for piece in pieces {
        var piece = piece
        try piece.withUTF8 { try stream.parse(UnsafeRawBufferPointer($0), isFinal: false) }
      }
    } catch let error as SpreadsheetError { code = error.code }
    #expect(code == (isTooLarge ? .tooLarge : nil))
  }

  @Test func aHugeCommentOrAttributeIsNotRead() throws {
    let filler = String(repeating: "y", count: 8 << 20)
    for rows in ["<!--\(filler)-->", "<row r=\"1\" spans=\"\(filler)\"/>"] {
      let code = try refusal(RawWorkbook(rows: rows))
      #expect(code == .tooLarge)
    }
  }

  @Test func entitiesAreRefusedWhereverTheyStand() throws {
    let secret = folder.path + "/secret.txt"
    try "geheim".write(toFile: secret, atomically: true, encoding: .utf8)
    let outside = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file://\(secret)\">]>"
    let billion = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
    for part in ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
      for declaration in [outside, billion] {
        var book = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")]))
        let text = try #require(book.parts[part])
        book.parts[part] = text.replacing("?>", with: "?>" + declaration, maxReplacements: 1)
        let code = try refusal(book)
        #expect(code == .entities, "\(part)")
      }
    }
  }

  @Test func zipBombsByDeclarationAndByContent() throws {
    var book = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")]))
    book.parts["xl/media/bomb.bin"] = String(repeating: "0", count: 1 << 20)
    var limits = SpreadsheetLimits()
    limits.expandedBytes = 1 << 20
    let declared = try refusal(book, limits: limits)
    #expect(declared == .tooLarge)
    // At the limit, and one past it: what is declared adds up to the parts' lengths.
    let total = book.parts.values.reduce(0) { $0 + $1.utf8.count }
    limits.expandedBytes = Int64(total)
    let fits = try refusal(book, limits: limits)
    #expect(fits == nil)
    limits.expandedBytes = Int64(total) - 1
    let past = try refusal(book, limits: limits)
    #expect(past == .tooLarge)
    // A part that declares less than it holds: the sizes in the archive's directory are made small.
    var liar = RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", String(repeating: "y", count: 90_000))]))
    liar.parts["xl/styles.xml"] = nil
    liar.parts["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    try liar.write(to: path)
    try lieAboutSizes(below: 50_000)
    limits.expandedBytes = 60_000
    #expect {
      try read(limits: limits)
    } throws: {
      [.tooLarge, .damaged].contains(($0 as? SpreadsheetError)?.code)
    }
  }

  /// Sets the expanded size of large parts to 100 in the central directory and local headers.
  private func lieAboutSizes(below limit: UInt32) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var changed = 0
    for index in 0..<(bytes.count - 30) {
      let isLocal = Array(bytes[index..<(index + 4)]) == [0x50, 0x4B, 3, 4]
      let isCentral = Array(bytes[index..<(index + 4)]) == [0x50, 0x4B, 1, 2]
      guard isLocal || isCentral else { continue }
      let place = index + (isLocal ? 22 : 24)
      let size = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
      guard size > limit, size < 200_000 else { continue }
      bytes.replaceSubrange(place..<(place + 4), with: [100, 0, 0, 0])
      changed += 1
    }
    try #require(changed >= 1)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test func limitsOfCellsAtTheEdge() throws {
    var limits = SpreadsheetLimits()
    limits.cellBytes = 3
    limits.rows = 2
    limits.columns = 2
    let good = RawWorkbook(
      rows: RawWorkbook.row(2, [RawWorkbook.text("B2", "abc")]), shared: ["abc"])
    let fits = try refusal(good, limits: limits)
    #expect(fits == nil)
    for bad in [
      RawWorkbook(rows: RawWorkbook.row(2, [RawWorkbook.text("B2", "abcd")])),
      RawWorkbook(rows: RawWorkbook.row(3, [RawWorkbook.text("A3", "a")])),
      RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("C1", "a")])),
      RawWorkbook(rows: "", shared: ["abcd"]),
    ] {
      let code = try refusal(bad, limits: limits)
      #expect(code == .tooLarge)
    }
    limits = SpreadsheetLimits()
    limits.depth = 6
    let deep = try refusal(RawWorkbook(rows: "<row r=\"1\"><a><b><c><d/></c></b></a></row>"), limits: limits)
    #expect(deep == .tooLarge)
    let shallow = try refusal(RawWorkbook(rows: "<row r=\"1\"><a><b><c/></b></a></row>"), limits: limits)
    #expect(shallow == nil)
  }

  @Test func protectedDamagedAndForeignFiles() throws {
    var secret = RawWorkbook(rows: "")
    secret.password = "x"
    let encrypted = try refusal(secret)
    #expect(encrypted == .protected)
    func refused(_ bytes: [UInt8]) throws -> SpreadsheetError.Code? {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do {
        _ = try read()
        return nil
      } catch let error as SpreadsheetError {
        return error.code
      }
    }
    let container = try refused([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 600))
    #expect(container == .protected)
    let text = try refused(Array("A00,x".utf8))
    #expect(text == .damaged)
    // Cut off while it was copied, at every fifty bytes.
    try RawWorkbook(rows: RawWorkbook.row(1, [RawWorkbook.text("A1", "x")])).write(to: path)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for length in stride(from: 10, to: whole.count, by: 50) {
      let code = try refused(Array(whole.prefix(length)))
      #expect(code == .damaged, "\(length)")
    }
    var flipped = whole
    let place = try #require(whole.indices.dropFirst(60).first { whole[$0] != 0 })
    flipped[place] ^= 0xFF
    _ = try refused(flipped)
    for rows in [
      "<row r=\"2\"/><row r=\"1\"/>", "<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>", "<row r=\"1\">",
      "<row r=\"x\"/>",
      "<row r=\"1\"><c t=\"s\"><v>7</v></c></row>", "<row r=\"1\"><c t=\"q\"><v>7</v></c></row>",
    ] {
      let code = try refusal(RawWorkbook(rows: rows))
      #expect(code == .damaged, "\(rows)")
    }
  }
}
