import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// The vendor's library with `query = "none"` and `reconcile = "none"`: nobody knows what connections it makes (R10).
@Suite("A transport that may share connections")
struct SharedConnectionTests {
  private struct Shared: CentreTransport {
    let centre: MemoryCentre
    var hasOwnConnections: Bool { false }
    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      await centre.call(request, timeoutSeconds: timeoutSeconds)
    }
  }

  @Test("Settled with equal amounts, handed over and not reversed; the gates say so before; a restart changes nothing")
  func handedOver() async throws {
    let disk = MemoryDisk()
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    let clock = VirtualClock(wall: start)
    let profile = CentreProfile(query: false, reconcile: false)
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
    let centre = MemoryCentre(clock: clock, disk: disk, profile: profile, window: window, seed: 1)
    var configuration = Simulation.configuration(profile)
    configuration.automatic = false
    func runner() throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: Shared(centre: centre), journal: journal, records: records,
        items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
    }
    let status = try await runner().runNow(name: "王", reason: "演练")
    #expect(status.gates.contains { $0.name == "查询交易" && $0.isWarning && $0.reason.contains("厂商接口库") })
    let visit = try #require(status.visits.first)
    #expect(visit.state == "ANSWERED" && visit.handedOver && visit.serials.isEmpty)
    #expect(visit.handOver.first == "原因：没有可以查询的交易，经厂商接口库的应答不能断定属于这笔结算")
    disk.restart()
    let again = try runner()
    for _ in 0..<20 { clock.advance(min(try await again.runOnce(), 60_000)) }
    #expect(await again.status().visits.first?.state == "ANSWERED")
    #expect(centre.counts["99"] == nil && centre.violations == [])
  }
}
