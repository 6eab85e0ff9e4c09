import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// Why a window went by is what held while it was open, not what holds when the miss is journalled (R18, R22).
@Suite("The reason of a missed run is the one of its window")
struct MissedRunTests {
  private final class StoredHead: JournalHeadStore, @unchecked Sendable {
    var head: JournalHead?
    init(_ head: JournalHead?) { self.head = head }
    func storedHead() async throws -> JournalHead? { head }
    func store(_ head: JournalHead) async throws { self.head = head }
  }

  /// 2021-03-01 from 05:00 on, and a centre without 43 and 15.
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let head: StoredHead
    static let profile = CentreProfile(query: false, reconcile: false)

    init(head: JournalHead? = nil) {
      let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
      clock = VirtualClock(wall: midnight + 5 * 3_600_000)
      self.head = StoredHead(head)
      let window = SwipeWindow(startMilliseconds: midnight, endMilliseconds: midnight + 86_400_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: Self.profile, window: window, seed: 1)
    }

    func runner() throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(Self.profile), transport: centre, journal: journal, records: records,
        items: MemoryItems(), headStore: head, clock: clock, random: SeededRandom(state: 5))
    }

    func step(_ runner: SwipeRunner, untilHour hour: Int64) async throws {
      let due = CivilDateTime(date: Simulation.date).unixMilliseconds + hour * 3_600_000
      while clock.now().wallMilliseconds < due {
        clock.advance(min(max(try await runner.runOnce(), 1), 60_000, due - clock.now().wallMilliseconds))
      }
    }

    func missed() throws -> [String] {
      try disk.durableRecords().filter { $0.kind == "RUN_MISSED" }.map { $0.fields["reason"] ?? "" }
    }
  }

  @Test("A handed-over visit was open through the window, and two persons closed it after", arguments: [false, true])
  func openVisit(restarts: Bool) async throws {
    let machine = Machine()
    machine.centre.faults["05"] = [0: .executedLost]
    var runner = try machine.runner()
    let status = try await runner.runNow(name: "王", reason: "演练")
    let visit = try #require(status.visits.first).visit
    try await machine.step(runner, untilHour: 8)
    #expect(try machine.missed() == [])
    try await runner.resolve(visit: visit, by: "王", confirmedBy: "李", reason: "中心电话确认")
    if restarts {
      machine.disk.restart()
      runner = try machine.runner()
    }
    try await machine.step(runner, untilHour: 10)
    #expect(try machine.missed() == ["未结流水：\(visit)"])
  }

  @Test("An older journal through the window, accepted after it")
  func olderJournal() async throws {
    let machine = Machine(head: JournalHead(length: 50_000, hash: "00"))
    let runner = try machine.runner()
    try await machine.step(runner, untilHour: 8)
    #expect(await runner.journalIsOlder)
    try await runner.resolve(visit: "journal", by: "王", confirmedBy: "李", reason: "已核实")
    try await machine.step(runner, untilHour: 9)
    #expect(try machine.missed() == ["资金日志可能是旧的副本，尚未核实"])
  }

  @Test("Nothing was open and nothing ran: as before")
  func notRunning() async throws {
    let machine = Machine()
    machine.clock.advance(3 * 3_600_000)
    try await machine.step(try machine.runner(), untilHour: 9)
    #expect(try machine.missed() == ["窗口期间程序没有运行，或窗口已过才配置"])
  }
}
