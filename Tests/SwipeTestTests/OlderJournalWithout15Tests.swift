import CentreProtocol
import Settlement
import SettlementJournal
import Synchronization
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// An older copy of the journal where nothing lists the day's settlements: what it holds as READY may stand settled (R6,
/// R20, R24).
@Suite("An older journal without 15")
struct OlderJournalWithout15Tests {
  private typealias Scenario = Simulation.Scenario

  /// The power goes with the reversal's intent, and a copy from before the 05 is put back: the settlement stands.
  private func restored(_ profile: CentreProfile) async throws -> Simulation.Verdict {
    let plain = try await Simulation.run(Scenario(profile: profile))
    let reversal = try #require(plain.records.firstIndex { $0.kind == "REVERSE_INTENT" })
    let ready = try #require(plain.records.firstIndex { $0.kind == "PREVIEW_RESULT" })
    let scenario = Scenario(crashes: [(reversal, .lostWrite)], profile: profile, restoredFrom: ready)
    let verdict = try await Simulation.run(scenario)
    #expect(verdict.records.contains { $0.kind == "OLDER_JOURNAL" })
    #expect(verdict.centre.settleRequests.values.sorted() == [1])
    return verdict
  }

  @Test("43 is asked about the READY visit, and the settlement it names is reversed; only then it is cleaned up")
  func queried() async throws {
    let verdict = try await restored(CentreProfile(query: true, reconcile: false, afterReversal: .absent))
    #expect(verdict.violations == [])
    let visit = try #require(verdict.ledger.visits.first)
    #expect(verdict.centre.standing(visit.plan.number.text).isEmpty)
    #expect(visit.end == .closedReversed && visit.state == .finished)
    // The journal stays older: what else it lost nobody can list.
    #expect(!verdict.report.contains("已平"))
    #expect(verdict.report.contains("对账：资金日志可能是旧的副本，平否未知"))
    #expect(verdict.status?.attention.contains { $0.hasPrefix("资金日志可能是旧的副本") } == true)
  }

  @Test(
    "Nothing can be asked: handed over, never cleaned up, never called even",
    arguments: [CentreProfile(query: false, reconcile: false), CentreProfile.national(reconcile: false)])
  func blind(profile: CentreProfile) async throws {
    let verdict = try await restored(profile)
    #expect(verdict.violations == [])
    let visit = try #require(verdict.ledger.visits.first)
    #expect(visit.state == .unknown && visit.handedOver && visit.end == nil)
    #expect(visit.handOverReason == "资金日志是旧的副本，没有可以查询的交易")
    #expect(verdict.centre.counts["10"] == nil && verdict.centre.counts["99r"] == nil)
    #expect(verdict.report.contains("对账：尚有 1 笔未决，未平") && !verdict.report.contains("结算发出于"))
    #expect(verdict.status?.needsAttention == true)
  }

  /// The first reads of `agent.sqlite` fail; then it has a head that the journal does not continue, or none.
  private final class FailingHead: JournalHeadStore {
    struct Unread: Error {}
    let failures: Mutex<Int>
    let head: JournalHead?

    init(failures: Int, head: JournalHead?) {
      self.failures = Mutex(failures)
      self.head = head
    }

    func storedHead() async throws -> JournalHead? {
      let fails = failures.withLock { left in
        left -= 1
        return left >= 0
      }
      if fails { throw Unread() }
      return head
    }
    func store(_ head: JournalHead) async throws {}
  }

  @Test(
    "A head that cannot be read counts as one that is not continued until it can: a READY visit waits",
    arguments: [true, false])
  func unreadHead(isOlder: Bool) async throws {
    let machine = ClosedByHandRunnerTests.Machine(CentreProfile(query: true, reconcile: false))
    try await untilReady(try runner(machine, nil), machine)
    let head = isOlder ? JournalHead(length: 50_000, hash: "00") : nil
    let second = try runner(machine, FailingHead(failures: 3, head: head))
    for _ in 1...3 {
      try await machine.steps(second, 1)
      let status = await second.status()
      #expect(status.visits.map(\.state) == ["READY"])
      #expect(status.attention.contains { $0.hasPrefix("agent.sqlite 记下的资金日志末条读不出") }, "\(status.attention)")
      #expect(await !second.report().contains("已平"))
    }
    try await machine.steps(second, 1)
    let end = await second.status()
    #expect(end.visits.map(\.state) == [isOlder ? "UNKNOWN" : "CANCELLED"])
    #expect(end.attention.contains { $0.hasPrefix("agent.sqlite") } == false)
  }

  @Test(
    "Two persons accept it before the centre was asked: the READY visit is UNKNOWN all the same",
    arguments: [true, false])
  func acceptedAtOnce(reconcile: Bool) async throws {
    let machine = ClosedByHandRunnerTests.Machine(CentreProfile(query: true, reconcile: reconcile))
    try await untilReady(try runner(machine, nil), machine)
    let second = try runner(machine, FailingHead(failures: 0, head: JournalHead(length: 50_000, hash: "00")))
    try await second.resolve(visit: "journal", by: "王", confirmedBy: "李", reason: "已核实")
    #expect(await second.status().visits.map(\.state) == ["UNKNOWN"])
  }

  private func runner(_ machine: ClosedByHandRunnerTests.Machine, _ head: FailingHead?) throws -> SwipeRunner {
    let (journal, records) = try SettlementJournal.open(machine.disk)
    var configuration = Simulation.configuration(machine.profile)
    configuration.windowStartSecond = 10 * 3600
    configuration.windowEndSecond = 11 * 3600
    return try SwipeRunner(
      configuration: configuration, transport: machine.centre, journal: journal, records: records,
      items: MemoryItems(), headStore: head, clock: machine.clock, random: SeededRandom(state: 5))
  }

  private func untilReady(_ runner: SwipeRunner, _ machine: ClosedByHandRunnerTests.Machine) async throws {
    for _ in 0..<40 {
      if await runner.status().visits.first?.state == "READY" { return }
      try await machine.steps(runner, 1)
    }
    Issue.record("no READY visit")
  }
}
