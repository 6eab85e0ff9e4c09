import Settlement

/// Days on which the program starts again: twice, or with a snapshot of its data directory; and runs that last.
extension Simulation.Scenario {
  /// Every append with a crash, and every append of the recovery with another, the kinds in turn.
  static func secondCrashes(_ profile: CentreProfile) -> [Self] {
    let points = MemoryDisk.CrashPoint.allCases
    return (0..<appends).flatMap { append in
      (0..<9).map { second in
        let kinds = (points[(append + second) % points.count], points[(append * 3 + second) % points.count])
        return Self(crashes: [(append, kinds.0), (second, kinds.1)], profile: profile)
      }
    }
  }

  /// The power goes while the program waits for a moment, and the boot clock starts again (R9's quiet period, R15's pauses):
  /// once, or again in the next wait.
  static func cutsWhileWaiting(_ profile: CentreProfile) -> [Self] {
    let undisturbed = stride(from: 0, to: appends, by: 4).map { Self(powerCuts: [$0], profile: profile) }
    let faults: [(kind: String, fault: Fault)] = [
      ("05", .lostBefore), ("05", .executedLost), ("05", .executedLate), ("05", .refusedAtRandom), ("99", .lostBefore),
      ("99", .executedLost),
    ]
    return undisturbed
      + faults.flatMap { fault in
        (16..<appends).map { append in
          Self(
            faults: [(fault.kind, 0, fault.fault)], powerCuts: append % 3 == 0 ? [append, append + 2] : [append],
            profile: profile)
        }
      }
  }

  /// A crash, and a snapshot of the whole data directory afterwards, of every point before it; some put back days later, and
  /// some with another crash of the first process that has it.
  static func snapshots(_ profile: CentreProfile) -> [Self] {
    let points = MemoryDisk.CrashPoint.allCases
    return stride(from: 3, to: appends, by: 4).flatMap { append in
      stride(from: append % 3, to: append, by: 3).map { copied in
        var scenario = Self(
          crashes: [(append, points[(append + copied) % points.count])], profile: profile, restoredFrom: copied)
        scenario.restoresHead = true
        if (append + copied) % 5 == 0 { scenario.daysAway = 2 }
        if copied % 2 == 0 { scenario.crashes.append((1 + append % 5, points[(append + copied * 3) % points.count])) }
        return scenario
      }
    }
  }

  /// An older copy that two persons accept, at once or after a quarter of an hour, while visits of the run are to come or when
  /// its window is over; in some they close by hand what was handed over, too (R19, R20).
  static func acceptedOlder(_ profile: CentreProfile) -> [Self] {
    stride(from: 6, to: 2 * appends, by: 7).flatMap { append in
      stride(from: 2 + append % 5, to: min(append, appends), by: 5).flatMap { copied in
        [(Int64(0), Int64?.none), (900, nil), (30, 30)].map { accepted, closed in
          var scenario = Self(
            crashes: [(append, .lostWrite)], profile: profile, restoredFrom: copied, visitsPerCard: 3)
          scenario.acceptsOlderAfter = accepted
          scenario.closesByHandAfter = closed
          if (append + copied) % 4 == 0 { scenario.startSecond = 6 * 3600 + 50 * 60 }
          return scenario
        }
      }
    }
  }

  /// Visits that last longer than a check of the gates holds, and cards that are blocked meanwhile (R18).
  static func betweenVisits(_ profile: CentreProfile) -> [Self] {
    [Int64(650_000), 900_000].flatMap { lag in
      [nil, Int64(120_000), 1_200_000].map { blocked in
        var scenario = Self(profile: profile, visitsPerCard: 3)
        scenario.settlementLagMilliseconds = lag
        scenario.cardsBlockedAfter = blocked
        return scenario
      }
    }
  }
}
