import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// R18, R20: what 15 or 3202 named and the journal does not know is said until a later answer does not name it any more.
@Suite("A settlement of ours that the journal does not know")
struct UnexplainedSettlementsTests {
  /// 2021-03-01 from 10:00 on, outside the window.
  private typealias Day = ClosedByHandRunnerTests.Machine

  private static func reports(_ runner: SwipeRunner) async -> [String] {
    let sheets = await runner.reportSheets().sheets.flatMap(\.rows).map { $0.joined(separator: " ") }
    return [await runner.report(), await runner.reportPage(), sheets.joined(separator: "\n")]
  }

  @Test("R18, R20: named by 3202 and unknown to a new journal: not even, after a restart and ten days later too")
  func newJournal() async throws {
    let day = Day(.national())
    day.centre.platform?.visits["R77"] = "QZ210301063000ABCD"
    day.centre.platform?.messages["S77"] = "H50010500001202103010630009005"
    day.centre.settled.append(
      .init(
        serial: "S77", visit: "QZ210301063000ABCD", card: "123456789", fen: 500,
        wall: day.clock.now().wallMilliseconds))
    var runner = try day.runner()
    let line = "对账：中心有日志里没有的结算：结算ID S77，未平"
    for isLater in [false, true] {
      let gate = try #require(try await runner.gates().first { $0.name == "对账交易" })
      #expect(!gate.passed && gate.reason.contains("结算ID S77"), "\(gate.reason)")
      let records = try day.disk.durableRecords().count { $0.kind == "UNEXPLAINED_RESULT" }
      #expect(records == 1)
      runner = try day.runner()
      for report in await Self.reports(runner) { #expect(report.contains(line) && !report.contains("已平"), "\(report)") }
      let status = await runner.status()
      #expect(status.attention.count == 1 && status.attention[0].hasPrefix(line) && status.needsAttention)
      if !isLater { day.clock.advance(10 * 86_400_000) }
    }
    // An answer that does not come clears nothing.
    day.centre.downUntil["15"] = .max
    _ = try await runner.gates()
    #expect(await runner.status().attention.count == 1)
    day.centre.downUntil["15"] = nil
    let index = try #require(day.centre.settled.indices.last)
    day.centre.settled[index].refundSerial = "F77"
    day.centre.settled[index].refundWall = day.clock.now().wallMilliseconds
    day.centre.platform?.messages["F77"] = "H50010500001202103111000009006"
    day.clock.advance(600_000)
    let gate = try #require(try await runner.gates().first { $0.name == "对账交易" })
    #expect(gate.passed, "\(gate.reason)")
    #expect(await runner.status().attention == [])
    #expect(await runner.reconciledDays().from == "2021-03-10")
    for report in await Self.reports(runner) { #expect(report.contains("对账：没有流水，未对账") && !report.contains("已平")) }
  }

  @Test("R18: rows of a known visit that cannot be read: whether it is even is not known, until they can be")
  func unreadableRows() async throws {
    let day = Day(.national())
    var runner = try day.runner()
    _ = try await runner.runNow(name: "王", reason: "演练")
    for _ in 0..<600 where await runner.status().visits.contains(where: \.isOpen) {
      day.clock.advance(min(try await runner.runOnce(), 60_000))
    }
    let number = try #require(await runner.status().visits.first).visit
    #expect(await runner.report().contains("对账：已平"))
    let cards = day.centre.settled.map(\.card)
    for index in day.centre.settled.indices { day.centre.settled[index].card = "999999999" }
    _ = try await runner.gates()
    runner = try day.runner()
    let line = "对账：中心有读不懂的行，这些流水平否未知：\(number)"
    for report in await Self.reports(runner) { #expect(report.contains(line) && !report.contains("已平"), "\(report)") }
    #expect(await runner.status().attention.map { $0.hasPrefix(line) } == [true])
    for index in day.centre.settled.indices { day.centre.settled[index].card = cards[index] }
    _ = try await runner.gates()
    #expect(await runner.status().attention == [])
    #expect(await runner.report().contains("对账：已平"))
  }

  @Test("R18: asked about at another centre, it stays named, with its environment")
  func otherCentre() async throws {
    let day = Day(CentreProfile())
    let runner = try day.runner()
    let elsewhere = UnexplainedSettlements(
      environment: "production", interface: "national", unknown: ["结算ID S1", "结算\nID、S2"], unreadable: [],
      from: "2021-02-28", at: day.clock.now())
    try await runner.record(elsewhere.record)
    _ = try await runner.gates()
    let line = "对账：正式环境（national）的中心有日志里没有的结算：结算ID S1、结算IDS2，未平"
    #expect(await runner.report().contains(line))
    #expect(await runner.status().attention.map { $0.hasPrefix(line) } == [true])
    #expect(await runner.reconciledDays().from == "2021-02-28")
  }

  @Test("R20: without a visit nothing was reconciled, over either interface")
  func noVisit() async throws {
    for profile in [CentreProfile(), .national()] {
      let runner = try Day(profile).runner()
      for report in await Self.reports(runner) {
        #expect(report.contains("对账：没有流水，未对账") && !report.contains("已平"), "\(report)")
      }
      #expect(await runner.status().attention == [])
    }
  }
}
