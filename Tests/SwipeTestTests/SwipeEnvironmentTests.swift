import Catalogue
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// The test and the production profile over one journal.
@Suite("Environments: recorded, shown, and never asked about each other's visits")
struct SwipeEnvironmentTests {
  private let clock: VirtualClock
  private let disk = MemoryDisk()
  private let centre: MemoryCentre
  private let other: MemoryCentre

  init() {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    // Ten o'clock: a run by hand.
    clock = VirtualClock(wall: start)
    let window = SwipeWindow(startMilliseconds: start - 4 * 3_600_000, endMilliseconds: start + 3_600_000)
    centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    other = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 2)
  }

  private func runner(_ environment: SwipeConfiguration.Environment, _ centre: MemoryCentre) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    configuration.environment = environment
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration, transport: centre, journal: journal, records: records, items: MemoryItems(),
      clock: clock, random: SeededRandom(state: 5))
  }

  private func steps(_ runner: SwipeRunner, _ count: Int) async throws {
    for _ in 0..<count { clock.advance(min(try await runner.runOnce(), 60_000)) }
  }

  @Test("A settlement of production is neither asked about nor reversed at the test centre, and nothing new begins")
  func otherCentreIsNotAsked() async throws {
    // The answer to the 05 is lost and 43 is down: production's settlement stands when the process ends.
    centre.faults["05"] = [0: .executedLost]
    centre.faults["43"] = [0: .downForAWhile]
    let first = try runner(.production, centre)
    clock.advance(-4 * 3_600_000)
    for _ in 0..<60 where centre.settleRequests.isEmpty { try await steps(first, 1) }
    let number = try #require(centre.settled.last?.visit)
    #expect(centre.standing(number).count == 1)

    let second = try runner(.test, other)
    for _ in 0..<20 { clock.advance(min(try await second.runOnce(), 60_000)) }
    #expect(other.named.isEmpty)
    var status = await second.status()
    #expect(status.needsAttention)
    #expect(status.visits.map(\.environment) == ["正式环境"])
    let note = try #require(status.notes.last)
    #expect(note.hasPrefix("\(number) 属于正式环境，现配置为测试环境"))
    #expect(await second.report().contains("不能向这里的中心查询或冲正"))
    await #expect(throws: SwipeError.self) { _ = try await second.runNow(name: "王", reason: "再来") }
    #expect(other.settleRequests.isEmpty)

    let third = try runner(.production, centre)
    try await steps(third, 60)
    #expect(centre.standing(number).isEmpty)
    #expect(centre.settleRequests[number] == 1)
    status = await third.status()
    #expect(status.visits.map(\.state) == ["FINISHED"] && !status.needsAttention)
    let switches = status.notes.filter { $0.hasPrefix("环境自 ") }
    #expect(switches.map { String($0.suffix(4)) } == ["正式环境", "测试环境", "正式环境"])
    #expect(centre.violations == [] && other.violations == [])
  }

  @Test("Every start records the environment; text, page and sheets show it with the run and the visit")
  func recordedAndShown() async throws {
    let runner = try runner(.test, centre)
    _ = try await runner.runNow(name: "王", reason: "演练")
    let records = try disk.durableRecords()
    #expect(records.filter { $0.kind == "RESTARTED" }.map { $0.fields["environment"] } == ["test"])
    #expect(records.filter { $0.kind == "RUN_STARTED" }.map { $0.fields["environment"] } == ["test"])
    let line = try #require(records.firstIndex { $0.kind == "RESTARTED" })
    #expect(JournalText.line(line + 1, records[line]).contains("environment=test"))
    let report = await runner.report()
    #expect(report.contains("环境：测试环境\n") && report.contains("11:00:00，测试环境\n"))
    #expect(await runner.reportPage().contains("刷卡测试报告（测试环境）"))
    let sheets = await runner.reportSheets().sheets
    #expect(sheets[0].rows.map { $0[2] } == ["测试环境"])
    // One environment all along is no switch.
    #expect(!report.contains("环境自"))
  }

  @Test("A journal that older versions wrote names no environment: its visits go on")
  func olderJournal() throws {
    let now = Instant(wallMilliseconds: 1_614_550_000_000, bootMilliseconds: 1000)
    let number = VisitNumber(wallMilliseconds: now.wallMilliseconds, random: 7)
    let plan = VisitPlan(
      number: number, card: MaskedText("123456789"), insurance: "1", insuredKind: "1", run: "hand-1", detailCount: 1,
      total: Fen(100), window: SwipeWindow(startMilliseconds: 0, endMilliseconds: 1), details: "")
    var ledger = SwipeLedger()
    _ = try ledger.apply(
      JournalRecord(kind: "RESTARTED", at: now, fields: ["rules": "43,15,absent,15,60,1800"]))
    _ = try ledger.apply(.planned(plan, rules: VisitRules(), at: now))
    let visit = try #require(ledger.visit(number))
    #expect(ledger.environment(of: visit) == nil)
    #expect(ledger.environments.isEmpty)
  }

  /// The window of the day is open, 06:00 to 07:00.
  private func openWindow() { clock.advance(-4 * 3_600_000) }

  @Test("R18: a run made under the test profile does not use up production's window; ids stay unique")
  func runOfTheOtherEnvironment() async throws {
    openWindow()
    let rehearsal = try runner(.test, other)
    for _ in 0..<200 where await rehearsal.status().notes.allSatisfy({ !$0.contains("结束") }) {
      try await steps(rehearsal, 1)
    }
    #expect(other.issued.count == 1 && centre.issued.isEmpty)
    let live = try runner(.production, centre)
    for _ in 0..<200 {
      let isOver = await live.status().notes.contains { $0.hasPrefix("auto-2021-03-01-production 结束") }
      if !isOver { try await steps(live, 1) }
    }
    let starts = try disk.durableRecords().filter { $0.kind == "RUN_STARTED" }
    #expect(starts.map { $0.fields["run"] } == ["auto-2021-03-01", "auto-2021-03-01-production"])
    #expect(starts.map { $0.fields["environment"] } == ["test", "production"])
    #expect(centre.issued.count == 1 && centre.violations == [] && other.violations == [])
    // Back again: the test profile's window had its run.
    let again = try runner(.test, other)
    try await steps(again, 5)
    #expect(other.issued.count == 1)
    #expect(await again.status().runs == ["auto-2021-03-01", "auto-2021-03-01-production"])
  }

  @Test("Switched on the day after the window: production's run was missed, and that is said; on a later day it is not")
  func missedInTheOtherEnvironment() async throws {
    openWindow()
    let rehearsal = try runner(.test, other)
    for _ in 0..<200 where await rehearsal.status().notes.allSatisfy({ !$0.contains("结束") }) {
      try await steps(rehearsal, 1)
    }
    clock.advance(3 * 3_600_000)
    let before = try disk.durableRecords().count
    let live = try runner(.production, centre)
    try await steps(live, 3)
    let missed = try disk.durableRecords().filter { $0.kind == "RUN_MISSED" }
    #expect(missed.map { $0.fields["run"] } == ["auto-2021-03-01-production"])
    #expect(missed.first?.fields["reason"] == "窗口期间配置的是测试环境")
    #expect(await live.status().attention == ["auto-2021-03-01-production 没有进行：窗口期间配置的是测试环境"])
    // The same journal, switched four days later: the window was the rehearsal's.
    let copy = MemoryDisk()
    let (journal, _) = try SettlementJournal.open(copy)
    for record in try disk.durableRecords().prefix(before) { try journal.append(record) }
    clock.advance(4 * 86_400_000)
    var configuration = Simulation.configuration(CentreProfile())
    configuration.environment = .production
    // Then with another window, too: the day was the rehearsal's all the same.
    for start in [6, 5] {
      configuration.windowStartSecond = start * 3600
      let (again, records) = try SettlementJournal.open(copy)
      let later = try SwipeRunner(
        configuration: configuration, transport: centre, journal: again, records: records, items: MemoryItems(),
        clock: clock, random: SeededRandom(state: 5))
      try await steps(later, 3)
      #expect(try copy.durableRecords().filter { $0.kind == "RUN_MISSED" }.isEmpty)
      #expect(await later.status().attention == [])
    }
  }

  @Test("A run that did not test every card is its own environment's: it is not said of the other's")
  func unfinishedInTheOtherEnvironment() async throws {
    for number in 0..<10 { other.faults["02", default: [:]][number] = .refusedAtRandom }
    let rehearsal = try runner(.test, other)
    let status = try await rehearsal.runNow(name: "王", reason: "演练")
    #expect(status.attention.contains { $0.contains("没有测完") })
    clock.advance(86_400_000)
    let live = try runner(.production, centre)
    #expect(await live.status().attention.allSatisfy { !$0.contains("没有测完") })
  }

  @Test("A missed run needs a person until the next run begins; one nobody journalled yet is shown too")
  func missedNeedsAttention() async throws {
    let runner = try runner(.test, centre)
    // 10:00: the window of the day is over and this process never ran in it.
    var status = await runner.status()
    #expect(status.needsAttention)
    #expect(status.notes == ["auto-2021-03-01 没有进行：窗口期间程序没有运行，或窗口已过才配置"])
    try await steps(runner, 3)
    #expect(try disk.durableRecords().filter { $0.kind == "RUN_MISSED" }.count == 1)
    status = await runner.status()
    #expect(status.needsAttention)
    #expect(status.notes.count == 1)
    status = try await runner.runNow(name: "王", reason: "补做")
    #expect(!status.needsAttention)
    #expect(status.notes.contains { $0.contains("没有进行") })
  }
}
