import CentreSimulator
import Foundation
import Testing

/// The shipped binaries when the centre's words are wrong: amounts that are not its ledger's, questions answered from
/// before the settlement, a settlement it no longer knows (the faults of settlement.md's "Proof by simulation").
@Suite(.serialized) struct SwipeFalseWordsTests {
  private func rehearse(_ installation: Installation) async throws -> CommandResult {
    try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "假话", seconds: 200)
  }

  /// Nothing stays, nothing is settled twice, and the report says the ledger's sums (I1, I3, I10). One answer without the
  /// serial closes nothing (R9).
  @Test(
    .timeLimit(.minutes(6)),
    arguments: [
      ["05:1:wrong-amount"], ["99:1:wrong-amount"], ["05:1:lost-after", "43:1:stale"],
      ["05:1:lost-after", "43:1:stale", "15:2:stale"], ["15:2:stale"],
    ])
  func one(specs: [String]) async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startWithCatalogue()
    for spec in specs { try await installation.setFault(spec) }
    _ = try await rehearse(installation)
    try await installation.waitUntilDecided()
    let hit = Set(try await installation.centreRequests().map(\.fault)).subtracting([""])
    #expect(hit == Set(specs))
    try await installation.expectLedgerEven()
    #expect(try await installation.centreLedger().settlements.count == 1)
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("对账：已平"), "\(report)")
    try await installation.tearDown()
  }

  /// I1: the centre answered the 05 and then knows nothing of it. Neither even nor closed: a person is told what was
  /// answered and whom to call, until two persons close it.
  @Test(.timeLimit(.minutes(4))) func forgotten() async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 60")
    try await installation.startWithCatalogue()
    try await installation.setFault("05:1:forget")
    let run = try await rehearse(installation)
    #expect(run.status == 3, "\(run.output)")
    let ledger = try await installation.centreLedger()
    #expect(ledger.settlements.isEmpty && ledger.visits.count { $0.visit.hasPrefix("QZ") } == 1)
    let visit = try #require(ledger.visits.first { $0.visit.hasPrefix("QZ") }?.visit)
    let status = try await installation.qianzhi("swipe", "status")
    #expect(status.status == 3 && status.output.contains("已移交人工"), "\(status.output)")
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("未决，未平") && !report.contains("对账：已平"), "\(report)")
    let closed = try await installation.qianzhi(
      "swipe", "resolve", visit, "--by", "甲", "--confirmed-by", "乙", "--reason", "中心电话确认没有这笔")
    #expect(closed.status == 0, "\(closed.output)")
    let after = try await installation.qianzhi("swipe", "report").output
    #expect(after.contains("1 笔人工关闭，未核实") && !after.contains("对账：已平"), "\(after)")
    try await installation.tearDown()
  }
}
