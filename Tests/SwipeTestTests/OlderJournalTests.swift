import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A journal that is older than the head kept elsewhere, and what it lost (R20): money must not stay behind silently.
@Suite("An older journal finds what it lost, or says that it cannot")
struct OlderJournalTests {
  private struct StoredHead: JournalHeadStore {
    func storedHead() async throws -> JournalHead? { JournalHead(length: 50_000, hash: "00") }
    func store(_ head: JournalHead) async throws {}
  }

  private static let day: Int64 = 86_400_000

  /// Eight in the morning of the configured date: the window is over.
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let profile: CentreProfile

    init(_ profile: CentreProfile) {
      self.profile = profile
      let now = CivilDateTime(date: Simulation.date).unixMilliseconds + 8 * 3_600_000
      clock = VirtualClock(wall: now)
      centre = MemoryCentre(
        clock: clock, disk: disk, profile: profile,
        window: SwipeWindow(startMilliseconds: now, endMilliseconds: now + 3_600_000), seed: 1)
    }

    func runner(cards: Int = 1) throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(Simulation.Scenario(profile: profile, cards: cards)),
        transport: centre, journal: journal, records: records, items: MemoryItems(), headStore: StoredHead(),
        clock: clock, random: SeededRandom(state: 5))
    }

    func steps(_ runner: SwipeRunner, _ count: Int = 20) async throws {
      for _ in 0..<count { clock.advance(min(try await runner.runOnce(), 60_000)) }
    }

    /// A settlement of ours that the journal does not know.
    func settle(_ serial: String, visit: String, daysAgo: Int64, refunded: Bool = false) {
      centre.visits[visit] = centre.visits[visit] ?? .init(registration: "R77", card: "123456789")
      centre.issued[serial] = visit
      centre.platform?.visits["R77"] = visit
      centre.platform?.messages[serial] = "H5001050000120210301063000900\(serial.last ?? "0")"
      centre.settled.append(
        .init(
          serial: serial, visit: visit, card: "123456789", fen: 500,
          wall: clock.now().wallMilliseconds - daysAgo * OlderJournalTests.day,
          refundSerial: refunded ? "-\(serial)" : nil, refundWall: refunded ? clock.now().wallMilliseconds : 0))
    }
  }

  private static let number = "QZ210301063000ABCD"

  @Test("National, a journal without any visit: 1101 names the person, and 3202's settlement is told")
  func withoutAVisit() async throws {
    let machine = Machine(.national())
    machine.settle("S77", visit: Self.number, daysAgo: 0)
    let runner = try machine.runner()
    try await machine.steps(runner)
    #expect(await runner.journalIsOlder)
    let status = await runner.status()
    #expect(status.needsAttention)
    #expect(status.notes.contains { $0.hasPrefix("资金日志可能是旧的副本") && $0.contains("结算ID S77") })
    #expect(await runner.report().contains("结算ID S77"))
    #expect(machine.centre.settleRequests.isEmpty)
    #expect(machine.centre.counts["01"] == 1)
  }

  @Test("National, nothing stands: 1101 and 3202 have answered, and the journal counts again")
  func nothingLost() async throws {
    let machine = Machine(.national())
    machine.settle("S77", visit: Self.number, daysAgo: 0, refunded: true)
    let runner = try machine.runner()
    try await machine.steps(runner)
    #expect(await !runner.journalIsOlder)
    #expect(await runner.status().notes.allSatisfy { !$0.hasPrefix("资金日志可能是旧的副本") })
  }

  @Test("National, 1101 of one of two cards is not answered: nothing is clear until it is")
  func oneUnidentified() async throws {
    let machine = Machine(.national())
    machine.centre.faults["01"] = [1: .garbage, 2: .garbage]
    let runner = try machine.runner(cards: 2)
    try await machine.steps(runner, 1)
    #expect(await runner.journalIsOlder)
    #expect(await runner.olderReason.hasPrefix("测试卡的人员编号未知"))
    try await machine.steps(runner)
    #expect(await !runner.journalIsOlder)
  }

  @Test("National, two settlements of one lost visit and one refund: one of them stands")
  func twoAndOneRefund() async throws {
    let machine = Machine(.national())
    machine.settle("S77", visit: Self.number, daysAgo: 0, refunded: true)
    machine.settle("S78", visit: Self.number, daysAgo: 0)
    let runner = try machine.runner()
    try await machine.steps(runner)
    #expect(await runner.journalIsOlder)
    #expect(await runner.olderReason.contains("结算ID S78"))
  }

  @Test("National: looked for 31 days back", arguments: [(31, true), (32, false)])
  func lookBack(daysAgo: Int64, isFound: Bool) async throws {
    let machine = Machine(.national())
    machine.settle("S77", visit: Self.number, daysAgo: daysAgo + 1)
    let runner = try machine.runner()
    try await machine.steps(runner)
    #expect(await runner.journalIsOlder == isFound)
  }

  @Test("R20: one person under two spellings does not accept an older journal")
  func acceptedByOne() async throws {
    let machine = Machine(.national())
    machine.settle("S77", visit: Self.number, daysAgo: 0)
    let runner = try machine.runner()
    try await machine.steps(runner)
    for second in ["王", "王\u{3000}", " "] {
      await #expect(throws: SwipeError.notResolvable("journal")) {
        try await runner.resolve(visit: "journal", by: "王", confirmedBy: second, reason: "已核实")
      }
    }
    #expect(await runner.journalIsOlder)
  }

  @Test("Unified: a settlement lost five days ago is found, although every start appends to the journal, and reversed")
  func fiveDaysAgo() async throws {
    let machine = Machine(CentreProfile())
    machine.settle("S77", visit: Self.number, daysAgo: 5)
    // The first process found the centre silent; the copy has a record of every start since.
    _ = try await machine.runner().runOnce()
    let runner = try machine.runner()
    try await machine.steps(runner, 40)
    #expect(await runner.status().visits.map(\.visit) == [Self.number])
    #expect(machine.centre.standing(Self.number).isEmpty)
    #expect(machine.centre.violations == [])
  }
}
