import Catalogue
import CentreSimulator
import Foundation
import Testing

/// The shipped binary stopped by SIGSTOP while the window's time runs out (settlement.md R16, R17).
@Suite(.serialized) struct SwipeStopTests {
  /// An automatic run in a window that began at midnight and ends some time from now; returns that end, in Unix
  /// milliseconds. Reserve with these time-outs: 2 + 1 + 5 + 3 × 5 + 18 + 60 + 5 = 106 s; 15 s for the calls before the 05.
  private func window(in seconds: Int64, of installation: Installation) async throws -> Int64 {
    var now = CivilDateTime(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    if now.fullText.suffix(8) > "23:55:00" {
      try await Task.sleep(for: .seconds(301))
      now = CivilDateTime(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
    let end = CivilDateTime(unixMilliseconds: now.unixMilliseconds + seconds * 1000)
    try installation.writeConfiguration(
      start: "automatic",
      swipe: """
        date = "\(now.date.text)"
        window = ["00:00:00", "\(end.fullText.suffix(8))"]
        """, extra: "")
    return end.unixMilliseconds
  }

  private func wait(until milliseconds: Int64, for what: String) async throws {
    try await EndToEndTests.wait(seconds: 180, for: what) {
      Int64(Date().timeIntervalSince1970 * 1000) > milliseconds
    }
  }

  /// R16: a process that was stopped while the time ran out sends no 05 when it goes on.
  @Test(.timeLimit(.minutes(8))) func stoppedAcrossTheLastStart() async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    try await installation.startWithCatalogue()
    try await installation.agent?.stop()
    let end = try await window(in: 145, of: installation)
    try await installation.setFault("02:*:slow:1.5")
    try await installation.startAgent()
    try await installation.waitForRecord("REGISTER_INTENT", seconds: 20)
    let agent = try #require(installation.agent)
    kill(agent.id, SIGSTOP)
    try await wait(until: end - 106_000 + 1500, for: "the last start to pass")
    kill(agent.id, SIGCONT)
    try await EndToEndTests.wait(seconds: 150, for: "end of the visit") {
      let status = try await installation.qianzhi("swipe", "status").output
      return status.contains("未决 0") && status.contains("取消 1")
    }
    #expect(try await !installation.centreRequests().contains { $0.transaction == "05" })
    #expect(try await installation.centreLedger().settlements.isEmpty)
    try await installation.tearDown()
  }

  /// A service that is told to stop with a request under way waits for its answer and records it (R1): a registration is
  /// not left over, and no settlement becomes unknown, for a restart.
  @Test(.timeLimit(.minutes(8)), arguments: ["02", "05"])
  func terminatedWithARequestUnderWay(transaction: String) async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    try await installation.startWithCatalogue()
    try await installation.agent?.stop()
    // The run of the window: of the service's own loop, which a stop cancels.
    _ = try await window(in: 240, of: installation)
    try await installation.setFault("\(transaction):1:slow:1.5")
    try await installation.startAgent()
    try await EndToEndTests.wait(seconds: 40, for: "the \(transaction) at the centre") {
      try await installation.centreRequests().contains { $0.transaction == transaction }
    }
    #expect(try await installation.agent?.stop() == 0)
    let journal = try await installation.qianzhi("swipe", "journal", "show").output
    let kind = transaction == "02" ? "REGISTER_RESULT" : "SETTLE_RESULT"
    let result = journal.split(whereSeparator: \.isNewline).filter { $0.contains(kind) }
    #expect(result.count == 1 && !journal.contains("通信错误"), "\(journal)")
    if transaction == "05" {
      let serial = try #require(try await installation.centreLedger().settlements.first?.serial)
      #expect(result.first?.contains(serial) == true, "\(result)")
    }
    try await installation.startAgent()
    try await EndToEndTests.wait(seconds: 90, for: "end of the visit") {
      let status = try await installation.qianzhi("swipe", "status").output
      return status.contains("未决 0") && status.contains("登记遗留 0")
    }
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }

  /// R17: a process that was stopped with an 05 or a 99 under way, and goes on after the window's end, decides it and
  /// reverses what stands; R6: nothing is settled then. Both at once, because both mostly wait.
  @Test(.timeLimit(.minutes(8))) func stoppedAcrossTheEndWithMoneyUnderWay() async throws {
    async let settling: Void = stoppedAcrossTheEnd(with: "05")
    async let reversing: Void = stoppedAcrossTheEnd(with: "99")
    _ = try await (settling, reversing)
  }

  private func stoppedAcrossTheEnd(with transaction: String) async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    try await installation.startWithCatalogue()
    try await installation.agent?.stop()
    let end = try await window(in: 145, of: installation)
    // Slower than the agent needs to be stopped, faster than its own time-out of two seconds: the centre's answer lies
    // in the socket of the stopped process.
    try await installation.setFault("\(transaction):*:slow:1.5")
    try await installation.startAgent()
    try await EndToEndTests.wait(seconds: 40, for: "the \(transaction) at the centre") {
      try await installation.centreRequests().contains { $0.transaction == transaction }
    }
    let agent = try #require(installation.agent)
    kill(agent.id, SIGSTOP)
    try await EndToEndTests.wait(seconds: 10, for: "the settlement in the centre's ledger") {
      try await installation.centreLedger().settlements.count == 1
    }
    try await wait(until: end + 2000, for: "the window's end")
    let before = try await installation.centreRequests().count
    kill(agent.id, SIGCONT)
    try await EndToEndTests.wait(seconds: 150, for: "end of the visit") {
      try await installation.qianzhi("swipe", "status").output.contains("未决 0")
    }
    let requests = try await installation.centreRequests()
    #expect(requests.count { $0.transaction == "05" } == 1, "\(requests.map(\.transaction))")
    #expect(requests.count > before, "the centre is asked after the window's end: \(requests.map(\.transaction))")
    let ledger = try await installation.centreLedger()
    #expect(ledger.settlements.count == 1 && ledger.standing.isEmpty)
    try await installation.expectLedgerEven()
    try await installation.tearDown()
  }
}
