import CentreSimulator
import Foundation
import Testing

/// The shipped binaries over the national platform (`[centre] interface = "national"`): whatever is lost, the centre's
/// ledger nets to zero, each visit was settled at most once, and the report says the ledger's sums.
@Suite(.serialized) struct NationalSwipeTests {
  private func start(_ simulatorArguments: [String] = []) async throws -> Installation {
    let installation = try await Installation.make(
      swipe: "hand_over_after_seconds = 600", centre: Installation.nationalCentre,
      simulatorArguments: simulatorArguments)
    try await installation.startWithCatalogue()
    return installation
  }

  private func swipe(_ installation: Installation) async throws -> CommandResult {
    try await installation.qianzhi("swipe", "run", "--now", "--person", "测试员", "--reason", "国家平台", seconds: 150)
  }

  private func number(_ transaction: String, _ installation: Installation) async throws -> Int {
    try await installation.centreRequests().count { $0.transaction == transaction }
  }

  /// Without a fault: 9001, 1101, 2201, 2203A, 2204, 2206A, 2207A, 3202, 2208, 3202, 2205, 2202, 9002.
  @Test(.timeLimit(.minutes(3))) func cleanRun() async throws {
    let installation = try await start()
    let result = try await swipe(installation)
    #expect(result.status == 0, "\(result.output)")
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    let ledger = try await installation.centreLedger()
    #expect(ledger.settlements.count == 1 && ledger.reversals.count == 1)
    #expect(ledger.visits.map(\.state) == ["cancelled"])
    #expect(ledger.details.allSatisfy { $0.state == "deleted" } && !ledger.details.isEmpty)
    try await wait(seconds: 30, for: "sign-out") { try await number("9002", installation) >= 1 }
    let numbers = try await installation.centreRequests().map(\.transaction)
    let flow = ["1101", "2201", "2203A", "2204", "2206A", "2207A", "3202", "2208", "3202", "2205", "2202"]
    let asked = numbers.filter { flow.contains($0) }
    #expect(Array(asked.drop { $0 != "2201" }) == Array(flow.dropFirst()), "\(numbers)")
    #expect(!numbers.contains("2601"))
    for text in [
      result.output, try await installation.qianzhi("swipe", "report").output,
      try await installation.qianzhi("swipe", "journal", "show").output, installation.agent?.output ?? "",
    ] {
      #expect(!text.contains("T00000001") && !text.contains("测试甲") && !text.contains("500000198503121011"))
    }
    let journal = String(decoding: installation.journalBytes, as: UTF8.self)
    #expect(!journal.contains("测试甲") && !journal.contains("500000198503121011"))
    try await installation.tearDown()
  }

  /// What is lost on the way; whether a settlement of ours was made; and whether 2601 is sent.
  @Test(
    .timeLimit(.minutes(4)),
    arguments: [
      ("2207A:1:lost-after", true), ("2207A:1:lost-before", false), ("2207A:1:502-after", true),
      ("2207A:1:garbage", true), ("2207A:1:half", true), ("2207A:1:refuse", false), ("2207A:1:unknown-code", true),
      ("2207A:1:other-visit", true), ("2207A:1:redirect", false), ("2207A:1:duplicate", true),
      ("2208:1:lost-after", true), ("2208:1:lost-before", true), ("2204:1:lost-after", true),
      ("2206A:1:garbage", true), ("2207A:1:wrong-amount", true), ("2208:1:wrong-amount", true),
    ])
  func oneFault(spec: String, isExecuted: Bool) async throws {
    let installation = try await start()
    try await installation.setFault(spec)
    _ = try await swipe(installation)
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    let ours = try await installation.centreLedger().settlements.filter { $0.visit.hasPrefix("QZ") }
    #expect(ours.count == (isExecuted ? 1 : 0))
    let report = try await installation.qianzhi("swipe", "report").output
    #expect(report.contains("被拒绝 1") == (spec == "2207A:1:refuse"))
    try await installation.tearDown()
  }

  /// The 2207A is executed after 3202 did not name it and after its 2601 was answered: 3202 names it later, 2208 reverses.
  @Test(.timeLimit(.minutes(4)), arguments: ["accept", "refuse"])
  func executedLate(unknown: String) async throws {
    let installation = try await start(["--reverse-unknown", unknown])
    try await installation.setFault("2207A:1:late:6")
    // R9: not before the second and third answer without it.
    try await installation.setFault("3202:3:hang")
    _ = try await swipe(installation)
    try await installation.waitUntilDecided()
    try await wait(seconds: 60, for: "the late settlement") {
      let ledger = try await installation.centreLedger()
      return ledger.settlements.count == 1
    }
    #expect(try await number("2601", installation) >= 1)
    try await wait(seconds: 60, for: "its reversal") { try await installation.centreLedger().standing.isEmpty }
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }

  /// 3202 does not answer: 2601 names the message of the 2207A whose answer was lost, and takes it away.
  @Test(.timeLimit(.minutes(4))) func unknownIsCancelled() async throws {
    let installation = try await start()
    try await installation.setFault("2207A:1:lost-after")
    // The gate's 3202 is the first.
    try await installation.setFault("3202:2:503")
    _ = try await swipe(installation)
    try await installation.waitUntilDecided()
    try await installation.expectLedgerEven()
    let ledger = try await installation.centreLedger()
    #expect(ledger.reversals.map(\.serial).allSatisfy { $0.hasPrefix("V") } && ledger.reversals.count == 1)
    #expect(try await number("2601", installation) == 1)
    #expect(try await number("2208", installation) == 0)
    try await installation.tearDown()
  }

  /// 3202 as it was before the 2207A whose answer was lost: one answer without it closes nothing (R9).
  @Test(.timeLimit(.minutes(4))) func staleStatement() async throws {
    let installation = try await start()
    try await installation.setFault("2207A:1:lost-after")
    // The gate's 3202 is the first.
    try await installation.setFault("3202:2:stale")
    _ = try await swipe(installation)
    try await installation.waitUntilDecided()
    #expect(try await installation.centreRequests().contains { $0.fault == "3202:2:stale" })
    try await installation.expectLedgerEven()
    #expect(try await installation.centreLedger().settlements.count == 1)
    try await installation.tearDown()
  }

  /// An ended sign-in is renewed before the next step; it never costs more than that step.
  @Test(.timeLimit(.minutes(4))) func signInEnds() async throws {
    let installation = try await start()
    try await installation.setFault("2206A:1:refuse")
    _ = try await swipe(installation)
    try await installation.waitUntilDecided()
    #expect(try await number("9001", installation) >= 2)
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }
}
