import Catalogue
import Testing

@testable import CentreProtocol

@Suite struct CatalogueExchangeTests {
  @Test func requestText() throws {
    let request = CatalogueRequest(
      kind: .zlxm, from: try #require(CivilDate(year: 2021, month: 2, day: 20)),
      through: try #require(CivilDate(year: 2021, month: 5, day: 28)), continueAfter: "2000000500")
    #expect(request.text == "24|2|2021-02-20|2021-05-28|2000000500")
  }

  @Test func aPage() throws {
    let answer = try CatalogueAnswer.parse("1|3|2|0|A00|霍乱|HL|1|||2021-03-01|$A01|伤寒|SH|1|||2021-03-01|")
    #expect(
      answer
        == .page(
          CataloguePage(
            total: 3, isLast: false, records: ["A00|霍乱|HL|1|||2021-03-01|", "A01|伤寒|SH|1|||2021-03-01|"])))
  }

  @Test(arguments: ["1|0|0|1|##", "1|0|0|1|", "1|0|0|1", "1|##"])
  func emptyLists(_ text: String) throws {
    #expect(try CatalogueAnswer.parse(text) == .page(CataloguePage(total: 0, isLast: true, records: [])))
  }

  @Test func refusals() throws {
    #expect(try CatalogueAnswer.parse("-1|系统繁忙|x") == .refused("系统繁忙"))
    #expect(try CatalogueAnswer.parse("0|系统繁忙") == .refused("系统繁忙"))
    #expect(try CatalogueAnswer.parse("-1") == .refused("执行代码 -1，没有说明"))
  }

  @Test(arguments: [
    ("", CatalogueProtocolError.Code.empty), (" \r\n", .empty),
    ("<html><body>502 Bad Gateway</body></html>", .notAnAnswer),
    ("garbage", .notAnAnswer), ("x|1|2", .notAnAnswer), ("1", .truncated), ("1|5", .truncated),
    ("1|5|2|0|A00|a$", .truncated), ("1|1|1|1|A$B", .truncated), ("1|five|2|0|a$b", .wrongHeader),
    ("1|5|-2|0|a", .wrongHeader), ("1|1|1|2|a", .wrongHeader), ("1|1234567890|1|1|a", .wrongHeader),
  ])
  func whatIsNoAnswer(_ text: String, _ code: CatalogueProtocolError.Code) {
    #expect { try CatalogueAnswer.parse(text) } throws: { ($0 as? CatalogueProtocolError)?.code == code }
  }

  @Test func anyCutOfAPageIsNoticedOrABadRow() throws {
    let text = "1|2|2|1|A00|霍乱|HL|1|||2021-03-01|$A01|伤寒|SH|1|||2021-03-01|"
    for end in text.indices.dropFirst() where text[..<end].contains("$") == false {
      let cut = String(text[..<end])
      #expect(throws: CatalogueProtocolError.self) { try CatalogueAnswer.parse(cut) }
    }
  }
}

@Suite struct CatalogueWindowTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CentreDate.parse(text)?.date) }

  @Test(arguments: [
    // Newest held behind today.
    ("2021-02-27", "2021-01-20", "2021-02-26", "2021-01-13"),
    // A release ahead of today does not move the start ahead of today − 7.
    ("2021-02-28", "2021-03-01", "2021-02-27", "2021-02-20"),
    ("2021-03-30", "2021-04-01", "2021-03-30", "2021-03-23"),
    // The agent stood still.
    ("2021-06-30", "2021-06-01", "2021-04-01", "2021-03-25"),
  ])
  func start(_ today: String, _ newest: String, _ proven: String, _ from: String) throws {
    let window = CatalogueWindow.poll(today: try day(today), newestHeld: try day(newest), lastProven: try day(proven))
    #expect(window.from.text == from)
    #expect(window.through == (try day(today)).adding(days: 90))
  }

  @Test func firstLoad() throws {
    let window = CatalogueWindow.poll(today: try day("2021-02-26"), newestHeld: nil, lastProven: nil)
    #expect(window.from.text == "1900-01-01")
    #expect(window.through.text == "2999-12-31")
  }
}

@Suite struct MonthlyWindowsTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CentreDate.parse(text)?.date) }

  @Test func monthsSinceTheOldestDateAndBothEnds() throws {
    let windows = CatalogueWindow.months(oldestHeld: try day("2021-01-31"), today: try day("2021-02-26"))
    #expect(
      windows.map { "\($0.from.text) \($0.through.text)" } == [
        "1900-01-01 2020-12-31", "2021-01-01 2021-01-31", "2021-02-01 2021-02-28", "2021-03-01 2021-03-31",
        "2021-04-01 2021-04-30", "2021-05-01 2021-05-31", "2021-06-01 2999-12-31",
      ])
  }

  @Test func aMistypedOldYearMakesNoFurtherMonths() throws {
    let windows = CatalogueWindow.months(oldestHeld: try day("1900-01-01"), today: try day("2021-02-26"))
    #expect(windows.count == CatalogueWindow.monthLimit + 2)
    #expect(windows.first?.from == CatalogueWindow.firstDay)
    #expect(windows.first?.through.text == "2001-05-31")
    for (earlier, later) in zip(windows, windows.dropFirst()) { #expect(earlier.through.adding(days: 1) == later.from) }
  }
}

@Suite struct UnannouncedCountTests {
  @Test func theFieldIsIgnored() throws {
    for total in ["", "0", "无", "999"] {
      let answer = try CatalogueAnswer.parse("1|\(total)|1|1|A|B", announcesCount: false)
      #expect(
        answer == .page(CataloguePage(total: CataloguePage.unannounced, isLast: true, records: ["A|B"])), "\(total)")
    }
    let nothing = try CatalogueAnswer.parse("1|##", announcesCount: false)
    #expect(nothing == .page(CataloguePage(total: CataloguePage.unannounced, isLast: true, records: [])))
  }

  /// The count of a page is still checked.
  @Test func aPageThatWasCutOffIsNone() {
    #expect(throws: CatalogueProtocolError.self) {
      try CatalogueAnswer.parse("1||2|1|A|B", announcesCount: false)
    }
  }
}
