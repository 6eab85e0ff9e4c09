import Catalogue
import Logging
import Settlement
import SettlementJournal
import SwipeTest

/// One simulated go-live day and the morning after: faults, crashes, and checks from outside.
struct Simulation {
  struct Scenario: Sendable, CustomStringConvertible {
    var seed: UInt64 = 1
    var faults: [(kind: String, number: Int, fault: Fault)] = []
    var crashes: [(append: Int, point: MemoryDisk.CrashPoint)] = []
    var profile = CentreProfile()
    var lateMilliseconds: Int64 = 40_000
    var clockJump: (append: Int, milliseconds: Int64)?
    var lyingDisk = false

    var description: String {
      "seed \(seed) faults \(faults) crashes \(crashes) profile \(profile) late \(lateMilliseconds) jump \(String(describing: clockJump))"
    }
  }

  struct Verdict {
    var violations: [String]
    var report: String
    var ledger: SwipeLedger
    var centre: MemoryCentre
    var appends: Int
    var alarms: Int
  }

  static let date = CivilDate(dayNumber: 18_687)  // 2021-03-01

  static func configuration(_ profile: CentreProfile) -> SwipeConfiguration {
    var configuration = SwipeConfiguration()
    configuration.dates = [date]
    configuration.cards = [.init(number: MaskedText("123456789"), insurance: "1")]
    configuration.profile = profile
    configuration.institutionName = "示例医院"
    return configuration
  }

  static func run(_ scenario: Scenario) async throws -> Verdict {
    let midnight = CivilDateTime(date: date).unixMilliseconds
    let clock = VirtualClock(wall: midnight + 5 * 3_600_000 + 59 * 60_000)
    let disk = MemoryDisk()
    disk.lies = scenario.lyingDisk
    let window = SwipeWindow(startMilliseconds: midnight + 6 * 3_600_000, endMilliseconds: midnight + 7 * 3_600_000)
    let centre = MemoryCentre(
      clock: clock, disk: disk, profile: scenario.profile, window: window, seed: scenario.seed)
    centre.lateMilliseconds = scenario.lateMilliseconds
    for fault in scenario.faults { centre.faults[fault.kind, default: [:]][fault.number] = fault.fault }
    var crashes = scenario.crashes[...]
    if let first = crashes.popFirst() { disk.arm(first.append, first.point) }
    let end = midnight + (24 + 9) * 3_600_000
    var violations: [String] = []
    var runner = try start(scenario, disk, centre, clock, 0)
    var restarts: UInt64 = 0
    var report = ""
    var jump = scenario.clockJump
    while clock.now().wallMilliseconds < end {
      do {
        let wait = try await runner.runOnce()
        centre.deliverLate()
        if let pending = jump, disk.operations >= pending.append {
          clock.setWall(by: pending.milliseconds)
          jump = nil
        }
        if wait > 0 { clock.advance(min(wait, end - clock.now().wallMilliseconds)) }
      } catch {
        restarts += 1
        guard disk.crashed, restarts < 10 else {
          violations.append("stopped: \(error)")
          break
        }
        disk.restart()
        clock.advance(5000)
        if let next = crashes.popFirst() { disk.arm(next.append, next.point) }
        do { runner = try start(scenario, disk, centre, clock, restarts) } catch {
          // The second crash met the start itself.
          guard disk.crashed else { throw error }
          disk.restart()
          clock.advance(5000)
          runner = try start(scenario, disk, centre, clock, restarts)
        }
      }
    }
    report = await runner.report()
    let records = try disk.durableRecords()
    var ledger = SwipeLedger()
    for record in records { _ = try ledger.apply(record) }
    // A wall clock that was set makes moments incomparable.
    if scenario.clockJump == nil { violations += try closings(records, centre) }
    violations += centre.violations + outside(ledger, centre, scenario.profile, report)
    return Verdict(
      violations: violations, report: report, ledger: ledger, centre: centre, appends: disk.operations,
      alarms: ledger.visits.flatMap(\.alarms).count)
  }

  private static func start(
    _ scenario: Scenario, _ disk: MemoryDisk, _ centre: MemoryCentre, _ clock: VirtualClock, _ restarts: UInt64
  ) throws -> SwipeRunner {
    let (journal, records) = try SettlementJournal.open(disk)
    return try SwipeRunner(
      configuration: configuration(scenario.profile), transport: centre, journal: journal, records: records,
      items: MemoryItems(), clock: clock, random: SeededRandom(state: scenario.seed &* 31 &+ restarts),
      logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// I7 at the moment of closing: what a later review repairs was closed too early all the same.
  private static func closings(_ records: [JournalRecord], _ centre: MemoryCentre) throws -> [String] {
    var found: [String] = []
    var ledger = SwipeLedger()
    for record in records {
      let before = ledger.visits.map(\.end)
      _ = try ledger.apply(record)
      for (index, visit) in ledger.visits.enumerated() {
        guard visit.end == .closedNever || visit.end == .closedReversed,
          index >= before.count || before[index] != visit.end
        else { continue }
        let moment = record.at.wallMilliseconds
        let standing = centre.settled.contains { row in
          row.visit == visit.plan.number.text && row.wall <= moment
            && (row.refundSerial == nil || row.refundWall > moment)
        }
        if standing { found.append("I7 \(visit.end?.rawValue ?? "") while settled") }
      }
    }
    return found
  }

  /// I1, I7, I10, I11 on the centre's ledger at the end.
  private static func outside(
    _ ledger: SwipeLedger, _ centre: MemoryCentre, _ profile: CentreProfile, _ report: String
  ) -> [String] {
    var found: [String] = []
    for visit in ledger.visits {
      let number = visit.plan.number.text
      let standing = centre.standing(number)
      let excused = visit.handedOver && visit.isOpen && (!profile.query || !profile.reconcile)
      if !standing.isEmpty, !excused { found.append("I1 standing \(standing.map(\.serial)) in \(visit.state)") }
      if visit.isOpen, !excused { found.append("I1 open in \(visit.state)") }
      if visit.end == .closedNever, centre.settled.contains(where: { $0.visit == number }) {
        found.append("I7 closed as never, but settled")
      }
      if visit.end == .closedReversed, !standing.isEmpty { found.append("I7 closed as reversed, but standing") }
      if !visit.isOpen, centre.visits[number] != nil, visit.state != .leftOver {
        found.append("I11 registration remains in \(visit.state)")
      }
    }
    for number in centre.settled.map(\.visit) where number.hasPrefix("QZ") {
      if !ledger.visits.contains(where: { $0.plan.number.text == number }) {
        found.append("I6 unknown visit \(number)")
      }
    }
    if centre.settled.first(where: { $0.serial == MemoryCentre.foreign.serial })?.refundSerial != nil {
      found.append("I8 a patient's settlement was reversed")
    }
    let ours = centre.settled.filter { $0.visit.hasPrefix("QZ") }.count
    if ledger.visits.flatMap(\.settlements).count != ours, !found.isEmpty || ledger.visits.allSatisfy({ !$0.isOpen }) {
      found.append("I10 report counts \(ledger.visits.flatMap(\.settlements).count), ledger \(ours)")
    }
    if report.contains("123456789") { found.append("I9 card in the report") }
    return found
  }
}
