import Catalogue
import Settlement

/// Which configured windows had their run, and which went by without one (R18). A run belongs to the environment it was
/// made in: a rehearsal at the test centre is none of production's.
extension SwipeRunner {
  /// Of the configured environment; a journal of an older version names none.
  func isOfThisEnvironment(_ run: SwipeRun) -> Bool {
    run.environment.isEmpty || run.environment == configuration.environment.rawValue
  }

  /// The id of the window's automatic run: unique, also where another environment or another window of that date had its run,
  /// or was missed.
  func automaticRun(in window: SwipeWindow) -> String {
    let date = "auto-\(ShanghaiTime.dateText(window.startMilliseconds))"
    let isElsewhere = ledger.runs.contains { $0.id == date && !isOfThisEnvironment($0) }
    let first = isElsewhere ? "\(date)-\(configuration.environment.rawValue)" : date
    var id = first
    var number = 1
    while isTaken(id, for: window) {
      number += 1
      id = "\(first)-\(number)"
    }
    return id
  }

  private func isTaken(_ id: String, for window: SwipeWindow) -> Bool {
    ledger.runs.contains { $0.id == id } || ledger.misses.contains { $0.id == id && !$0.isOf(window) }
  }

  /// Whether the configured window had its run, by itself or by hand. Another window of the same date is another one.
  func hasRun(in window: SwipeWindow) -> Bool {
    ledger.runs.contains { $0.window == window && isOfThisEnvironment($0) }
  }

  /// The window's day had its automatic run, and this process was not there before the window's end: it was configured
  /// for other dates, as in the evening for the next day.
  private func isForOtherDates(_ window: SwipeWindow) -> Bool {
    let wasThere = startedAt.map { $0.wallMilliseconds < window.endMilliseconds } ?? false
    let id = "auto-\(ShanghaiTime.dateText(window.startMilliseconds))"
    return !wasThere && ledger.runs.contains { $0.id.hasPrefix(id) && isOfThisEnvironment($0) }
  }

  /// A configured window that went by without a run, and why as far as this process knows.
  func missedRun(_ now: Instant) -> (id: String, window: SwipeWindow, reason: String)? {
    for date in configuration.dates {
      let window = configuration.window(on: date)
      let isKnown = ledger.misses.contains { $0.isOf(window) } || hasRun(in: window)
      guard !isKnown, window.endMilliseconds <= now.wallMilliseconds, !isForOtherDates(window) else { continue }
      let id = automaticRun(in: window)
      // Of that day, also where its window was another one then.
      let rehearsal = ledger.runs.first {
        ($0.window == window || $0.id == "auto-\(date.text)") && !isOfThisEnvironment($0)
      }
      if let other = rehearsal {
        let switched = environmentSince(now)
        // The window of a rehearsal, days before the switch, was never this environment's.
        let isEarlierDay = ShanghaiTime.dayNumber(switched) > ShanghaiTime.dayNumber(window.startMilliseconds)
        if isEarlierDay { continue }
        if switched >= window.endMilliseconds {
          return (id, window, "窗口期间配置的是\(SwipeText.environment(other.environment))")
        }
      }
      return (id, window, reasonOfMiss(window))
    }
    return nil
  }

  /// Since when the configured environment is configured, wall clock; now, when this process has not journalled its start.
  private func environmentSince(_ now: Instant) -> Int64 {
    guard let period = ledger.environments.last, period.environment == configuration.environment.rawValue else {
      return now.wallMilliseconds
    }
    return period.since.wallMilliseconds
  }

  /// Why no run could begin in a configured window, and when that was seen last.
  struct HeldUp {
    let at: Instant
    let reason: String
  }

  /// Keeps why the step went by the runs, while a configured window is open.
  func noteHeldUp() {
    let now = clock.now()
    guard configuration.dates.contains(where: { configuration.window(on: $0).contains(now.wallMilliseconds) }) else {
      return
    }
    let open = ledger.visits.filter(\.isOpen)
    var reasons = open.isEmpty ? [] : [Self.openReason(open)]
    if journalIsOlder { reasons.append("资金日志可能是旧的副本，尚未核实") }
    if headProblem != nil { reasons.append("agent.sqlite 记下的资金日志末条读不出") }
    heldUp = HeldUp(at: now, reason: reasons.joined(separator: "；"))
  }

  private static func openReason(_ open: [Visit]) -> String {
    "未结流水：" + open.map(\.plan.number.text).joined(separator: "、")
  }

  private func reasonOfMiss(_ window: SwipeWindow) -> String {
    guard let checked = gatesCheckedAt, window.contains(checked.wallMilliseconds) else {
      if let heldUp, window.contains(heldUp.at.wallMilliseconds) { return heldUp.reason }
      // Before this process: what was open through the window, also if it was closed since.
      let open = ledger.visits.filter { visit in
        let isLater = visit.endedAt.map { $0.wallMilliseconds >= window.endMilliseconds } ?? false
        return (visit.isOpen || isLater) && visit.plan.window.startMilliseconds < window.startMilliseconds
      }
      return open.isEmpty ? "窗口期间程序没有运行，或窗口已过才配置" : Self.openReason(open)
    }
    let failed = lastGates.filter { !$0.passed }.map { "\($0.name)：\($0.reason)" }
    return failed.isEmpty ? "未能开始" : failed.joined(separator: "；")
  }
}
