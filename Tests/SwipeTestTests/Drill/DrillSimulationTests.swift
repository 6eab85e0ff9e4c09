import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

@Suite("Drills under faults and crashes, in memory: nothing of ours stays")
struct DrillSimulationTests {
  struct Scenario: CustomTestStringConvertible, Sendable {
    let kind: DrillKind
    let hasQuery: Bool
    var testDescription: String { "\(kind) query \(hasQuery)" }
  }

  static let scenarios = [
    Scenario(kind: .prescription, hasQuery: true), Scenario(kind: .prescription, hasQuery: false),
    Scenario(kind: .stock, hasQuery: false),
  ]

  private func prepared(_ scenario: Scenario) -> DrillRun {
    var run = DrillRun()
    if !scenario.hasQuery { run.configuration.prescription.query = nil }
    run.configuration.stock = [.count, .purchase]
    return run
  }

  /// What must hold whatever happened: I1, I3, I5, I6, I7 of settlement.md, seen from outside.
  private func violations(_ run: DrillRun, _ scenario: Scenario) throws -> [String] {
    var found = run.platform.violations
    var ledger = SwipeLedger()
    for record in try run.disk.durableRecords() { _ = try ledger.apply(record) }
    for drill in ledger.drills.drills {
      // Without a query a refused revoke of what never arrived proves nothing: a person decides, and it is shown.
      let mayWait = scenario.kind == .prescription && !scenario.hasQuery && drill.isHandedOver
      if drill.isOpen, !mayWait { found.append("open: \(drill.steps.map(\.state))") }
    }
    if ledger.drills.drills.isEmpty, !run.platform.uploads.isEmpty { found.append("an upload nobody knows of") }
    if !run.platform.standing.isEmpty { found.append("standing: \(run.platform.standing)") }
    return found
  }

  @Test("without faults: the numbers in order, all undone, and one look an hour later", arguments: scenarios)
  func course(scenario: Scenario) async throws {
    var run = prepared(scenario)
    let runner = try await run.run(scenario.kind)
    let expected =
      scenario.kind == .stock
      ? ["3501", "3503", "3507", "3507", "3507", "3507"]
      : scenario.hasQuery ? ["9211", "9212", "9213", "9212", "9212"] : ["9211", "9213", "9213"]
    #expect(run.platform.requests == expected)
    #expect(run.platform.uploads.count == (scenario.kind == .stock ? 2 : 1))
    #expect(try violations(run, scenario) == [])
    let status = await runner.status()
    #expect(status.drills.count == 1)
    #expect(status.drills[0].result == (scenario.hasQuery ? "完成，已核实" : "完成，已应答未核实"))
    #expect(!status.needsAttention)
  }

  @Test("one fault at each request", arguments: scenarios, MemoryPlatform.Fault.allCases)
  func oneFault(scenario: Scenario, fault: MemoryPlatform.Fault) async throws {
    for request in 0..<6 {
      var run = prepared(scenario)
      run.platform.faults[request] = fault
      _ = try await run.run(scenario.kind)
      let found = try violations(run, scenario)
      #expect(found == [], "\(fault) at \(request): \(run.platform.requests)")
    }
  }

  @Test("two faults together", arguments: scenarios)
  func twoFaults(scenario: Scenario) async throws {
    for first in MemoryPlatform.Fault.allCases {
      for second in MemoryPlatform.Fault.allCases {
        for places in [(0, 1), (0, 2), (1, 2)] {
          var run = prepared(scenario)
          run.platform.faults = [places.0: first, places.1: second]
          _ = try await run.run(scenario.kind)
          let found = try violations(run, scenario)
          #expect(found == [], "\(first), \(second) at \(places): \(run.platform.requests)")
        }
      }
    }
  }

  @Test("a crash at each append, and again while recovering, with and without a fault", arguments: scenarios)
  func crashes(scenario: Scenario) async throws {
    let faults: [MemoryPlatform.Fault?] = [nil, .lostAfter, .late, .refuse]
    var begun = 0
    for append in 0..<12 {
      for point in MemoryDisk.CrashPoint.allCases {
        for fault in faults {
          for second in [nil, (1, MemoryDisk.CrashPoint.lostWrite), (3, .afterSync)]
          where second == nil || fault == nil || fault == .lostAfter {
            var run = prepared(scenario)
            if let fault { run.platform.faults[append % 3] = fault }
            let crashes = [(append, point)] + (second.map { [$0] } ?? [])
            _ = try await run.run(scenario.kind, crashes: crashes)
            if !run.platform.uploads.isEmpty { begun += 1 }
            let found = try violations(run, scenario)
            #expect(found == [], "crash \(crashes), \(String(describing: fault)): \(run.platform.requests)")
          }
        }
      }
    }
    #expect(begun > 300)
  }

  @Test("what a killed process left is ended before the next drill begins; one for a person blocks it")
  func earlierFirst() async throws {
    var run = prepared(Self.scenarios[2])
    run.disk.arm(4, .afterSync)
    let first = try await run.start()
    await #expect(throws: SwipeError.self) { try await first.runNow(.stock, name: "王", reason: "一") }
    run.disk.restart()
    let second = try await run.start()
    let status = try await second.runNow(.stock, name: "王", reason: "二")
    #expect(status.drills.map(\.isOpen) == [false, false])
    #expect(run.platform.standing == [])

    var stuck = prepared(Self.scenarios[1])
    for request in 1...9 { stuck.platform.faults[request] = .refuse }
    let runner = try await stuck.start()
    let waiting = try await runner.runNow(.prescription, name: "王", reason: "一")
    #expect(waiting.needsAttention && waiting.drills[0].handedOver)
    let number = waiting.drills[0].drill
    await #expect(throws: DrillRunError.busy(number)) { try await runner.runNow(.stock, name: "王", reason: "二") }
    let sent = stuck.platform.requests.count
    try await runner.hurry(number, by: "王")
    #expect(stuck.platform.requests.count == sent + 1)
    for (second, reason) in [("王", "电话"), (" 王\u{3000}", "电话"), ("\u{3000}", "电话"), ("李", " ")] {
      await #expect(throws: DrillRunError.notResolvable(number)) {
        try await runner.close(number, by: "王", confirmedBy: second, reason: reason)
      }
    }
    try await runner.close(number, by: "王", confirmedBy: "李", reason: "电话")
    let closed = await runner.status()
    #expect(closed.drills[0].result == "由 王、李（电话） 确认关闭" && !closed.needsAttention)
    let records = try stuck.disk.durableRecords()
    #expect(records.contains { $0.kind == "DRILL_CLOSED_BY_HAND" && $0.fields["confirmed"] == "李" })
  }

  @Test("R17: production only on a configured day; another environment's drill is asked nothing")
  func environments() async throws {
    var run = prepared(Self.scenarios[0])
    run.configuration.environment = .production
    let refused = try await run.start()
    await #expect(throws: DrillRunError.notToday) { try await refused.runNow(.prescription, name: "王", reason: "一") }
    run.configuration.dates = [Simulation.date]
    run.disk.arm(6, .afterSync)
    let production = try await run.start()
    await #expect(throws: SwipeError.self) { try await production.runNow(.prescription, name: "王", reason: "一") }
    #expect(run.platform.standing.count == 1)
    let sent = run.platform.requests
    run.disk.restart()
    run.configuration.environment = .test
    let test = try await run.start()
    for _ in 0..<10 {
      run.clock.advance(60_000)
      _ = try await test.runOnce()
    }
    #expect(run.platform.requests == sent)
    let status = await test.status()
    #expect(status.needsAttention && status.drills[0].nextAction == "等待切回正式环境")
    run.configuration.environment = .production
    let back = try await run.start()
    for _ in 0..<30 { run.clock.advance(min(60_000, try await back.runOnce())) }
    #expect(run.platform.standing == [])
  }

  @Test("R17: a production drill that waited for an earlier one past midnight does not begin on the next day")
  func pastMidnight() async throws {
    var run = prepared(Self.scenarios[0])
    run.configuration.environment = .production
    run.configuration.dates = [Simulation.date]
    // Ten seconds before midnight; the earlier drill's undo has no answer and is asked about fifteen seconds later.
    run.platform.faults[2] = .lostBefore
    run.clock.advance(14 * 3_600_000 - 10_000)
    run.disk.arm(6, .afterSync)
    let first = try await run.start()
    await #expect(throws: SwipeError.self) { try await first.runNow(.prescription, name: "王", reason: "一") }
    run.disk.restart()
    let second = try await run.start()
    await #expect(throws: DrillRunError.notToday) { try await second.runNow(.prescription, name: "王", reason: "二") }
    #expect(run.platform.uploads.count == 1 && run.platform.standing == [])
    #expect(try run.disk.durableRecords().filter { $0.kind == "DRILL_PLANNED" }.count == 1)
  }

  @Test("without a query the later look is open while its undo is unanswered, and counted once")
  func lookCountedOnce() async throws {
    var run = prepared(Self.scenarios[2])
    run.configuration.stock = [.count]
    run.platform.faults[2] = .lostBefore
    let runner = try await run.start()
    _ = try await runner.runNow(.stock, name: "王", reason: "演练")
    run.clock.advance(3_600_000)
    _ = try await runner.runOnce()
    #expect(run.platform.requests == ["3501", "3507", "3507"])
    let looking = await runner.status()
    #expect(looking.summary == "演练 1 次，上传 1 笔，已撤销 0，其中已核实 0，被拒 0，没有发生 0，人工关闭 0，未决 1")
    #expect(looking.drills[0].steps[0].stateTitle == "撤销未确认" && looking.drills[0].result == "进行中")
    for _ in 0..<5 { run.clock.advance(min(60_000, try await runner.runOnce())) }
    let ended = await runner.status()
    #expect(ended.summary == "演练 1 次，上传 1 笔，已撤销 1，其中已核实 0，被拒 0，没有发生 0，人工关闭 0，未决 0")
    #expect(run.platform.requests.count == 4)
  }

  @Test("a wrong revoked_status hands over with the platform's status, instead of revoking every five seconds")
  func wrongRevokedStatus() async throws {
    var run = prepared(Self.scenarios[0])
    run.configuration.revokedStatuses = ["9"]
    let runner = try await run.start()
    let status = try await runner.runNow(.prescription, name: "王", reason: "演练")
    #expect(status.needsAttention && status.drills[0].handedOver)
    #expect(status.drills[0].handOver.first == "原因：撤销已应答，中心状态 3，请核对 revoked_status")
    #expect(status.drills[0].alarms == ["电子处方：撤销已应答，中心仍有，再次撤销"])
    #expect(status.drills[0].steps[0].undosSent == 3 && run.platform.standing == [])
    run.configuration.revokedStatuses = ["3"]
    let mended = try await run.start()
    for _ in 0..<30 { run.clock.advance(min(60_000, try await mended.runOnce())) }
    #expect(await !mended.status().needsAttention)
  }

  @Test("no person in what people read; in the bytes to the platform and in the journal they are")
  func masks() async throws {
    var run = prepared(Self.scenarios[0])
    run.platform.faults[2] = .lostAfter
    let runner = try await run.run(.prescription)
    let report = await runner.report()
    let records = try run.disk.durableRecords()
    let journal = records.enumerated().map { JournalText.line($0.offset + 1, $0.element) }.joined(separator: "\n")
    let all = [report.text, report.page, "\(report.sheets)", "\(await runner.status())", journal]
    for secret in ["50000000000000001234", "测试甲", "500000198503121011", "演练医师", "500000197001011010"] {
      #expect(run.platform.received.contains(secret))
      for text in all { #expect(!text.contains(secret), "\(secret)") }
    }
    #expect(journal.contains("DRILL_UNDO_RESULT"))
  }

  @Test("of an answer, which may name the patient, the journal keeps length and digest")
  func noAnswersInTheJournal() async throws {
    var run = prepared(Self.scenarios[0])
    _ = try await run.run(.prescription)
    let results = try run.disk.durableRecords().filter { $0.kind.hasSuffix("_RESULT") }
    #expect(results.count == 5)
    #expect(results.allSatisfy { $0.fields["raw"] == nil && $0.fields["raw-digest"]?.isEmpty == false })
  }

  @Test("R20: a copy of the journal with the plan but without the upload's intent: the upload is found and undone")
  func olderJournal() async throws {
    var reached = 0
    for copied in 0..<6 {
      var run = prepared(Self.scenarios[0])
      run.disk.restoreLater(copiedAfter: copied)
      run.disk.arm(6, .afterSync)
      let first = try await run.start()
      await #expect(throws: SwipeError.self) { try await first.runNow(.prescription, name: "王", reason: "一") }
      #expect(run.platform.standing.count == 1)
      run.disk.restart()
      let kinds = try run.disk.durableRecords().map(\.kind)
      guard kinds.contains("DRILL_PLANNED"), !kinds.contains("DRILL_UPLOAD_INTENT") else { continue }
      reached += 1
      run.clock.advance(3_000)
      let second = try await run.start()
      for _ in 0..<30 { run.clock.advance(min(60_000, try await second.runOnce())) }
      #expect(run.platform.standing == [])
    }
    #expect(reached > 0)
  }

  @Test("the person's area is the plan's, whatever the file says after a restart")
  func plannedArea() async throws {
    var run = prepared(Self.scenarios[0])
    run.disk.arm(6, .afterSync)
    let first = try await run.start()
    await #expect(throws: SwipeError.self) { try await first.runNow(.prescription, name: "王", reason: "一") }
    run.disk.restart()
    run.configuration.persons?.patient.area = "987654"
    let second = try await run.start()
    for _ in 0..<30 { run.clock.advance(min(60_000, try await second.runOnce())) }
    #expect(run.platform.requests.count >= 3)
    #expect(!run.platform.received.contains("987654"))
    #expect(run.platform.standing == [])
  }

  @Test("QZ-D109: a drill one of whose numbers has no address does not begin", arguments: ["9211", "9212", "9213"])
  func addresses(number: String) async throws {
    var run = prepared(Self.scenarios[0])
    run.platform.unaddressed = [number]
    let runner = try await run.start()
    do {
      _ = try await runner.runNow(.prescription, name: "王", reason: "一")
      Issue.record("begun")
    } catch let error as DrillRunError {
      #expect(error.description.contains("QZ-D109 交易 \(number) 没有"))
      #expect(error.description.contains("[centre] addressing"))
    }
    #expect(run.platform.requests == [])
    // Stock needs none of them.
    let gates = try await runner.gates(.stock)
    let closed = gates.filter { !$0.passed }.map(\.name)
    #expect(closed == [])
  }

  @Test("R20: a journal that does not continue the head kept elsewhere begins no drill")
  func headGate() async throws {
    var run = prepared(Self.scenarios[2])
    let runner = try await run.start()
    let before = try await runner.gates(.stock)
    #expect(before.filter { !$0.passed }.isEmpty)
    try await run.head.store(JournalHead(length: 50_000, hash: "00"))
    let gates = try await runner.gates(.stock)
    #expect(gates.filter { !$0.passed }.map(\.name) == ["日志连续"])
    await #expect(throws: DrillRunError.self) { try await runner.runNow(.stock, name: "王", reason: "一") }
    #expect(run.platform.uploads.isEmpty && run.platform.standing.isEmpty)
  }

  @Test("an undo that did nothing is sent again")
  func undoThatDidNothing() async throws {
    var run = prepared(Self.scenarios[0])
    // The revoke is answered as refused and not executed; the query says that it stands.
    run.platform.faults[2] = .refuse
    _ = try await run.run(.prescription)
    #expect(run.platform.requests == ["9211", "9212", "9213", "9212", "9213", "9212", "9212"])
    #expect(run.platform.standing == [])
  }
}
