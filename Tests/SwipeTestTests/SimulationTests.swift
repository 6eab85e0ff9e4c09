import Settlement
import SettlementJournal
import SwipeTest
import Testing

@testable import SwipeSimulation

/// A part of `scripts/simulate --enumerate`, which runs all of it with an optimised build.
@Suite("The swipe test by simulation (settlement.md, Proof by simulation)")
struct SimulationTests {
  private typealias Scenario = Simulation.Scenario

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

  @Test("Two cards, two visits each: one after another, every one settled once")
  func severalCards() async throws {
    let verdict = try await Simulation.run(.init(cards: 2, visitsPerCard: 2))
    #expect(verdict.violations == [])
    #expect(verdict.ledger.visits.map(\.state) == [.finished, .finished, .finished, .finished])
    #expect(verdict.ledger.visits.map(\.plan.card.revealed) == ["123456789", "123456789", "123456790", "123456790"])
    #expect(verdict.centre.settleRequests.values.sorted() == [1, 1, 1, 1])
  }

  @Test("A disk that says it synced and did not is found out (I2, I5): the checks look at what is durable")
  func lyingDisk() async throws {
    let verdict = try await Simulation.run(.init(lyingDisk: true))
    #expect(verdict.violations.contains { $0.hasPrefix("I5") })
  }

  @Test("Every fault on every transaction in every profile, I1–I11", arguments: 0..<8)
  func faults(profile: Int) async throws {
    try await expectSound(Scenario.faults(Scenario.profiles[profile]), every: 5)
  }

  @Test("Faults on 05, 99, 43 and 15 with crashes, I1–I11", arguments: 0..<8)
  func crashes(profile: Int) async throws {
    try await expectSound(Scenario.crashes(Scenario.profiles[profile]), every: 151)
    try await expectSound(Scenario.plainCrashes(Scenario.profiles[profile]), every: 29)
    try await expectSound(Scenario.secondCrashes(Scenario.profiles[profile]), every: 23)
  }

  @Test("Late starts, switched profiles, late executions, impatient persons, I1–I11", arguments: 0..<8)
  func special(profile: Int) async throws {
    let profile = Scenario.profiles[profile]
    try await expectSound(Scenario.lateStarts(profile), every: 17)
    try await expectSound(Scenario.switched(profile), every: 5)
    try await expectSound(Scenario.lateExecutions(profile), every: 6)
    try await expectSound(Scenario.impatient(profile), every: 7)
  }

  @Test("Mishaps and older journals, I1–I11", arguments: 0..<8)
  func mishaps(profile: Int) async throws {
    try await expectSound(Scenario.mishaps(Scenario.profiles[profile]), every: 9)
    try await expectSound(Scenario.restored(Scenario.profiles[profile]), every: 9)
  }

  @Test("An older journal put back two to five days later, I1–I11", arguments: 0..<11)
  func restoredLater(profile: Int) async throws {
    try await expectSound(Scenario.restoredLater((Scenario.profiles + Scenario.nationalProfiles)[profile]), every: 17)
  }

  @Test("An older journal put back three days later: the settlement it lost is found on its day and reversed")
  func lostThreeDaysAgo() async throws {
    // The copy is of the start; the power goes with the reversal's intent, the settlement stands.
    let plain = try await Simulation.run(.init())
    let reversal = try #require(plain.records.firstIndex { $0.kind == "REVERSE_INTENT" })
    var scenario = Scenario(crashes: [(reversal, .lostWrite)], restoredFrom: 0)
    scenario.daysAway = 3
    let verdict = try await Simulation.run(scenario)
    #expect(verdict.violations == [])
    #expect(verdict.centre.settled.filter { $0.visit.hasPrefix("QZ") }.map { $0.refundSerial != nil } == [true])
    #expect(verdict.ledger.visits.map(\.plan.run) == ["adopted"])
  }

  @Test("A snapshot of the whole data directory put back, I1–I11 as far as it can keep them", arguments: 0..<11)
  func snapshots(profile: Int) async throws {
    try await expectSound(Scenario.snapshots((Scenario.profiles + Scenario.nationalProfiles)[profile]), every: 29)
  }

  @Test("R24: a snapshot of READY put back, the visit settled since: asked before its clean-up", arguments: 0..<7)
  func snapshotOfReady(profile: Int) async throws {
    for daysAway in [Int64(0), 2] {
      let profile = Scenario.profiles[profile]
      let plain = try await Simulation.run(.init(profile: profile))
      let ready = try #require(plain.records.firstIndex { $0.kind == "PREVIEW_RESULT" })
      let reversal = try #require(plain.records.firstIndex { $0.kind == "REVERSE_INTENT" })
      // Appends are counted from the segment's header, which is written first.
      var scenario = Scenario(crashes: [(reversal + 1, .lostWrite)], profile: profile, restoredFrom: ready + 1)
      scenario.restoresHead = true
      scenario.daysAway = daysAway
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [])
      #expect(verdict.centre.settled.filter { $0.visit.hasPrefix("QZ") }.first?.refundSerial != nil)
      let visit = try #require(verdict.ledger.visits.first)
      #expect(visit.end == .closedReversed && visit.reopened && visit.settlements.map(\.serial.text).count == 1)
      let kinds = verdict.records.filter { $0.visit == visit.plan.number }.map(\.kind)
      #expect(!kinds.contains("OLDER_JOURNAL") && !kinds.contains("SETTLE_INTENT"))
    }
  }

  @Test("I10: a snapshot without the 就诊ID, or with neither 43 nor 15: nobody can be asked, and no report says even")
  func snapshotNobodyKnows() async throws {
    for profile in [CentreProfile.national(), CentreProfile(query: false, reconcile: false)] {
      let plain = try await Simulation.run(.init(profile: profile))
      let register = try #require(plain.records.firstIndex { $0.kind == "REGISTER_INTENT" })
      let reversal = try #require(plain.records.firstIndex { $0.kind == "REVERSE_INTENT" })
      var scenario = Scenario(crashes: [(reversal + 1, .lostWrite)], profile: profile, restoredFrom: register + 1)
      scenario.restoresHead = true
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [])
      #expect(verdict.centre.settled.contains { $0.visit.hasPrefix("QZ") && $0.refundSerial == nil })
      #expect(verdict.report.contains("对账：1 笔在结算之前程序重新启动过，无法向中心查询，资金未核实"))
      #expect(!verdict.report.contains("已平") && !verdict.report.contains("无资金"))
    }
  }

  @Test("Faults on 05 and 99 with faults on the 43 that follows (R8, R9)", arguments: 0..<3)
  func pairs(profile: Int) async throws { try await expectSound(Scenario.pairs(Scenario.profiles[profile]), every: 13) }

  @Test("Over the national platform, without a fault: one request of each kind, signed out when idle")
  func nationalPlain() async throws {
    let verdict = try await Simulation.run(.init(profile: .national()))
    #expect(verdict.violations == [])
    #expect(verdict.ledger.visits.map(\.state) == [.finished])
    #expect(verdict.ledger.visits.first?.settlements.first?.proof == .reconciled)
    for kind in ["01", "02", "2203A", "04", "06", "05", "99", "10", "99r"] {
      #expect(verdict.centre.counts[kind] == 1, "\(kind)")
    }
    #expect(verdict.centre.counts["2601"] == nil)
    #expect((verdict.centre.counts["9002"] ?? 0) >= 1)
    #expect(verdict.report.contains("已冲正 1，已核实 1"))
  }

  @Test("An answer to the 2207A is lost and 3202 is down: 2601 takes the settlement away")
  func nationalVoided() async throws {
    let scenario = Scenario(faults: [("05", 0, .executedLost), ("15", 0, .lostBefore)], profile: .national())
    let verdict = try await Simulation.run(scenario)
    #expect(verdict.violations == [])
    #expect(verdict.centre.voided.count == 1)
    #expect(verdict.ledger.visits.first?.end == .closedNever)
  }

  @Test("The national platform: faults, crashes, mishaps, older journals, 2601 with 2208, I1–I11", arguments: 0..<3)
  func national(profile: Int) async throws {
    let profile = Scenario.nationalProfiles[profile]
    try await expectSound(Scenario.faults(profile), every: 11)
    try await expectSound(Scenario.crashes(profile), every: 293)
    try await expectSound(Scenario.plainCrashes(profile), every: 41)
    try await expectSound(Scenario.mishaps(profile), every: 41)
    try await expectSound(Scenario.restored(profile), every: 41)
    try await expectSound(Scenario.switched(profile), every: 9)
    try await expectSound(Scenario.lateExecutions(profile), every: 8)
    try await expectSound(Scenario.nationalPairs(profile), every: 13)
    try await expectSound(Scenario.meetings(profile), every: 11)
  }

  @Test("Cards silent after a restart, an older copy within a run: no visit begins (R18, R20)", arguments: 0..<11)
  func shutGates(profile: Int) async throws {
    let profile = (Scenario.profiles + Scenario.nationalProfiles)[profile]
    try await expectSound(Scenario.silentCards(profile), every: 19)
    try await expectSound(Scenario.restoredInRun(profile), every: 31)
  }

  @Test("R19, R20: an older copy that two persons accept: what it lost is found, the run goes on", arguments: 0..<11)
  func acceptedOlder(profile: Int) async throws {
    try await expectSound(Scenario.acceptedOlder((Scenario.profiles + Scenario.nationalProfiles)[profile]), every: 53)
  }

  @Test("Visits that outlast a check of the gates, cards blocked meanwhile (R18)", arguments: 0..<11)
  func betweenVisits(profile: Int) async throws {
    try await expectSound(Scenario.betweenVisits((Scenario.profiles + Scenario.nationalProfiles)[profile]), every: 5)
  }

  @Test("Closed by hand, I1–I11: what 15 names later is reversed", arguments: 0..<11)
  func closedByHand(profile: Int) async throws {
    let scenarios = Scenario.closedByHand((Scenario.profiles + Scenario.nationalProfiles)[profile])
    try await expectSound(scenarios, every: 5)
  }

  @Test("Every reversal is silent, two persons close the visit, and the centre works again: reversed after all")
  func reversedAfterClosing() async throws {
    var scenario = Scenario()
    scenario.faults = (0..<6).map { ("99", $0, .lostBefore) }
    scenario.closesByHandAfter = 0
    let verdict = try await Simulation.run(scenario)
    #expect(verdict.violations == [])
    #expect(verdict.records.contains { $0.kind == "CLOSED_BY_HAND" })
    let visit = try #require(verdict.ledger.visits.first)
    #expect(visit.end == .closedReversed && visit.reopened)
    #expect(verdict.centre.standing(visit.plan.number.text).isEmpty)
  }

  @Test("Random swarms by seed", arguments: 0..<4)
  func swarm(block: UInt64) async throws {
    try await expectSound((block * 50..<block * 50 + 50).map { Scenario.random($0) }, every: 1)
  }

  private func expectSound(_ scenarios: [Scenario], every step: Int) async throws {
    for scenario in stride(from: 0, to: scenarios.count, by: step).map({ scenarios[$0] }) {
      let verdict = try await Simulation.run(scenario)
      #expect(verdict.violations == [], "\(scenario)")
    }
  }
}
