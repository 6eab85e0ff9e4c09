import Catalogue
import Testing

@testable import ReleaseCheck

@Suite struct CentreComparisonTests {
  private let march = CivilDate(year: 2021, month: 3, day: 1)!

  private func line(_ code: String, _ date: String, _ verb: ChangeVerb = .added) -> LogLine {
    LogLine(verb: verb, kind: .bzml, fields: [code, "名", "M", "1", "", "", date, "", date])
  }
  private func key(_ code: String) -> RowKey { [code, "1", "", ""] }

  @Test func missingAndExtraKeysAreListed() throws {
    let report = try check(
      span: .day(march), catalogues: [.bzml],
      centre: [.bzml: .rows(keys: [key("A"), key("C")], announced: 2, rejected: 0)],
      logLines: [line("A", "2021-03-01"), line("B", "2021-03-01")],
      views: FixedViews(rows: [.bzml: [key("A"), key("B")]]))
    #expect(!report.agrees)
    let part = try #require(report.catalogues.first)
    #expect(part.methodsAgree)
    #expect(part.centre?.missingHere == [key("C")])
    #expect(part.centre?.extraHere == [key("B")])
    #expect(report.text.contains("中心有而本机没有  1 条"))
    #expect(report.text.contains("本机有而中心没有  1 条"))
    let json = try report.json
    #expect(json.contains(#""missing_here":{"count":1,"keys":[["C","1","",""]]}"#))
  }

  /// A centre of versions: one that is newer than what is held is a difference, whatever the two methods count.
  @Test(arguments: [[], ["1301", "1303"]]) func newerVersions(newer: [String]) throws {
    let report = try check(
      span: .day(march), catalogues: [.bzml], centre: [.bzml: .versions(newer: newer)],
      logLines: [line("A", "2021-03-01")], views: FixedViews(rows: [.bzml: [key("A")]]))
    #expect(report.agrees == newer.isEmpty)
    #expect(report.text.split(separator: "\n")[0].hasSuffix(newer.isEmpty ? "：一致" : "：不一致"))
    let told = newer.isEmpty ? "平台没有比已下载的更新的版本" : "平台有更新的版本还没有下载：1301、1303，请执行 qianzhi sync"
    #expect(report.text.contains(told))
    #expect(try report.json.contains(newer.isEmpty ? #""newer_versions":[]"# : #""newer_versions":["1301","1303"]"#))
  }

  /// A centre that cannot be asked leaves the two methods to agree, and the report says so.
  @Test func withoutTheCentre() throws {
    let report = try check(
      span: .day(march), catalogues: [.bzml], centre: [.bzml: .unanswered("QZ-F101 中心无法连接")],
      logLines: [line("A", "2021-03-01")], views: FixedViews(rows: [.bzml: [key("A")]]))
    #expect(report.agrees)
    #expect(report.text.contains("没有问到中心") && report.text.contains("QZ-F101"))
  }

  /// The centre has ten, one of which cannot be taken over: the view's nine are not all.
  @Test(arguments: [10, nil]) func aRejectIsARowOfTheCentre(_ announced: Int?) throws {
    let codes = (1...9).map { "K\($0)" }
    let report = try check(
      span: .day(march), catalogues: [.bzml],
      centre: [.bzml: .rows(keys: codes.map(key), announced: announced, rejected: 1)],
      logLines: codes.map { line($0, "2021-03-01") }, views: FixedViews(rows: [.bzml: codes.map(key)]))
    let part = try #require(report.catalogues.first)
    #expect(part.methodsAgree)
    #expect(part.centre?.centreCount == 10)
    #expect(part.centre?.missingHere.isEmpty == true)
    #expect(!report.agrees)
    #expect(report.text.contains("中心现有  10 条，其中 1 条不合格"))
    let json = try report.json
    #expect(json.contains(#""centre_count":10,"centre_rejected":1"#))
  }

  /// A field that begins with a combining mark, and one with a line end of two characters.
  @Test func keysAreComparedAsTheLogShowsThem() throws {
    let odd = ["A\u{301}|\u{301}b", "1", "", "甲\r\n乙"]
    let written = LogLine(
      verb: .added, kind: .bzml,
      fields: [odd[0], "\u{FE0F}名", "M", "1", "", "", "2021-03-01", odd[3], "2021-03-01"])
    let line = try #require(LogLine(parsing: written.text))
    let report = try check(
      span: .day(march), catalogues: [.bzml], centre: [.bzml: .rows(keys: [odd], announced: 1, rejected: 0)],
      logLines: [line], views: FixedViews(rows: [.bzml: [odd]]))
    #expect(report.agrees, "\(report.text)")
  }

  /// From a day on: the day itself and later ones, by each row's last line.
  @Test func sinceADay() throws {
    var calculation = CheckCalculation(span: .since(march), catalogues: [.bzml])
    for line in [
      line("A", "2021-02-28"), line("B", "2021-03-01"), line("C", "2021-04-01"), line("D", "2021-03-01"),
      line("D", "2021-02-01", .modified), line("E", "2021-03-01"), line("E", "2021-04-01", .modified), line("F", ""),
    ] { calculation.append(line) }
    let count = calculation.count(of: .bzml)
    #expect(count.holding == [key("B"), key("C"), key("E")])
    #expect(count.superseded == [key("D")])
    #expect(
      CheckStatement.count(of: .ypml, in: .since(march))
        == "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') >= '20210301';")
  }
}
