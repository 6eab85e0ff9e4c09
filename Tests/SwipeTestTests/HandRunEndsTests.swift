import Catalogue
import CentreProtocol
import Settlement
import SettlementJournal
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

extension SwipeRunner {
  fileprivate func serve() { isServing = true }
}

/// A command that runs the test by hand comes to an end, and one that was cut off does not stand in the next one's way.
@Suite("The end of a run by hand")
struct HandRunEndsTests {
  private static let start = CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000

  /// In the second run, no gate passes after the first visit, and no reversal from then on.
  private final class SecondRun: CentreTransport, @unchecked Sendable {
    let centre: MemoryCentre
    var isUnderWay = false

    init(_ centre: MemoryCentre) { self.centre = centre }

    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
      if isUnderWay, !centre.isImpossible, request.hasPrefix("10|") {
        // Longer than a check of the gates holds (R18).
        centre.clock.advance(660_000)
        centre.silenceCards(86_400_000)
        centre.isImpossible = true
      }
      centre.deliverLate()
      return await centre.call(request, timeoutSeconds: timeoutSeconds)
    }
  }

  private func runner(
    _ disk: MemoryDisk, _ clock: VirtualClock, _ transport: any CentreTransport, visits: Int = 1,
    windowHour: Int? = nil
  ) throws -> SwipeRunner {
    var configuration = Simulation.configuration(CentreProfile())
    configuration.visitsPerCard = visits
    if let windowHour {
      configuration.windowStartSecond = windowHour * 3600
      configuration.windowEndSecond = (windowHour + 1) * 3600
    }
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration, transport: transport, journal: journal, records: records, items: MemoryItems(),
      clock: clock, random: SeededRandom(state: 5))
  }

  private func machine() -> (MemoryDisk, VirtualClock, MemoryCentre) {
    let disk = MemoryDisk()
    let clock = VirtualClock(wall: Self.start)
    let window = SwipeWindow(startMilliseconds: Self.start, endMilliseconds: Self.start + 14_400_000)
    let centre = MemoryCentre(clock: clock, disk: disk, profile: CentreProfile(), window: window, seed: 1)
    return (disk, clock, centre)
  }

  /// The first run's 05 is executed 55 minutes late, after its visit was closed as never settled; R9's question of the
  /// hour finds it while the second run waits for its gates, and its 99 is refused for ever (R7, R19).
  @Test("It does not wait for a visit of another run that waits for a person", .timeLimit(.minutes(1)))
  func anotherRunsVisit() async throws {
    let (disk, clock, centre) = machine()
    centre.faults["05"] = [0: .executedLate]
    for kind in ["10", "99d", "99r"] {
      centre.faults[kind] = Dictionary(uniqueKeysWithValues: (0..<15).map { ($0, .lostBefore) })
    }
    centre.lateMilliseconds = 3_300_000
    let transport = SecondRun(centre)
    let runner = try runner(disk, clock, transport, visits: 2)
    let first = try await runner.runNow(name: "王", reason: "演练")
    #expect(first.visits.first?.state == "LEFT_OVER" || first.visits.first?.state == "FINISHED", "\(first.visits)")
    let end = Self.start + 3_000_000
    while clock.now().wallMilliseconds < end {
      clock.advance(min(try await runner.runOnce(), 10_000))
    }
    transport.isUnderWay = true
    let second = try await runner.runNow(name: "王", reason: "再次")
    #expect(second.visits.contains { $0.handedOver && $0.isOpen && $0.run == second.visits.first?.run }, "\(second)")
    // It ended because of that visit, and not because its own window was over.
    #expect(second.visits.last?.run != second.visits.first?.run && second.visits.last?.isOpen == false, "\(second)")
  }

  /// The agent died in the window with a visit open, and a person tries before it is up again.
  @Test("The automatic run is not ended by a command: the next agent goes on with it")
  func automaticRun() async throws {
    let (disk, clock, centre) = machine()
    func agent() throws -> SwipeRunner { try runner(disk, clock, centre, visits: 2, windowHour: 10) }
    let first = try agent()
    while try !disk.durableRecords().contains(where: { $0.kind == "SETTLE_INTENT" }) {
      clock.advance(min(max(try await first.runOnce(), 1), 10_000))
    }
    disk.restart()
    let command = try agent()
    await #expect(throws: SwipeError.self) { _ = try await command.runInWindow(name: "李", reason: "再试") }
    #expect(try disk.durableRecords().allSatisfy { $0.kind != "RUN_ENDED" })
    disk.restart()
    let next = try agent()
    while clock.now().wallMilliseconds < Self.start + 3_600_000 {
      clock.advance(min(max(try await next.runOnce(), 1), 10_000))
    }
    let tested = await next.status().visits.filter { $0.run == "auto-2021-03-01" && $0.state == "FINISHED" }
    #expect(tested.count == 2)
    #expect(centre.violations == [])
  }

  @Test("One whose command was ended from outside is ended by the next; where a service goes on with it, it is busy")
  func cutOff() async throws {
    var isShown = false
    for append in 0..<20 {
      let (disk, clock, centre) = machine()
      disk.arm(append, .afterSync)
      let first = try runner(disk, clock, centre)
      do { _ = try await first.runNow(name: "王", reason: "演练") } catch {}
      let kinds = try disk.durableRecords().map(\.kind)
      guard kinds.contains("RUN_STARTED"), !kinds.contains("VISIT_PLANNED") else { continue }
      isShown = true
      disk.restart()
      let service = try runner(disk, clock, centre)
      await service.serve()
      await #expect(throws: SwipeError.self) { _ = try await service.runNow(name: "李", reason: "再次") }
      await service.stop()
      disk.restart()
      let second = try runner(disk, clock, centre)
      let status = try await second.runNow(name: "李", reason: "再次")
      #expect(status.visits.map(\.state) == ["FINISHED"])
      let records = try disk.durableRecords()
      let ends = records.filter { $0.kind == "RUN_ENDED" }
      #expect(ends.first?.fields["reason"] == "进行它的命令已中断")
      #expect(ends.count == 2 && records.filter { $0.kind == "RUN_STARTED" }.count == 2)
      #expect(centre.violations == [])
    }
    #expect(isShown)
  }
}
