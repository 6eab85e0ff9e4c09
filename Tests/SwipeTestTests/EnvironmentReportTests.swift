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
    let runner = try started(environment, visits: visits)
    _ = try await runner.runNow(name: "王", reason: "演练")
    return runner
  }

  /// A process that was configured so and has done nothing yet.
  private func started(_ environment: SwipeConfiguration.Environment, visits: Int = 1) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    configuration.environment = environment
    configuration.visitsPerCard = visits
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration, transport: environment == .test ? test : live, journal: journal, records: records,
      items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
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

  @Test("Visits of one environment are never reported under the other's name, before the other has any")
  func switchedBefore() async throws {
    _ = try await run(.test, visits: 2)
    let fen = try #require(ours(test).first).fen
    let two = live.yuan(2 * fen)
    let runner = try started(.production)
    let report = await runner.report()
    #expect(report.contains("环境：正式环境\n流水都属测试环境，合计分开\n"))
    #expect(!report.contains("\n合计："))
    #expect(report.contains("\n合计（测试环境）：计划 2，") && report.contains("\n合计（正式环境）：计划 0，"))
    #expect(report.contains("；结算 \(two) 元，冲正 \(two) 元，净额 0.00 元\n合计（正式环境）"))
    #expect(report.contains("；结算 0.00 元，冲正 0.00 元，净额 0.00 元\n"))
    let status = await runner.status()
    #expect(status.summary.hasPrefix("测试环境：计划 2，") && status.summary.contains("。正式环境：计划 0，"))
    #expect(status.visits.count == 2)
    for visit in status.visits {
      let line = report.split(separator: "\n").first { $0.hasPrefix("流水 \(visit.visit) ") }
      #expect(line?.hasSuffix("  测试环境  \(visit.run)") == true, "\(line ?? "")")
    }
    let page = await runner.reportPage()
    #expect(page.contains("<h1>刷卡测试报告（测试环境、正式环境）</h1>") && !page.contains("<h2>合计</h2>"))
    #expect(page.contains("<h2>合计（测试环境）</h2>") && page.contains("<h2>合计（正式环境）</h2>"))
    let sheet = await runner.reportSheets().sheets[1]
    #expect(sheet.rows.contains(["结算金额（测试环境）", two]) && sheet.rows.contains(["结算金额（正式环境）", "0.00"]))
    #expect(!sheet.rows.contains { ["计划", "结算金额", "净额"].contains($0[0]) })
    // Back in its own environment nothing has to be told apart.
    let back = await (try started(.test)).report()
    #expect(back.contains("环境：测试环境\n") && back.contains("\n合计：计划 2，") && !back.contains("合计分开"))
  }

  @Test("Drills of one environment are never counted under the other's name")
  func drills() async throws {
    var run = DrillRun()
    let own = try await run.start()
    let first = try await own.runNow(.stock, name: "王", reason: "演练")
    #expect(first.summary.hasPrefix("演练 1 次，上传 1 笔，已撤销 1，"))
    run.configuration.environment = .production
    let runner = try await run.start()
    let none = "上传 0 笔，已撤销 0，其中已核实 0，被拒 0，没有发生 0，人工关闭 0，未决 0"
    let one = "上传 1 笔，已撤销 1，其中已核实 0，被拒 0，没有发生 0，人工关闭 0，未决 0"
    let summary = "测试环境：演练 1 次，\(one)。正式环境：演练 0 次，\(none)"
    let status = await runner.status()
    #expect(status.summary == summary)
    let report = await runner.report()
    #expect(report.text.contains("环境：正式环境\n") && report.text.contains("\n\(summary)\n"))
    #expect(report.page.contains("<h1>演练报告（测试环境、正式环境）</h1>") && report.page.contains("<p>\(summary)</p>"))
    #expect(report.sheets.sheets[1].rows.contains(["合计", summary]))
    run.configuration.dates = [Simulation.date]
    let live = try await run.start()
    let both = try await live.runNow(.stock, name: "王", reason: "演练")
    #expect(both.summary == "测试环境：演练 1 次，\(one)。正式环境：演练 1 次，\(one)")
  }
}
