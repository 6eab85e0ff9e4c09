import CentreSimulator
import Foundation
import Testing

/// The shipped binary at centres of every profile of settlement.md R13, and answers of the unified interface that say
/// nothing or something else: the ledger nets to zero, one 05 a visit, and the report says the ledger's sums.
@Suite(.serialized) struct SwipeProfileTests {
  struct Profile: CustomTestStringConvertible, Sendable {
    /// `[centre] query_after_reversal` and the simulator's `--query-after-reversal`.
    var afterReversal = "absent"
    var hasQuery = true
    var hasReconciliation = true
    let faults: [String]

    var testDescription: String {
      "43 \(hasQuery ? afterReversal : "none"), 15 \(hasReconciliation ? "15" : "none"), \(faults.joined(separator: " "))"
    }

    var configuration: String {
      """
      query_after_reversal = "\(afterReversal)"
      query = "\(hasQuery ? "43" : "none")"
      reconcile = "\(hasReconciliation ? "15" : "none")"
      """
    }
  }

  private func run(_ installation: Installation, faults: [String]) async throws -> CommandResult {
    try await installation.startWithCatalogue()
    for fault in faults { try await installation.setFault(fault) }
    let result = try await installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "各种中心", seconds: 200)
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    return result
  }

  /// Without 15 the word that proves a reversal may come an hour later: what is looked at is the money, and that the report
  /// calls nothing even before.
  private func runUnproven(_ installation: Installation, faults: [String]) async throws {
    try await installation.startWithCatalogue()
    for fault in faults { try await installation.setFault(fault) }
    async let command = installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "各种中心", seconds: 250)
    try await wait(seconds: 200, for: "the reversal") {
      let ledger = try await installation.centreLedger()
      return !ledger.settlements.isEmpty && ledger.standing.allSatisfy { !$0.visit.hasPrefix("QZ") }
    }
    #expect(try await installation.centreRequests().count { $0.transaction == "05" } == 1)
    let report = try await installation.qianzhi("swipe", "report").output
    let status = try await installation.qianzhi("swipe", "status").output
    #expect(!report.contains("已平") || status.contains("未决 0"), "\(report)")
    try await installation.agent?.stop()
    _ = try await command
  }

  private static let lost = ["05:1:lost-after", "99:1:lost-after"]

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      Profile(afterReversal: "absent", faults: lost), Profile(afterReversal: "both", faults: lost),
      Profile(afterReversal: "original", faults: lost), Profile(hasQuery: false, faults: lost),
      Profile(afterReversal: "both", hasReconciliation: false, faults: lost),
      Profile(afterReversal: "original", hasReconciliation: false, faults: lost),
      Profile(afterReversal: "absent", hasReconciliation: false, faults: lost),
    ])
  func everyProfile(profile: Profile) async throws {
    let installation = try await Installation.make(
      swipe: SwipeKillTests.swipe, centre: profile.configuration,
      simulatorArguments: ["--query-after-reversal", profile.afterReversal])
    if profile.hasReconciliation {
      _ = try await run(installation, faults: profile.faults)
    } else {
      try await runUnproven(installation, faults: profile.faults)
    }
    #expect(try await installation.centreLedger().settlements.count { $0.visit.hasPrefix("QZ") } == 1)
    let requests = try await installation.centreRequests().filter { $0.visit.hasPrefix("QZ") || $0.transaction == "15" }
    #expect(requests.contains { $0.transaction == "43" } == profile.hasQuery)
    #expect(requests.contains { $0.transaction == "15" } == profile.hasReconciliation)
    try await installation.tearDown()
  }

  /// What a 05 or a 99 is answered with, and whether the 05 was ever executed (R5: no text and no unknown code decides).
  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      ("05:1:refuse", false), ("05:1:half", true), ("05:1:html", true), ("05:1:other-visit", true),
      ("05:1:unknown-code", true), ("05:1:503", false), ("05:1:down", false), ("05:1:duplicate", true),
      ("99:1:garbage", true), ("99:1:half", true), ("99:1:other-visit", true), ("99:1:unknown-code", true),
      ("99:1:duplicate", true), ("99:1:refuse", true), ("99:1:502-after", true),
    ])
  func oneAnswer(spec: String, isExecuted: Bool) async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    _ = try await run(installation, faults: [spec])
    let ours = try await installation.centreLedger().settlements.filter { $0.visit.hasPrefix("QZ") }
    #expect(ours.count == (isExecuted ? 1 : 0))
    try await installation.tearDown()
  }

  /// Undisturbed: the transactions in the order of settlement.md, one 05, and nothing after the clean-up but questions.
  @Test(.timeLimit(.minutes(3))) func order() async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    let result = try await run(installation, faults: [])
    #expect(result.status == 0, "\(result.output)")
    let requests = try await installation.centreRequests()
    let visit = try #require(requests.first { $0.transaction == "05" }?.visit)
    let order = ["02", "04", "06", "05", "43", "99", "10", "99"]
    var steps = requests.filter { $0.visit == visit && order.contains($0.transaction) }.map(\.transaction)
    // The questions may be asked more than once.
    steps = steps.enumerated().filter { $0.offset == 0 || $0.element != "43" || steps[$0.offset - 1] != "43" }
      .map(\.element)
    var rest = steps[...]
    for step in order {
      let place = try #require(rest.firstIndex(of: step), "\(step) in \(steps)")
      #expect(rest[..<place].allSatisfy { $0 == "43" }, "\(steps)")
      rest = rest[(place + 1)...]
    }
    #expect(rest.allSatisfy { $0 == "43" }, "\(steps)")
    let first = requests.firstIndex { $0.visit == visit } ?? 0
    let gates = requests[..<first].map(\.transaction)
    #expect(gates.contains("31") && gates.contains("01"), "\(gates)")
    #expect(requests[first...].contains { $0.transaction == "15" })
    try await installation.tearDown()
  }
}
