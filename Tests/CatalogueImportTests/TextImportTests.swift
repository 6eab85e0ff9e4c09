import Catalogue
import CatalogueStore
import Foundation
import TextEncoding
import Testing

@testable import CatalogueImport

@Suite struct TextImportTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  private let rows = "A00|霍乱|HL|1|||2021-03-01|\r\nA01|伤寒,副|SH|1|||2021/3/1|\r\n"

  private static let encodings: [(name: String, encode: @Sendable (String) -> [UInt8])] = [
    ("utf-8", { Array($0.utf8) }), ("utf-8-bom", { [0xEF, 0xBB, 0xBF] + Array($0.utf8) }),
    ("gb18030", { GB18030.encode($0) }),
  ]

  @Test(arguments: 0..<3) func everyEncodingGivesTheSameRows(_ index: Int) throws {
    let path = try fixture.file("bz.txt", Self.encodings[index].encode(rows))
    let report = try fixture.take(path)
    #expect(report.kind == .bzml)
    #expect(report.changes == ChangeCounts(added: 2, modified: 0))
    #expect(report.release == 1)
    #expect(try fixture.store.release(1)?.batches[.bzml]?.isFromFile == true)
    let first = try fixture.disease("A00")
    #expect(first == ["A00", "霍乱", "HL", "1", "", "", "2021-03-01", ""])
    let second = try fixture.disease("A01")
    #expect(second == ["A01", "伤寒,副", "SH", "1", "", "", "2021-03-01", ""])
  }

  /// The same two rows: with commas (a quoted comma), TABs, and headers in two languages and any order.
  @Test(arguments: [
    "A00,霍乱,HL,1,,,2021-03-01,\nA01,\"伤寒,副\",SH,1,,,2021-03-01,\n",
    "A00\t霍乱\tHL\t1\t\t\t2021-03-01\t\nA01\t\"伤寒,副\"\tSH\t1\t\t\t2021-03-01\t",
    "BGSJ,bzmc,bzbm,zjm,bzfl,jmbzfl,tjm,sybzfl\n2021-03-01,霍乱,A00,HL,1,,,\n2021-03-01,\"伤寒,副\",A01,SH,1,,,\n",
    "病种名称\t病种编码\t助记码\t病种分类\t居民病种分类\t统计码\t变更时间\t生育病种分类\n霍乱\tA00\tHL\t1\t\t\t2021-03-01\t\n伤寒,副\tA01\tSH\t1\t\t\t2021-03-01\t\n",
    "\"A00\"\t\"霍乱\"\t\"HL\"\t\"1\"\t\"\"\t\"\"\t\"2021-03-01\"\t\"\"\nA01\t\"伤寒,副\"\tSH\t1\t\t\t2021-03-01\t\n",
    ",,,,,,,\nA00,霍乱,HL,1,,,2021-03-01,\n,,,,,,,\n , ,,,,,,\nA01,\"伤寒,副\",SH,1,,,2021-03-01,\n,,,,,,,\n",
    "病种 编码|病种名称|助记码|病种分类|居民病种分类|统计码|变更时间|生育病种分类\n\nA00|霍乱|HL|1|||2021-03-01|\nA01|伤寒,副|SH|1|||2021-03-01|\n",
  ]) func everySeparatorAndHeaderGivesTheSameRows(_ text: String) throws {
    let report = try fixture.take(try fixture.file("x.txt", text))
    #expect(report.changes == ChangeCounts(added: 2, modified: 0))
    let first = try fixture.disease("A00")
    #expect(first == ["A00", "霍乱", "HL", "1", "", "", "2021-03-01", ""])
    let second = try fixture.disease("A01")
    #expect(second == ["A01", "伤寒,副", "SH", "1", "", "", "2021-03-01", ""])
  }

  /// `|` text knows no quotes: a field may begin with one, closed or not.
  @Test(arguments: ["\"霍乱", "\"霍乱\"", "\"霍乱\"x"]) func aQuoteInBarTextIsText(_ name: String) throws {
    let report = try fixture.take(
      try fixture.file("x.txt", "A00|\(name)|HL|1|||2021-03-01|\nA01|伤寒|SH|1|||2021-03-01|\n"))
    #expect(report.changes == ChangeCounts(added: 2, modified: 0))
    let first = try fixture.disease("A00")
    #expect(first?[1] == name)
  }

  @Test func aMarkAfterAQuoteIsKept() throws {
    try fixture.take(try fixture.file("x.txt", "A00\t\"\u{301}甲\"\"\u{FE0F}\"\tHL\t1\t\t\t2021-03-01\t\n"))
    let name = try fixture.disease("A00")?[1]
    #expect(name.map { Array($0.utf8) } == Array("\u{301}甲\"\u{FE0F}".utf8))
  }

  /// Nobody announced a number, so none is kept as the centre's.
  @Test func withoutAnAnnouncedNumberNoneIsKept() throws {
    try fixture.take(try fixture.file("a.txt", rows))
    try fixture.take(try fixture.file("b.txt", "A02|痢疾|LJ|1|||2021-03-02|\n"), announced: 1)
    let announced = try fixture.store.releases().map { $0.batches[.bzml]?.announced }
    #expect(announced == [1, -1])
  }

  @Test func aValueUnderNoNameIsRefused() throws {
    try fixture.take(try fixture.file("a.txt", rows))
    let path = try fixture.file("b.csv", "bzbm,bzfl,jmbzfl,sybzfl,,bzmc\nA00,1,,,,甲\nA01,1,,,x,乙\n")
    #expect {
      try fixture.take(path)
    } throws: { ($0 as? ImportError)?.description.hasPrefix("QZ-I103 第 3 行第 5 列") == true }
    #expect(fixture.store.currentSet.number == 1)
    let report = try fixture.take(
      try fixture.file("c.csv", "bzbm,bzfl,jmbzfl,sybzfl,,bzmc\nA00,1,,,,甲\nA01,1,,, ,乙\n"))
    #expect(report.changes.modified == 2)
  }

  @Test func aFileIsASetOfUpserts() throws {
    try fixture.take(try fixture.file("a.txt", rows))
    let changed = "A01|伤寒病|SH|1|||2021-03-02|\nA02|痢疾|LJ|1|||2021-03-02|\n"
    let path = try fixture.file("b.txt", changed)
    let preview = try fixture.importer().preview(.init(path: path), now: { ImportFixture.now })
    #expect(preview.changes == ChangeCounts(added: 1, modified: 1))
    #expect(preview.unchanged == 0)
    #expect(preview.firstKeys == [.added: [["A02", "1", "", ""]], .modified: [["A01", "1", "", ""]]])
    #expect(!preview.isPublished)
    #expect(fixture.store.currentSet.number == 1)
    let report = try fixture.take(path)
    #expect(report.release == 2)
    #expect(fixture.store.rowCounts == [.bzml: 3])
    let again = try fixture.take(path)
    #expect(again.release == nil)
    #expect(again.unchanged == 2)
    // A file says nothing about the centre: the feed still begins from the beginning.
    let cursor = try fixture.store.feedCursor(.bzml)
    #expect(cursor == nil)
  }

  @Test func someColumnsChangeOnlyThemselves() throws {
    try fixture.take(try fixture.file("a.txt", rows))
    let report = try fixture.take(
      try fixture.file("b.csv", "bzbm,bzfl,jmbzfl,sybzfl,bzmc\nA00,1,,,霍乱病\nA09,1,,,新\n"), publishing: true)
    #expect(report.changes == ChangeCounts(added: 0, modified: 1))
    let first = try fixture.disease("A00")
    #expect(first == ["A00", "霍乱病", "HL", "1", "", "", "2021-03-01", ""])
    #expect(report.rejects.map(\.reject.code) == [.incompleteRow])
    #expect(report.rejects.map(\.place) == [3])
  }

  /// A whole row has a change date, new or held; what is held keeps its own.
  @Test(arguments: ["", " ", "null"])
  func aWholeRowWithoutChangeDateIsRejected(empty: String) throws {
    try fixture.take(try fixture.file("a.txt", rows))
    let report = try fixture.take(
      try fixture.file("b.txt", "A00|改名|HL|1|||\(empty)|\nA09|新|X|1|||\(empty)|\nA08|新|X|1|||2021-03-02|\n"),
      publishing: true)
    #expect(report.rejects.map(\.reject.code) == [.incompleteRow, .incompleteRow])
    #expect(report.rejects.map(\.place) == [1, 2])
    #expect(report.rejects.first?.reject.reason.contains("bgsj（变更时间）为空") == true)
    #expect(report.changes == ChangeCounts(added: 1, modified: 0))
    let held = try fixture.disease("A00")
    #expect(held == ["A00", "霍乱", "HL", "1", "", "", "2021-03-01", ""])
  }

  /// Of some columns only, an empty one empties its field, but the change date.
  @Test func someColumnsKeepTheChangeDate() throws {
    try fixture.take(try fixture.file("a.txt", rows))
    let report = try fixture.take(
      try fixture.file(
        "b.csv", "bzbm,bzfl,jmbzfl,sybzfl,zjm,bgsj\nA00,1,,,,\nA01,1,,,Y,2021-03-05\n"))
    #expect(report.changes == ChangeCounts(added: 0, modified: 2))
    let (first, second) = (try fixture.disease("A00"), try fixture.disease("A01"))
    #expect(first == ["A00", "霍乱", "", "1", "", "", "2021-03-01", ""])
    #expect(second?[2] == "Y" && second?[6] == "2021-03-05")
  }

  @Test func rejectsHoldTheFileUntilAccepted() throws {
    let path = try fixture.file("a.txt", rows + "A02|x|y|1|||2021-02-30|\nA03|kurz\n")
    let held = try fixture.take(path)
    #expect(held.problem?.code == "QZ-I121")
    #expect(held.rejects.map(\.reject.code) == [.unreadableDate, .wrongFieldCount])
    #expect(held.rejects.map(\.place) == [3, 4])
    #expect(fixture.store.currentSet.number == 0)
    let kept = try fixture.store.rejects(.bzml).map(\.text)
    #expect(kept == ["A02|x|y|1|||2021-02-30|", "A03|kurz"])
    let accepted = try fixture.store.acceptRejects(.bzml, now: ImportFixture.now)
    #expect(accepted == 2)
    let report = try fixture.take(path)
    #expect(report.changes == ChangeCounts(added: 2, modified: 0))
  }

  /// What a later file brings as rows is settled by it; what it does not bring stands, and so does what was accepted.
  @Test func aCorrectedFileSettlesTheRejects() throws {
    try fixture.take(try fixture.file("a.txt", rows + "A02|x|y|1|||2021-02-30|\nA04|x|y|1|||2021-02-30|\n"))
    #expect(try fixture.store.rejects(.bzml).count == 2)
    let other = try fixture.take(try fixture.file("b.txt", rows))
    #expect(other.isPublished)
    #expect(try fixture.store.rejects(.bzml).count == 2)
    // The same code of another kind is another row.
    try fixture.take(try fixture.file("c.txt", "A04|x|y|2|||2021-02-28|\n"))
    #expect(try fixture.store.rejects(.bzml).count == 2)
    try fixture.take(try fixture.file("d.txt", "A02|x|y|1|||2021-02-28|\n"))
    #expect(try fixture.store.rejects(.bzml).map(\.text) == ["A04|x|y|1|||2021-02-30|"])
    _ = try fixture.store.acceptRejects(.bzml, now: ImportFixture.now)
    try fixture.take(try fixture.file("e.txt", "A04|x|y|1|||2021-02-28|\n"))
    #expect(try fixture.store.rejects(.bzml).map(\.acceptedAt) == [ImportFixture.now])
  }

  @Test func anAnnouncedNumberProvesTheFile() throws {
    let path = try fixture.file("a.txt", rows + "A00|霍乱|HL|1|||2021-03-01|\n")
    let wrong = try fixture.take(path, announced: 3)
    #expect(wrong.problem?.code == "QZ-I120")
    #expect(wrong.repeated == 1)
    #expect(fixture.store.currentSet.number == 0)
    let right = try fixture.take(path, announced: 2)
    #expect(right.release == 1)
  }

  @Test func theCatalogueIsRecognisedByItsColumns() throws {
    let drug = ImportFixture.drug("0012").joined(separator: "|")
    let report = try fixture.take(try fixture.file("x", drug + "\n"))
    #expect(report.kind == .ypml)
    var item = ["0034"] + Array(repeating: "", count: 72)
    // 变更时间
    item[19] = "2021-03-01"
    let other = try fixture.take(try fixture.file("y", item.joined(separator: "\t")))
    #expect(other.kind == .zlxm)
    #expect(fixture.store.rowCounts == [.ypml: 1, .zlxm: 1])
  }

  @Test(arguments: [
    ("a|b|c\n1|2|3\n", "QZ-I103"), ("", "QZ-I104"), ("\n\n", "QZ-I104"),
    ("bzbm,bzfl,jmbzfl,sybzfl,was\nA,1,,,x\n", "QZ-I103"), ("bzmc,zjm,tjm\nx,y,z\n", "QZ-I103"),
    ("bzbm,bzbm,bzfl,jmbzfl,sybzfl\nA,A,1,,\n", "QZ-I103"), ("bzbm,bzfl,jmbzfl,sybzfl\n", "QZ-I104"),
    ("A,\"offen,c,1,,,2021-03-01,\nB,", "QZ-I103"), ("a\u{0}b|c", "QZ-I102"),
  ]) func whatFitsNothingIsRefusedByName(_ text: String, _ code: String) throws {
    let path = try fixture.file("x.csv", text)
    #expect {
      try fixture.take(path)
    } throws: { ($0 as? ImportError)?.code == code }
  }

  @Test func otherEncodingsAreRefused() throws {
    let utf16 = try fixture.file("u.txt", [0xFF, 0xFE, 0x41, 0])
    #expect {
      try fixture.take(utf16)
    } throws: { ($0 as? ImportError)?.code == "QZ-I102" }
    // 0x81 0x20 is neither UTF-8 nor GB18030.
    let bytes = try fixture.file("b.txt", Array("A|b|c|1|||2021-03-01|\nA|".utf8) + [0x81, 0x20, 0x0A])
    #expect {
      try fixture.take(bytes)
    } throws: { ($0 as? ImportError)?.text.hasPrefix("第 2 行") == true }
  }

  @Test func limitsHoldAtTheEdge() throws {
    var limits = ImportLimits()
    limits.rows = 2
    let two = try fixture.file("a.txt", rows)
    let report = try fixture.importer(limits: limits).preview(.init(path: two), now: { ImportFixture.now })
    #expect(report.rows == 2)
    let three = try fixture.file("b.txt", rows + "A03|x|y|1|||2021-03-01|")
    #expect {
      try fixture.importer(limits: limits).preview(.init(path: three), now: { ImportFixture.now })
    } throws: { ($0 as? ImportError)?.code == "QZ-I105" }
  }

  @Test func scientificNotationInACodeIsRejected() throws {
    let report = try fixture.take(
      try fixture.file("a.csv", "1.23457E+11,霍乱,HL,1,,,2021-03-01,\nE10.1,糖尿病,TNB,1,,,2021-03-01,\n"),
      publishing: true)
    #expect(report.rejects.map(\.reject.code) == [.spreadsheetCell])
    #expect(report.changes.added == 1)
  }
}
