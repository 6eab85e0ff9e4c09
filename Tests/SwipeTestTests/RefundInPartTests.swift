import CentreProtocol
import Settlement
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A centre that refunds only a part: report, status and exit code say so, and no further 99 is sent (I1, I10, R19).
@Suite("A refund of a part of the settlement")
struct RefundInPartTests {
  private typealias Machine = ClosedByHandRunnerTests.Machine

  @Test(
    "Handed over with the amounts, not even, one 99",
    arguments: [CentreProfile(), CentreProfile(query: false, reconcile: true), CentreProfile.national()])
  func inPart(profile: CentreProfile) async throws {
    let machine = Machine(profile)
    machine.centre.refundsPart = true
    machine.centre.faults["99"] = [0: .executedLost]
    let runner = try machine.runner { $0.handOverAfterSeconds = 1800 }
    _ = try await runner.runNow(name: "王", reason: "演练")
    try await machine.steps(runner, 80)
    let row = try #require(machine.centre.settled.first { $0.visit.hasPrefix("QZ") })
    #expect(row.refunded > 0 && row.refunded < row.fen)
    let (settled, refunded) = (machine.centre.yuan(row.fen), machine.centre.yuan(row.refunded))
    let words = "对账退费 \(refunded) 元，与结算 \(settled) 元不符"
    let status = await runner.status()
    let visit = try #require(status.visits.first)
    #expect(visit.state == "DISPUTED" && visit.handedOver && visit.isOpen)
    #expect(status.needsAttention && status.attention.contains { $0.contains(row.visit) && $0.contains(words) })
    #expect(visit.handOver.contains { $0.contains("请中心更正") && $0.contains(words) })
    #expect(!visit.handOver.contains { $0.contains("--reverse") })
    // R11, R12: a 99 now would be refused, or refund the whole once more.
    await #expect(throws: SwipeError.self) { try await runner.handle(visit: row.visit, .reversalRequested(by: "王")) }
    do { try await runner.handle(visit: row.visit, .reversalRequested(by: "王")) } catch {
      #expect("\(error)".hasPrefix("QZ-S14 门诊号 \(row.visit) 的\(words)"), "\(error)")
    }
    #expect(try machine.disk.durableRecords().allSatisfy { $0.kind != "REVERSAL_REQUESTED" })
    let report = await runner.report()
    #expect(report.contains("结算 \(settled) 元，冲正 \(refunded) 元，净额 \(machine.centre.yuan(row.withheld)) 元"))
    #expect(report.contains("对账：1 笔退费与结算不符，未平") && !report.contains("对账：已平"))
    #expect(await runner.reportPage().contains(words))
    #expect(machine.centre.counts["99"] == 1 && machine.centre.violations == [])
    for kind in ["10", "99d", "99r"] { #expect(machine.centre.counts[kind] == nil, "\(kind)") }
  }
}
