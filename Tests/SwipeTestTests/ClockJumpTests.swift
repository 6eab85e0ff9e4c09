import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A wall clock that somebody sets between two visits: no 05 until it is believed again, and the run goes on then (R16).
@Suite("A clock that is set while a run is under way")
struct ClockJumpTests {
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre

    /// 06:00 of the configured date.
    init() {
      let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 6 * 3_600_000
      clock = VirtualClock(wall: start)
      let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    }

    /// Three visits; the first one is over.
    func runner() async throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      let runner = try SwipeRunner(
        configuration: Simulation.configuration(Simulation.Scenario(visitsPerCard: 3)), transport: centre,
        journal: journal, records: records, items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
      try await steps(runner) { await runner.status().visits.contains { !$0.isOpen } }
      #expect(sent == 1)
      return runner
    }

    func steps(_ runner: SwipeRunner, until: () async throws -> Bool) async throws {
      for _ in 0..<2000 {
        if try await until() { return }
        clock.advance(min(try await runner.runOnce(), 20_000))
      }
      Issue.record("not reached")
    }

    var sent: Int { centre.settleRequests.count }
    func ended() throws -> [String] {
      try disk.durableRecords().filter { $0.kind == "RUN_ENDED" }.map { $0.fields["reason"] ?? "" }
    }

    /// Somebody sets this machine's clock; the centre's goes on as it was.
    func set(by milliseconds: Int64) {
      centre.settingMilliseconds += milliseconds
      clock.setWall(by: milliseconds)
    }
  }

  private static let hour: Int64 = 3_600_000

  @Test(
    "An hour forward or back, and right again after a minute: nothing settles meanwhile, then the run goes on",
    arguments: [Self.hour, -Self.hour])
  func short(change: Int64) async throws {
    let machine = Machine()
    let runner = try await machine.runner()
    machine.set(by: change)
    let back = machine.clock.now().bootMilliseconds + 60_000
    try await machine.steps(runner) { machine.clock.now().bootMilliseconds >= back }
    #expect(machine.sent == 1)
    #expect(try machine.ended() == [])
    #expect(await runner.anchor == nil)
    machine.set(by: -change)
    try await machine.steps(runner) { try !machine.ended().isEmpty }
    #expect(machine.sent == 3)
    #expect(try machine.ended() == ["全部卡已测试"])
    #expect(machine.centre.violations == [])
  }

  @Test("An hour forward for good: the run ends when the other clock has passed its end too")
  func forGood() async throws {
    let machine = Machine()
    let runner = try await machine.runner()
    machine.set(by: Self.hour)
    try await machine.steps(runner) { try !machine.ended().isEmpty }
    #expect(machine.sent == 1)
    #expect(machine.centre.centreWall >= machine.centre.window.endMilliseconds)
    #expect(machine.centre.centreWall < machine.centre.window.endMilliseconds + 120_000)
    #expect(machine.centre.violations == [])
  }

  @Test("Back by half an hour, and the centre says so too: before the window's start it waits, then it goes on")
  func beforeTheStart() async throws {
    let machine = Machine()
    let runner = try await machine.runner()
    machine.clock.setWall(by: -Self.hour / 2)
    let start = machine.centre.window.startMilliseconds
    #expect(machine.clock.now().wallMilliseconds < start)
    try await machine.steps(runner) { machine.clock.now().wallMilliseconds >= start }
    #expect(machine.sent == 1)
    #expect(try machine.ended() == [])
    try await machine.steps(runner) { try !machine.ended().isEmpty }
    #expect(machine.sent == 3)
    #expect(try machine.ended() == ["全部卡已测试"])
    #expect(machine.centre.violations == [])
  }

  @Test("Back by a day, believed: a window that is not today's ends the run")
  func anotherDay() async throws {
    let machine = Machine()
    let runner = try await machine.runner()
    machine.clock.setWall(by: -24 * Self.hour)
    try await machine.steps(runner) { try !machine.ended().isEmpty }
    #expect(machine.sent == 1)
    #expect(try machine.ended() == ["时钟已调回，窗口不是今天的"])
  }

  @Test("Both clocks past the end: over, as before")
  func over() async throws {
    let machine = Machine()
    let runner = try await machine.runner()
    machine.clock.advance(Self.hour)
    try await machine.steps(runner) { try !machine.ended().isEmpty }
    #expect(machine.sent == 1)
    #expect(try machine.ended() == ["窗口已过"])
  }
}
