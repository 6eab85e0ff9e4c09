import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A window has one run; another window of the same date is another one (R16, R18), and a miss is its window's.
@Suite("A window that is changed, and a miss that was none")
struct ChangedWindowTests {
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds

    /// 05:59 of the configured date; the centre takes settlements all day.
    init() {
      clock = VirtualClock(wall: midnight + 5 * 3_600_000 + 59 * 60_000)
      let window = SwipeWindow(startMilliseconds: midnight, endMilliseconds: midnight + 86_400_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    }

    /// A process whose window is the hour that begins then.
    func runner(
      _ startHour: Int, _ environment: SwipeConfiguration.Environment = .test
    ) throws -> SwipeRunner {
      var configuration = Simulation.configuration(CentreProfile())
      configuration.windowStartSecond = startHour * 3600
      configuration.windowEndSecond = (startHour + 1) * 3600
      configuration.environment = environment
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: centre, journal: journal, records: records, items: MemoryItems(),
        clock: clock, random: SeededRandom(state: 5))
    }

    func step(_ runner: SwipeRunner, until hour: Int64, _ minute: Int64 = 0) async throws {
      let due = midnight + hour * 3_600_000 + minute * 60_000
      while clock.now().wallMilliseconds < due {
        clock.advance(min(max(try await runner.runOnce(), 1), 60_000, due - clock.now().wallMilliseconds))
      }
    }

    func runs(_ kind: String) throws -> [String] {
      try disk.durableRecords().filter { $0.kind == kind }.map { $0.fields["run"] ?? "" }
    }
  }

  @Test("Changed on its date after its run: the new window has its own run, once, with an id of its own")
  func repeated() async throws {
    let machine = Machine()
    try await machine.step(try machine.runner(6), until: 7, 30)
    let second = try machine.runner(8)
    #expect(await second.status().windowStart == "2021-03-01 08:00:00")
    try await machine.step(second, until: 8, 30)
    try await machine.step(try machine.runner(8), until: 9, 30)
    #expect(try machine.runs("RUN_STARTED") == ["auto-2021-03-01", "auto-2021-03-01-2"])
    #expect(machine.centre.issued.count == 2 && machine.centre.violations == [])
    #expect(try machine.runs("RUN_MISSED") == [])
    // A third one whose gates do not pass was missed, and that is said.
    machine.centre.downUntil["gate"] = .max
    let third = try machine.runner(10)
    try await machine.step(third, until: 11, 5)
    #expect(try machine.runs("RUN_MISSED") == ["auto-2021-03-01-3"])
    #expect(await third.status().attention.contains { $0.hasPrefix("auto-2021-03-01-3 没有进行：查询交易") })
    // In a fourth one that passes the miss stays what it was.
    machine.centre.downUntil = [:]
    let fourth = try machine.runner(12)
    try await machine.step(fourth, until: 13, 5)
    #expect(try machine.runs("RUN_STARTED").last == "auto-2021-03-01-4")
    #expect(await fourth.status().attention == [])
    #expect(await fourth.report().contains("测试 auto-2021-03-01-3 没有进行"))
  }

  @Test(
    "Changed for later dates, on the day itself or after it: the day that had its run has not missed the new window",
    arguments: [Int64(0), 1])
  func laterDates(days: Int64) async throws {
    let machine = Machine()
    try await machine.step(try machine.runner(6), until: 18)
    machine.clock.advance(days * 86_400_000)
    let later = try machine.runner(8)
    try await machine.step(later, until: (days + 1) * 24 + 12)
    #expect(try machine.runs("RUN_MISSED") == [])
    #expect(await later.status().attention == [])
  }

  @Test("A rehearsal's ids and production's: each counts its own windows")
  func environments() async throws {
    let machine = Machine()
    try await machine.step(try machine.runner(6), until: 7, 30)
    try await machine.step(try machine.runner(8, .production), until: 9, 30)
    try await machine.step(try machine.runner(10, .production), until: 11, 30)
    try await machine.step(try machine.runner(12), until: 13, 30)
    #expect(
      try machine.runs("RUN_STARTED") == [
        "auto-2021-03-01", "auto-2021-03-01-production", "auto-2021-03-01-production-2", "auto-2021-03-01-2",
      ])
    #expect(machine.centre.issued.count == 4)
  }

  @Test("A window that was missed keeps its miss when another one of the date has its run", arguments: [false, true])
  func missedBefore(isOfEarlierVersion: Bool) async throws {
    let machine = Machine()
    machine.clock.advance(2 * 3_600_000)
    if isOfEarlierVersion {
      let (journal, _) = try SettlementJournal.open(machine.disk)
      let fields = ["run": "auto-2021-03-01", "reason": "测试项目：没有"]
      try journal.append(JournalRecord(kind: "RUN_MISSED", at: machine.clock.now(), fields: fields))
    } else {
      _ = try await machine.runner(6).runOnce()
      #expect(try machine.runs("RUN_MISSED") == ["auto-2021-03-01"])
    }
    let second = try machine.runner(8)
    try await machine.step(second, until: 9, 30)
    #expect(try machine.runs("RUN_STARTED") == ["auto-2021-03-01-2"])
    #expect(try machine.runs("RUN_MISSED").count == 1)
    #expect(await second.report().contains("测试 auto-2021-03-01 没有进行"))
    #expect(await second.status().attention == [])
  }

  @Test(
    "A clock that was hours ahead at the start made the miss: it is not shown once the run took place",
    arguments: [false, true])
  func falseMiss(isOfEarlierVersion: Bool) async throws {
    let machine = Machine()
    let ahead: Int64 = 3 * 3_600_000
    machine.centre.settingMilliseconds += ahead
    machine.clock.setWall(by: ahead)
    let runner: SwipeRunner
    if isOfEarlierVersion {
      let (journal, _) = try SettlementJournal.open(machine.disk)
      let fields = ["run": "auto-2021-03-01", "reason": "窗口期间程序没有运行，或窗口已过才配置"]
      try journal.append(JournalRecord(kind: "RUN_MISSED", at: machine.clock.now(), fields: fields))
      runner = try machine.runner(6)
    } else {
      runner = try machine.runner(6)
      _ = try await runner.runOnce()
      #expect(try machine.runs("RUN_MISSED") == ["auto-2021-03-01"])
      #expect(await runner.report().contains("没有进行"))
    }
    machine.centre.settingMilliseconds -= ahead
    machine.clock.setWall(by: -ahead)
    try await machine.step(runner, until: 7, 30)
    #expect(try machine.runs("RUN_STARTED") == ["auto-2021-03-01"])
    let status = await runner.status()
    let sheets = await runner.reportSheets().sheets.flatMap(\.rows).map { $0.joined(separator: "|") }
    let texts = [
      await runner.report(), await runner.reportPage(), sheets.joined(separator: "\n"),
      status.notes.joined(separator: "\n"),
    ]
    for text in texts { #expect(!text.contains("没有进行"), "\(text)") }
    #expect(status.attention == [])
    #expect(machine.centre.violations == [])
  }
}
