import Foundation
import Testing

/// What the configuration file says about feed and log, seen from outside the shipped binary.
@Suite(.serialized) struct FeedConfigurationTests {
  /// `announced_count = "none"`, `on_rejects = "publish"`, `keep_releases`, and the log's encoding and line ends.
  @Test(.timeLimit(.minutes(3))) func otherThanTheDefaults() async throws {
    let installation = try await Installation.make(
      extra: """
        [feed]
        on_rejects = "publish"
        keep_releases = 2
        [download_log]
        encoding = "gb18030"
        line_ending = "lf"
        """, centre: "announced_count = \"none\"", simulatorArguments: ["--announced-count", "none"])
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    let shown = try await installation.qianzhi("release", "show", "1")
    #expect(shown.output.contains("中心未公布条数"), "\(shown.output)")
    let folder = installation.dataDirectory + "/目录下载日志"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let script = """
      import sys
      raw = open(sys.argv[1], 'rb').read()
      try:
          raw.decode('utf-8')
          print('utf-8')
      except UnicodeDecodeError:
          lines = raw.decode('gb18030').split('\\n')
          print(len(lines) - 1, lines[-1] == '', b'\\r' in raw, all(l.startswith('新增|') for l in lines[:-1]))
      """
    let log = try await runCommand(
      try BuiltBinaries.python, ["-c", script, "\(folder)/\(name)"], directory: installation.directory)
    // 285 drugs, 221 items and 335 diseases of the sample (its records are a file of lines each).
    #expect(log.output.split(separator: "\n").last == "841 True False True", "\(log.output)")

    // A page with a bad row: the others are published, and a person is told.
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    try await installation.setFault("24:1:bad-row")
    let second = try await installation.qianzhi("sync", "--catalogue", "ypml")
    #expect(second.status == 3 && second.output.contains("已发布第 2 次发布"), "\(second.output)")
    #expect(second.output.contains("有 1 行不合格"), "\(second.output)")
    try await installation.clearFaults()
    let third = try await installation.qianzhi("sync", "--full", "--catalogue", "ypml")
    #expect(third.output.contains("已发布第 3 次发布"), "\(third.output)")
    // Of the files behind the first load's two are kept.
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210401")
    let fourth = try await installation.qianzhi("sync", "--catalogue", "ypml")
    #expect(fourth.output.contains("已发布第 4 次发布"), "\(fourth.output)")
    let back = try await installation.qianzhi("release", "rollback", "2", "--catalogue", "ypml", "--reason", "试")
    #expect(back.status == 2 && back.output.contains("已按 keep_releases = 2 清理"), "\(back.output)")
    let kept = try await installation.qianzhi("release", "rollback", "3", "--catalogue", "ypml", "--reason", "试")
    #expect(kept.status == 0, "\(kept.output)")
    try await installation.tearDown()
  }

  /// QZ-F126: three intervals of an hour, and one more because no agent runs; at the limit and past it.
  @Test(.timeLimit(.minutes(2))) func staleByTheClock() async throws {
    let installation = try await Installation.make(extra: "[feed]\npoll_every = \"1h\"")
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0, "\(sync.output)")
    let environment = try ClockShift.environment(in: installation.directory)
    for (minutes, isStale) in [(0, false), (238, false), (241, true)] {
      try ClockShift.set(Int64(minutes) * 60, in: installation.directory)
      let status = try await runCommand(
        BuiltBinaries.qianzhi, ["status", "--config", installation.configPath], directory: installation.directory,
        environment: environment)
      #expect(status.output.contains("QZ-F126") == isStale, "\(minutes): \(status.output)")
      #expect(status.status == (isStale ? 3 : 0), "\(minutes): \(status.output)")
    }
    try await installation.tearDown()
  }
}
