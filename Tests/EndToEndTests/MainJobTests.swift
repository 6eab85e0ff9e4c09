import Catalogue
import Foundation
import Testing

/// The commands of the main job with the shipped binaries, and what they say to bad input.
@Suite(.serialized) struct MainJobTests {
  private func start() async throws -> Installation {
    let installation = try await Installation.make()
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    return installation
  }

  /// Sample: 42 drugs, 14 items, 12 diseases carry 2021-03-01 after its release (announced.json).
  @Test(.timeLimit(.minutes(3))) func syncLogAndCheck() async throws {
    let installation = try await start()
    let sample = CatalogueDirectory(path: BuiltBinaries.project + "/Sources/CentreSimulator/Sample", isSample: true)
    let announced = try sample.announced("release-20210301")
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0)
    #expect(sync.output.contains("已发布第 2 次发布"), "\(sync.output)")
    for kind in CatalogueKind.allCases {
      let count = announced[kind]?.rows ?? -1
      let agrees = try await installation.qianzhi(
        "check", "--date", "20210301", "--catalogue", kind.rawValue, "--announced", "\(count)")
      #expect(agrees.status == 0, "\(agrees.output)")
      #expect(agrees.output.contains("一致"))
      let differs = try await installation.qianzhi(
        "check", "--date", "20210301", "--catalogue", kind.rawValue, "--announced", "\(count + 1)")
      #expect(differs.status == 1)
      #expect(differs.output.contains("不一致"))
    }
    let list = try await installation.qianzhi("log", "list").output
    #expect(list.contains("下载日志-"), "\(list)")
    let again = try await installation.qianzhi("sync")
    #expect(again.status == 0 && !again.output.contains("已发布"), "\(again.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 0 && status.output.contains("第 2 次发布"), "\(status.output)")
    let sql = try await installation.qianzhi(
      "sql", "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';")
    #expect(sql.output.split(separator: "\n").contains("\(announced[.ypml]?.rows ?? -1)"), "\(sql.output)")
    let plan = try await installation.qianzhi("sql", "--explain", "select * from ypml where upper(tymzjm) like 'AMX%'")
    #expect(plan.status == 0 && plan.output.contains("SEARCH") && plan.output.contains("tymzjm>?"), "\(plan.output)")
    let wrong = try await installation.qianzhi("sql", "--explain", "select nosuch from ypml")
    #expect(wrong.status == 1 && wrong.output.contains("ORA-00904") && wrong.output.contains("第 8 个字符"))
    #expect(try await installation.agent?.stop() == 0)
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(2))) func secondAgentIsRefused() async throws {
    let installation = try await start()
    let second = try await installation.qianzhi("run")
    #expect(second.status == 3)
    #expect(
      second.output.contains("QZ-A002") && second.output.contains("\(installation.agent?.id ?? 0)"), "\(second.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(2))) func killedAgentLeavesADirectoryThatStartsAgain() async throws {
    let installation = try await start()
    try await installation.agent?.killHard()
    let without = try await installation.qianzhi("check", "--date", "20210301")
    #expect(without.status == 0 && without.output.contains("方式(1)"), "\(without.output)")
    let list = try await installation.qianzhi("log", "list")
    #expect(list.status == 0 && list.output.contains("下载日志-"), "\(list.output)")
    try await installation.startAgent()
    #expect(try await installation.qianzhi("status").output.contains("第 1 次发布"))
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(2))) func centreDownIsToldAndNothingIsLost() async throws {
    let installation = try await start()
    try await installation.centre.stop()
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 4 && sync.output.contains("QZ-F101"), "\(sync.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("第 1 次发布"), "\(status.output)")
    try await installation.tearDown()
  }

  /// Each of these keeps the batch out, says so, and leaves the published release alone.
  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      ("24:*:html", "QZ-F1"), ("24:*:garbage", "QZ-F1"), ("24:*:half", "QZ-F1"), ("24:*:wrong-count", "QZ-F120"),
      ("24:*:wrong-catalogue", "QZ-F"), ("24:*:bad-row", "QZ-F121"), ("24:*:503", "QZ-F102"),
      ("24:*:refuse", "QZ-F103"),
    ])
  func badAnswersAreHeldOut(fault: String, code: String) async throws {
    let installation = try await start()
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    _ = try await installation.admin("POST", "/_admin/fault?spec=\(fault)")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 3 || sync.status == 4, "\(sync.output)")
    #expect(sync.output.contains(code), "\(sync.output)")
    #expect(try await installation.qianzhi("status").output.contains("第 1 次发布"))
    _ = try await installation.admin("POST", "/_admin/fault/clear")
    let mended = try await installation.qianzhi("sync")
    #expect(mended.status == 0, "\(mended.output)")
    #expect(mended.output.contains("已发布第 2 次发布"), "\(mended.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(1))) func wrongUsageAndConfiguration() async throws {
    let installation = try await Installation.make(extra: "[feed]\npoll_evry = \"5m\"")
    let unknownKey = try await installation.qianzhi("status")
    #expect(unknownKey.status == 2)
    #expect(unknownKey.output.contains("poll_evry") && unknownKey.output.contains("poll_every"), "\(unknownKey.output)")
    #expect(try await installation.qianzhi("no-such-command").status == 2)
    #expect(try await installation.qianzhi("check", "--date", "20210229").status == 2)
    #expect(try await installation.qianzhi("check", "--date", "20210301", "--announced", "3").status == 2)
    try await installation.tearDown()
  }
}
