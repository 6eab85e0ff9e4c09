import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import CatalogueImport

@Suite struct CodeImportTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  private func hold() throws {
    let text = [ImportFixture.drug("0012"), ImportFixture.drug("0013")].map { $0.joined(separator: "|") }
    try fixture.take(try fixture.file("base.txt", text.joined(separator: "\n")))
    try fixture.take(try fixture.file("bz.txt", "A00|霍乱|HL|1|||2021-03-01|\nA00|霍乱|HL|4|||2021-03-01|\n"))
  }

  @Test func codesReachTheRowsOfWhicheverCatalogueHoldsTheSerial() throws {
    try hold()
    let path = try fixture.file(
      "codes.csv", "国家编码,流水号\nXJ01CAA040B001010101234,0012\nA00.900,A00\nX,9999\n")
    let preview = try fixture.importer().preview(.init(path: path, isCodes: true), now: { ImportFixture.now })
    #expect(preview.codes == [.ypml: 1, .bzml: 2])
    #expect(preview.unknownSerials == ["9999"])
    #expect(fixture.store.currentSet.number == 2)
    let report = try fixture.take(path, codes: true)
    #expect(report.release == 3)
    let drugs = try fixture.store.codeCoverage(.ypml)
    #expect(drugs == (1, 2))
    let diseases = try fixture.store.codeCoverage(.bzml)
    #expect(diseases == (2, 2))
    // A repeat changes nothing; a first row with both names needs no option.
    let again = try fixture.take(path)
    #expect(again.isCodes)
    #expect(again.release == nil)
    // The rows' own content is as it was, and a later change of theirs keeps the code.
    let drug = ImportFixture.drug("0012", price: "3").joined(separator: "|")
    let changed = try fixture.take(try fixture.file("c.txt", drug))
    #expect(changed.changes == ChangeCounts(added: 0, modified: 1))
    let after = try fixture.store.codeCoverage(.ypml)
    #expect(after == (1, 2))
  }

  @Test func aRowThatComesLaterGetsItsCode() throws {
    try hold()
    let codes = try fixture.file("codes.txt", "0099|YP99\n")
    let report = try fixture.take(codes, .ypml, codes: true)
    #expect(report.release == nil)
    #expect(report.isPublished)
    let row = try fixture.file("n.txt", ImportFixture.drug("0099").joined(separator: "|"))
    try fixture.take(row)
    let coverage = try fixture.store.codeCoverage(.ypml)
    #expect(coverage == (1, 3))
    // Opened again, nothing is an orphan and the newest set is whole.
    let reopened = try CatalogueStore(directory: fixture.folder)
    #expect(reopened.rowCounts == [.ypml: 3, .bzml: 2])
  }

  @Test func badCodesHoldTheFile() throws {
    try hold()
    let report = try fixture.take(
      try fixture.file(
        "codes.csv",
        "流水号,国家编码\n0012,有字\n,X1\n0013,\n0013,1.2E+10\n0012,X\n0012,Y\n0013,\(String(repeating: "9", count: 51))\n"),
      codes: true)
    #expect(report.rejects.map(\.place) == [2, 3, 4, 5, 7, 8])
    #expect(report.problem?.code == "QZ-I121")
    let coverage = try fixture.store.codeCoverage(.ypml)
    #expect(coverage == (0, 2))
    let count = report.rows
    #expect(count == 1)
    let longest = try fixture.take(
      try fixture.file("ok.csv", "流水号,国家编码\n0013,\(String(repeating: "9", count: 50))\n"), codes: true)
    #expect(longest.codes == [.ypml: 1])
  }

  /// Which of two codes is right nobody says: neither is published, also where rejects hold nothing.
  @Test func aSerialWithTwoCodesGetsNone() throws {
    try hold()
    let path = try fixture.file(
      "codes.csv", "流水号,国家编码\n0012,X1\n0013,Z\n0012,Y1\n0012,X1\nA00,B1\n")
    let report = try fixture.take(path, codes: true, publishing: true)
    #expect(report.rejects.map(\.place) == [4])
    #expect(report.rejects.first?.reject.reason.contains("第 2 行") == true)
    #expect(report.codes == [.ypml: 1, .bzml: 2])
    let drugs = try fixture.store.codeCoverage(.ypml)
    #expect(drugs == (1, 2))
  }

  /// Bad rows up to the limit are told; one more and the file is another than it seems.
  @Test func badRowsHaveALimit() throws {
    try hold()
    let bad = (0..<10_000).map { "7\($0),有字" }
    let atTheLimit = try fixture.file("a.csv", (["流水号,国家编码", "0012,X1"] + bad).joined(separator: "\n"))
    let report = try fixture.take(atTheLimit, codes: true, publishing: true)
    #expect(report.rejects.count == 10_000)
    #expect(report.codes == [.ypml: 1])
    let past = try fixture.file("b.csv", (["流水号,国家编码", "0013,X1", "8,有字"] + bad).joined(separator: "\n"))
    #expect {
      try fixture.take(past, codes: true, publishing: true)
    } throws: { ($0 as? ImportError)?.code == "QZ-I121" }
    let coverage = try fixture.store.codeCoverage(.ypml)
    #expect(coverage == (1, 2))
  }

  /// A column of the catalogue beside the two makes it a file of the catalogue: nothing of it is dropped in silence.
  @Test func aFileWithOtherColumnsOfTheCatalogueIsNoCodeFile() throws {
    try hold()
    let report = try fixture.take(try fixture.file("a.csv", "yplsh,gjmldm,tym\n0012,XJ01,头孢\n"))
    #expect(!report.isCodes)
    #expect(report.ignored == ["gjmldm"])
    #expect(report.changes == ChangeCounts(added: 0, modified: 1))
    let row = try fixture.store.record(.ypml, key: ["0012"])
    #expect(row?.value(of: "tym") == "头孢")
    let remark = try fixture.take(try fixture.file("b.csv", "yplsh,gjmldm,填写人\n0012,XJ01,好\n"))
    #expect(remark.isCodes)
    #expect(remark.ignored == ["填写人"])
    #expect(remark.codes == [.ypml: 1])
  }
}
