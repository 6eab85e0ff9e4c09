import Foundation
import Testing

/// `status` while and after the national platform is asked, with the shipped binary and the sample: 199 drugs in 1301, 31
/// in 1302, 26 in 1303 and 29 in 1304; limits (1318) of 43 drugs and 221 items.
@Suite(.serialized) struct NationalStatusTests {
  private static var period: Regex<Substring> { /，自 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d 开始，已 \d+ 秒/ }

  /// What `status` says while a fault keeps `sync --full` at one place.
  private func busy(_ installation: Installation, _ fault: String, at place: String) async throws -> String {
    try await installation.setFault(fault)
    async let sync = installation.qianzhi("sync", "--full", "--catalogue", "ypml")
    var said = ""
    try await wait(seconds: 10, for: place) {
      said = try await installation.qianzhi("status").output
      return said.contains("正在下载 药品目录  \(place)")
    }
    let done = try await sync
    #expect(done.status == 0, "\(done.output)")
    try await installation.clearFaults()
    return said
  }

  @Test(.timeLimit(.minutes(3))) func whichFileOrPageJustNow() async throws {
    let installation = try await Installation.make(
      extra: "[feed]\npoll_every = \"1h\"", centre: Installation.nationalCentre)
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    let idle = try await installation.qianzhi("status")
    #expect(idle.status == 0)
    #expect(idle.output.contains("数据传输：空闲，下次询问 ") && idle.output.contains("（0 分钟前）"), "\(idle.output)")
    // Terms are no rows of the catalogue. The second page comes late.
    let limits = try await busy(installation, "1318:2:slow:3", at: "1318 限价 第 2 页")
    #expect(limits.contains("1318 限价 第 2 页  100/264 行  [███████░░░░░░░░░░░░░] 37%  目录共 0 行"), "\(limits)")
    #expect(limits.contains(Self.period) && limits.contains("上次成功"), "\(limits)")
    // The second file comes late; the first is taken over.
    let file = try await busy(installation, "9102:2:slow:3", at: "1302 第 1 个文件")
    #expect(
      file.contains("1302 第 1 个文件（最早的版本）  0/31 行  [░░░░░░░░░░░░░░░░░░░░] 0%  目录共 199 行"), "\(file)")
    #expect(file.contains(Self.period), "\(file)")
    // A platform that is gone: the error with its time, and a person has to look.
    try await installation.centre.stop()
    let failed = try await installation.qianzhi("sync")
    #expect(failed.status == 4 && failed.output.contains("QZ-F101"), "\(failed.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3)
    #expect(status.output.contains("上次错误 20") && status.output.contains("QZ-F101"), "\(status.output)")
    #expect(status.output.contains("上次成功"), "\(status.output)")
    try await installation.tearDown()
  }

  /// QZ-F126: three intervals of an hour, and one more because no agent runs.
  @Test(.timeLimit(.minutes(2))) func staleByTheClock() async throws {
    let installation = try await Installation.make(
      extra: "[feed]\npoll_every = \"1h\"", centre: Installation.nationalCentre)
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let environment = try ClockShift.environment(in: installation.directory)
    for (minutes, isStale) in [(238, false), (241, true)] {
      try ClockShift.set(Int64(minutes) * 60, in: installation.directory)
      let status = try await runCommand(
        BuiltBinaries.qianzhi, ["status", "--config", installation.configPath], directory: installation.directory,
        environment: environment)
      #expect(status.output.contains("QZ-F126") == isStale, "\(minutes): \(status.output)")
      #expect(status.output.contains("（\(minutes) 分钟前）"), "\(minutes): \(status.output)")
      #expect(status.status == (isStale ? 3 : 0), "\(minutes): \(status.output)")
    }
    try await installation.tearDown()
  }
}
