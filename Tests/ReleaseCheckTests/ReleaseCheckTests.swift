import Catalogue
import Testing

@testable import ReleaseCheck

@Suite struct ReleaseCheckTests {
  let march = CivilDate(year: 2021, month: 3, day: 1)!
  let april = CivilDate(year: 2021, month: 4, day: 1)!

  /// The shape of the real releases: a first load, then 1603/37/64 rows dated 2021-03-01.
  var linesUntilMarch: [LogLine] {
    var lines = (0..<3_000).map { SampleLine.drug(.added, "D\($0)", "2019-07-01") }
    lines += (0..<500).map { SampleLine.item(.added, "I\($0)", "2020-01-01") }
    lines += (0..<900).map {
      SampleLine.disease(.added, .init(code: "B\($0)"), changed: "2020-06-30", begins: "2020-06-30")
    }
    lines += (0..<356).map { SampleLine.drug(.modified, "D\($0)", "2021-03-01") }
    lines += (3_000..<4_247).map { SampleLine.drug(.added, "D\($0)", "2021-03-01") }
    lines += (500..<537).map { SampleLine.item(.added, "I\($0)", "2021-03-01") }
    lines += (900..<964).map {
      SampleLine.disease(.added, .init(code: "B\($0)"), changed: "2021-03-01", begins: "2021-03-01")
    }
    return lines
  }
  /// April changes every row.
  var linesOfApril: [LogLine] {
    (0..<4_247).map { SampleLine.drug(.modified, "D\($0)", "2021-04-01") }
      + (0..<537).map { SampleLine.item(.modified, "I\($0)", "2021-04-01") }
      + (0..<964).map {
        SampleLine.disease(.modified, .init(code: "B\($0)"), changed: "2021-04-01", begins: "2021-04-01")
      }
  }
  let announcedInMarch: [CatalogueKind: Int] = [.ypml: 1_603, .zlxm: 37, .bzml: 64]

  var viewsOfMarch: FixedViews {
    FixedViews(rows: [
      .ypml: (0..<356).map { ["D\($0)"] } + (3_000..<4_247).map { ["D\($0)"] },
      .zlxm: (500..<537).map { ["I\($0)"] },
      .bzml: (900..<964).map { ["B\($0)", "1", "", ""] },
    ])
  }

  func check(
    _ day: CivilDate, _ announced: [CatalogueKind: Int]?, _ lines: [LogLine], _ views: FixedViews,
    of kinds: [CatalogueKind] = CatalogueKind.allCases
  ) throws -> CheckReport {
    try ReleaseCheck.check(date: day, catalogues: kinds, announced: announced, logLines: lines, views: views)
  }

  @Test func agreesAfterTheMarchRelease() throws {
    let report = try check(march, announcedInMarch, linesUntilMarch, viewsOfMarch)
    #expect(report.agrees)
    #expect(report.catalogues.map(\.viewCount) == [1_603, 37, 64])
    #expect(report.catalogues.map(\.logCount) == [1_603, 37, 64])
  }

  @Test func stillAgreesAfterAprilChangedEveryRow() throws {
    let report = try check(march, announcedInMarch, linesUntilMarch + linesOfApril, FixedViews())
    #expect(report.agrees)
    #expect(report.catalogues.map(\.viewCount) == [0, 0, 0])
    #expect(report.catalogues.map { $0.log.superseded.count } == [1_603, 37, 64])
    #expect(report.catalogues.map(\.changedCount) == [1_603, 37, 64])
  }

  @Test func aprilItselfAgrees() throws {
    let views = FixedViews(rows: [
      .ypml: (0..<4_247).map { ["D\($0)"] }, .zlxm: (0..<537).map { ["I\($0)"] },
      .bzml: (0..<964).map { ["B\($0)", "1", "", ""] },
    ])
    let report = try check(
      april, [.ypml: 4_247, .zlxm: 537, .bzml: 964], linesUntilMarch + linesOfApril, views)
    #expect(report.agrees)
  }

  @Test(arguments: [1_602, 1_604]) func anotherAnnouncedCountDisagrees(_ announced: Int) throws {
    let report = try check(march, [.ypml: announced], linesUntilMarch, viewsOfMarch, of: [.ypml])
    #expect(!report.agrees)
    #expect(report.catalogues[0].methodsAgree)
    #expect(report.catalogues[0].announcedAgrees == false)
  }

  @Test func withoutAnAnnouncedCountTheMethodsAreCompared() throws {
    let report = try check(march, nil, linesUntilMarch, viewsOfMarch)
    #expect(report.agrees)
    #expect(report.catalogues[0].announcedAgrees == nil)
  }

  @Test func equalCountsOfDifferentRowsDisagree() throws {
    let lines = [SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.added, "2", "2021-03-01")]
    let report = try check(march, [.ypml: 2], lines, FixedViews(rows: [.ypml: [["2"], ["3"]]]), of: [.ypml])
    #expect(!report.agrees)
    #expect(report.catalogues[0].missingInView == [["1"]])
    #expect(report.catalogues[0].missingInLog == [["3"]])
    #expect(report.catalogues[0].announcedAgrees == true)
  }

  @Test func rowsTakenByRollbackAreNotAddedToTheAnnouncedCount() throws {
    let lines = [
      SampleLine.drug(.added, "1", "2021-03-01"), SampleLine.drug(.added, "2", "2021-03-01"),
      SampleLine.drug(.rolledBack, "2", ""),
    ]
    let views = FixedViews(rows: [.ypml: [["1"]]])
    #expect(try check(march, [.ypml: 1], lines, views, of: [.ypml]).agrees)
    #expect(try !check(march, [.ypml: 2], lines, views, of: [.ypml]).agrees)
  }

  @Test func aReleaseBetweenTheTwoStatementsIsNotAgreement() throws {
    let lines = [SampleLine.drug(.added, "1", "2021-03-01")]
    let views = FixedViews(rows: [.ypml: [["1"]]], counts: [.ypml: 0])
    let report = try check(march, nil, lines, views, of: [.ypml])
    #expect(!report.agrees)
    #expect(report.text.contains("请再核对一次"))
  }

  @Test func aRowTwiceInTheViewDisagrees() throws {
    let lines = [SampleLine.drug(.added, "1", "2021-03-01")]
    let report = try check(march, nil, lines, FixedViews(rows: [.ypml: [["1"], ["1"]]]), of: [.ypml])
    #expect(!report.agrees)
    #expect(report.catalogues[0].repeatedInView == 1)
  }

  @Test func aKeyWithABarIsTheKeyTheLogShows() throws {
    let lines = [LogLine(parsing: SampleLine.drug(.added, "1|2", "2021-03-01").text)!]
    #expect(try check(march, nil, lines, FixedViews(rows: [.ypml: [["1|2"]]]), of: [.ypml]).agrees)
  }

  @Test func theReportKeepsTheOrderAsked() throws {
    let report = try check(march, nil, [], FixedViews(), of: [.bzml, .ypml])
    #expect(report.catalogues.map(\.kind) == [.bzml, .ypml])
    #expect(report.agrees)
  }

  @Test func viewErrorsPassThrough() {
    struct Broken: ViewCounting {
      func count(of kind: CatalogueKind, in span: CheckSpan) throws -> Int { throw CheckError.notACount(kind, "x") }
      func keys(of kind: CatalogueKind, in span: CheckSpan) throws -> [RowKey] { [] }
    }
    #expect(throws: CheckError.notACount(.zlxm, "x")) {
      try ReleaseCheck.check(date: march, catalogues: [.zlxm], logLines: [LogLine](), views: Broken())
    }
  }
}
