import Catalogue
import CentreProtocol
import Logging
import Settlement
import SettlementJournal

@testable import SwipeSimulation
@testable import SwipeTest

/// A drill on a virtual clock, a disk that loses what was not synced and a platform in memory.
struct DrillRun {
  struct NoCentre: CentreTransport {
    func call(_ request: String, timeoutSeconds: Int) async -> CentreReply { .notSent("不用") }
  }

  static let persons = PrescriptionPersons(
    patient: .init(
      number: MaskedText("50000000000000001234"), name: MaskedText("测试甲"), certificateKind: "01",
      certificate: MaskedText("500000198503121011"), gender: "1", age: "41", area: "500000", insurance: "310",
      visit: "MD00001"),
    doctor: .init(
      code: "D1", name: MaskedText("演练医师"), certificateKind: "01", certificate: MaskedText("500000197001011010"),
      licence: "", departmentCode: "0001", departmentName: "内科"),
    pharmacist: .init(
      code: "P1", name: MaskedText("演练药师"), certificateKind: "01", certificate: MaskedText("500000197102022020"),
      licence: "YS0001", departmentCode: "0002", departmentName: "药房"))

  let clock: VirtualClock
  let disk = MemoryDisk()
  let head = MemoryHead()
  let platform: MemoryPlatform
  var configuration = DrillConfiguration()
  /// `[centre] interface` was switched to unified.
  var isUnified = false
  private var restarts: UInt64 = 0

  init() {
    clock = VirtualClock(wall: CivilDateTime(date: Simulation.date).unixMilliseconds + 10 * 3_600_000)
    platform = MemoryPlatform(clock: clock, disk: disk)
    configuration.institutionCode = "H50010500001"
    configuration.institutionName = "示例医院"
    configuration.persons = Self.persons
    configuration.operatorName = "前置"
  }

  /// A process: the journal read again, a new runner.
  mutating func start() async throws -> DrillRunner {
    restarts += 1
    let (journal, records) = try SettlementJournal.open(disk)
    let swipe = try SwipeRunner(
      configuration: SwipeConfiguration(), transport: NoCentre(), journal: journal, records: records,
      items: MemoryItems(), headStore: head, clock: clock, random: SeededRandom(state: restarts))
    let messages = MessageIDSource(institutionCode: configuration.institutionCode)
    messages.advance(past: await swipe.drillBook().newestMessage)
    let caller = NationalCaller(
      institutionCode: configuration.institutionCode, institutionName: configuration.institutionName, area: "500000",
      operatorCode: "0001", operatorName: "前置")
    return DrillRunner(
      configuration: configuration,
      centre: isUnified ? nil : DrillCentre(caller: caller, transport: platform, messages: messages), journal: swipe,
      items: MemoryItems(), clock: clock, random: SeededRandom(state: restarts &+ 100),
      logger: Logger(label: "drill", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// Runs the drill through every crash, then three hours on.
  ///
  /// - Returns: the last process.
  mutating func run(_ kind: DrillKind, crashes: [(append: Int, point: MemoryDisk.CrashPoint)] = []) async throws
    -> DrillRunner
  {
    var crashes = crashes[...]
    if let first = crashes.popFirst() { disk.arm(first.append, first.point) }
    var runner = try await start()
    var isBegun = false
    let end = clock.now().bootMilliseconds + 3 * 3_600_000
    while clock.now().bootMilliseconds < end {
      do {
        if !isBegun {
          isBegun = true
          _ = try await runner.runNow(kind, name: "王", reason: "演练")
        }
        platform.deliverLate()
        let wait = min(max(0, try await runner.runOnce()), max(0, end - clock.now().bootMilliseconds))
        clock.advance(platform.hasQueued ? min(wait, 10_000) : wait)
      } catch is DrillRunError {
        continue
      } catch {
        guard disk.crashed else { throw error }
        disk.restart()
        clock.advance(3_000)
        if let next = crashes.popFirst() { disk.arm(next.append, next.point) }
        runner = try await start()
      }
    }
    return runner
  }
}
