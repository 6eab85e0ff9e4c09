import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// `qianzhi swipe gates` with no agent running, over a journal whose last start was in the other environment (R18, R22).
@Suite("Gates that are checked without an agent")
struct GatesWithoutAgentTests {
  private let clock: VirtualClock
  private let disk = MemoryDisk()
  private let test: MemoryCentre
  private let production: MemoryCentre
  private static let number = "QZ210301063000ABCD"

  init() {
    let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000
    clock = VirtualClock(wall: start)
    let window = SwipeWindow(startMilliseconds: start, endMilliseconds: start + 3_600_000)
    test = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    production = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 2)
  }

  private func runner(_ environment: SwipeConfiguration.Environment) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    configuration.environment = environment
    configuration.automatic = false
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration, transport: environment == .test ? test : production, journal: journal,
      records: records, items: MemoryItems(), clock: clock, random: SeededRandom(state: 5))
  }

  private func steps(_ runner: SwipeRunner, _ count: Int) async throws {
    for _ in 0..<count { clock.advance(min(try await runner.runOnce(), 60_000)) }
  }

  /// A settlement of ours in production that the journal does not know.
  private func settleUnknown() {
    production.visits[Self.number] = .init(registration: "R77", card: "123456789")
    production.issued["S77"] = Self.number
    production.settled.append(
      .init(serial: "S77", visit: Self.number, card: "123456789", fen: 500, wall: clock.now().wallMilliseconds))
  }

  @Test(
    "What 15 names is the configured environment's: it is reversed there, and nothing of it goes to the other centre")
  func adopted() async throws {
    try await steps(try runner(.test), 1)
    settleUnknown()
    let gates = try await runner(.production).gates()
    #expect(gates.contains { $0.name == "对账交易" && !$0.passed })
    let records = try disk.durableRecords()
    let adopted = try #require(records.first { $0.kind == "VISIT_ADOPTED" })
    #expect(adopted.fields["environment"] == "production")
    #expect(records.filter { $0.kind == "RESTARTED" }.map { $0.fields["environment"] } == ["test", "production"])
    let rehearsal = try runner(.test)
    #expect(await rehearsal.status().visits.map(\.environment) == ["正式环境"])
    try await steps(rehearsal, 10)
    #expect(!test.named.contains(Self.number) && production.standing(Self.number).count == 1)
    try await steps(try runner(.production), 40)
    #expect(production.standing(Self.number).isEmpty)
    #expect(test.violations == [] && production.violations == [])
  }

  @Test("The record names it, whatever was started before; one of an earlier version goes by the last start")
  func recorded() async throws {
    try await steps(try runner(.test), 1)
    settleUnknown()
    _ = try await runner(.production).gates()
    let records = try disk.durableRecords()
    let adopted = try #require(records.first { $0.kind == "VISIT_ADOPTED" })
    let number = try #require(adopted.visit)
    for (isOld, environment) in [(false, "production"), (true, "test")] {
      var ledger = SwipeLedger()
      _ = try ledger.apply(try #require(records.first { $0.fields["environment"] == "test" }))
      let fields = adopted.fields.filter { !isOld || $0.key != "environment" }
      _ = try ledger.apply(JournalRecord(kind: adopted.kind, at: adopted.at, visit: number, fields: fields))
      #expect(ledger.environment(of: try #require(ledger.visit(number))) == environment)
    }
  }
}
