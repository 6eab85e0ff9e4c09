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
    let run = try await installation.qianzhi("run", seconds: 100)
    #expect(run.status == 3 && run.output.contains("QZ-S10"), "\(run.output)")
    #expect(run.output.contains("有未决的刷卡测试或演练，先完成它"), "\(run.output)")
    let ledger = try await installation.centreLedger()
    #expect(ledger.standing.allSatisfy { !$0.visit.hasPrefix("QZ") })
    #expect(ledger.settlements.count { $0.visit.hasPrefix("QZ") } == 1)
    // Nothing is owed any more: the next start only says why it does not start.
    let again = try await installation.qianzhi("run", seconds: 20)
    #expect(again.status == 3 && !again.output.contains("先完成它"), "\(again.output)")
    try await installation.tearDown()
  }
}
