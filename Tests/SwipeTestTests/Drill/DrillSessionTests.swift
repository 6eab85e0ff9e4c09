import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// How long a drill's sign-in lasts, and a drill of the other interface.
@Suite("Drills: sign-in, and the interface switched away")
struct DrillSessionTests {
  @Test("R19: a drill left open by a switch to the unified interface is shown, with what to switch back")
  func interfaceSwitched() async throws {
    var run = DrillRun()
    run.disk.arm(6, .afterSync)
    let first = try await run.start()
    await #expect(throws: SwipeError.self) { try await first.runNow(.prescription, name: "王", reason: "一") }
    #expect(run.platform.standing.count == 1)
    run.disk.restart()
    run.isUnified = true
    let unified = try await run.start()
    for _ in 0..<10 {
      _ = try await unified.runOnce()
      run.clock.advance(600_000)
    }
    let status = await unified.status()
    #expect(status.needsAttention)
    #expect(status.drills.first?.nextAction.contains(#"[centre] interface 改回 "national""#) == true)
    run.isUnified = false
    let back = try await run.start()
    for _ in 0..<30 { run.clock.advance(min(60_000, try await back.runOnce())) }
    #expect(run.platform.standing == [])
    #expect(await !back.status().needsAttention)
  }
}
