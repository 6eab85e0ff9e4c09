import Catalogue
import CentreSimulator
import Foundation
import Testing

/// What a person sees and does: evidence, the table, a missed run.
@Suite(.serialized) struct SwipePersonTests {
  /// R19: an undecided visit is handed over; a file is kept with its digest, and damage to it is found.
  @Test(.timeLimit(.minutes(4))) func evidence() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    try await installation.startWithCatalogue()
    // The gates need 43 and 15; after the 05 nothing answers any more.
    try await installation.setFault("05:1:slow:1")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "依据", seconds: 120)
    try await installation.waitForRecord("SETTLE_INTENT")
    try await installation.setFault("43:*:lost-before")
    try await installation.setFault("15:*:lost-before")
    try await installation.waitForRecord("HANDED_OVER", seconds: 100)
    let run = try await command
    #expect(run.status == 3)
    let visit = try #require(try await installation.centreLedger().settlements.first?.visit)
    let file = installation.directory + "/张三的回执.PDF"
    try Data("回执".utf8).write(to: URL(fileURLWithPath: file))
    let missing = try await installation.qianzhi("swipe", "resolve", visit, "--attach", file + "x", "--by", "甲")
    // Two persons' word is for closing: with anything else it would be dropped without a word.
    for words in [["--query"], ["--reverse"], ["--note", "电话"], ["--attach", file]] {
      for closing in [["--confirmed-by", "乙"], ["--reason", "依据"]] {
        let both = try await runCommand(
          BuiltBinaries.qianzhi, ["swipe", "resolve", visit, "--by", "甲"] + words + closing,
          directory: installation.directory, seconds: 60)
        #expect(both.status == 2 && both.output.contains("--confirmed-by"), "\(both.output)")
      }
    }
    #expect(missing.status == 3 && missing.output.contains("QZ-A012"), "\(missing.output)")
    let unknown = try await installation.qianzhi(
      "swipe", "resolve", "QZ210301060000ABCD", "--attach", file, "--by", "甲")
    #expect(unknown.status == 2)
    // A question under way holds a person up for its time-out.
    var attached = CommandResult(status: -1, output: "")
    try await wait(seconds: 30, for: "evidence taken") {
      attached = try await installation.qianzhi(
        "swipe", "resolve", visit, "--attach", file, "--note", "中心传真", "--by", "甲")
      return attached.status == 0
    }
    let expected = try await runCommand("/usr/bin/sha256sum", [file], directory: installation.directory)
    let digest = String(expected.output.prefix(64))
    #expect(attached.output.contains("环境：测试环境") && attached.output.contains(digest), "\(attached.output)")
    let kept = "\(installation.dataDirectory)/evidence/\(visit)-\(digest.prefix(16)).pdf"
    #expect(FileManager.default.contents(atPath: kept) == Data("回执".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: installation.dataDirectory + "/evidence").count == 1)
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("甲：中心传真，evidence/\(visit)-\(digest.prefix(16)).pdf，SHA-256 \(digest)"), "\(report)")
    #expect(!report.contains("张三"))
    let verified = try await installation.qianzhi("swipe", "journal", "verify").output
    #expect(verified.contains("1 份依据") && verified.hasPrefix("环境：测试环境\n"), "\(verified)")
    try Data("别的".utf8).write(to: URL(fileURLWithPath: kept))
    let damaged = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(damaged.status == 1 && damaged.output.contains("内容变了"), "\(damaged.output)")
    try await installation.clearFaults()
    try await wait(seconds: 60, for: "reversal") {
      if try await installation.centreLedger().standing.isEmpty { return true }
      _ = try await installation.qianzhi("swipe", "resolve", visit, "--query", "--by", "甲")
      return false
    }
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }

  private static let terminal = """
    import os, pty, sys, time, struct, fcntl, termios, signal
    pid, fd = pty.fork()
    if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    end, seen = time.time() + 4, b""
    while time.time() < end:
        try: seen += os.read(fd, 65536)
        except OSError: break
        # The last line is cut to the terminal's width, where that is set in time.
        if "计划 1".encode() in seen: break
    os.kill(pid, signal.SIGINT)
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    os._exit(0)
    """

  /// A table on a terminal, plain lines elsewhere, and without an agent a reason and exit code 4.
  @Test(.timeLimit(.minutes(3))) func watching() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    let alone = try await installation.qianzhi("swipe", "status", "--watch", seconds: 20)
    #expect(alone.status == 4 && alone.output.contains("QZ-A004"), "\(alone.output)")
    try await installation.startWithCatalogue()
    let run = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "看", seconds: 90)
    #expect(run.output.hasPrefix("环境：测试环境\n"), "\(run.output)")
    let visit = try #require(try await installation.centreLedger().settlements.first?.visit)
    let seen = try await runCommand(
      try BuiltBinaries.python,
      ["-c", Self.terminal, BuiltBinaries.qianzhi, "swipe", "status", "--watch", "--config", installation.configPath],
      directory: installation.directory, seconds: 20
    ).output.replacing("\r\n", with: "\n")
    #expect(seen.contains("\u{1B}[2J\u{1B}[H环境：测试环境\u{1B}[K"), "\(seen)")
    let row = try #require(seen.components(separatedBy: "\n").first { $0.hasPrefix(visit) }, "\(seen)")
    #expect(row.contains("  ****0001  ") || row.contains("  ****01  "), "\(row)")
    #expect(seen.contains("门诊号              卡"), "\(seen)")
    let plain = try RunningProcess(
      BuiltBinaries.qianzhi, ["swipe", "status", "--watch", "--config", installation.configPath],
      outputPath: installation.directory + "/watch.txt")
    try await wait(seconds: 10, for: "lines") { plain.output.contains("净额 0.00 元") }
    #expect(!plain.output.contains("\u{1B}"))
    #expect(plain.output.contains("\(visit)  卡 "))
    kill(plain.id, SIGTERM)
    try await plain.waitUntilExit(seconds: 10)
    try await installation.tearDown()
  }

  /// A window that went by without a run: said, with the reason, and exit code 3 (operations.md).
  @Test(.timeLimit(.minutes(2))) func missed() async throws {
    let installation = try await Installation.make(start: "automatic", swipe: "date = \"2021-03-01\"")
    let before = try await installation.qianzhi("swipe", "status")
    #expect(before.status == 3 && before.output.contains("auto-2021-03-01 没有进行：窗口期间程序没有运行"), "\(before.output)")
    try await installation.startWithCatalogue()
    try await installation.waitForRecord("RUN_MISSED")
    let status = try await installation.qianzhi("swipe", "status")
    #expect(status.status == 3 && status.output.contains("auto-2021-03-01 没有进行"), "\(status.output)")
    #expect(try await installation.qianzhi("status").status == 3)
    _ = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "补做", seconds: 90)
    let after = try await installation.qianzhi("swipe", "status")
    #expect(after.status == 0 && after.output.contains("没有进行"), "\(after.output)")
    try await installation.tearDown()
  }
}
