import Settlement
import SettlementJournal
import SwipeTest
import Testing

@Suite("The swipe test by simulation (settlement.md, Proof by simulation)")
struct SimulationTests {
  @Test("Without a fault: settled once, reversed, verified, cleaned")
  func plain() async throws {
    let verdict = try await Simulation.run(.init())
    #expect(verdict.violations == [])
    #expect(verdict.ledger.visits.map(\.state) == [.finished])
    #expect(verdict.ledger.visits.first?.settlements.first?.proof == .reconciled)
    let kinds = ["31", "01", "02", "04", "06", "05", "43", "99", "10", "99r"]
    for kind in kinds { #expect(verdict.centre.counts[kind] == 1, "\(kind)") }
    #expect(verdict.report.contains("已冲正 1，已核实 1"))
  }

  static let kinds = ["02", "04", "06", "05", "43", "99", "15", "10", "99r"]
  static let profiles: [CentreProfile] = [
    CentreProfile(afterReversal: .absent), CentreProfile(afterReversal: .both), CentreProfile(afterReversal: .original),
    CentreProfile(query: true, reconcile: false, afterReversal: .absent),
    CentreProfile(query: true, reconcile: false, afterReversal: .both),
    CentreProfile(query: true, reconcile: false, afterReversal: .original),
    CentreProfile(query: false, reconcile: true), CentreProfile(query: false, reconcile: false),
  ]

  @Test("Every fault on every transaction in every profile, I1–I11", arguments: profiles)
  func faults(profile: CentreProfile) async throws {
    for kind in Self.kinds {
      for fault in Fault.allCases {
        for number in 0...(kind == "43" || kind == "15" ? 1 : 0) {
          let scenario = Simulation.Scenario(faults: [(kind, number, fault)], profile: profile)
          let verdict = try await Simulation.run(scenario)
          #expect(verdict.violations == [], "\(scenario)")
        }
      }
    }
  }

  @Test("Every fault on 05 and 99 with a crash at every journal append, I1–I11", arguments: Fault.allCases)
  func crashes(fault: Fault) async throws {
    for kind in ["05", "99"] {
      let plain = try await Simulation.run(.init(faults: [(kind, 0, fault)]))
      for append in 0..<min(plain.appends, 45) {
        let points = MemoryDisk.CrashPoint.allCases
        let point = points[(append + kind.count) % points.count]
        let scenario = Simulation.Scenario(faults: [(kind, 0, fault)], crashes: [(append, point)])
        let verdict = try await Simulation.run(scenario)
        #expect(verdict.violations == [], "\(scenario)")
      }
    }
  }

  @Test("Every fault on 05 and 99 with every fault on the 43 that follows (R8, R9)", arguments: Fault.allCases)
  func pairs(fault: Fault) async throws {
    for kind in ["05", "99"] {
      for second in Fault.allCases {
        for number in 0...1 {
          let scenario = Simulation.Scenario(faults: [(kind, 0, fault), ("43", number, second)])
          let verdict = try await Simulation.run(scenario)
          #expect(verdict.violations == [], "\(scenario)")
        }
      }
    }
  }

  @Test("Random swarms by seed: several faults, two crashes, late executions, a clock that is set", arguments: 0..<8)
  func swarm(block: UInt64) async throws {
    for seed in (block * 75)..<(block * 75 + 75) {
      let scenario = Self.random(seed)
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [], "\(scenario)")
    }
  }

  static func random(_ seed: UInt64) -> Simulation.Scenario {
    var random = SeededRandom(state: seed)
    var scenario = Simulation.Scenario(seed: seed)
    scenario.profile = profiles[Int(random.next() % 3)]
    for _ in 0..<Int(random.next() % 4) {
      let kind = kinds[Int(random.next() % UInt64(kinds.count))]
      let fault = Fault.allCases[Int(random.next() % UInt64(Fault.allCases.count))]
      scenario.faults.append((kind, Int(random.next() % 3), fault))
    }
    for _ in 0..<Int(random.next() % 3) {
      let points = MemoryDisk.CrashPoint.allCases
      scenario.crashes.append((Int(random.next() % 40), points[Int(random.next() % UInt64(points.count))]))
    }
    scenario.lateMilliseconds = [20_000, 40_000, 100_000, 1_000_000, 6_000_000][Int(random.next() % 5)]
    if random.next() % 8 == 0 { scenario.clockJump = (Int(random.next() % 40), -3_600_000) }
    return scenario
  }
}
