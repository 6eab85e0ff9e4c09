import CentreSimulator
import Foundation
import Testing

/// The shipped binaries: every 99 is refused, two persons close the visit, the centre works again, and a gate check reverses
/// what stands (settlement.md R9, R18, R19).
@Suite(.serialized) struct ClosedByHandTests {
  @Test(.timeLimit(.minutes(4))) func reversedAfterClosing() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    try await installation.startWithCatalogue()
    try await installation.setFault("99:*:refuse")
    let run = try await installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "演练", seconds: 150)
    #expect(run.status == 3)
    let status = try await installation.qianzhi("swipe", "status").output
    #expect(status.contains("中心均未受理") && !status.contains("无应答"), "\(status)")
    let visit = try #require(try await installation.centreLedger().settlements.first?.visit)
    let close = ["swipe", "resolve", visit, "--by", "甲", "--reason", "电话", "--confirmed-by"]
    let alone = try await runCommand(
      BuiltBinaries.qianzhi, close + ["甲\u{3000}", "--config", installation.configPath],
      directory: installation.directory,
      seconds: 60)
    #expect(alone.status == 2, "\(alone.output)")
    var closed = CommandResult(status: -1, output: "")
    try await wait(seconds: 30, for: "closing") {
      closed = try await runCommand(
        BuiltBinaries.qianzhi, close + ["乙", "--config", installation.configPath], directory: installation.directory,
        seconds: 60)
      return closed.status == 0
    }
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("1 笔人工关闭，未核实") && !report.contains("已平") && !report.contains("无资金"), "\(report)")
    try await installation.clearFaults()
    let gates = try await installation.qianzhi("swipe", "gates")
    #expect(gates.status != 0 && gates.output.contains(visit), "\(gates.output)")
    try await wait(seconds: 60, for: "reversal") {
      let ledger = try await installation.centreLedger()
      return ledger.standing.isEmpty && ledger.netFen == 0
    }
    try await wait(seconds: 60, for: "end") {
      try await installation.qianzhi("swipe", "report").output.contains("对账：已平")
    }
    try await installation.tearDown()
  }
}
