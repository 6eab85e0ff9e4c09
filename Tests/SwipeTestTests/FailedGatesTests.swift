import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A run that is active when gates do not pass: nothing settles until they do (R18), and no 05 of an earlier process (R6).
@Suite("Gates that did not pass keep every new visit back")
struct FailedGatesTests {
  private final class Head: JournalHeadStore, @unchecked Sendable {
    var head: JournalHead?
    func storedHead() async throws -> JournalHead? { head }
    func store(_ head: JournalHead) async throws { self.head = head }
  }

  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let head = Head()

    init() {
      let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 6 * 3_600_000
      clock = VirtualClock(wall: start)
      let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    }

    func runner(cards: Int = 1, visits: Int = 3) throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      let scenario = Simulation.Scenario(cards: cards, visitsPerCard: visits)
      return try SwipeRunner(
        configuration: Simulation.configuration(scenario), transport: centre, journal: journal, records: records,
        items: MemoryItems(), headStore: head, clock: clock, random: SeededRandom(state: 5))
    }

    func steps(_ runner: SwipeRunner, until: () async throws -> Bool) async throws {
      for _ in 0..<2000 {
        if try await until() { return }
        clock.advance(min(try await runner.runOnce(), 60_000))
      }
    }

    var sent: Int { centre.settleRequests.count }
    var isOver: Bool { clock.now().wallMilliseconds > centre.window.endMilliseconds + 120_000 }

    /// One visit done, its run goes on.
    func firstVisit(_ runner: SwipeRunner) async throws {
      try await steps(runner) { await runner.status().visits.contains { !$0.isOpen } }
      #expect(sent == 1)
    }
  }

  @Test("After a restart 43 is silent: asked again every minute, nothing settles until it answers")
  func silentQuery() async throws {
    let machine = Machine()
    try await machine.firstVisit(try machine.runner())
    machine.centre.downUntil["gate"] = machine.clock.now().wallMilliseconds + 600_000
    let runner = try machine.runner()
    try await machine.steps(runner) {
      machine.clock.now().wallMilliseconds > (machine.centre.downUntil["gate"] ?? 0) - 60_000
    }
    #expect(machine.sent == 1)
    #expect(await runner.lastGates.contains { $0.name == "查询交易" && !$0.passed })
    let waiting = await runner.status()
    #expect(waiting.needsAttention && waiting.notes.contains { $0.hasPrefix("auto-2021-03-01 还不能继续：查询交易：") })
    try await machine.steps(runner) { machine.isOver }
    #expect(machine.sent == 3)
    #expect(machine.centre.violations == [])
  }

  @Test("A head that the journal does not continue: a manual check does not open the way for the service")
  func olderHead() async throws {
    let machine = Machine()
    try await machine.firstVisit(try machine.runner())
    machine.head.head = JournalHead(length: 50_000, hash: "00")
    let runner = try machine.runner()
    let gates = try await runner.gates()
    #expect(gates.filter { !$0.passed }.map(\.name) == ["日志连续"])
    try await machine.steps(runner) { machine.isOver }
    #expect(machine.sent == 1)
    #expect(try machine.disk.durableRecords().filter { $0.kind == "VISIT_PLANNED" }.count == 1)
  }

  @Test("R20: two persons accept a journal only when it does not continue the head kept elsewhere")
  func nothingToAccept() async throws {
    let machine = Machine()
    let runner = try machine.runner()
    try await machine.firstVisit(runner)
    let accept = { try await runner.resolve(visit: "journal", by: "王", confirmedBy: "李", reason: "已核实") }
    await #expect(throws: SwipeError.journalContinues) { try await accept() }
    #expect(try machine.disk.durableRecords().allSatisfy { $0.kind != "HEAD_ACCEPTED" })
    machine.head.head = JournalHead(length: 50_000, hash: "00")
    try await accept()
    #expect(try machine.disk.durableRecords().count { $0.kind == "HEAD_ACCEPTED" } == 1)
    await #expect(throws: SwipeError.journalContinues) { try await accept() }
  }

  @Test("R6: a visit that an earlier process made ready gets no 05, whatever a manual check says")
  func readyBefore() async throws {
    let machine = Machine()
    let first = try machine.runner()
    try await machine.steps(first) { await first.status().visits.first?.state == "READY" }
    let runner = try machine.runner()
    let gates = try await runner.gates()
    #expect(gates.filter { !$0.passed }.map(\.name) == ["未结流水"])
    try await machine.steps(runner) { await runner.status().visits.first?.isOpen == false }
    #expect(machine.sent == 0)
    #expect(await runner.report().contains("程序在结算之前重新启动过"))
  }

  @Test("R18: a check while a visit is under way fails by that visit only, and its 05 is sent")
  func underWay() async throws {
    let machine = Machine()
    let runner = try machine.runner(visits: 1)
    try await machine.steps(runner) { await runner.status().visits.first?.state == "READY" }
    let gates = try await runner.gates()
    #expect(gates.filter { !$0.passed }.map(\.name) == ["未结流水"])
    try await machine.steps(runner) { await runner.status().visits.first?.isOpen == false }
    #expect(machine.sent == 1)
  }

  @Test("R18: any other gate that fails while a visit is ready keeps its 05 back")
  func underWayFails() async throws {
    let machine = Machine()
    let runner = try machine.runner(visits: 1)
    try await machine.steps(runner) { await runner.status().visits.first?.state == "READY" }
    machine.centre.downUntil["gate"] = machine.clock.now().wallMilliseconds + 600_000
    _ = try await runner.gates()
    try await machine.steps(runner) { await runner.status().visits.first?.isOpen == false }
    #expect(machine.sent == 0)
  }

  @Test("A restart between the plan and the 05 costs the visit, not the card (R6)")
  func restartBeforeTheSettlement() async throws {
    for restarts in [1, 2, 3] {
      let machine = Machine()
      var runner = try machine.runner(visits: 1)
      for restart in 1...restarts {
        try await machine.steps(runner) {
          let visits = await runner.status().visits
          return visits.count == restart && visits.last?.state == "READY"
        }
        runner = try machine.runner(visits: 1)
      }
      try await machine.steps(runner) { machine.isOver }
      // Two visits may end before their 05; the third counts.
      #expect(machine.sent == (restarts < 3 ? 1 : 0))
      let end = try #require(try machine.disk.durableRecords().first { $0.kind == "RUN_ENDED" }).fields["reason"] ?? ""
      #expect(end == "全部卡已测试" || restarts == 3 && end.hasPrefix("没有可再试的卡，这些卡没有走到结算："), "\(end)")
      #expect(!end.contains("123456789"))
      #expect(machine.centre.violations == [])
    }
  }

  @Test("R18: ten minutes after the check a visit still begins on it; a moment later the gates are asked first")
  func gatesHold() async throws {
    for (waited, asked) in [(Int64(600_000), 1), (600_001, 2)] {
      let machine = Machine()
      let runner = try machine.runner(visits: 2)
      try await machine.firstVisit(runner)
      let checked = try #require(await runner.gatesCheckedAt)
      machine.clock.advance(waited - machine.clock.now().certainlyElapsed(since: checked))
      try await machine.steps(runner) { await runner.status().visits.count == 2 }
      #expect(machine.centre.counts["01"] == asked, "\(waited)")
      try await machine.steps(runner) { machine.isOver }
      #expect(machine.sent == 2)
      #expect(machine.centre.violations == [])
    }
  }

  @Test("R18: the card is blocked after the first visit: no further visit begins, status and the run's end say why")
  func blockedMeanwhile() async throws {
    let machine = Machine()
    let runner = try machine.runner(visits: 3)
    try await machine.firstVisit(runner)
    machine.centre.cardsBlockedFrom = machine.clock.now().bootMilliseconds
    // A visit that takes long, as of a centre that is slow to show what it settled.
    machine.clock.advance(900_000)
    try await machine.steps(runner) { await !runner.gatesPassed }
    #expect(await runner.status().attention.contains { $0.hasPrefix("auto-2021-03-01 还不能继续：测试卡") })
    try await machine.steps(runner) { machine.isOver }
    #expect(machine.sent == 1)
    #expect(machine.centre.violations == [])
    let end = try #require(try machine.disk.durableRecords().first { $0.kind == "RUN_ENDED" }).fields["reason"] ?? ""
    #expect(end.hasPrefix("窗口已过，其间条件不满足：测试卡") && end.contains("封锁状况"), "\(end)")
  }

  @Test("R18: a settlement of ours that nobody knew is booked during the run: reversed first, then the run goes on")
  func foundMeanwhile() async throws {
    let machine = Machine()
    let runner = try machine.runner(visits: 2)
    try await machine.firstVisit(runner)
    let unknown = "QZ210301060001ABCD"
    machine.centre.issued["S77"] = unknown
    machine.centre.visits[unknown] = .init(registration: "R77", card: "123456789")
    machine.centre.settled.append(
      .init(serial: "S77", visit: unknown, card: "123456789", fen: 500, wall: machine.clock.now().wallMilliseconds))
    machine.clock.advance(900_000)
    try await machine.steps(runner) { await runner.status().visits.count == 3 }
    #expect(await runner.status().visits.map(\.visit)[1] == unknown)
    #expect(machine.centre.standing(unknown).isEmpty)
    try await machine.steps(runner) { machine.isOver }
    #expect(machine.sent == 2)
    #expect(machine.centre.violations == [])
  }

  @Test("R18: the gate asks 15 about today and yesterday, not about weeks since a rehearsal that was reversed")
  func daysOfTheGate() async throws {
    let machine = Machine()
    let runner = try machine.runner(visits: 1)
    try await machine.steps(runner) { await runner.status().visits.contains { !$0.isOpen } }
    #expect(machine.sent == 1)
    machine.clock.advance(20 * 86_400_000)
    let days = await runner.reconciledDays()
    #expect(days.from == "2021-03-20" && days.to == "2021-03-21")
  }

  @Test("01 silent for one card after a restart: the run goes on asking, and tests the card once it answers")
  func silentCard() async throws {
    for lasts in [true, false] {
      let machine = Machine()
      try await machine.firstVisit(try machine.runner(cards: 2, visits: 1))
      machine.centre.downUntil["01"] = machine.clock.now().wallMilliseconds + (lasts ? 7_200_000 : 300_000)
      let runner = try machine.runner(cards: 2, visits: 1)
      try await machine.steps(runner) { machine.isOver }
      #expect(machine.sent == (lasts ? 1 : 2))
      let end = try #require(try machine.disk.durableRecords().first { $0.kind == "RUN_ENDED" }).fields["reason"] ?? ""
      #expect(end.hasPrefix("窗口已过，其间条件不满足：测试卡") == lasts && (end == "全部卡已测试") != lasts, "\(end)")
      #expect(end.contains("没有应答") == lasts && !end.contains("123456789"))
    }
  }
}
