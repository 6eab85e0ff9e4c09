import Foundation
import Testing

/// `status` and `check` as an administrator uses them while a release comes in.
@Suite(.serialized) struct FeedStatusTests {
  @Test(.timeLimit(.minutes(3))) func whatIsDownloadingJustNow() async throws {
    let installation = try await Installation.make(extra: "[feed]\npoll_every = \"1h\"")
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    let idle = try await installation.qianzhi("status")
    #expect(idle.status == 0)
    #expect(idle.output.contains("数据传输：空闲，下次询问 ") && idle.output.contains("（0 分钟前）"), "\(idle.output)")
    // The third page of a full download comes late.
    try await installation.setFault("24:3:slow:3")
    async let sync = installation.qianzhi("sync", "--full", "--catalogue", "ypml")
    try await wait(seconds: 10, for: "second page") {
      try await installation.qianzhi("status").output.contains("正在下载 药品目录  第 2 页")
    }
    let busy = try await installation.qianzhi("status")
    // 285 drugs in pages of a hundred.
    #expect(
      busy.output.contains("数据传输：正在下载 药品目录  第 2 页  200/285 行  [██████████████░░░░░░] 70%"), "\(busy.output)")
    #expect(busy.output.contains(/，自 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d 开始，已 \d+ 秒/), "\(busy.output)")
    #expect(busy.output.contains("上次成功"))
    let done = try await sync
    #expect(done.status == 0, "\(done.output)")
    let json = try await installation.qianzhi("status", "--json").output
    #expect(json.contains("\"isStale\" : false") && json.contains("\"minutesSinceGoodPoll\" : 0"), "\(json)")
    // The centre is gone: the error, its time, and a person has to look.
    try await installation.centre.stop()
    let failed = try await installation.qianzhi("sync")
    #expect(failed.status == 4)
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3)
    #expect(status.output.contains("上次错误 20") && status.output.contains("QZ-F101"), "\(status.output)")
    // After a restart the last good poll is still known.
    try await installation.agent?.stop()
    let offline = try await installation.qianzhi("status")
    #expect(offline.output.contains("没有在运行") && offline.output.contains("上次成功"), "\(offline.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(3))) func checkExplainsADifference() async throws {
    let installation = try await Installation.make(extra: "[feed]\npoll_every = \"1h\"")
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let before = try await installation.qianzhi("check", "--date", "20210301", "--catalogue", "ypml")
    #expect(before.status == 1)
    #expect(before.output.contains("中心现有  42 条") && before.output.contains("中心有而本机没有  42 条"), "\(before.output)")
    _ = try await installation.qianzhi("sync")
    for arguments in [["--date", "20210301"], ["--since", "20210301"], ["--since", "20190101"]] {
      let after = try await runCommand(
        BuiltBinaries.qianzhi, ["check"] + arguments + ["--config", installation.configPath],
        directory: installation.directory)
      #expect(after.status == 0, "\(arguments): \(after.output)")
    }
    let neither = try await installation.qianzhi("check")
    #expect(neither.status != 0 && neither.output.contains("--since"))
    let both = try await installation.qianzhi("check", "--date", "20210301", "--since", "20210301")
    #expect(both.status != 0)
    try await installation.tearDown()
  }
}
