import Catalogue
import CentreProtocol
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
    /// The power goes while the program waits, a second into the first wait after so many appends.
    var powerCuts: [Int] = []
    var profile = CentreProfile()
    var lateMilliseconds: Int64 = 40_000
    var mishap: (append: Int, what: Mishap)?
    /// A crash restores the folder as it was after this append.
    var restoredFrom: Int?
    /// With the folder comes the head kept elsewhere, as it was then: a snapshot of the whole data directory, which nothing in
    /// it can tell from the last state.
    ///
    /// Of such a life the ledger still has to show I1, I2, I4, I5, I7, I8, I9 and I11 for every visit the snapshot knows, I3's
    /// single settle request, and I1 and I6 for the visits it lost as far as 15's whole days name them. It cannot keep I6 for
    /// what was shown since the snapshot, I3's message ids (they are made from the journal's length), and I10 for visits that
    /// nothing names.
    var restoresHead = false
    /// The machine stays away so long before it starts with the restored folder.
    var daysAway: Int64 = 0
    var cards = 1
    var visitsPerCard = 1
    var lyingDisk = false
    /// The first restart after a visit began is in the production profile, with another centre; two hours later it is
    /// switched back.
    var switchesEnvironment = false
    /// Hands over after 20 s, and a person asks again at once when 43 did not name the visit (R9, R19).
    var isImpatient = false
    /// After each restart 01 (1101) is silent for a quarter of an hour: gates do not pass, and no 05 may come (R18).
    var cardsAreSilent = false
    /// So many milliseconds after the start 01 says that the cards are blocked (R18); unified only.
    var cardsBlockedAfter: Int64?
    /// Hands over after 20 s, and so many seconds later two persons close by hand what is still undecided (R19), whatever
    /// became of it at the centre; three times at most.
    var closesByHandAfter: Int64?
    /// So many seconds after it is found two persons accept an older copy of the journal (R20); `nil`: nobody does.
    var acceptsOlderAfter: Int64?
    /// `MemoryCentre.settlementLagMilliseconds`. An 05 without an answer has to be shown within the quiet period (R9).
    var settlementLagMilliseconds: Int64 = 0
    /// `MemoryCentre.refundLagMilliseconds`, and whether a 99 may be repeated there.
    var refundLagMilliseconds: Int64 = 0
    var repeatsReversals = false
    /// Second of the day at which the process starts: a minute before the window.
    var startSecond: Int64 = 5 * 3600 + 59 * 60

    var description: String {
      "seed \(seed) faults \(faults) crashes \(crashes) cuts \(powerCuts) profile \(profile) late \(lateMilliseconds) "
        + "mishap \(String(describing: mishap)) restored \(String(describing: restoredFrom)) head \(restoresHead) "
        + "away \(daysAway) "
        + "start \(startSecond) switches \(switchesEnvironment) impatient \(isImpatient) "
        + "silent \(cardsAreSilent) shown late \(settlementLagMilliseconds) lag \(refundLagMilliseconds) repeats \(repeatsReversals) "
        + "blocked \(cardsBlockedAfter.map(String.init) ?? "-") "
        + "by hand \(closesByHandAfter.map(String.init) ?? "-") accepted \(acceptsOlderAfter.map(String.init) ?? "-") cards \(cards) × \(visitsPerCard)"
    }

    /// Moments of a wall clock that was set cannot be compared.
    var setsClock: Bool { [.clockBack, .clockForward, .clockDrifts].contains(mishap?.what) }
    var amountsDiffer: Bool { faults.contains { $0.fault == .amountDiffers } }
  }

  struct Verdict {
    var violations: [String]
    var report: String
    var status: SwipeStatus?
    /// What is durable at the end.
    var records: [JournalRecord]
    var ledger: SwipeLedger
    var centre: MemoryCentre
    var appends: Int
    var alarms: Int
  }

  static let date = CivilDate(dayNumber: 18_687)  // 2021-03-01

  static func configuration(_ profile: CentreProfile) -> SwipeConfiguration {
    configuration(Scenario(profile: profile))
  }

  static func configuration(_ scenario: Scenario) -> SwipeConfiguration {
    var configuration = SwipeConfiguration()
    configuration.dates = [date]
    configuration.cards = (0..<scenario.cards).map {
      .init(number: MaskedText(String(123_456_789 + $0)), insurance: "1")
    }
    configuration.visitsPerCard = scenario.visitsPerCard
    if scenario.isImpatient || scenario.closesByHandAfter != nil { configuration.handOverAfterSeconds = 20 }
    configuration.profile = scenario.profile
    configuration.institutionName = "示例医院"
    if scenario.profile.interface == .national {
      configuration.institutionCode = "H50010500001"
      configuration.national = NationalCaller(
        institutionCode: "H50010500001", institutionName: "示例医院", area: "500000", operatorCode: "0001",
        operatorName: "测试")
    }
    return configuration
  }

  static func run(_ scenario: Scenario) async throws -> Verdict {
    let midnight = CivilDateTime(date: date).unixMilliseconds
    let clock = VirtualClock(wall: midnight + scenario.startSecond * 1000)
    let disk = MemoryDisk()
    let head = MemoryHead()
    disk.lies = scenario.lyingDisk
    if let copied = scenario.restoredFrom { disk.restoreLater(copiedAfter: copied) }
    let window = SwipeWindow(startMilliseconds: midnight + 6 * 3_600_000, endMilliseconds: midnight + 7 * 3_600_000)
    let centre = MemoryCentre(
      clock: clock, disk: disk, profile: scenario.profile, window: window, seed: scenario.seed)
    centre.lateMilliseconds = scenario.lateMilliseconds
    centre.settlementLagMilliseconds = scenario.settlementLagMilliseconds
    centre.refundLagMilliseconds = scenario.refundLagMilliseconds
    centre.repeatsReversals = scenario.repeatsReversals
    if let after = scenario.cardsBlockedAfter { centre.cardsBlockedFrom = clock.steadyMilliseconds + after }
    centre.mustNotCleanUp =
      scenario.faults.isEmpty && scenario.mishap == nil && scenario.closesByHandAfter == nil
      && scenario.settlementLagMilliseconds == 0
      && !(scenario.restoresHead && !scenario.profile.query && !scenario.profile.reconcile)
    for fault in scenario.faults { centre.faults[fault.kind, default: [:]][fault.number] = fault.fault }
    var crashes = scenario.crashes[...]
    var powerCuts = scenario.powerCuts[...]
    if let first = crashes.popFirst() { disk.arm(first.append, first.point) }
    let end = midnight + (24 + 9 + 24 * scenario.daysAway) * 3_600_000
    var violations: [String] = []
    var runner: SwipeRunner?
    var restarts: UInt64 = 0
    var mishap = scenario.mishap
    let other = MemoryCentre(
      clock: clock, disk: disk, profile: scenario.profile, window: window, seed: scenario.seed &+ 1)
    var isToSwitch = scenario.switchesEnvironment
    var switchedUntil: Int64?
    var asked = 0
    var persons = Persons(scenario.closesByHandAfter, acceptsAfter: scenario.acceptsOlderAfter)
    var copiedHead: JournalHead?
    var isRestoredLate = false
    // Records that status went by when the process died: the next one has them all (I6), unless an older copy was put back.
    var shown = 0
    while centre.centreWall < end {
      if !disk.hasCopy { copiedHead = await head.head }
      do {
        if let until = switchedUntil, clock.steadyMilliseconds >= until {
          switchedUntil = nil
          runner = nil
          restarts += 1
          disk.restart()
        }
        if runner == nil {
          let isSwitched = switchedUntil != nil
          runner = try await start(scenario, disk, head, isSwitched ? other : centre, clock, restarts, isSwitched)
          if let found = await runner?.status().head.length, found < shown, !disk.isRestored {
            violations.append("I6 \(shown) records were shown, and \(found) are left")
          }
        }
        let wait = try await runner?.runOnce() ?? 0
        if scenario.isImpatient, asked < 10, try await askAgain(runner) {
          asked += 1
          continue
        }
        let untilAccepting = try await persons.accept(runner, at: clock.steadyMilliseconds)
        if persons.hasAccepted { centre.isOlderJournal = false }
        let untilClosing = min(untilAccepting, try await persons.close(runner, at: clock.steadyMilliseconds))
        centre.deliverLate()
        if let pending = mishap, disk.operations >= pending.append {
          centre.meet(pending.what)
          mishap = nil
        }
        let untilSwitch = switchedUntil.map { max(1, $0 - clock.steadyMilliseconds) } ?? .max
        if wait > 0, let cut = powerCuts.first, disk.operations >= cut {
          powerCuts.removeFirst()
          clock.advance(min(wait, 1000))
          throw disk.cutPower()
        }
        if wait > 0 {
          clock.advance(min(wait, centre.nextLate, untilSwitch, untilClosing, max(1, end - centre.centreWall)))
        }
      } catch {
        restarts += 1
        guard disk.crashed, restarts < 10 else {
          violations.append("stopped: \(error)")
          break
        }
        shown = await runner?.status().head.length ?? shown
        let wasRestored = disk.isRestored
        // Where a person set the clock, only the boot clock can order the journal's moments for the oracle.
        if disk.isMachineDown, !scenario.setsClock { clock.reboot() }
        disk.restart()
        runner = nil
        let isNowRestored = disk.isRestored && !wasRestored
        if isNowRestored, scenario.restoresHead { await head.restore(copiedHead) }
        // 3202 would tell an older copy of them before its 2601.
        if isNowRestored, scenario.restoresHead || !scenario.profile.reconcile {
          centre.forgottenReversals = Set(centre.reversalsArrived.keys)
        }
        let away = isNowRestored ? scenario.daysAway * ShanghaiTime.dayMilliseconds : 0
        isRestoredLate = isRestoredLate || isNowRestored && centre.centreWall + away >= window.endMilliseconds
        if scenario.cardsAreSilent { centre.silenceCards(900_000) }
        clock.advance(isNowRestored ? scenario.daysAway * ShanghaiTime.dayMilliseconds + 5000 : 5000)
        if isToSwitch, try disk.durableRecords().contains(where: { $0.kind == "VISIT_PLANNED" }) {
          isToSwitch = false
          switchedUntil = clock.steadyMilliseconds + 7_200_000
        }
        if let next = crashes.popFirst() { disk.arm(next.append, next.point) }
      }
    }
    let report = await runner?.report() ?? ""
    let status = await runner?.status()
    let records = try disk.durableRecords()
    var ledger = SwipeLedger()
    for record in records { _ = try ledger.apply(record) }
    var oracle = Oracle(scenario: scenario, centre: centre, isRestored: disk.isRestored)
    oracle.isRestoredAfterWindow = isRestoredLate
    oracle.isAccepted = persons.hasAccepted
    oracle.unprovable = oracle.unprovable(ledger, report, status)
    if !scenario.setsClock, !disk.isRestored { violations += try oracle.closings(records) }
    violations += oracle.byHand(ledger, report) + oracle.inPart(ledger, report, status) + oracle.gates(records)
    violations +=
      other.violations + oracle.strangers(at: other) + centre.violations + oracle.messages(records)
      + oracle.outside(ledger, report)
    return Verdict(
      violations: violations, report: report, status: status, records: records, ledger: ledger, centre: centre,
      appends: disk.operations,
      alarms: ledger.visits.flatMap(\.alarms).count)
  }

  /// A person who does not wait for the quiet period.
  private static func askAgain(_ runner: SwipeRunner?) async throws -> Bool {
    guard let runner else { return false }
    for visit in await runner.status().visits where visit.handedOver && visit.state == "ABSENT_ONCE" {
      try await runner.handle(visit: visit.visit, .queryRequested(by: "甲"))
      return true
    }
    return false
  }

  private static func start(
    _ scenario: Scenario, _ disk: MemoryDisk, _ head: MemoryHead, _ centre: MemoryCentre, _ clock: VirtualClock,
    _ restarts: UInt64, _ isSwitched: Bool
  ) async throws -> SwipeRunner {
    var configuration = configuration(scenario)
    if isSwitched {
      configuration.environment = .production
      // It would have its own run in the window, whose visits the other centre's ledger has: the oracle judges one centre.
      configuration.automatic = false
    }
    let (journal, records) = try SettlementJournal.open(disk)
    // R20: nothing may be settled with an older copy that nobody has accepted.
    centre.isOlderJournal = await head.head.map { !journal.continues($0) } ?? false
    return try SwipeRunner(
      configuration: configuration, transport: centre, journal: journal, records: records,
      items: MemoryItems(), headStore: head, clock: clock,
      random: SeededRandom(state: scenario.seed &* 31 &+ restarts),
      logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() }))
  }
}
