import CentreProtocol
import Settlement
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A centre whose 43 and 15 read a copy that is minutes behind (R9, R19, R24): the 05 was answered with a serial, so the
/// visit stays undecided and names it, and is reversed when it shows.
@Suite("An answered 05 that the centre shows later")
struct ShownLateTests {
  private typealias Machine = ClosedByHandRunnerTests.Machine

  @Test(
    "Nothing is cleaned up or called even while it is not shown; shown, it is reversed",
    arguments: [
      CentreProfile(), CentreProfile(query: false, reconcile: true), CentreProfile(query: true, reconcile: false),
      CentreProfile.national(),
    ])
  func shownLate(profile: CentreProfile) async throws {
    let machine = Machine(profile)
    machine.centre.settlementLagMilliseconds = 1_200_000
    let runner = try machine.runner { $0.handOverAfterSeconds = 1800 }
    let began = machine.clock.now()
    let status = try await runner.runNow(name: "王", reason: "演练")
    let visit = try #require(status.visits.first)
    let serial = try #require(machine.centre.issued.first { $0.value == visit.visit }?.key)
    #expect(visit.state == "ABSENT" && visit.handedOver && visit.isOpen)
    // R8, R9: 15 s, a quiet period of 60 s, 15 at once; the national platform's third 3202 another quiet period later.
    #expect(machine.clock.now().certainlyElapsed(since: began) < 300_000)
    #expect(visit.handOver.first?.contains("流水号 \(serial)") == true, "\(visit.handOver)")
    #expect(status.attention.contains { $0.contains(visit.visit) && $0.contains(serial) }, "\(status.attention)")
    let report = await runner.report()
    #expect(report.contains("对账：尚有 1 笔未决，未平") && report.contains("未发生 0") && !report.contains("已平\n"))
    for kind in ["10", "99d", "99r", "99"] { #expect(machine.centre.counts[kind] == nil, "\(kind)") }
    try await machine.steps(runner, 80)
    #expect(machine.centre.standing(visit.visit).isEmpty && machine.centre.violations == [])
    let end = await runner.status()
    #expect(end.visits.map(\.state) == ["FINISHED"] && end.attention == [])
  }
}
