import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A backup of a national journal that holds a visit whose 2201 never answered (R20, R23, R25).
@Suite("An older national journal holds a visit without its 就诊ID")
struct OlderNationalJournalTests {
  final class Head: JournalHeadStore, @unchecked Sendable {
    var head: JournalHead? = JournalHead(length: 50_000, hash: "00")
    func storedHead() async throws -> JournalHead? { head }
    func store(_ head: JournalHead) async throws { self.head = head }
  }

  /// Ten in the morning, and a journal that an earlier process wrote in the test environment.
  struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let head = Head()
    let number: VisitNumber

    init() {
      let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
      clock = VirtualClock(wall: start)
      let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: .national(), window: window, seed: 1)
      number = VisitNumber(wallMilliseconds: start, random: 7)
    }

    /// Up to the plan, or to the restart that cut the 2201 off; then what else is given.
    func write(isCutOff: Bool, _ events: [VisitEvent] = []) throws {
      let (journal, _) = try SettlementJournal.open(disk)
      let now = clock.now()
      let rules = VisitRules(profile: .national(), handOverAfterSeconds: 20)
      let window = SwipeWindow(
        startMilliseconds: now.wallMilliseconds, endMilliseconds: now.wallMilliseconds + 3_600_000)
      let plan = VisitPlan(
        number: number, card: MaskedText("123456789"), insurance: "310", insuredKind: "310", run: "hand-1",
        detailCount: 1, total: Fen(100), window: window, details: "",
        person: NationalPerson(
          number: MaskedText("P123456789"), area: "500000", insurance: "310", certificate: "03"))
      let run = SwipeRun(id: "hand-1", startedBy: "王", reason: "演练", window: window, environment: "test")
      var records: [JournalRecord] = [
        .restarted(rules, environment: "test", at: now), .runStarted(run, at: now),
        .planned(plan, rules: rules, at: now),
      ]
      if isCutOff {
        records.append(JournalRecord(.intended(StepKey(.register), request: "r"), visit: number, at: now))
        records.append(.restarted(rules, environment: "test", at: now))
      }
      records += events.map { JournalRecord($0, visit: number, at: now) }
      records.append(.runEnded("hand-1", reason: "窗口已过", at: now))
      for record in records { try journal.append(record) }
    }

    func runner(_ environment: SwipeConfiguration.Environment = .test) throws -> SwipeRunner {
      var configuration = Simulation.configuration(.national())
      configuration.handOverAfterSeconds = 20
      configuration.automatic = false
      configuration.environment = environment
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: centre, journal: journal, records: records, items: MemoryItems(),
        headStore: head, clock: clock, random: SeededRandom(state: 5))
    }

    func steps(_ runner: SwipeRunner, _ count: Int) async throws {
      for _ in 0..<count { clock.advance(min(try await runner.runOnce(), 60_000)) }
    }

    func accept(_ runner: SwipeRunner) async throws {
      try await runner.resolve(visit: "journal", by: "王", confirmedBy: "李", reason: "已核实")
    }
  }

  @Test(
    "Accepted, handed over and closed by two persons: it is left over, and the agent goes on", arguments: [true, false])
  func closedByHand(isCutOff: Bool) async throws {
    let machine = Machine()
    try machine.write(isCutOff: isCutOff)
    let runner = try machine.runner()
    try await machine.accept(runner)
    #expect(await runner.status().visits.map(\.state) == ["UNKNOWN"])
    for _ in 0..<60 where await !runner.status().visits[0].handedOver { try await machine.steps(runner, 1) }
    try await runner.resolve(visit: machine.number.text, by: "王", confirmedBy: "李", reason: "中心确认没有")
    try await machine.steps(runner, 20)
    let again = try machine.runner()
    try await machine.steps(again, 20)
    let visit = try #require(await again.status().visits.first)
    #expect(visit.state == "LEFT_OVER" && !visit.isOpen && visit.reviewsOwed == 0)
    #expect(await again.report().contains("对账：1 笔人工关闭，未核实"))
    #expect(machine.centre.settleRequests.isEmpty && machine.centre.violations == [])
  }

  @Test("R22: a journal that an earlier version left closed and never cleaned up gets out by its replay")
  func earlierVersion() async throws {
    let machine = Machine()
    try machine.write(
      isCutOff: true,
      [
        .journalFoundOlder, .handedOver(reason: "30 分钟内未能确定"),
        .closedByHand(by: "王", confirmedBy: "李", reason: "中心确认没有"),
      ])
    machine.head.head = nil
    let runner = try machine.runner()
    try await machine.steps(runner, 20)
    #expect(await runner.status().visits.map(\.state) == ["LEFT_OVER"])
    #expect(try await runner.gates().allSatisfy(\.passed))
  }

  @Test(
    "R7, R20: a rehearsal's visit is doubted where its own centre can be asked, and does not keep production waiting")
  func rehearsal() async throws {
    let machine = Machine()
    try machine.write(isCutOff: true)
    let live = try machine.runner(.production)
    try await machine.accept(live)
    try await machine.steps(live, 5)
    #expect(await live.status().visits.map(\.state) == ["LEFT_OVER"])
    #expect(await live.status().attention == [])
    #expect(try await live.gates().filter { !$0.passed }.map(\.name) == [])
    // Back in the test environment, whose centre may have settled it: asked there, as two persons accepted.
    let back = try machine.runner(.test)
    try await machine.steps(back, 1)
    #expect(await back.status().visits.map(\.state) == ["UNKNOWN"])
    #expect(try machine.disk.durableRecords().filter { $0.kind == "OLDER_JOURNAL" }.count == 1)
  }
}
