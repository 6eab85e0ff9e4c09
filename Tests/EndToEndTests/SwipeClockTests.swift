import CentreSimulator
import Foundation
import Testing

/// The shipped binary on a machine whose wall clock is set in the middle of a visit (settlement.md R16, R17).
@Suite(.serialized) struct SwipeClockTests {
  /// Two hours: the window of `swipe run --now` has sixty minutes.
  private static let hours: Int64 = 7200

  private func installation() async throws -> Installation {
    let installation = try await Installation.make(swipe: "hand_over_after_seconds = 600")
    try await installation.startAgent(environment: try ClockShift.environment(in: installation.directory))
    try await wait(seconds: 30, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    return installation
  }

  private func expectEven(_ installation: Installation) async throws {
    try await wait(seconds: 120, for: "end of the visit") {
      try await installation.qianzhi("swipe", "status").output.contains("未决 0")
    }
    try await installation.expectLedgerEven()
  }

  /// R16: before the 05 the two clocks disagree, and nothing is settled, whichever way the wall clock went.
  @Test(.timeLimit(.minutes(4)), arguments: [Self.hours, -Self.hours])
  func noSettlementAfterAJump(seconds: Int64) async throws {
    let installation = try await installation()
    try await installation.setFault("02:*:slow:2")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "时钟跳变", seconds: 150)
    try await installation.waitForRecord("REGISTER_INTENT")
    try ClockShift.set(seconds, in: installation.directory)
    // Long enough for 02, 04, 06 and the 05 that must not come.
    try await Task.sleep(for: .seconds(15))
    #expect(try await !installation.centreRequests().contains { $0.transaction == "05" })
    // The clock is set right again, or the window it believes in is over: what was begun ends, and is even.
    try await installation.clearFaults()
    try ClockShift.set(0, in: installation.directory)
    _ = try await command
    try await expectEven(installation)
    try await installation.tearDown()
  }

  /// R17: an 05 under way is decided and reversed, whatever the wall clock says.
  @Test(.timeLimit(.minutes(4)), arguments: [Self.hours, -Self.hours])
  func reversedAfterAJump(seconds: Int64) async throws {
    let installation = try await installation()
    try await installation.setFault("05:1:slow:2")
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "时钟跳变", seconds: 200)
    // At the centre, and not only journalled: a jump between the two keeps it from being sent.
    try await wait(seconds: 30, for: "the 05 at the centre") {
      try await installation.centreRequests().contains { $0.transaction == "05" }
    }
    try ClockShift.set(seconds, in: installation.directory)
    try await wait(seconds: 150, for: "the reversal") {
      let ledger = try await installation.centreLedger()
      return !ledger.settlements.isEmpty && ledger.standing.isEmpty
    }
    try ClockShift.set(0, in: installation.directory)
    _ = try await command
    try await expectEven(installation)
    // R6: one 05 a visit.
    let settled = try await installation.centreRequests().filter { $0.transaction == "05" }.map(\.visit)
    #expect(Set(settled).count == settled.count, "\(settled)")
    try await installation.tearDown()
  }
}
