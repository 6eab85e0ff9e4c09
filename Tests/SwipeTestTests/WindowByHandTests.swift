import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// A run by hand has its own window, and status and gate speak of it (R16, R17).
@Suite("The window of a run by hand")
struct WindowByHandTests {
  /// Looks at the status while the 05 is under way.
  private final class Watching: CentreTransport, @unchecked Sendable {
    let centre: MemoryCentre
    var runner: SwipeRunner?
    var seen: SwipeStatus?

    init(_ centre: MemoryCentre) { self.centre = centre }

    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      if request.hasPrefix("05|") { seen = await runner?.status() }
      return await centre.call(request, timeoutSeconds: timeoutSeconds)
    }
  }

  @Test("Status shows it with its last 05 while it is open, the gate says that limit, and both are forgotten after")
  func byHand() async throws {
    let disk = MemoryDisk()
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    let clock = VirtualClock(wall: start)
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 7_200_000)
    let transport = Watching(
      MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1))
    var configuration = Simulation.configuration(CentreProfile())
    // The configured window is next month's.
    configuration.dates = [CivilDate(dayNumber: Simulation.date.dayNumber + 31)]
    let (journal, records) = try SettlementJournal.open(disk)
    let runner = try SwipeRunner(
      configuration: configuration, transport: transport, journal: journal, records: records, items: MemoryItems(),
      clock: clock, random: SeededRandom(state: 5))
    transport.runner = runner
    _ = try await runner.runNow(name: "王", reason: "演练")
    transport.runner = nil
    let seen = try #require(transport.seen)
    // 60 minutes from now, less the reserve of 248 s.
    #expect(seen.windowStart == "2021-03-01 10:00:00" && seen.windowEnd == "2021-03-01 11:00:00")
    #expect(seen.lastSettle == "10:55:52")
    let reason = seen.gates.first { $0.name == "窗口" }?.reason
    #expect(reason == "结算不晚于 10:55:52，留 248 秒查询和冲正")
    let after = await runner.status()
    #expect(after.windowStart == "2021-04-01 06:00:00" && after.lastSettle == "06:55:52")
    let gates = try await runner.gates()
    #expect(gates.first { $0.name == "窗口" }?.reason == "结算不晚于 06:55:52，留 248 秒查询和冲正")
  }
}
