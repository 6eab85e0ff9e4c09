import CentreProtocol
import Settlement
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A run that ended without a settlement of each card is told until another one: the test is not passed (operations.md,
/// exit 3).
@Suite("A run that did not test every card")
struct UnfinishedRunTests {
  private typealias Machine = ClosedByHandRunnerTests.Machine

  @Test("02 refused: needs attention, also days later, until a run has settled")
  func refused() async throws {
    let machine = Machine(CentreProfile())
    for number in 0..<10 { machine.centre.faults["02", default: [:]][number] = .refusedAtRandom }
    let runner = try machine.runner()
    let status = try await runner.runNow(name: "王", reason: "演练")
    #expect(machine.centre.settleRequests.isEmpty)
    #expect(status.needsAttention)
    #expect(status.attention.contains { $0.contains("没有测完") && $0.contains("没有走到结算") }, "\(status.attention)")
    machine.clock.advance(3 * 86_400_000)
    #expect(await runner.status().needsAttention)
    machine.centre.faults = [:]
    let second = try await runner.runNow(name: "王", reason: "再次演练")
    #expect(second.attention == [])
  }

  @Test("Every 05 is refused and none happened: an 05 that was sent tests no card", arguments: [false, true])
  func everySettlementRefused(isNational: Bool) async throws {
    let machine = Machine(isNational ? .national() : CentreProfile())
    machine.centre.faults["05"] = [0: .refusedAtRandom]
    let runner = try machine.runner { $0.handOverAfterSeconds = 1800 }
    let status = try await runner.runNow(name: "王", reason: "演练")
    let run = try #require(status.runs.first)
    #expect(machine.centre.settleRequests.count == 1 && machine.centre.issued.isEmpty)
    #expect(status.visits.map(\.state) == ["FINISHED"] && status.summary.contains("已发送 1，已结算 0"))
    #expect(status.needsAttention)
    let line = "\(run) 没有测完：没有可再试的卡，这些卡没有走到结算：****6789"
    #expect(status.attention == [line])
    #expect(!status.notes.contains { $0.contains("全部卡已测试") })
    let second = try await runner.runNow(name: "王", reason: "再次演练")
    #expect(second.attention == [] && second.notes.contains { $0.hasSuffix("结束：全部卡已测试") })
  }
}
