import Catalogue
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// Test money and real money are never one sum (R20, I10).
@Suite("Reports of a journal with two environments")
struct EnvironmentReportTests {
  private let clock: VirtualClock
  private let disk = MemoryDisk()
  private let test: MemoryCentre
  private let live: MemoryCentre

  init() {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    clock = VirtualClock(wall: start)
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 7_200_000)
    test = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    live = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 2)
  }

  private func run(_ environment: SwipeConfiguration.Environment, visits: Int) async throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    configuration.environment = environment
    configuration.visitsPerCard = visits
    let (journal, records) = try SettlementJournal.open(disk)
    let runner = try SwipeRunner(
      configuration: configuration, transport: environment == .test ? test : live, journal: journal, records: records,
      items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
    _ = try await runner.runNow(name: "王", reason: "演练")
    return runner
  }

  private func ours(_ centre: MemoryCentre) -> [MemoryCentre.Settled] {
    centre.settled.filter { $0.visit.hasPrefix("QZ") }
  }

  @Test("Each environment has its own totals, and each visit names environment and run, in text, page and sheets")
  func both() async throws {
    let first = try await run(.test, visits: 2)
    let alone = await first.report()
    #expect(alone.contains("\n合计：计划 2，") && !alone.contains("合计（"))
    let runner = try await run(.production, visits: 1)
    let fen = try #require(ours(live).first).fen
    #expect(ours(test).map(\.fen) == [fen, fen] && ours(live).count == 1)
    let (one, two) = (live.yuan(fen), live.yuan(2 * fen))
    let report = await runner.report()
    #expect(report.contains("环境：正式环境\n") && report.contains("流水分属测试环境、正式环境，合计分开\n"))
    #expect(!report.contains("\n合计："))
    #expect(report.contains("\n合计（测试环境）：计划 2，") && report.contains("\n合计（正式环境）：计划 1，"))
    #expect(report.contains("；结算 \(two) 元，冲正 \(two) 元，净额 0.00 元\n合计（正式环境）"))
    #expect(report.contains("；结算 \(one) 元，冲正 \(one) 元，净额 0.00 元\n首次结算"))
    let status = await runner.status()
    #expect(status.summary.hasPrefix("测试环境：计划 2，") && status.summary.contains("。正式环境：计划 1，"))
    for visit in status.visits {
      let line = report.split(separator: "\n").first { $0.hasPrefix("流水 \(visit.visit) ") }
      #expect(line?.hasSuffix("  \(visit.environment)  \(visit.run)") == true, "\(line ?? "")")
    }
    let page = await runner.reportPage()
    #expect(page.contains("<h1>刷卡测试报告（测试环境、正式环境）</h1>"))
    #expect(page.contains("<h2>合计（测试环境）</h2>") && page.contains("<h2>合计（正式环境）</h2>"))
    #expect(page.contains("<p>结算 \(two) 元，") && page.contains("<p>结算 \(one) 元，"))
    for visit in status.visits {
      #expect(page.contains("<td>\(visit.visit)</td><td>\(visit.environment)</td><td>\(visit.run)</td>"))
    }
    let sheet = await runner.reportSheets().sheets[1]
    #expect(sheet.rows.contains(["计划（测试环境）", "2"]) && sheet.rows.contains(["计划（正式环境）", "1"]))
    #expect(sheet.rows.contains(["结算金额（测试环境）", two]) && sheet.rows.contains(["结算金额（正式环境）", one]))
    #expect(!sheet.rows.contains { $0[0] == "结算金额" })
  }
}
