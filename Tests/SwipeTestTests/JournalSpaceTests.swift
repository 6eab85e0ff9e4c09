import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A disk that is full at six in the morning, and a journal that is damaged then.
@Suite("The swipe test without room for its journal (R21), and over a damaged one (R20)")
struct JournalSpaceTests {
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre

    /// - Parameter hour: when the process starts.
    init(hour: Int64) {
      let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
      clock = VirtualClock(wall: midnight + hour * 3_600_000)
      let start = midnight + 6 * 3_600_000
      let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    }

    /// Three visits of one card want 1280 KB: a segment of 1 MB and a spare one.
    func runner() throws -> SwipeRunner {
      let (journal, records, damage) = try SettlementJournal.openReadable(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(Simulation.Scenario(cards: 1, visitsPerCard: 3)), transport: centre,
        journal: journal, records: records, damage: damage, items: MemoryItems(), headStore: MemoryHead(),
        clock: clock, random: SeededRandom(state: 5))
    }

    /// A first segment from an earlier day.
    func begin() throws {
      try SettlementJournal.open(disk).journal.append(.probe(at: clock.now()))
    }

    func steps(_ runner: SwipeRunner, minutes: Int64) async throws {
      let end = clock.now().adding(milliseconds: minutes * 60_000)
      while clock.now().bootMilliseconds < end.bootMilliseconds {
        clock.advance(min(try await runner.runOnce(), 60_000))
      }
    }
  }

  @Test("Full at the window: one gate fails with its reason, the process goes on, and with room again it passes")
  func fullAtTheWindow() async throws {
    let machine = Machine(hour: 6)
    try machine.begin()
    machine.disk.isFull = true
    let runner = try machine.runner()
    try await machine.steps(runner, minutes: 5)
    let failed = await runner.lastGates.filter { !$0.passed }
    #expect(failed.map(\.name) == ["日志空间"])
    #expect(failed.first?.reason.hasPrefix("QZ-J12 ") == true)
    let status = await runner.status()
    #expect(status.needsAttention && status.attention.contains { $0.contains("QZ-J12") })
    // No request could be journalled without taking the room of what is owed.
    #expect(machine.centre.counts.isEmpty)
    machine.disk.isFull = false
    try await machine.steps(runner, minutes: 50)
    #expect(machine.centre.settleRequests.count == 3)
    #expect(machine.centre.violations == [])
    #expect(await !runner.status().attention.contains { $0.contains("QZ-J12") })
  }

  @Test("Reserved when the process started at four: a disk that fills up before the window touches nothing")
  func reservedAhead() async throws {
    let machine = Machine(hour: 4)
    let runner = try machine.runner()
    try await machine.steps(runner, minutes: 1)
    machine.disk.isFull = true
    try await machine.steps(runner, minutes: 180)
    #expect(machine.centre.settleRequests.count == 3)
    #expect(machine.centre.violations == [])
  }

  @Test("Full the evening before: status says so, and asks nobody once there is room")
  func fullBefore() async throws {
    let machine = Machine(hour: 4)
    try machine.begin()
    machine.disk.isFull = true
    let runner = try machine.runner()
    try await machine.steps(runner, minutes: 2)
    #expect(await runner.status().attention.contains { $0.hasPrefix("QZ-J12 ") })
    machine.disk.isFull = false
    try await machine.steps(runner, minutes: 2)
    #expect(await runner.status().attention == [])
  }

  @Test("A manual check on a full disk fails one gate; the run by hand is refused and nothing breaks")
  func manualCheck() async throws {
    let machine = Machine(hour: 4)
    try machine.begin()
    machine.disk.isFull = true
    let runner = try machine.runner()
    #expect(try await runner.gates().filter { !$0.passed }.map(\.name) == ["日志空间"])
    await #expect(throws: SwipeError.self) { try await runner.runNow(name: "王", reason: "演练") }
    machine.disk.isFull = false
    #expect(try await runner.gates().allSatisfy(\.passed))
  }

  @Test("A drill on a full disk: the gate 日志空间 fails, and with room again the drill is done")
  func drill() async throws {
    var run = DrillRun()
    run.disk.isFull = true
    let runner = try await run.start()
    let gates = try await runner.gates(.prescription)
    #expect(gates.filter { !$0.passed }.map(\.name) == ["日志空间"])
    await #expect(throws: DrillRunError.self) { try await runner.runNow(.prescription, name: "王", reason: "演练") }
    run.disk.isFull = false
    let status = try await runner.runNow(.prescription, name: "王", reason: "演练")
    #expect(status.drills.map(\.isOpen) == [false])
  }

  @Test("Damage after the 05's answer: status shows the visit and what to do, nothing is sent and nothing written")
  func damaged() async throws {
    let machine = Machine(hour: 6)
    let first = try machine.runner()
    for _ in 0..<200 {
      if await first.status().visits.first?.serials.isEmpty == false { break }
      machine.clock.advance(min(try await first.runOnce(), 60_000))
    }
    let known = try #require(await first.status().visits.first)
    let name = "swipe-0001.log"
    let records = try machine.disk.durableRecords()
    let intent = try #require(records.firstIndex { $0.kind == "SETTLE_RESULT" })
    // The record behind the 05's answer: a header of 64 bytes, and 40 bytes before each payload.
    let offset = records[...intent].reduce(64) { $0 + 40 + $1.payload.count }
    try machine.disk.write([0xFF], to: name, at: offset + 50)
    try machine.disk.sync(name)
    let bytes = machine.disk.durable
    let sent = machine.centre.counts
    let runner = try machine.runner()
    let status = await runner.status()
    #expect(status.visits.map(\.visit) == [known.visit])
    #expect(status.visits[0].isOpen && status.visits[0].settled == known.settled)
    #expect(status.needsAttention && status.attention.count == 1)
    #expect(status.attention[0].contains("QZ-J05 swipe-0001.log 第 \(intent + 2) 条记录损坏"))
    #expect(status.attention[0].contains("损坏之前的 \(intent + 1) 条"))
    #expect(try await runner.gates().map(\.name) == ["资金日志"])
    #expect(try await runner.gates().allSatisfy { !$0.passed })
    await #expect(throws: SwipeError.self) { try await runner.runOnce() }
    await #expect(throws: SwipeError.self) { try await runner.runNow(name: "王", reason: "演练") }
    #expect(machine.centre.counts == sent)
    #expect(machine.disk.durable == bytes)
  }
}
