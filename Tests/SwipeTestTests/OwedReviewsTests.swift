import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// R9: a closed visit is asked about an hour later, at 20:00 and next morning at 08:00; what of it is owed is told.
@Suite("R9's later questions that were not asked yet")
struct OwedReviewsTests {
  private static let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
  private static let hour: Int64 = 3_600_000

  private let clock = VirtualClock(wall: midnight + 6 * hour)
  private let disk = MemoryDisk()

  private func runner(_ centre: MemoryCentre, production: Bool = false) throws -> SwipeRunner {
    var configuration = Simulation.configuration(centre.profile)
    configuration.automatic = false
    if production { configuration.environment = .production }
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration, transport: centre, journal: journal, records: records, items: MemoryItems(),
      clock: clock, random: SeededRandom(state: 5))
  }

  private func centre(_ profile: CentreProfile) -> MemoryCentre {
    MemoryCentre(
      clock: clock, disk: disk, profile: profile,
      window: SwipeWindow(
        startMilliseconds: Self.midnight + 6 * Self.hour, endMilliseconds: Self.midnight + 7 * Self.hour), seed: 1)
  }

  /// Closed and cleaned up shortly after six.
  private func finish(_ runner: SwipeRunner) async throws {
    _ = try await runner.runNow(name: "王", reason: "演练")
    for _ in 0..<600 where await runner.status().visits.contains(where: \.isOpen) {
      clock.advance(min(try await runner.runOnce(), 60_000))
    }
  }

  private func advance(toHour hour: Int64) {
    clock.advance(Self.midnight + hour * Self.hour - clock.now().wallMilliseconds)
  }

  @Test("Three after the closing, fewer as they are asked; those missed are one that is due")
  func counted() async throws {
    let centre = centre(CentreProfile())
    var runner = try runner(centre)
    try await finish(runner)
    let closed = try #require(await runner.ledger.visits.first?.endedAt).wallMilliseconds
    #expect(closed < Self.midnight + 6 * Self.hour + Self.hour / 2)
    var visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 3 && !visit.reviewIsDue && !visit.isOpen)
    #expect(visit.nextReview == ShanghaiTime.fullText(closed + Self.hour))
    // The agent was stopped before the first: at 21:00 two were missed, and one comes next morning.
    advance(toHour: 19)
    runner = try self.runner(centre)
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 3 && visit.reviewIsDue)
    advance(toHour: 21)
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 2 && visit.reviewIsDue)
    // Asked, with no answer: still owed. Answered: not.
    centre.downUntil["15"] = clock.now().wallMilliseconds + Self.hour / 2
    for _ in 0..<3 { clock.advance(min(try await runner.runOnce(), 1000)) }
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 2 && visit.reviewIsDue)
    advance(toHour: 22)
    for _ in 0..<5 { clock.advance(min(try await runner.runOnce(), 1000)) }
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 1 && !visit.reviewIsDue && visit.nextReview == "2021-03-02 08:00:00")
    advance(toHour: 33)
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 1 && visit.reviewIsDue)
    for _ in 0..<5 { clock.advance(min(try await runner.runOnce(), 1000)) }
    visit = try #require(await runner.status().visits.first)
    #expect(visit.reviewsOwed == 0 && visit.nextReview.isEmpty && !visit.reviewIsDue)
  }

  @Test("None where nothing can be asked")
  func notAskable() async throws {
    let centre = centre(CentreProfile(query: true, reconcile: false))
    let runner = try runner(centre)
    try await finish(runner)
    #expect(await runner.status().visits.map(\.reviewsOwed) == [0])
  }

  @Test("Another environment's centre is not asked, so that nothing is owed there")
  func otherEnvironment() async throws {
    let centre = centre(CentreProfile())
    try await finish(try runner(centre))
    #expect(try await runner(centre).status().visits.map(\.reviewsOwed) == [3])
    #expect(try await runner(centre, production: true).status().visits.map(\.reviewsOwed) == [0])
  }
}
