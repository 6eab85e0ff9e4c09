import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A rehearsal two days before go-live that the centre let be reversed on the next day only. Each row of 15 and 3202 is of
/// its own day, so that on the third day the refund comes without its settlement.
@Suite("The gates after a rehearsal that was reversed a day later (R18)")
struct RehearsalGateTests {
  private typealias Machine = ClosedByHandRunnerTests.Machine

  private static let day: Int64 = 86_400_000

  /// Settled on the first day, reversed on the second; the third begins.
  private func rehearsed(_ machine: Machine, _ runner: SwipeRunner) async throws {
    machine.centre.isImpossible = true
    let status = try await runner.runNow(name: "王", reason: "演练")
    #expect(status.visits.first?.handedOver == true)
    machine.clock.advance(Self.day)
    machine.centre.isImpossible = false
    try await machine.steps(runner, 100)
    #expect(await runner.status().visits.map(\.state) == ["FINISHED"])
    let row = try #require(machine.centre.settled.last)
    #expect(ShanghaiTime.dateText(row.refundWall) > ShanghaiTime.dateText(row.wall))
    machine.clock.advance(Self.day)
  }

  @Test("They pass", arguments: [CentreProfile(), CentreProfile.national()])
  func pass(profile: CentreProfile) async throws {
    let machine = Machine(profile)
    let runner = try machine.runner()
    try await rehearsed(machine, runner)
    let gates = try await runner.gates()
    #expect(gates.filter { !$0.passed } == [])
    #expect(machine.centre.violations == [])
  }

  /// Another machine, or a new data directory: the visit becomes known with its settlement, which is of an earlier day.
  @Test("With an empty journal the refund's visit is looked up, taken over and known from then on")
  func unknown() async throws {
    var machine = Machine(CentreProfile())
    try await rehearsed(machine, try machine.runner())
    let earlier = machine.centre
    machine.disk = MemoryDisk()
    machine.centre = MemoryCentre(
      clock: machine.clock, disk: machine.disk, profile: CentreProfile(), window: earlier.window, seed: 2)
    machine.centre.settled = earlier.settled
    machine.centre.issued = earlier.issued
    let runner = try machine.runner()
    let number = try #require(earlier.settled.last?.visit)
    let first = try await runner.gates()
    #expect(first.contains { !$0.passed && $0.reason.contains(number) })
    try await machine.steps(runner, 100)
    let again = try await runner.gates()
    #expect(again.filter { !$0.passed } == [])
    #expect(await runner.status().visits.map(\.visit) == [number])
    #expect(await runner.report().contains("对账：已平"))
    #expect(machine.centre.violations == [])
  }
}
