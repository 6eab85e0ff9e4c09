import Catalogue
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// When and whether an 05 was sent is said of those that this journal sent (R20).
@Suite("Reports: 结算发出 of visits whose 05 the journal does not have")
struct SettleSentTests {
  @Test("A visit that only 15 names was not sent by this journal, and when is not known")
  func adopted() async throws {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    let clock = VirtualClock(wall: start)
    let disk = MemoryDisk()
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 7_200_000)
    let centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    func runner(_ disk: MemoryDisk, seed: UInt64) throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(CentreProfile()), transport: centre, journal: journal, records: records,
        items: MemoryItems(), clock: clock, random: SeededRandom(state: seed))
    }
    let first = try runner(disk, seed: 5)
    _ = try await first.runNow(name: "王", reason: "演练")
    let sent = await first.report()
    #expect(sent.contains("已发送 1，已结算 1，") && sent.contains("\n首次结算 "))
    clock.advance(600_000)
    // Its journal is lost with its disk.
    let second = try runner(MemoryDisk(), seed: 6)
    _ = try await second.gates()
    let report = await second.report()
    #expect(report.contains("计划 1，已发送 0，已结算 1，"))
    #expect(!report.contains("首次结算"))
    let page = await second.reportPage()
    #expect(page.contains("首次结算 -，末次结算 -") && page.contains("<td>未知</td>"))
    let sheets = await second.reportSheets().sheets
    let column = try #require(sheets[0].columns.firstIndex(of: "结算发出"))
    #expect(sheets[0].rows.map { $0[column] } == ["未知"])
    #expect(sheets[1].rows.contains(["首次结算", ""]))
  }
}
