import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// What a person does while a 9001 is on its way, and who signs out.
@Suite("The national runner's sign-in")
struct SignInAwaitTests {
  /// The centre, with something done while a 9001 is in flight.
  private final class Interrupted: CentreTransport, @unchecked Sendable {
    let centre: MemoryCentre
    var duringSignIn: (() async throws -> Void)?
    private(set) var problems: [String] = []

    init(_ centre: MemoryCentre) { self.centre = centre }

    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      if request.contains(#""9001""#), let work = duringSignIn {
        duringSignIn = nil
        do { try await work() } catch { problems.append("\(error)") }
      }
      return await centre.call(request, timeoutSeconds: timeoutSeconds)
    }
  }

  private struct Day {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre
    let transport: Interrupted

    init() {
      let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 6 * 3_600_000
      clock = VirtualClock(wall: start)
      centre = MemoryCentre(
        clock: clock, disk: disk, profile: .national(),
        window: SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000), seed: 1)
      transport = Interrupted(centre)
    }

    func runner() throws -> SwipeRunner {
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: Simulation.configuration(.national()), transport: transport, journal: journal, records: records,
        items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
    }
  }

  @Test("R19: a visit closed by hand while 9001 is in flight is not asked about; the agent goes on")
  func closedDuringSignIn() async throws {
    let day = Day()
    day.centre.faults["05"] = [0: .lostBefore]
    let runner = try day.runner()
    for _ in 0..<600 where day.centre.settleRequests.isEmpty {
      day.clock.advance(min(try await runner.runOnce(), 60_000))
    }
    day.centre.downUntil["15"] = .max
    for _ in 0..<600 {
      if await runner.status().visits.first?.handedOver == true { break }
      day.clock.advance(min(try await runner.runOnce(), 60_000))
    }
    let visit = try #require(await runner.ledger.visits.first)
    #expect(visit.handedOver && visit.isUndecided)
    day.clock.advance(NationalSession.lifetimeMilliseconds)
    day.transport.duringSignIn = {
      try await runner.resolve(visit: visit.plan.number.text, by: "王", confirmedBy: "李", reason: "中心确认没有结算")
    }
    for _ in 0..<40 { day.clock.advance(min(try await runner.runOnce(), 60_000)) }
    #expect(day.transport.duringSignIn == nil && day.transport.problems == [])
    let closed = try #require(await runner.ledger.visits.first)
    #expect(closed.end == .closedByHand)
    #expect(closed.state == .finished)
    #expect(day.centre.violations == [])
  }

  @Test("9002: a run by hand signs out before it returns, also when its gates do not pass; so do the gates alone")
  func signsOut() async throws {
    let day = Day()
    let runner = try day.runner()
    _ = try await runner.gates()
    #expect(day.centre.counts["9002"] == 1)
    _ = try await runner.runNow(name: "王", reason: "一")
    #expect(day.centre.counts["9002"] == 2)
    #expect(await runner.session.since == nil)
    // A settlement of the card's person that the journal does not know.
    day.centre.platform?.visits["R77"] = "QZ210301063000ABCD"
    day.centre.platform?.messages["S77"] = "H50010500001202103010630009005"
    day.centre.settled.append(
      .init(
        serial: "S77", visit: "QZ210301063000ABCD", card: "123456789", fen: 500, wall: day.clock.now().wallMilliseconds)
    )
    await #expect(throws: SwipeError.self) { _ = try await runner.runNow(name: "王", reason: "二") }
    #expect(day.centre.counts["9002"] == 3)
    #expect(day.centre.violations == [])
  }
}
