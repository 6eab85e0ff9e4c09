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

  @Test("without faults: the numbers in order, all undone", arguments: scenarios)
  func course(scenario: Scenario) async throws {
    var run = prepared(scenario)
    let runner = try await run.run(scenario.kind)
    let expected =
      scenario.kind == .stock
      ? ["3501", "3503", "3507", "3507"] : scenario.hasQuery ? ["9211", "9212", "9213", "9212"] : ["9211", "9213"]
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
    let faults: [MemoryPlatform.Fault?] = [nil, .lostAfter, .lostBefore, .late, .refuse]
    var begun = 0
    for append in 0..<14 {
      for point in MemoryDisk.CrashPoint.allCases {
        for fault in faults {
          for second in [nil, (1, MemoryDisk.CrashPoint.lostWrite), (3, .afterSync)] {
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

  @Test("an undo that did nothing is sent again")
  func undoThatDidNothing() async throws {
    var run = prepared(Self.scenarios[0])
    // The revoke is answered as refused and not executed; the query says that it stands.
    run.platform.faults[2] = .refuse
    _ = try await run.run(.prescription)
    #expect(run.platform.requests == ["9211", "9212", "9213", "9212", "9213", "9212"])
    #expect(run.platform.standing == [])
  }
}
