import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Synchronization
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// operations.md, exit code 3: whatever needs a person says what it is.
@Suite("What needs a person is said, a line each")
struct AttentionTests {
  private struct NoRelease: SwipeItemSource {
    func newestRelease() async throws -> Int64? { nil }
    func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] { [] }
    func item(serial: String) async throws -> SwipeItem? { nil }
  }

  /// A cards file as the runner sees it, changed under it.
  private final class File: Sendable {
    let content = Mutex(SwipeCards(cards: [.init(number: MaskedText("123456789"), insurance: "1")]))
    static let unusable = SwipeCards(cards: [], problem: "QZ-A006 测试卡文件 cards.toml 别人也能读")

    func write(_ cards: SwipeCards) { content.withLock { $0 = cards } }
    var read: SwipeCards { content.withLock { $0 } }
  }

  /// 2021-03-01, from `second` on.
  private struct Machine {
    let clock: VirtualClock
    let disk = MemoryDisk()
    let centre: MemoryCentre

    init(_ second: Int64, profile: CentreProfile = CentreProfile()) {
      let midnight = CivilDateTime(date: Simulation.date).unixMilliseconds
      clock = VirtualClock(wall: midnight + second * 1000)
      let window = SwipeWindow(startMilliseconds: midnight, endMilliseconds: midnight + 86_400_000)
      centre = MemoryCentre(clock: clock, disk: disk, profile: profile, window: window, seed: 1)
    }

    func runner(
      items: any SwipeItemSource = MemoryItems(), cards: File? = nil,
      change: (inout SwipeConfiguration) -> Void = { _ in }
    ) throws -> SwipeRunner {
      var configuration = Simulation.configuration(centre.profile)
      change(&configuration)
      let (journal, records) = try SettlementJournal.open(disk)
      var source: (@Sendable () -> SwipeCards)?
      if let cards { source = { cards.read } }
      return try SwipeRunner(
        configuration: configuration, transport: centre, journal: journal, records: records, items: items,
        cardSource: source, clock: clock, random: SeededRandom(state: 5))
    }

    func steps(_ runner: SwipeRunner, until: () async throws -> Bool) async throws {
      for _ in 0..<2000 {
        if try await until() { return }
        clock.advance(min(try await runner.runOnce(), 60_000))
      }
    }
  }

  private static let ten: Int64 = 10 * 3600
  private static let blind = CentreProfile(query: false, reconcile: false)

  @Test("A visit that was handed over, with the reason; nothing once two persons closed it")
  func handedOver() async throws {
    let machine = Machine(Self.ten, profile: Self.blind)
    machine.centre.faults["05"] = [0: .executedLost]
    let runner = try machine.runner { $0.automatic = false }
    let status = try await runner.runNow(name: "王", reason: "演练")
    let visit = try #require(status.visits.first)
    let line = try #require(status.attention.first)
    #expect(status.attention.count == 1 && line.hasPrefix("门诊号 \(visit.visit) 已移交人工："), "\(line)")
    let reason = try #require(visit.handOver.first).dropFirst("原因：".count)
    #expect(!reason.isEmpty && line.contains("已移交人工：\(reason)，"), "\(line)")
    try await runner.resolve(visit: visit.visit, by: "王", confirmedBy: "李", reason: "中心电话确认")
    // What is left to clean up is no person's business, but no new test begins before it is done.
    let cleaning = await runner.status().attention
    #expect(cleaning.count == 1 && !cleaning[0].contains("移交"), "\(cleaning)")
    try await machine.steps(runner) { await runner.status().visits.allSatisfy { !$0.isOpen } }
    #expect(await runner.status().attention == [])
  }

  @Test("A run that was missed, before and after an agent journalled it")
  func missed() async throws {
    let machine = Machine(Self.ten)
    let runner = try machine.runner()
    for isJournalled in [false, true] {
      if isJournalled { _ = try await runner.runOnce() }
      let status = await runner.status()
      #expect(status.attention.count == 1 && status.needsAttention)
      #expect(status.attention.first?.hasPrefix("auto-2021-03-01 没有进行：") == true, "\(status.attention)")
    }
    _ = try await runner.runNow(name: "王", reason: "补做")
    #expect(await runner.status().attention == [])
  }

  @Test("The window is open and a gate does not pass: which, and why")
  func gateInWindow() async throws {
    let machine = Machine(6 * 3600)
    let runner = try machine.runner(items: NoRelease())
    _ = try await runner.runOnce()
    let line = try #require(await runner.status().attention.first)
    #expect(line.hasPrefix("auto-2021-03-01 窗口已开，还不能开始：目录版本："), "\(line)")
  }

  @Test("Cards that cannot be used keep every gate check shut until the file is mended, without a restart")
  func mendedCards() async throws {
    for isNational in [false, true] {
      let machine = Machine(Self.ten, profile: isNational ? .national() : CentreProfile())
      let file = File()
      file.write(File.unusable)
      let runner = try machine.runner(cards: file) { $0.automatic = false }
      let shut = try await runner.gates()
      #expect(shut.filter { $0.name == "测试卡" }.map(\.reason) == ["QZ-A006 测试卡文件 cards.toml 别人也能读"])
      await #expect(throws: SwipeError.self) { _ = try await runner.runNow(name: "王", reason: "演练") }
      #expect(machine.centre.settleRequests.isEmpty)
      file.write(SwipeCards(cards: [.init(number: MaskedText("123456789"), insurance: "1")]))
      let gates = try await runner.gates()
      #expect(gates.filter { !$0.passed }.map(\.name) == [])
      let status = try await runner.runNow(name: "王", reason: "演练")
      #expect(status.visits.map(\.state) == ["FINISHED"])
    }
  }

  @Test("A restart while the cards cannot be used: the run waits for them and does not take none for all tested")
  func restartWithoutCards() async throws {
    let machine = Machine(6 * 3600)
    let file = File()
    let first = try machine.runner(cards: file) { $0.visitsPerCard = 2 }
    try await machine.steps(first) { await first.status().visits.contains { !$0.isOpen } }
    file.write(File.unusable)
    let runner = try machine.runner(cards: file) { $0.visitsPerCard = 2 }
    let mended = machine.clock.now().wallMilliseconds + 300_000
    try await machine.steps(runner) { machine.clock.now().wallMilliseconds > mended }
    #expect(try machine.disk.durableRecords().allSatisfy { $0.kind != "RUN_ENDED" })
    let waiting = await runner.status().attention
    #expect(waiting.contains { $0.hasPrefix("auto-2021-03-01 还不能继续：") && $0.contains("QZ-A006") }, "\(waiting)")
    file.write(SwipeCards(cards: [.init(number: MaskedText("123456789"), insurance: "1")]))
    try await machine.steps(runner) {
      await runner.status().runs.count == 1 && machine.centre.settleRequests.count == 2
    }
    #expect(machine.centre.settleRequests.count == 2)
  }

  @Test("The evening before: cards that cannot be used are said while a window is to come, and only then")
  func eveningBefore() async throws {
    for (day, isSaid): (Int, Bool) in [(1, true), (0, false), (-1, false)] {
      let machine = Machine(20 * 3600)
      let file = File()
      file.write(File.unusable)
      let runner = try machine.runner(cards: file) {
        $0.automatic = false
        $0.dates = [Simulation.date.adding(days: day)]
      }
      let status = await runner.status()
      #expect(status.needsAttention == isSaid)
      #expect(status.attention == (isSaid ? ["QZ-A006 测试卡文件 cards.toml 别人也能读"] : []))
      file.write(SwipeCards(cards: [.init(number: MaskedText("123456789"), insurance: "1")]))
      #expect(await !runner.status().needsAttention)
    }
  }

  @Test("R13, R19: 43 cannot tell a reversal: marked after the third 99, and no question is offered")
  func blindQuery() async throws {
    let profile = CentreProfile(query: true, reconcile: false, afterReversal: .original)
    let machine = Machine(Self.ten, profile: profile)
    machine.centre.isImpossible = true
    let runner = try machine.runner { $0.automatic = false }
    let before = machine.clock.now().bootMilliseconds
    let visit = try #require(try await runner.runNow(name: "王", reason: "演练").visits.first)
    #expect(visit.handedOver && machine.centre.counts["99"] == 3)
    #expect(machine.clock.now().bootMilliseconds - before < 120_000)
    #expect(visit.handOver.first == "原因：三次冲正，中心均未受理，43 分不出是否已冲正，没有对账交易")
    #expect(visit.handOver.contains { $0.contains("--reverse") } && !visit.handOver.contains { $0.contains("--query") })
    await #expect(throws: SwipeError.nothingToAsk(visit.visit)) {
      try await runner.handle(visit: visit.visit, .queryRequested(by: "甲"))
    }
  }

  @Test("R10, R19: a person's query and reversal are refused where nothing would be sent, and said where something is")
  func refusedWishes() async throws {
    let both = CentreProfile()
    for (profile, fault): (CentreProfile, Fault) in [(Self.blind, .executedLost), (both, .none)] {
      let machine = Machine(Self.ten, profile: profile)
      machine.centre.faults["05"] = [0: fault]
      machine.centre.isImpossible = fault == .none
      let runner = try machine.runner {
        $0.automatic = false
        $0.handOverAfterSeconds = 60
      }
      let visit = try #require(try await runner.runNow(name: "王", reason: "演练").visits.first)
      #expect(visit.handedOver && visit.serials.isEmpty == (fault != .none))
      let isOffered = visit.handOver.map { ($0.contains("--query"), $0.contains("--reverse")) }
      #expect(isOffered.contains { $0.0 } == (fault == .none) && isOffered.contains { $0.1 } == (fault == .none))
      let before = try machine.disk.durableRecords().count
      if fault == .none {
        try await runner.handle(visit: visit.visit, .queryRequested(by: "甲"))
        try await runner.handle(visit: visit.visit, .reversalRequested(by: "甲"))
        #expect(try machine.disk.durableRecords().count == before + 2)
      } else {
        await #expect(throws: SwipeError.nothingToAsk(visit.visit)) {
          try await runner.handle(visit: visit.visit, .queryRequested(by: "甲"))
        }
        await #expect(throws: SwipeError.nothingToReverse(visit.visit)) {
          try await runner.handle(visit: visit.visit, .reversalRequested(by: "甲"))
        }
        #expect(try machine.disk.durableRecords().count == before)
      }
    }
  }
}
