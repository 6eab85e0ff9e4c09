import Settlement

/// Which days are simulated.
extension Simulation.Scenario {
  static let kinds = ["02", "04", "06", "05", "43", "99", "15", "10", "99r"]
  static let profiles: [CentreProfile] = [
    CentreProfile(afterReversal: .absent), CentreProfile(afterReversal: .both), CentreProfile(afterReversal: .original),
    CentreProfile(query: true, reconcile: false, afterReversal: .absent),
    CentreProfile(query: true, reconcile: false, afterReversal: .both),
    CentreProfile(query: true, reconcile: false, afterReversal: .original),
    CentreProfile(query: false, reconcile: true), CentreProfile(query: false, reconcile: false),
  ]
  /// What the national platform has beside: 2203A, 2601 and 9001. It has no 43.
  static let nationalKinds = ["02", "2203A", "04", "06", "05", "99", "15", "10", "99r", "2601", "9001"]
  static let nationalProfiles: [CentreProfile] = [
    .national(), .national(reversesUnknown: false), .national(reconcile: false),
  ]
  /// Appends of an undisturbed day, with some for recovery.
  static let appends = 56

  /// Every fault on every transaction, its second use too.
  static func faults(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for kind in profile.interface == .national ? nationalKinds : kinds {
      for fault in Fault.allCases {
        for number in 0...(kind == "43" || kind == "15" ? 1 : 0) {
          all.append(Self(faults: [(kind, number, fault)], profile: profile))
        }
      }
    }
    return all
  }

  /// The transactions that settle, reverse and say what stands.
  private static func money(_ profile: CentreProfile) -> [String] {
    profile.interface == .national ? ["05", "99", "2601", "15"] : ["05", "99", "43", "15"]
  }

  /// Every fault on the transactions about money × a crash at every append, the kinds of crash in turn; every second one
  /// with another crash while recovering.
  static func crashes(_ profile: CentreProfile) -> [Self] { crashes(profile, around: money(profile)) }

  /// The same with the transactions that register, upload, preview and clean up.
  static func crashesAroundTheOthers(_ profile: CentreProfile) -> [Self] {
    let all = profile.interface == .national ? nationalKinds : kinds
    return crashes(profile, around: all.filter { !money(profile).contains($0) })
  }

  private static func crashes(_ profile: CentreProfile, around kinds: [String]) -> [Self] {
    var all: [Self] = []
    let points = MemoryDisk.CrashPoint.allCases
    for (index, kind) in kinds.enumerated() {
      for (turn, fault) in Fault.allCases.enumerated() {
        for append in 0..<appends {
          var scenario = Self(faults: [(kind, 0, fault)], profile: profile)
          scenario.crashes = [(append, points[(append + turn + index) % points.count])]
          if (append + turn) % 2 == 0 {
            scenario.crashes.append(((append + index) % 9, points[(append + turn * 3 + 1) % points.count]))
          }
          all.append(scenario)
        }
      }
    }
    return all
  }

  /// Every kind of crash at every append, without another fault.
  static func plainCrashes(_ profile: CentreProfile) -> [Self] {
    (0..<appends).flatMap { append in
      MemoryDisk.CrashPoint.allCases.map { Self(crashes: [(append, $0)], profile: profile) }
    }
  }

  /// Every mishap at every append.
  static func mishaps(_ profile: CentreProfile) -> [Self] {
    (0..<appends).flatMap { append in Mishap.allCases.map { Self(profile: profile, mishap: (append, $0)) } }
  }

  /// A crash, and an older copy of the journal afterwards.
  static func restored(_ profile: CentreProfile) -> [Self] {
    stride(from: 2, to: appends, by: 3).flatMap { append in
      stride(from: 0, to: append, by: 2).map { copied in
        Self(crashes: [(append, .lostWrite)], profile: profile, restoredFrom: copied)
      }
    }
  }

  /// The same, put back two to five days after the crash; every second time the first process with it dies early too.
  static func restoredLater(_ profile: CentreProfile) -> [Self] {
    stride(from: 8, to: appends, by: 4).flatMap { append in
      stride(from: 0, to: append, by: 5).map { copied in
        var scenario = Self(crashes: [(append, .lostWrite)], profile: profile, restoredFrom: copied)
        scenario.daysAway = 2 + Int64(append + copied) % 4
        if copied % 2 == 0 { scenario.crashes.append((1 + append % 3, .afterSync)) }
        return scenario
      }
    }
  }

  /// Every fault on 05 and 99 with every fault on the 43 that follows (R8, R9).
  static func pairs(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for kind in ["05", "99"] {
      for first in Fault.allCases {
        for second in Fault.allCases {
          for number in 0...1 {
            all.append(Self(faults: [(kind, 0, first), ("43", number, second)], profile: profile))
          }
        }
      }
    }
    return all
  }

  /// A centre that refuses every reversal, and another visit's `1` as the answer to a 99, where it alone may close (R13).
  static func mistaken(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for append in [0, 13, 26] {
      for number in 0...3 {
        for fault in [Fault.otherVisit, .otherVisitAlike] {
          for visits in 1...2 {
            all.append(
              Self(
                faults: [("99", number, fault)], profile: profile, mishap: (append, .impossible),
                visitsPerCard: visits))
          }
        }
      }
    }
    return all
  }

  /// A refund of a part, by the 99 or by a person, with every fate of the 99's answer (I1, I10).
  static func refundedInPart(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for what in [Mishap.refundsPart, .refundsPartUntold, .personRefundsPart] {
      for fault in [Fault.none, .executedLost, .refusedThoughExecuted, .garbage] {
        for byHand in [nil, Int64(50)] {
          let append = what == .personRefundsPart ? 17 : 0
          var scenario = Self(faults: [("99", 0, fault)], profile: profile, mishap: (append, what))
          scenario.closesByHandAfter = byHand
          all.append(scenario)
        }
      }
    }
    return all
  }

  /// A 2601 that the platform executes late, around the 2208 that a 3202 in between would allow (R10).
  static func meetings(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for late in stride(from: Int64(5000), through: 55_000, by: 5000) {
      for void in [Fault.executedLate, .duplicatedLate] {
        for silence in [Fault.stale, .lostBefore] {
          all.append(
            Self(
              faults: [("05", 0, .executedLost), ("15", 0, silence), ("2601", 0, void)], profile: profile,
              lateMilliseconds: late))
        }
      }
    }
    return all
  }

  /// A 2207A whose answer is lost or that is executed late, with every fault on the 2601 and on the 3202 that follow, and
  /// every fault on the 2208 that meets a late 2601.
  static func nationalPairs(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for (turn, second) in Fault.allCases.enumerated() {
      for (number, first) in [Fault.lostBefore, .executedLost, .executedLate, .refusedAtRandom, .duplicated]
        .enumerated()
      {
        for kind in ["2601", "99"] {
          var scenario = Self(
            seed: UInt64(turn + number), faults: [("05", 0, first), ("15", 0, .stale)], profile: profile)
          scenario.faults.append((kind, 0, second))
          scenario.lateMilliseconds = [5000, 40_000, 90_000][turn % 3]
          all.append(scenario)
          scenario.faults[1] = ("15", 0, .lostBefore)
          all.append(scenario)
        }
      }
    }
    return all
  }

  /// Started late in the window, with what makes the calls before the 05 slow: around R16's last moment.
  static func lateStarts(_ profile: CentreProfile) -> [Self] {
    let slow: [(kind: String, number: Int, fault: Fault)?] = [
      nil, ("02", 0, .connectTimedOut), ("04", 0, .executedLost), ("06", 0, .lostBefore), ("06", 0, .downForAWhile),
    ]
    return stride(from: Int64(6 * 3600 + 45 * 60), to: Int64(7 * 3600 + 20), by: 13).flatMap { second in
      slow.map { fault in
        var scenario = Self(faults: fault.map { [$0] } ?? [], profile: profile)
        scenario.startSecond = second
        return scenario
      }
    }
  }

  /// A crash at every append, and the other environment for two hours.
  static func switched(_ profile: CentreProfile) -> [Self] {
    (0..<appends).map { append in
      var scenario = Self(crashes: [(append, .afterSync)], profile: profile)
      scenario.switchesEnvironment = true
      return scenario
    }
  }

  /// An 05 that the centre executes long after the visit was closed as never settled and its clean-up was lost: found by
  /// R9's later questions only, one each for the hour, the evening and the next morning.
  static func lateExecutions(_ profile: CentreProfile) -> [Self] {
    stride(from: Int64(200_000), to: 70_000_000, by: 2_900_000).map { late in
      var scenario = Self(faults: [("05", 0, .executedLate)], profile: profile, lateMilliseconds: late)
      for kind in ["10", "99d", "99r"] { scenario.faults += (0..<15).map { (kind, $0, .lostBefore) } }
      return scenario
    }
  }

  /// A person who asks again and again, while the 05 never arrived or is still queued.
  static func impatient(_ profile: CentreProfile) -> [Self] {
    [Fault.lostBefore, .executedLate, .connectionRefused].flatMap { fault in
      stride(from: Int64(15_000), to: 120_000, by: 10_000).map { late in
        var scenario = Self(faults: [("05", 0, fault)], profile: profile, lateMilliseconds: late)
        scenario.isImpatient = true
        return scenario
      }
    }
  }

  /// Two persons close what was handed over, at once or later, and 15 names it afterwards.
  static func closedByHand(_ profile: CentreProfile) -> [Self] {
    let kinds = profile.interface == .national ? ["05", "99", "2601"] : ["05", "99"]
    let faults: [Fault] = [
      .lostBefore, .executedLost, .executedLate, .status502, .refusedAtRandom, .refusedThoughExecuted, .garbage,
      .downForAWhile,
    ]
    return kinds.flatMap { kind in
      faults.flatMap { fault in
        [(Int64(0), Int64(5_000)), (0, 900_000), (50, 40_000), (400, 2_000_000)].map { after, late in
          var scenario = Self(profile: profile, lateMilliseconds: late)
          scenario.closesByHandAfter = after
          scenario.faults = (0..<(kind == "05" ? 1 : 6)).map { (kind, $0, fault) }
          // The words that would decide are silent until the persons have closed.
          scenario.faults += ["43", "15"].flatMap { word in (0..<4).map { (word, $0, Fault.lostBefore) } }
          return scenario
        }
      }
    }
  }

  /// A centre that shows a reversal later than it does it, and that answers a repeated 99 with `1` or refuses it.
  static func lagging(_ profile: CentreProfile) -> [Self] {
    [Int64(2_000), 45_000, 600_000, 5_400_000, 80_000_000].flatMap { lag in
      [Fault.none, .executedLost, .executedLate, .duplicated, .refusedThoughExecuted].flatMap { fault in
        [false, true].map { repeats in
          var scenario = Self(faults: [("99", 0, fault)], profile: profile)
          scenario.refundLagMilliseconds = lag
          scenario.repeatsReversals = repeats
          return scenario
        }
      }
    }
  }

  /// A centre whose 43, 15 and 3202 show a settlement later than it is made. What the 05 was answered with is waited for,
  /// however long; one without an answer has R9's quiet period.
  static func shownLate(_ profile: CentreProfile) -> [Self] {
    var all: [Self] = []
    for lag in [Int64(20_000), 120_000, 900_000, 5_400_000, 40_000_000] {
      for fault in [Fault.none, .amountDiffers, .otherVisit, .duplicated, .executedLost, .refusedThoughExecuted] {
        // A 2207A's answer names the visit: another's is none.
        let isAnswered = ![.executedLost, .refusedThoughExecuted].contains(fault)
        if lag > 60_000, !isAnswered || fault == .otherVisit && profile.interface == .national { continue }
        var scenario = Self(faults: [("05", 0, fault)], profile: profile)
        scenario.settlementLagMilliseconds = lag
        all.append(scenario)
        scenario.isImpatient = true
        all.append(scenario)
        scenario.isImpatient = false
        scenario.closesByHandAfter = 10
        all.append(scenario)
      }
    }
    return all
  }

  /// The same with a crash at each append after the 05 was answered.
  static func shownLateAfterCrash(_ profile: CentreProfile) -> [Self] {
    (24..<appends).map { append in
      var scenario = Self(crashes: [(append, .afterSync)], profile: profile)
      scenario.settlementLagMilliseconds = append % 2 == 0 ? 120_000 : 900_000
      return scenario
    }
  }

  /// A crash at every append of two visits, and 01 silent afterwards.
  static func silentCards(_ profile: CentreProfile) -> [Self] {
    (0..<2 * appends).map { append in
      var scenario = Self(crashes: [(append, .afterSync)], profile: profile, visitsPerCard: 3)
      scenario.cardsAreSilent = true
      return scenario
    }
  }

  /// An older copy while two more visits of the run are to come: refused by its head (R20).
  static func restoredInRun(_ profile: CentreProfile) -> [Self] {
    stride(from: 20, to: 2 * appends, by: 5).flatMap { append in
      stride(from: 4, to: min(append, appends), by: 7).map { copied in
        Self(
          crashes: [(append, .lostWrite)], profile: profile, restoredFrom: copied, visitsPerCard: 3)
      }
    }
  }

  /// Everything listed, in a fixed order.
  static var enumeration: [Self] {
    // First what few days show.
    var all = betweenVisits(profiles[0]) + snapshots(profiles[0]).prefix(40)
    all += cutsWhileWaiting(profiles[0]).suffix(240).prefix(120)
    all += mistaken(profiles[7]) + mistaken(profiles[5]) + meetings(nationalProfiles[0])
    all += lagging(profiles[0]).filter { $0.repeatsReversals && $0.refundLagMilliseconds == 45_000 }
    all += shownLate(profiles[0]).filter { $0.settlementLagMilliseconds == 120_000 }
    all += refundedInPart(profiles[0])
    for profile in profiles {
      all += faults(profile) + crashes(profile) + plainCrashes(profile) + mishaps(profile) + restored(profile)
      all += switched(profile) + lateExecutions(profile) + impatient(profile)
    }
    for profile in nationalProfiles {
      all += faults(profile) + crashes(profile) + plainCrashes(profile) + mishaps(profile) + restored(profile)
      all += switched(profile) + lateExecutions(profile) + nationalPairs(profile)
    }
    for profile in profiles.prefix(3) { all += pairs(profile) }
    for profile in [profiles[0], profiles[7]] { all += lateStarts(profile) }
    for profile in profiles + nationalProfiles { all += restoredLater(profile) }
    for profile in profiles + nationalProfiles {
      all += closedByHand(profile) + silentCards(profile) + restoredInRun(profile) + lagging(profile)
      all += shownLate(profile) + shownLateAfterCrash(profile) + refundedInPart(profile) + betweenVisits(profile)
      all += snapshots(profile) + secondCrashes(profile) + cutsWhileWaiting(profile)
    }
    for profile in [profiles[0], nationalProfiles[0]] { all += crashesAroundTheOthers(profile) }
    for profile in profiles + nationalProfiles { all += acceptedOlder(profile) }
    return all
  }

  /// Several faults, crashes, mishaps and visits by seed.
  static func random(_ seed: UInt64) -> Self {
    var random = SeededRandom(state: seed)
    func pick<Element>(_ elements: [Element]) -> Element { elements[Int(random.next() % UInt64(elements.count))] }
    var scenario = Self(seed: seed)
    scenario.profile = pick(profiles + profiles.prefix(3) + nationalProfiles + nationalProfiles.prefix(1))
    let kinds = scenario.profile.interface == .national ? nationalKinds : kinds
    scenario.cards = Int(random.next() % 3 / 2) + 1
    scenario.visitsPerCard = Int(random.next() % 3 / 2) + 1
    for _ in 0..<Int(random.next() % 5) {
      scenario.faults.append((pick(kinds), Int(random.next() % 4), pick(Fault.allCases)))
    }
    for _ in 0..<Int(random.next() % 4) {
      scenario.crashes.append((Int(random.next() % 60), pick(MemoryDisk.CrashPoint.allCases)))
    }
    scenario.lateMilliseconds = pick([5000, 20_000, 40_000, 100_000, 1_000_000, 6_000_000])
    if random.next() % 4 == 0 {
      scenario.powerCuts = (0...random.next() % 2).map { _ in Int(random.next() % 60) }.sorted()
    }
    if random.next() % 4 == 0 { scenario.mishap = (Int(random.next() % 60), pick(Mishap.allCases)) }
    if random.next() % 8 == 0 { scenario.restoredFrom = Int(random.next() % 50) }
    if random.next() % 6 == 0 { scenario.startSecond = 6 * 3600 + 40 * 60 + Int64(random.next() % 1200) }
    if random.next() % 6 == 0 { scenario.cardsAreSilent = true }
    if random.next() % 5 == 0 { scenario.closesByHandAfter = pick([0, 20, 100, 700]) }
    let isLate = scenario.faults.contains { [.executedLate, .duplicatedLate].contains($0.fault) }
    if random.next() % 6 == 0, !isLate { scenario.settlementLagMilliseconds = 20_000 }
    return scenario
  }
}
