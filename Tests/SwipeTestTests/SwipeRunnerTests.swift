import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

@Suite("The runner by hand: gates, window, status, journal text")
struct SwipeRunnerTests {
  private struct NoRelease: SwipeItemSource {
    func newestRelease() async throws -> Int64? { nil }
    func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] { [] }
    func item(serial: String) async throws -> SwipeItem? { nil }
  }

  private struct StoredHead: JournalHeadStore {
    func storedHead() async throws -> JournalHead? { JournalHead(length: 500, hash: "00") }
    func store(_ head: JournalHead) async throws {}
  }

  private func machine(_ hour: Int64) -> (VirtualClock, MemoryDisk, MemoryCentre) {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + hour * 3_600_000
    let clock = VirtualClock(wall: start)
    let disk = MemoryDisk()
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
    return (clock, disk, MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1))
  }

  private func runner(
    _ machine: (clock: VirtualClock, disk: MemoryDisk, centre: MemoryCentre),
    items: any SwipeItemSource = MemoryItems(),
    head: (any JournalHeadStore)? = nil, change: (inout SwipeConfiguration) -> Void = { _ in }
  ) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    change(&configuration)
    let (journal, records) = try SettlementJournal.open(machine.disk)
    return try SwipeRunner(
      configuration: configuration, transport: machine.centre, journal: journal, records: records, items: items,
      headStore: head, clock: machine.clock, random: SeededRandom(state: 5))
  }

  @Test("R17: --now journals a window of 60 min with a name and a reason, and ends when all is closed")
  func byHand() async throws {
    let machine = machine(10)
    let runner = try runner(machine)
    let status = try await runner.runNow(name: "王", reason: "演练")
    #expect(status.visits.map(\.state) == ["FINISHED"])
    #expect(machine.2.standing(status.visits[0].visit).isEmpty)
    #expect(machine.2.violations == [])
    let run = try #require(try machine.1.durableRecords().first { $0.kind == "RUN_STARTED" })
    #expect(run.fields["by"] == "王")
    #expect(run.fields["reason"] == "演练")
    let report = await runner.report()
    #expect(report.contains("由 王 手工开始（演练）"))
    #expect(report.contains(status.head.hash))
  }

  @Test("R17: in production --now is refused unless today is the configured date; a name and a reason are needed")
  func production() async throws {
    let runner = try runner(machine(10)) {
      $0.environment = .production
      $0.dates = [Simulation.date.adding(days: 1)]
    }
    await #expect(throws: SwipeError.notToday) { _ = try await runner.runNow(name: "王", reason: "x") }
    await #expect(throws: SwipeError.nameless) { _ = try await runner.runNow(name: "", reason: "x") }
  }

  @Test("R18: nothing published, an older journal, no cards: each gate says why, and no visit starts")
  func gates() async throws {
    let machine = machine(6)
    let runner = try runner(machine, items: NoRelease(), head: StoredHead()) { $0.cards = [] }
    let gates = try await runner.gates()
    #expect(Set(gates.filter { !$0.passed }.map(\.name)) == ["目录版本", "日志连续", "测试项目", "测试卡", "查询交易"])
    await #expect(throws: SwipeError.self) { _ = try await runner.runNow(name: "王", reason: "x") }
    #expect(machine.2.settleRequests.isEmpty)
  }

  @Test("R18: a visit of our pattern that only the centre knows is opened and reversed first")
  func adopted() async throws {
    let machine = machine(6)
    let number = "QZ210301055900ABCD"
    machine.2.visits[number] = .init(registration: "R5", card: "123456789")
    machine.2.settled.append(
      .init(serial: "S77", visit: number, card: "123456789", fen: 500, wall: machine.0.now().wallMilliseconds))
    let runner = try runner(machine)
    for _ in 0..<200 { machine.0.advance(min(try await runner.runOnce(), 600_000)) }
    #expect(machine.2.standing(number).isEmpty)
    let states = await runner.status().visits
    #expect(states.first?.visit == number)
    #expect(states.first?.state == "LEFT_OVER")
    #expect(states.count == 2)
  }

  @Test("R18: an adopted visit is asked about on the day its rows say, not only today")
  func adoptedDate() async throws {
    let machine = machine(6)
    let number = "QZ210228055900ABCD"
    machine.2.visits[number] = .init(registration: "R5", card: "123456789")
    machine.2.settled.append(
      .init(
        serial: "S77", visit: number, card: "123456789", fen: 500,
        wall: machine.0.now().wallMilliseconds - 20 * 3_600_000))
    let runner = try runner(machine)
    for _ in 0..<20 { machine.0.advance(min(try await runner.runOnce(), 600_000)) }
    #expect(machine.2.standing(number).isEmpty)
    let asked = try machine.1.durableRecords().filter { $0.visit?.text == number && $0.kind == "RECONCILE_INTENT" }
    #expect(asked.first?.fields["argument"] == "2021-02-28/2021-03-01")
  }

  @Test("R17, R19: a run by hand returns when its visit is handed over, and the visit says what to do")
  func handedOver() async throws {
    let machine = machine(10)
    machine.2.profile = CentreProfile(query: false, reconcile: false)
    machine.2.faults["05"] = [0: .executedLost]
    let runner = try runner(machine) {
      $0.profile = CentreProfile(query: false, reconcile: false)
      $0.phone = "023-12345678"
    }
    let status = try await runner.runNow(name: "王", reason: "演练")
    let visit = try #require(status.visits.first)
    #expect(visit.handedOver && visit.isOpen && status.needsAttention)
    let lines = visit.handOver.joined(separator: "\n")
    for text in ["023-12345678", "****6789", visit.visit, "没有得到结算流水号", "7.40"] {
      #expect(lines.contains(text), "\(text)")
    }
    #expect(!lines.contains("123456789"))
    // The unified interface's ids are ours alone: nobody at the centre can look one up.
    #expect(!lines.contains("结算报文ID"))
    // R19: two different persons, and a reason.
    for (first, second, reason) in [
      ("王", "王", "x"), ("王", "王 ", "x"), ("王", "\u{3000}王", "x"), ("王", "\u{3000}", "x"), (" ", "李", "x"),
      ("王", "李", "\u{3000}"),
    ] {
      await #expect(throws: SwipeError.notResolvable(visit.visit)) {
        try await runner.resolve(visit: visit.visit, by: first, confirmedBy: second, reason: reason)
      }
    }
    await #expect(throws: SwipeError.nameless) {
      try await runner.handle(visit: visit.visit, .queryRequested(by: "\u{3000}"))
    }
    try await runner.handle(visit: visit.visit, .evidenceAttached(by: "王", text: "中心电话确认无结算"))
    try await runner.resolve(visit: visit.visit, by: "王", confirmedBy: "李", reason: "中心电话确认")
    #expect(await runner.status().visits[0].handedOver)
    #expect(await runner.report().contains("王、李：中心电话确认"))
    await #expect(throws: SwipeError.self) {
      try await runner.handle(visit: visit.visit, .queryRequested(by: "王"))
    }
  }

  @Test("R15: after three settlements in a row without a parsable answer no new visit starts; two do not stop it")
  func brake() async throws {
    for (lost, visits) in [(3, 3), (2, 4)] {
      let machine = machine(6)
      for number in 0..<lost { machine.2.faults["05", default: [:]][number] = .executedLost }
      let runner = try runner(machine) { $0.visitsPerCard = 4 }
      for _ in 0..<1500 where machine.0.now().wallMilliseconds < machine.2.window.endMilliseconds {
        machine.0.advance(min(try await runner.runOnce(), 60_000))
      }
      #expect(machine.2.settleRequests.count == visits, "\(lost) lost")
      let notes = await runner.status().notes.joined()
      #expect(notes.contains("连续 3 笔结算没有可读的应答") == (lost == 3))
    }
  }

  @Test("R9, R18: a run's start asks 15 once, however many visits are closed")
  func oneQuestion() async throws {
    let machine = machine(10)
    let runner = try runner(machine) { $0.visitsPerCard = 3 }
    _ = try await runner.runNow(name: "王", reason: "一")
    let before = try machine.1.durableRecords().filter { $0.kind == "RECONCILE_INTENT" }.count
    _ = try await runner.gates()
    let after = try machine.1.durableRecords().filter { $0.kind == "RECONCILE_INTENT" }.count
    #expect(after == before + 1)
  }

  @Test("A later run reopens a closed visit that the centre shows settled after all, and reverses it")
  func laterRunReopens() async throws {
    let machine = machine(10)
    machine.2.faults["05"] = [0: .lostBefore]
    let runner = try runner(machine)
    _ = try await runner.runNow(name: "王", reason: "一")
    let number = try #require(await runner.status().visits.first?.visit)
    #expect(await runner.status().visits.first?.settled == "")
    machine.0.advance(700_000)
    machine.2.settled.append(
      .init(serial: "S78", visit: number, card: "123456789", fen: 740, wall: machine.0.now().wallMilliseconds))
    machine.2.issued["S78"] = number
    #expect(machine.2.standing(number).count == 1)
    let gates = try await runner.gates()
    #expect(gates.contains { $0.name == "对账交易" && !$0.passed && $0.reason.contains(number) })
    for _ in 0..<50 { machine.0.advance(min(try await runner.runOnce(), 60_000)) }
    #expect(machine.2.standing(number).isEmpty)
    #expect(machine.2.settleRequests[number] == 1)
  }

  @Test("R11, I3: a reversal sent again keeps its bytes and its message id; the centre's words are kept raw")
  func messages() async throws {
    let machine = machine(10)
    machine.2.faults["99"] = [0: .lostBefore, 1: .status502]
    let runner = try runner(machine)
    _ = try await runner.runNow(name: "王", reason: "演练")
    let records = try machine.1.durableRecords()
    let sent = records.filter { $0.kind == "REVERSE_INTENT" }
    #expect(sent.count >= 2)
    #expect(Set(sent.map { $0.fields["message"] }).count == 1)
    #expect(Set(sent.map { $0.fields["request"] }).count == 1)
    let settled = try #require(records.first { $0.kind == "SETTLE_RESULT" })
    #expect(settled.fields["raw"]?.hasPrefix("1|\(settled.fields["serial"] ?? "-")|") == true)
    #expect(settled.fields["raw-digest"] == JournalDigest.hex(Array((settled.fields["raw"] ?? "").utf8)))
    // What a person reads of the journal never has it.
    for (index, record) in records.enumerated() { #expect(!JournalText.line(index + 1, record).contains("raw")) }
  }

  @Test("R20: the page has sums, serials, head hash and signature lines; texts from outside are escaped")
  func page() async throws {
    let machine = machine(10)
    let runner = try runner(machine) { $0.institutionName = "示例<医院>&\"" }
    let status = try await runner.runNow(name: "<王>", reason: "演练")
    let page = await runner.reportPage()
    let row = try #require(machine.2.settled.first { $0.visit == status.visits[0].visit })
    // 1.2345 × 1, 2 and 3, each rounded half up: 1.23 + 2.47 + 3.70.
    #expect(row.fen == 740)
    for text in [
      "示例&lt;医院&gt;&amp;&quot;", "&lt;王&gt;（演练）", "<td>\(row.serial)</td><td>7.40</td>", "对账：已平", status.head.hash,
      "结算 7.40 元，冲正 7.40 元，净额 0.00 元", "经办人：", "复核人：", "****6789", "测试环境",
    ] { #expect(page.contains(text), "\(text)") }
    #expect(!page.contains("123456789") && !page.contains("<王>"))
  }

  @Test("R20: a cancelled visit is counted as cancelled in the status line, on the page and in the workbook")
  func cancelledInEveryReport() async throws {
    let machine = machine(10)
    machine.2.faults["04"] = Dictionary(uniqueKeysWithValues: (0..<5).map { ($0, .lostBefore) })
    let runner = try runner(machine)
    let status = try await runner.runNow(name: "王", reason: "演练")
    #expect(status.summary.hasPrefix("计划 1，已发送 0，已结算 0，取消 1，未发生 0，"))
    #expect(await runner.reportPage().contains("<td>1</td><td>0</td><td>0</td><td>1</td><td>0</td>"))
    let totals = try #require(await runner.reportSheets().sheets.first { $0.name == "合计" })
    #expect(totals.rows.contains(["取消", "1"]) && totals.rows.contains(["已发送", "0"]))
  }

  @Test("A window that went by without a run says so and why, once")
  func missed() async throws {
    let machine = machine(6)
    let runner = try runner(machine, items: NoRelease())
    while machine.0.now().wallMilliseconds < machine.2.window.endMilliseconds + 600_000 {
      machine.0.advance(min(try await runner.runOnce(), 600_000))
    }
    let status = await runner.status()
    #expect(status.notes.count == 1)
    #expect(status.notes.first?.contains("auto-2021-03-01 没有进行：目录版本：还没有发布任何目录") == true)
    #expect(try machine.1.durableRecords().filter { $0.kind == "RUN_MISSED" }.count == 1)
  }

  @Test("R16: the last start is shown: 06:55:52 with the defaults; a window shorter than the reserve is refused")
  func lastStart() async throws {
    let machine = machine(5)
    let gates = try await runner(machine).gates()
    #expect(gates.contains { $0.name == "窗口" && $0.passed && $0.reason.contains("06:55:52") })
    #expect(await (try runner(machine).status()).lastSettle == "06:55:52")
    for (seconds, passes) in [(248, false), (249, true)] {
      let gates = try await runner(machine) { $0.windowEndSecond = $0.windowStartSecond + seconds }.gates()
      #expect(gates.first { $0.name == "窗口" }?.passed == passes, "\(seconds)")
    }
  }

  @Test("I9: journal lines show no card, request or name")
  func masked() async throws {
    let machine = machine(10)
    _ = try await runner(machine).runNow(name: "王", reason: "演练")
    for (index, record) in try machine.1.durableRecords().enumerated() {
      let line = JournalText.line(index + 1, record)
      #expect(!line.contains("123456789"))
      #expect(!line.contains("张测试"))
    }
  }
}
