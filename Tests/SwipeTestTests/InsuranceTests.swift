import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// 15 about whole days is of one 险种: it is asked for those of the journal's visits too, not of today's cards alone.
@Suite("15 about whole days is asked for every 险种 that was ever swiped (R9, R18, R20)")
struct InsuranceTests {
  private struct StoredHead: JournalHeadStore {
    func storedHead() async throws -> JournalHead? { JournalHead(length: 50_000, hash: "00") }
    func store(_ head: JournalHead) async throws {}
  }

  /// A centre whose 15 shows a settlement only to who asks for its 险种.
  private final class ByInsurance: CentreTransport, @unchecked Sendable {
    let centre: MemoryCentre
    var rows: [String: String] = [:]
    var asked: [String] = []

    init(_ centre: MemoryCentre) { self.centre = centre }

    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      let fields = request.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let reply = await centre.call(request, timeoutSeconds: timeoutSeconds)
      guard fields[0] == "15", fields[5].isEmpty, case .answer(_, let date) = reply else { return reply }
      asked.append(fields[1])
      return .answer("1|" + (rows[fields[1]] ?? ""), serverDate: date)
    }
  }

  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let transport: ByInsurance

    init() {
      let now = CivilDateTime(date: Simulation.date).unixMilliseconds + 8 * 3_600_000
      clock = VirtualClock(wall: now)
      let window = SwipeWindow(startMilliseconds: now, endMilliseconds: now + 3_600_000)
      transport = ByInsurance(
        MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1))
    }

    func runner(
      cards: [SwipeConfiguration.Card], isOlder: Bool = false, source: (@Sendable () -> SwipeCards)? = nil
    ) throws -> SwipeRunner {
      var configuration = Simulation.configuration(CentreProfile())
      configuration.cards = cards
      let (journal, records) = try SettlementJournal.open(disk)
      return try SwipeRunner(
        configuration: configuration, transport: transport, journal: journal, records: records, items: MemoryItems(),
        cardSource: source, headStore: isOlder ? StoredHead() : nil, clock: clock, random: SeededRandom(state: 5))
    }

    /// A visit of the journal that was cancelled before its 05 and cleaned up, days ago.
    func finished(insurance: String, daysAgo: Int64) throws -> VisitNumber {
      let (journal, records) = try SettlementJournal.open(disk)
      #expect(records.isEmpty)
      let wall = clock.now().wallMilliseconds - daysAgo * ShanghaiTime.dayMilliseconds
      let at = Instant(wallMilliseconds: wall, bootMilliseconds: 1)
      let number = VisitNumber(wallMilliseconds: wall, random: 7)
      let plan = VisitPlan(
        number: number, card: MaskedText("987654321"), insurance: insurance, insuredKind: "1", run: "hand-1",
        detailCount: 1, total: Fen(100), window: SwipeWindow(startMilliseconds: wall, endMilliseconds: wall + 1),
        details: "")
      try journal.append(.planned(plan, rules: VisitRules(), at: at))
      try journal.append(JournalRecord(.cancelled(reason: "演练"), visit: number, at: at))
      return number
    }
  }

  private static let medical = SwipeConfiguration.Card(number: MaskedText("123456789"), insurance: "1")

  @Test("The gates ask for the 险种 of a visit whose card was removed since, up to 31 days back")
  func removedCard() async throws {
    for (daysAgo, asked) in [(Int64(3), ["1", "2"]), (40, ["1"])] {
      let machine = Machine()
      _ = try machine.finished(insurance: "2", daysAgo: daysAgo)
      _ = try await machine.runner(cards: [Self.medical]).gates()
      #expect(machine.transport.asked == asked)
    }
  }

  @Test("R20: an older journal is asked about with its visits' 险种, and what stands is found")
  func older() async throws {
    let machine = Machine()
    let number = try machine.finished(insurance: "2", daysAgo: 20)
    let time = ShanghaiTime.fullText(machine.clock.now().wallMilliseconds - 20 * ShanghaiTime.dayMilliseconds)
    machine.transport.rows["2"] = "S77|\(number.text)|987654321|\(time)|5.00|5.00|0.00|0.00|0.00|0.00|"
    let runner = try machine.runner(cards: [Self.medical], isOlder: true)
    _ = try await runner.runOnce()
    #expect(machine.transport.asked == ["1", "2"])
    let status = await runner.status()
    #expect(status.visits.first?.serials == ["S77"] && status.visits.first?.isOpen == true)
  }

  @Test("R20: without its cards an older journal is not cleared: nobody knows for which 险种 to ask")
  func noCards() async throws {
    let unusable = SwipeCards(cards: [], problem: "QZ-A006 测试卡文件 cards.toml 别人也能读")
    for source: (@Sendable () -> SwipeCards)? in [nil, { unusable }] {
      let machine = Machine()
      let runner = try machine.runner(cards: [], isOlder: true, source: source)
      for _ in 0..<3 { machine.clock.advance(min(try await runner.runOnce(), 60_000)) }
      #expect(await runner.journalIsOlder)
      #expect(await runner.status().notes.contains { $0.contains("测试卡") })
      #expect(await !runner.report().contains("对账：已平"))
    }
    // Mended, without a restart.
    let machine = Machine()
    let cards = Cards(unusable)
    let runner = try machine.runner(cards: [], isOlder: true) { cards.now }
    _ = try await runner.runOnce()
    #expect(await runner.journalIsOlder)
    cards.now = SwipeCards(cards: [Self.medical])
    machine.clock.advance(60_000)
    _ = try await runner.runOnce()
    #expect(await !runner.journalIsOlder)
  }

  private final class Cards: @unchecked Sendable {
    var now: SwipeCards
    init(_ now: SwipeCards) { self.now = now }
  }
}
