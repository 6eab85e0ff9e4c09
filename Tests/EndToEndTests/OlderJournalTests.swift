import CentreSimulator
import Foundation
import Testing

/// The shipped binaries with a journal that was restored from before a settlement: `agent.sqlite` knows the head it had
/// (settlement.md R20, "an older journal restored").
@Suite(.serialized) struct OlderJournalTests {
  /// One visit is made and reversed, the journal's folder is copied, another visit is settled and its 99 is lost; then
  /// the agent is killed, the copy is put back and the centre works again.
  private func restored(centre: String = "") async throws -> Installation {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600", centre: centre)
    try await installation.startWithCatalogue()
    _ = try await rehearse(installation)
    try await installation.waitUntilDecided()
    try await installation.agent?.stop()
    let journal = installation.dataDirectory + "/journal"
    let copy = installation.directory + "/copy"
    try FileManager.default.copyItem(atPath: journal, toPath: copy)
    try await installation.startAgent()
    try await installation.setFault("99:*:lost-before")
    async let command = rehearse(installation)
    try await wait(seconds: 60, for: "the second settlement's reversal") {
      let sent = try await installation.centreRequests().filter { $0.fault == "99:*:lost-before" }
      return !sent.isEmpty
    }
    try await installation.agent?.killHard()
    _ = try await command
    #expect(try await ours(installation).count == 1)
    try FileManager.default.removeItem(atPath: journal)
    try FileManager.default.moveItem(atPath: copy, toPath: journal)
    try await installation.clearFaults()
    try await installation.startAgent()
    return installation
  }

  private func rehearse(_ installation: Installation) async throws -> CommandResult {
    try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "旧副本", seconds: 60)
  }

  private func ours(_ installation: Installation) async throws -> [CentreLedger.Settlement] {
    try await installation.centreLedger().standing.filter { $0.visit.hasPrefix("QZ") }
  }

  private func accept(_ installation: Installation, _ second: String = "乙") async throws -> CommandResult {
    try await installation.qianzhi(
      "swipe", "resolve", "journal", "--by", "甲", "--confirmed-by", second, "--reason", "恢复过备份")
  }

  /// 15 names what the copy does not know, and it is reversed; no new visit begins until two persons accept the copy.
  @Test(.timeLimit(.minutes(4))) func whatItLostIsReversed() async throws {
    let installation = try await restored()
    #expect(installation.agent?.output.contains("资金日志比曾经的短或不同") == true)
    try await wait(seconds: 60, for: "reversal of what the copy lost") {
      try await ours(installation).isEmpty
    }
    try await wait(seconds: 60, for: "its proof") {
      try await installation.qianzhi("swipe", "report").output.contains("未决 0")
    }
    let settled = try await installation.centreLedger().settlements.count
    #expect(settled == 2)
    let run = try await rehearse(installation)
    #expect(run.status != 0 && run.output.contains("可能是旧的副本"), "\(run.output)")
    let gates = try await installation.qianzhi("swipe", "gates")
    #expect(gates.status == 1 && gates.output.contains("可能是旧的副本"), "\(gates.output)")
    #expect(try await accept(installation, "甲").status == 2)
    let accepted = try await accept(installation)
    #expect(accepted.status == 0, "\(accepted.output)")
    let again = try await accept(installation)
    #expect(again.status == 2, "\(again.output)")
    let open = try await installation.qianzhi("swipe", "gates")
    #expect(open.status == 0, "\(open.output)")
    #expect(try await installation.centreLedger().settlements.count == settled)
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }

  /// Without 15 nobody can tell what is missing: said by status and report, never even, until two persons accept it.
  @Test(.timeLimit(.minutes(4))) func withoutReconciliation() async throws {
    let installation = try await restored(centre: "reconcile = \"none\"")
    let status = try await installation.qianzhi("swipe", "status")
    #expect(status.status == 3 && status.output.contains("没有对账交易"), "\(status.output)")
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("平否未知") && !report.contains("对账：已平"), "\(report)")
    let run = try await rehearse(installation)
    #expect(run.status != 0, "\(run.output)")
    #expect(try await ours(installation).count == 1)
    #expect(try await installation.centreLedger().settlements.count == 2)
    let accepted = try await accept(installation)
    #expect(accepted.status == 0, "\(accepted.output)")
    try await installation.tearDown()
  }
}
