import CentreSimulator
import Foundation
import Testing

/// A reversal that is owed needs the journal and the centre, and nothing else of the data directory (R17, R21).
@Suite(.serialized) struct OwedWorkTests {
  /// Killed with a settlement standing; then `agent.sqlite` is no database and the lock's file cannot be written.
  @Test(.timeLimit(.minutes(3))) func withoutTheDatabase() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startWithCatalogue()
    try await installation.setFault("99:*:lost-before")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "数据库损坏", seconds: 60)
    try await installation.waitForRecord("REVERSE_INTENT")
    try await installation.agent?.killHard()
    _ = try await command
    try await installation.clearFaults()
    #expect(try await installation.centreLedger().standing.count { $0.visit.hasPrefix("QZ") } == 1)
    let data = installation.dataDirectory
    for name in ["agent.sqlite-wal", "agent.sqlite-shm", "lock"]
    where FileManager.default.fileExists(atPath: "\(data)/\(name)") {
      try FileManager.default.removeItem(atPath: "\(data)/\(name)")
    }
    try Data(repeating: 0x51, count: 8192).write(to: URL(fileURLWithPath: data + "/agent.sqlite"))
    try FileManager.default.createSymbolicLink(atPath: data + "/lock", withDestinationPath: "/dev/full")
    try await expectOpenShown(installation)
    let run = try await installation.qianzhi("run", seconds: 100)
    #expect(run.status == 3 && run.output.contains("QZ-S101"), "\(run.output)")
    #expect(run.output.contains("有未决的刷卡测试或演练，先完成它"), "\(run.output)")
    let ledger = try await installation.centreLedger()
    #expect(ledger.standing.allSatisfy { !$0.visit.hasPrefix("QZ") })
    #expect(ledger.settlements.count { $0.visit.hasPrefix("QZ") } == 1)
    let report = try await installation.qianzhi("swipe", "report")
    #expect(report.status == 3 && report.output.contains("净额 0.00 元"), "\(report.output)")
    let page = installation.directory + "/report.html"
    let written = try await installation.qianzhi("swipe", "report", "--to", page)
    #expect(written.status == 0, "\(written.output)")
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("agent.sqlite 记下的资金日志末条读不出"))
    // Nothing is owed any more: the next start only says why it does not start.
    let again = try await installation.qianzhi("run", seconds: 20)
    #expect(again.status == 3 && !again.output.contains("先完成它"), "\(again.output)")
    try await installation.tearDown()
  }

  /// Persons see where the money stands (R19), before the agent is started again.
  private func expectOpenShown(_ installation: Installation) async throws {
    let ledger = try await installation.centreLedger()
    let visit = try #require(ledger.standing.first { $0.visit.hasPrefix("QZ") })
    for arguments in [["swipe", "status"], ["swipe", "report"], ["swipe", "journal", "show"]] {
      let shown = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      #expect(shown.status == 3, "\(arguments): \(shown.output)")
      #expect(shown.output.contains("[注意] QZ-S101"), "\(arguments): \(shown.output)")
      #expect(shown.output.contains(visit.visit), "\(arguments): \(shown.output)")
    }
    let verified = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verified.status == 3 && verified.output.contains("[通过] 摘要"), "\(verified.output)")
    #expect(verified.output.contains("[注意] agent.sqlite 记下的末条读不出，没有对照"), "\(verified.output)")
    // It is under way, not a person's: refused in its own words, as with the database.
    let resolved = try await installation.qianzhi(
      "swipe", "resolve", visit.visit, "--by", "测试员", "--confirmed-by", "第二人", "--reason", "依据")
    #expect(resolved.status == 2 && resolved.output.contains(visit.visit), "\(resolved.output)")
    let accepted = try await installation.qianzhi(
      "swipe", "resolve", "journal", "--by", "测试员", "--confirmed-by", "第二人", "--reason", "依据")
    #expect(accepted.status == 3 && accepted.output.contains("QZ-S13"), "\(accepted.output)")
    // What needs the catalogue says why it does not work.
    let gates = try await installation.qianzhi("swipe", "gates")
    #expect(gates.status == 3 && gates.output.hasPrefix("QZ-S101"), "\(gates.output)")
  }
}
