import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// The runner over the national platform where 9001 fails, and where the journal is older (R16–R18, R20).
@Suite("The national runner")
struct NationalRunnerTests {
  private struct StoredHead: JournalHeadStore {
    func storedHead() async throws -> JournalHead? { JournalHead(length: 50_000, hash: "00") }
    func store(_ head: JournalHead) async throws {}
  }

  /// A day from 06:00 on.
  private struct Day {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds

    init() {
      let start = midnight + 6 * 3_600_000
      clock = VirtualClock(wall: start)
      centre = MemoryCentre(
        clock: clock, disk: disk, profile: .national(),
        window: SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000), seed: 1)
    }

    func runner(head: (any JournalHeadStore)? = nil) throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(.national()), transport: centre, journal: journal, records: records,
        items: MemoryItems(), headStore: head, clock: clock, random: SeededRandom(state: 5))
    }

    /// Steps until `isDone`, at most `limit` of them, with no wait beyond ten minutes.
    func go(_ runner: SwipeRunner, limit: Int = 600, until isDone: () async -> Bool) async throws {
      for _ in 0..<limit {
        if await isDone() { return }
        clock.advance(min(try await runner.runOnce(), 600_000))
      }
    }

    func isFinished(_ runner: SwipeRunner) async -> Bool {
      await runner.status().visits.first?.state == "FINISHED"
    }
  }

  @Test("R17: without 9001 an unknown reversal is asked about, sent again, proven and cleaned up")
  func reversalWithoutSignIn() async throws {
    let day = Day()
    day.centre.faults["99"] = [0: .lostBefore]
    // A 3202 that is not parsed: the sign-in may have ended, and from then on 9001 is silent.
    day.centre.faults["15"] = [1: .garbage]
    let runner = try day.runner()
    try await day.go(runner) { !day.centre.settleRequests.isEmpty }
    let visit = try #require(day.centre.settleRequests.keys.first)
    day.centre.downUntil["9001"] = .max
    try await day.go(runner) { await day.isFinished(runner) }
    #expect(day.centre.standing(visit).isEmpty)
    #expect(await runner.status().visits.map(\.state) == ["FINISHED"])
    #expect(day.centre.violations == [])
  }

  @Test("R16: a 2207A waits for 9001; past the window's reserve the visit is cancelled and cleaned up all the same")
  func settlementWaits() async throws {
    let day = Day()
    day.centre.faults["06"] = [0: .garbage]
    let runner = try day.runner()
    try await day.go(runner) { !day.centre.registered.isEmpty }
    day.centre.downUntil["9001"] = .max
    try await day.go(runner) { await day.isFinished(runner) }
    #expect(day.centre.settleRequests.isEmpty)
    let visit = try #require(await runner.ledger.visits.first)
    #expect(visit.end == .cancelled)
    #expect(visit.state == .finished)
    // R16's last moment with the defaults is 06:55:52.
    let cancelled = try #require(visit.endedAt).wallMilliseconds
    #expect(cancelled >= day.midnight + (6 * 3600 + 55 * 60 + 52) * 1000)
    #expect(day.centre.violations == [])
  }

  @Test("R20: an older journal stays older while 3202 has a settlement of a known person that it does not know")
  func olderJournal() async throws {
    let day = Day()
    let first = try day.runner()
    try await day.go(first) { await day.isFinished(first) }
    #expect(await day.isFinished(first))
    let number = "QZ210301063000ABCD"
    day.centre.platform?.visits["R77"] = number
    day.centre.platform?.messages["S77"] = "H50010500001202103010630009005"
    day.centre.settled.append(
      .init(serial: "S77", visit: number, card: "123456789", fen: 500, wall: day.clock.now().wallMilliseconds))
    let second = try day.runner(head: StoredHead())
    for _ in 0..<20 { day.clock.advance(min(try await second.runOnce(), 60_000)) }
    #expect(await second.journalIsOlder)
    // Two persons have looked.
    try await second.resolve(visit: "journal", by: "王", confirmedBy: "李", reason: "已核实")
    #expect(await !second.journalIsOlder)
  }

  @Test("R18: rows of a known visit that cannot be read keep the gate shut: it may stand")
  func unreadableRows() async throws {
    let day = Day()
    let runner = try day.runner()
    try await day.go(runner) { await day.isFinished(runner) }
    let number = try #require(await runner.status().visits.first).visit
    let before = try await runner.gates()
    #expect(before.allSatisfy { $0.name != "对账交易" || $0.passed })
    // Its 就诊ID has become another person's.
    for index in day.centre.settled.indices where day.centre.settled[index].visit == number {
      day.centre.settled[index].card = "999999999"
      day.centre.settled[index].refundSerial = nil
    }
    let gates = try await runner.gates()
    let gate = try #require(gates.first { $0.name == "对账交易" })
    #expect(!gate.passed && gate.reason.contains(number), "\(gate.reason)")
    // Two months later its days are not asked about any more.
    day.clock.advance(61 * 86_400_000)
    let later = try await runner.gates()
    #expect(later.allSatisfy { $0.name != "对账交易" || $0.passed })
  }

  @Test("R18: a later run does not ask about all the days since a visit that was reversed for certain")
  func reversedDayIsNotAskedAgain() async throws {
    let day = Day()
    let runner = try day.runner()
    try await day.go(runner) { await day.isFinished(runner) }
    #expect(await runner.ledger.visits.first?.end == .closedReversed)
    #expect(await runner.reconciledDays().from == "2021-02-28")
    day.clock.advance(30 * 86_400_000)
    #expect(await runner.reconciledDays().from == "2021-03-30")
  }

  @Test("R9: a later run's 3202 goes back to a refused visit's day, for 31 days")
  func refusedDayIsAskedAgain() async throws {
    let day = Day()
    day.centre.faults["05"] = [0: .refusedAtRandom]
    let runner = try day.runner()
    try await day.go(runner) { await day.isFinished(runner) }
    #expect(await runner.ledger.visits.first?.end == .refused)
    day.clock.advance(5 * 86_400_000)
    #expect(await runner.reconciledDays().from == "2021-02-28")
    day.clock.advance(26 * 86_400_000)
    #expect(await runner.reconciledDays().from == "2021-03-31")
  }
}
