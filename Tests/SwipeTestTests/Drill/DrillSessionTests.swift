import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// How long a drill's sign-in lasts, and a drill of the other interface.
@Suite("Drills: sign-in, and the interface switched away")
struct DrillSessionTests {
  @Test("a service that looked again an hour later signs out when nothing is due")
  func signsOutWhenIdle() async throws {
    var run = DrillRun()
    _ = try await run.run(.prescription)
    // The drill's own, and the review's.
    #expect(run.platform.sessions == ["9001", "9002", "9001", "9002"])
  }

  @Test("the gate asks 9001 every time, whatever sign-in there is")
  func gateAsks() async throws {
    var run = DrillRun()
    let runner = try await run.start()
    #expect(await runner.signIn() == nil)
    run.platform.isSignInDown = true
    let gates = try await runner.gates(.prescription)
    #expect(gates.first { $0.name == "平台签到" }?.passed == false)
    #expect(run.platform.sessions == ["9001", "9001"])
  }

  @Test("a sign-in lasts two hours, and no longer than its day")
  func lifetime() async throws {
    var run = DrillRun()
    let runner = try await run.start()
    _ = await runner.signIn()
    run.clock.advance(NationalSession.lifetimeMilliseconds - 1_000)
    _ = await runner.signIn()
    #expect(run.platform.sessions.count == 1)
    run.clock.advance(1_000)
    _ = await runner.signIn()
    #expect(run.platform.sessions.count == 2)
    // It is ten o'clock and two hours: to a minute before midnight, and past it.
    run.clock.advance(11 * 3_600_000 + 59 * 60_000)
    _ = await runner.signIn()
    #expect(run.platform.sessions.count == 3)
    run.clock.advance(120_000)
    _ = await runner.signIn()
    #expect(run.platform.sessions.count == 4)
  }

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
