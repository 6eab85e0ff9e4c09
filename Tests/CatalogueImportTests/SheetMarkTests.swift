import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueImport

/// What spreadsheet programs leave around a code is no part of it, and nothing is guessed: the row is rejected.
@Suite struct SheetMarkTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  /// `0012345` as files bring it.
  static let marked = [
    "=\"0012345\"", "=0012345", "'0012345", "\"0012345\"", "0012345\"", "\u{A0}0012345", "0012345\u{A0}",
    "\u{3000}0012345", "0012345\u{3000}", "\u{200B}0012345", "0012345\u{200B}", "\u{FEFF}0012345", "0012345\u{FEFF}",
    " \u{A0}0012345", "0012345\u{2003} ", " '0012345",
  ]

  @Test(arguments: marked) func aMarkedKeyIsNoNewRow(_ code: String) throws {
    try fixture.take(try fixture.file("a.txt", "0012345|霍乱|HL|1|||2021-03-01|\n"))
    let rows = "A01|伤寒|SH|1|||2021-03-01|\n\(code)|改名|HL|1|||2021-03-02|\n"
    let report = try fixture.take(try fixture.file("b.txt", rows))
    #expect(report.rejects.map(\.reject.code) == [.spreadsheetCell])
    #expect(report.rejects.map(\.place) == [2])
    let reason = report.rejects.first?.reject.reason ?? ""
    #expect(reason.hasPrefix("第 2 行第 1 列 bzbm（病种编码）"), "\(reason)")
    #expect(report.problem?.code == "QZ-I121")
    #expect(fixture.store.rowCounts == [.bzml: 1])
  }

  /// As Excel's own text of a formula is exported by other programs, with the quotes of the format around.
  @Test(arguments: [
    "\"=\"\"A00\"\"\",霍乱,HL,1,,,2021-03-01,\n", "=\"A00\",霍乱,HL,1,,,2021-03-01,\n",
    "=\"A00\"\t霍乱\tHL\t1\t\t\t2021-03-01\t\n", "A00,霍乱,HL,=\"1\",,,2021-03-01,\n",
    "A00,霍乱,HL,1,\u{A0},,2021-03-01,\n", "A00,霍乱,HL,1,,'01,2021-03-01,\n",
  ]) func everySeparatorAndEveryPartOfTheKey(_ text: String) throws {
    let report = try fixture.take(try fixture.file("a.txt", text), .bzml)
    #expect(report.rejects.map(\.reject.code) == [.spreadsheetCell])
    #expect(fixture.store.rowCounts.isEmpty)
  }

  /// In names and remarks they are text, and a code may have hanzi, a dagger, blanks and quotes within.
  @Test func whatIsNoMark() throws {
    let rows = [
      "国药准字A'=1|=霍乱\"|'HL|1|||2021-03-01|", "A17.0†|\u{3000}结核|\u{A0}|1|||2021-03-01|", " A00 |霍乱|HL|1|||2021-03-01|",
      "A\u{3000}1|x|y|1|||2021-03-01|",
    ]
    let report = try fixture.take(try fixture.file("a.txt", rows.joined(separator: "\n")))
    #expect(report.rejects.isEmpty, "\(report.rejects)")
    #expect(report.changes == ChangeCounts(added: 4, modified: 0))
    #expect(try fixture.disease("A00")?[1] == "霍乱")
  }

  @Test(arguments: marked) func aMarkedSerialOfACodeFile(_ serial: String) throws {
    try fixture.take(try fixture.file("a.txt", "0012345|霍乱|HL|1|||2021-03-01|\n"))
    let quoted = serial.replacing("\"", with: "\"\"")
    let report = try fixture.take(try fixture.file("c.csv", "流水号,国家编码\n\"\(quoted)\",A00.900\n"), codes: true)
    #expect(report.rejects.map(\.reject.code) == [.spreadsheetCell])
    #expect(report.rejects.first?.reject.reason.hasPrefix("第 2 行第 1 列 流水号") == true, "\(report.rejects)")
    #expect(report.unknownSerials.isEmpty)
    #expect(report.problem?.code == "QZ-I121")
  }
}
