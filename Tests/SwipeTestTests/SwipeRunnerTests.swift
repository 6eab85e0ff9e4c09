import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeTest

@Suite("The runner by hand: gates, window, status, journal text")
struct SwipeRunnerTests {
  private struct NoRelease: SwipeItemSource {
    func newestRelease() async throws -> Int64? { nil }
    func newlyChanged(limit: Int) async throws -> [SwipeItem] { [] }
    func item(serial: String) async throws -> SwipeItem? { nil }
  }

  private struct StoredHead: JournalHeadStore {
    func storedHead() async throws -> JournalHead? { JournalHead(length: 500, hash: "") }
    func store(_ head: JournalHead) async throws {}
  }

  private func machine(_ hour: Int64) -> (VirtualClock, MemoryDisk, MemoryCentre) {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + hour * 3_600_000
    let clock = VirtualClock(wall: start)
    let disk = MemoryDisk()
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
    return (clock, disk, MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1))
  }

  private func runner(
    _ machine: (clock: VirtualClock, disk: MemoryDisk, centre: MemoryCentre),
    items: any SwipeItemSource = MemoryItems(),
    head: (any JournalHeadStore)? = nil, change: (inout SwipeConfiguration) -> Void = { _ in }
  ) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    change(&configuration)
    let (journal, records) = try SettlementJournal.open(machine.disk)
    return try SwipeRunner(
      configuration: configuration, transport: machine.centre, journal: journal, records: records, items: items,
      headStore: head, clock: machine.clock, random: SeededRandom(state: 5))
  }

  @Test("R17: --now journals a window of 60 min with a name and a reason, and ends when all is closed")
  func byHand() async throws {
    let machine = machine(10)
    let runner = try runner(machine)
    let status = try await runner.runNow(name: "王", reason: "演练")
    #expect(status.visits.map(\.state) == ["FINISHED"])
    #expect(machine.2.standing(status.visits[0].visit).isEmpty)
    #expect(machine.2.violations == [])
    let run = try #require(try machine.1.durableRecords().first { $0.kind == "RUN_STARTED" })
    #expect(run.fields["by"] == "王")
    #expect(run.fields["reason"] == "演练")
    let report = await runner.report()
    #expect(report.contains("由 王 手工开始（演练）"))
    #expect(report.contains(status.head.hash))
  }

  @Test("R17: in production --now is refused unless today is the configured date; a name and a reason are needed")
  func production() async throws {
    let runner = try runner(machine(10)) {
      $0.environment = .production
      $0.dates = [Simulation.date.adding(days: 1)]
    }
    await #expect(throws: SwipeError.notToday) { _ = try await runner.runNow(name: "王", reason: "x") }
    await #expect(throws: SwipeError.nameless) { _ = try await runner.runNow(name: "", reason: "x") }
  }

  @Test("R18: nothing published, an older journal, no cards: each gate says why, and no visit starts")
  func gates() async throws {
    let machine = machine(6)
    let runner = try runner(machine, items: NoRelease(), head: StoredHead()) { $0.cards = [] }
    let gates = try await runner.gates()
    #expect(Set(gates.filter { !$0.passed }.map(\.name)) == ["目录版本", "日志长度", "测试项目", "测试卡", "查询交易"])
    await #expect(throws: SwipeError.self) { _ = try await runner.runNow(name: "王", reason: "x") }
    #expect(machine.2.settleRequests.isEmpty)
  }

  @Test("R18: a visit of our pattern that only the centre knows is opened and reversed first")
  func adopted() async throws {
    let machine = machine(6)
    let number = "QZ210301055900ABCD"
    machine.2.visits[number] = .init(registration: "R5", card: "123456789")
    machine.2.settled.append(
      .init(serial: "S77", visit: number, card: "123456789", fen: 500, wall: machine.0.now().wallMilliseconds))
    let runner = try runner(machine)
    for _ in 0..<200 { machine.0.advance(min(try await runner.runOnce(), 600_000)) }
    #expect(machine.2.standing(number).isEmpty)
    let states = await runner.status().visits
    #expect(states.first?.visit == number)
    #expect(states.first?.state == "LEFT_OVER")
    #expect(states.count == 2)
  }

  @Test("I9: journal lines show no card, request or name")
  func masked() async throws {
    let machine = machine(10)
    _ = try await runner(machine).runNow(name: "王", reason: "演练")
    for (index, record) in try machine.1.durableRecords().enumerated() {
      let line = JournalText.line(index + 1, record)
      #expect(!line.contains("123456789"))
      #expect(!line.contains("张测试"))
    }
  }
}
