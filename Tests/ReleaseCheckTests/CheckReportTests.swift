import Catalogue
import Testing

@testable import ReleaseCheck

@Suite struct CheckReportTests {
  let day = CivilDate(year: 2021, month: 3, day: 1)!

  func log(holding: Set<RowKey> = [], superseded: Set<RowKey> = [], rolledBack: Set<RowKey> = []) -> LogCount {
    LogCount(holding: holding, superseded: superseded, takenByDeletion: [], takenByRollback: rolledBack)
  }

  @Test func textOfAnAgreementAfterALaterRelease() {
    let part = CatalogueCheck(
      kind: .ypml, viewCount: 1, viewKeys: [["7"]], log: log(holding: [["7"]], superseded: [["8"], ["9"]]),
      announced: 3)
    #expect(
      CheckReport(day: day, catalogues: [part]).text == """
        变更日期 2021-03-01：一致

        药品目录（ypml）：一致
          方式(1) SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';  1 条
          方式(2) 下载日志中变更日期为该日的行  1 条
          已被后续变更取代  2 条，与中心公布数比较时计入
          中心公布  3 条（视图 1 + 已取代 2 = 3）
        """)
  }

  /// Nothing here and nothing there is no agreement while nothing was ever published.
  @Test func whatWasNeverPublishedDoesNotAgree() throws {
    let part = CatalogueCheck(
      kind: .ypml, viewCount: 0, viewKeys: [], log: log(), announced: nil, isPublished: false)
    let report = CheckReport(day: day, catalogues: [part])
    #expect(!report.agrees)
    let text = report.text
    #expect(text.hasPrefix("变更日期 2021-03-01：不一致\n") && text.contains("还没有发布过"), "\(text)")
    let json = try report.json
    #expect(json.contains(#""published":false"#) && json.contains(#""agrees":false"#), "\(json)")
    // Nor with a centre that announces nothing.
    #expect(
      !CatalogueCheck(kind: .ypml, viewCount: 0, viewKeys: [], log: log(), announced: 0, isPublished: false).agrees)
  }

  @Test func textOfADifference() {
    let part = CatalogueCheck(
      kind: .bzml, viewCount: 1, viewKeys: [["A00", "1", "", ""]],
      log: log(holding: [["B01", "4", "", "2"]], rolledBack: [["C02", "1", "", ""]]), announced: 2)
    #expect(
      CheckReport(day: day, catalogues: [part]).text == """
        变更日期 2021-03-01：不一致

        病种目录（bzml）：不一致
          方式(1) SELECT COUNT(*) FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301';  1 条
          方式(2) 下载日志中变更日期为该日的行  1 条
          已被回退，不计入  1 条（bzbm,bzfl,jmbzfl,sybzfl）：
            C02,1,,
          中心公布  2 条，相差 -1 条
          日志有而视图没有  1 条（bzbm,bzfl,jmbzfl,sybzfl）：
            B01,4,,2
          视图有而日志没有  1 条（bzbm,bzfl,jmbzfl,sybzfl）：
            A00,1,,
        """)
  }

  @Test(arguments: [(20, false), (21, true)]) func showsTwentyKeysAndCountsAll(_ keys: Int, _ isCut: Bool) throws {
    let holding = Set((0..<keys).map { ["\(1_000 + $0)"] })
    let part = CatalogueCheck(kind: .ypml, viewCount: 0, viewKeys: [], log: log(holding: holding), announced: nil)
    let report = CheckReport(day: day, catalogues: [part])
    let text = report.text
    #expect(text.contains("日志有而视图没有  \(keys) 条"))
    #expect(text.contains("列出前 20 条") == isCut)
    #expect(text.contains("\n    1019"))
    #expect(!text.contains("\n    1020"))
    let json = try report.json
    #expect(json.contains(#""missing_in_view":{"count":\#(keys),"keys":[["1000"],"#))
    #expect(!json.contains("1020"))
  }

  @Test func jsonHasStableNames() throws {
    let part = CatalogueCheck(
      kind: .zlxm, viewCount: 1, viewKeys: [["2"]], log: log(holding: [["2"]], superseded: [["3"]]), announced: 2)
    #expect(
      try CheckReport(day: day, catalogues: [part]).json == """
        {"agrees":true,"catalogues":[{"agrees":true,"announced":2,"announced_agrees":true,"catalogue":"zlxm",\
        "changed_count":2,"key_columns":["xmlsh"],"log_count":1,"methods_agree":true,\
        "missing_in_log":{"count":0,"keys":[]},"missing_in_view":{"count":0,"keys":[]},"repeated_in_view":0,\
        "statement":"SELECT COUNT(*) FROM zlxm WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';",\
        "superseded":{"count":1,"keys":[["3"]]},"taken_by_deletion":{"count":0,"keys":[]},\
        "taken_by_rollback":{"count":0,"keys":[]},"title":"诊疗目录","view_count":1}],"date":"2021-03-01"}
        """)
  }
}
