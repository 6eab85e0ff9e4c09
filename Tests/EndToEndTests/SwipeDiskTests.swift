import CentreSimulator
import Foundation
import Testing

/// The shipped binary on a disk that is full or does not sync any more, made so in the middle of a visit (settlement.md R2,
/// R3).
@Suite(.serialized) struct SwipeDiskTests {
  struct Failure: CustomTestStringConvertible, Sendable {
    let fault: DiskFault
    /// The request under way whose answer cannot be journalled any more.
    let intent: String
    let transaction: String
    /// The centre had the 05 before.
    let isSettled: Bool
    var testDescription: String { "\(fault.call) \(fault.code) after \(intent)" }
  }

  /// The process ends by itself, nothing more is sent, and a start on a healthy disk ends with an even ledger.
  @Test(
    .timeLimit(.minutes(3)),
    arguments: [
      Failure(
        fault: DiskFault("fdatasync", code: DiskFault.inputOutput), intent: "SETTLE_INTENT", transaction: "05",
        isSettled: true),
      Failure(
        fault: DiskFault("pwrite", code: DiskFault.noSpace), intent: "SETTLE_INTENT", transaction: "05", isSettled: true
      ),
      Failure(
        fault: DiskFault("pwrite", code: DiskFault.noSpace), intent: "REVERSE_INTENT", transaction: "99",
        isSettled: true),
      Failure(
        fault: DiskFault("fdatasync", code: DiskFault.inputOutput), intent: "PREVIEW_INTENT", transaction: "06",
        isSettled: false),
    ])
  func diskFails(failure: Failure) async throws {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startAgent(environment: try DiskFault.environment(in: installation.directory))
    try await wait(seconds: 30, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    try await installation.setFault("\(failure.transaction):*:slow:2")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "磁盘故障", seconds: 60)
    try await installation.waitForRecord(failure.intent)
    let agent = try #require(installation.agent)
    try failure.fault.begin(in: installation.directory)
    try await agent.waitUntilExit(seconds: 15)
    _ = try await command
    #expect(agent.process.terminationStatus == 3, "\(agent.output.suffix(600))")
    #expect(agent.output.contains("QZ-S01"), "\(agent.output.suffix(600))")
    let sent = try await installation.centreRequests().count { $0.transaction == "05" }
    #expect(sent == (failure.isSettled ? 1 : 0))
    let settled = try await installation.centreLedger().settlements.count
    #expect(settled == (failure.isSettled ? 1 : 0))
    try await installation.clearFaults()
    try await installation.startAgent()
    // A visit that never came to its 05 is followed by another of the same card.
    try await installation.waitForRecord("RUN_ENDED", seconds: 90)
    try await wait(seconds: 90, for: "end of the visit") {
      try await installation.qianzhi("swipe", "status").output.contains("未决 0")
    }
    try await installation.expectLedgerEven()
    let verified = try await installation.qianzhi("swipe", "journal", "verify")
    #expect(verified.status == 0, "\(verified.output)")
    try await installation.tearDown()
  }
}
