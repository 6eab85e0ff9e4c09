import Settlement
import SwipeTest
import Testing

@testable import SwipeSimulation

/// Another visit's `1` as the answer to our 99, at a centre that refuses every reversal (R4, R13).
@Suite("Another visit's reversal as the answer to ours")
struct UnprovableTests {
  private typealias Scenario = Simulation.Scenario
  private static let blind = CentreProfile(query: false, reconcile: false)

  private func scenario(_ fault: Fault, number: Int = 0, visits: Int = 1, profile: CentreProfile = blind) -> Scenario {
    Scenario(
      faults: [("99", number, fault)], profile: profile, mishap: (0, .impossible), visitsPerCard: visits)
  }

  @Test("Other amounts close nothing: the visit stays open for a person", arguments: 0..<3)
  func otherAmounts(number: Int) async throws {
    let verdict = try await Simulation.run(scenario(.otherVisit, number: number))
    #expect(verdict.violations == [])
    let visit = try #require(verdict.ledger.visits.first)
    #expect(visit.handedOver)
    #expect(visit.isUndecided)
    #expect(!verdict.centre.standing(visit.plan.number.text).isEmpty)
    #expect(!verdict.report.contains("已应答未核实"))
  }

  @Test("With our amounts and a stranger's serial nothing tells: it closes, shown as 已应答未核实")
  func alike() async throws {
    for profile in [Self.blind, CentreProfile(query: true, reconcile: false, afterReversal: .original)] {
      let verdict = try await Simulation.run(scenario(.otherVisitAlike, profile: profile))
      #expect(verdict.violations == [])
      let visit = try #require(verdict.ledger.visits.first)
      #expect(visit.end == .closedReversed)
      #expect(visit.settlements.map(\.proof) == [.answeredOnly])
      #expect(!verdict.centre.standing(visit.plan.number.text).isEmpty)
      let title = try #require(verdict.status?.visits.first?.stateTitle)
      #expect(title.hasSuffix("（已应答未核实）"))
    }
  }

  @Test("An earlier test visit's serial is known: its answer is none of ours (R4)")
  func earlierVisit() async throws {
    // The first visit is reversed; the centre refuses every reversal from then on.
    var scenario = scenario(.otherVisitAlike, number: 1, visits: 2)
    scenario.mishap = (26, .impossible)
    var isMet = false
    for append in stride(from: 20, to: 60, by: 3) {
      scenario.mishap = (append, .impossible)
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [], "\(append)")
      guard verdict.ledger.visits.count == 2, verdict.ledger.visits[1].handedOver else { continue }
      isMet = true
      #expect(verdict.ledger.visits[0].end == .closedReversed)
      #expect(verdict.ledger.visits[1].isUndecided)
      #expect(verdict.centre.alike.isEmpty)
    }
    #expect(isMet)
  }

  @Test("The oracle excuses this and nothing beside it")
  func neighbours() async throws {
    let scenario = scenario(.otherVisitAlike)
    let verdict = try await Simulation.run(scenario)
    let number = try #require(verdict.ledger.visits.first).plan.number.text
    let oracle = Oracle(scenario: scenario, centre: verdict.centre, isRestored: false)
    #expect(oracle.unprovable(verdict.ledger, verdict.report, verdict.status) == [number])

    // Not shown, in the report or in the status.
    let silent = verdict.report.replacing("已应答未核实", with: "对账已核实")
    #expect(oracle.unprovable(verdict.ledger, silent, verdict.status) == [])
    #expect(oracle.unprovable(verdict.ledger, verdict.report, nil) == [])
    // Another word is configured.
    for profile in [
      CentreProfile(query: false, reconcile: true),
      CentreProfile(query: true, reconcile: false, afterReversal: .absent),
      CentreProfile(query: true, reconcile: false, afterReversal: .both), .national(reconcile: false),
    ] {
      var other = scenario
      other.profile = profile
      let strict = Oracle(scenario: other, centre: verdict.centre, isRestored: false)
      #expect(strict.unprovable(verdict.ledger, verdict.report, verdict.status) == [], "\(profile)")
    }
    // The amounts differ by a fen; or no such answer was delivered to this visit.
    let amounts = try #require(verdict.centre.alike[number])
    verdict.centre.alike = [number: Set(amounts.map { $0 + 1 })]
    #expect(oracle.unprovable(verdict.ledger, verdict.report, verdict.status) == [])
    verdict.centre.alike = ["QZ210301060000ZZZZ": amounts]
    #expect(oracle.unprovable(verdict.ledger, verdict.report, verdict.status) == [])

    // Without the excuse the day is a violation of I1, I7 and I10.
    let found = try oracle.closings(verdict.records) + oracle.outside(verdict.ledger, verdict.report)
    #expect(found.contains("I7 CLOSED_REVERSED while settled"))
    #expect(found.contains("I7 closed as reversed, but standing"))
    #expect(found.contains { $0.hasPrefix("I1 standing") })
    #expect(found.contains { $0.hasPrefix("I10") })
  }

  /// Every seventh of them; `scripts/simulate` runs the others, with an optimised build.
  @Test("Refusing centres and mistaken answers wherever the `1` alone may close, I1–I11", arguments: [5, 7])
  func enumerated(profile: Int) async throws {
    let scenarios = Scenario.mistaken(Scenario.profiles[profile])
    for number in stride(from: profile, to: scenarios.count, by: 7) {
      let scenario = scenarios[number]
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [], "\(scenario)")
    }
  }
}
