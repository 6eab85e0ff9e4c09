import Catalogue
import CentreSimulator
import Foundation
import Testing

/// What the person at the machine does with the shipped binaries, and what they are told.
@Suite(.serialized) struct SwipeOperatorTests {
  /// `swipe run` without `--now` settles inside the configured window and says why it ended; `start = "by hand"` starts
  /// nothing by itself. Both days are configured, so that a test run around midnight finds the next window; where too little of
  /// today's is left (R16), it waits for that one.
  @Test(.timeLimit(.minutes(12))) func byHandInTheWindow() async throws {
    let millisecondsToday = (Int64(Date().timeIntervalSince1970 * 1000) + 8 * 3_600_000) % 86_400_000
    if millisecondsToday > 86_400_000 - 420_000 {
      try await Task.sleep(for: .milliseconds(86_400_000 - millisecondsToday + 1000))
    }
    let today = CivilDateTime(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000)).date
    let installation = try await Installation.make(
      swipe: """
        date = ["\(today.text)", "\(today.adding(days: 1).text)"]
        window = ["00:00:00", "23:59:59"]
        """)
    try await installation.startWithCatalogue()
    let run = try await installation.qianzhi("swipe", "run", "--person", "测试员", "--reason", "上线", seconds: 90)
    #expect(run.status == 0 && run.output.contains("结束：全部卡已测试"), "\(run.output)")
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("窗口 \(today.text) 00:00:00 至 23:59:59"), "\(report)")
    try await installation.expectLedgerEven()
    #expect(try await installation.centreLedger().settlements.count == 1)
    try await installation.tearDown()
  }

  /// Outside every window: which one comes, that nothing starts by itself, and `--now` where it is allowed.
  @Test(.timeLimit(.minutes(2))) func outsideTheWindow() async throws {
    let tomorrow = CivilDateTime(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000)).date.adding(days: 2)
    let installation = try await Installation.make(swipe: "date = \"\(tomorrow.text)\"")
    let run = try await installation.qianzhi("swipe", "run", "--person", "测试员", "--reason", "上线")
    #expect(run.status == 2, "\(run.output)")
    for words in ["QZ-S08", "\(tomorrow.text) 06:00:00 至 07:00:00 还没有开", "\"by hand\"", "--now"] {
      #expect(run.output.contains(words), "\(words): \(run.output)")
    }
    // The evening before: unusable cards need a person; mended, they do not, and no restart is needed.
    try await installation.startWithCatalogue()
    let cards = installation.directory + "/cards.toml"
    for (mode, status): (Int, Int32) in [(0o644, 3), (0o600, 0)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: cards)
      for command in [["status"], ["swipe", "status"]] {
        let result = try await runCommand(
          BuiltBinaries.qianzhi, command + ["--config", installation.configPath], directory: installation.directory)
        #expect(result.status == status, "\(command) \(result.output)")
        #expect(result.output.contains("QZ-A006") == (mode == 0o644), "\(result.output)")
      }
      let gates = try await installation.qianzhi("swipe", "gates")
      #expect(gates.status == (mode == 0o644 ? 1 : 0), "\(gates.output)")
      #expect(gates.output.components(separatedBy: "QZ-A006").count == (mode == 0o644 ? 2 : 1), "\(gates.output)")
    }
    try await installation.tearDown()
  }

  /// A mistake in a file of secrets is a gate's reason, with its line, and keeps no agent from starting (R17).
  @Test(.timeLimit(.minutes(2))) func mistakenCards() async throws {
    let installation = try await Installation.make()
    let cards = installation.directory + "/cards.toml"
    try "[[card]]\nnumber = \"T00000001\"\ninsurence = \"1\"\n".write(toFile: cards, atomically: false, encoding: .utf8)
    try await installation.startWithCatalogue()
    let gates = try await installation.qianzhi("swipe", "gates")
    #expect(gates.status == 1 && gates.output.contains("第 3 行 [card.insurence]"), "\(gates.output)")
    let run = try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "演练")
    #expect(run.status == 1 && run.output.contains("insurence") && !run.output.contains("T00000001"), "\(run.output)")
    #expect(try await installation.qianzhi("status").status == 0)
    try await installation.tearDown()
  }

  /// Money open and no agent: said, with exit code 3, by every command that shows it; what a person may ask for is refused
  /// where nothing would follow.
  @Test(.timeLimit(.minutes(4))) func unattended() async throws {
    let installation = try await Installation.make(
      swipe: "hand_over_after_seconds = 60", centre: "query = \"none\"\nreconcile = \"none\"")
    try await installation.startWithCatalogue()
    try await installation.setFault("05:1:lost-after")
    let run = try await installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "演练", seconds: 120)
    #expect(run.status == 3, "\(run.output)")
    let visit = try #require(try await installation.centreLedger().settlements.first?.visit)
    let attended = try await installation.qianzhi("status")
    #expect(attended.status == 3, "\(attended.output)")
    #expect(attended.output.contains("要处理：门诊号 \(visit) 已移交人工："), "\(attended.output)")
    #expect(attended.output.contains("见 qianzhi swipe status") && !attended.output.contains("没有程序在查询"))
    // Neither has anything to go to: no serial is known, and no transaction asks.
    let before = installation.journalBytes
    for (word, code) in [("--reverse", "QZ-S09"), ("--query", "QZ-S10")] {
      let refused = try await installation.qianzhi("swipe", "resolve", visit, word, "--by", "甲")
      #expect(refused.status == 2 && refused.output.contains(code), "\(refused.output)")
    }
    #expect(installation.journalBytes == before)
    let shown = try await installation.qianzhi("swipe", "status").output
    #expect(shown.contains("--confirmed-by") && !shown.contains("--query") && !shown.contains("--reverse"), "\(shown)")
    try await installation.agent?.stop()
    for command in [["status"], ["swipe", "status"]] {
      let result = try await runCommand(
        BuiltBinaries.qianzhi, command + ["--config", installation.configPath], directory: installation.directory)
      #expect(result.status == 3, "\(result.output)")
      #expect(result.output.contains("前置程序没有在运行，\(visit) 未结"), "\(result.output)")
    }
    try await installation.tearDown()
  }
}
