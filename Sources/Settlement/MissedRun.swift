/// A configured window that went by without a run (R18).
public struct MissedRun: Hashable, Sendable {
  /// Its automatic run's.
  public let id: String
  public let reason: String
  /// `nil` in a record of an earlier version.
  public let window: SwipeWindow?
  /// `test` or `production`; empty in a record of an earlier version.
  public let environment: String
  public let at: Instant

  init(_ record: JournalRecord) {
    id = record.fields["run"] ?? ""
    reason = record.fields["reason"] ?? ""
    window = record.fields["window"].flatMap { SwipeWindow(journalText: $0) }
    environment = record.fields["environment"] ?? ""
    at = record.at
  }

  /// A clock that was ahead made it: the run took place in its window after all.
  func isRefuted(by run: SwipeRun) -> Bool {
    guard isOf(run.window) else { return false }
    return window == nil ? run.id == id : run.environment == environment
  }

  /// Whether it is that window's. One without a window is of a window of its date that was over when it was recorded.
  public func isOf(_ window: SwipeWindow) -> Bool {
    if let known = self.window { return known == window }
    let date = ShanghaiTime.dateText(window.startMilliseconds)
    return id.hasPrefix("auto-\(date)") && window.endMilliseconds <= at.wallMilliseconds
  }
}

extension SwipeLedger {
  /// Why configured windows went by without a run, by the run's id: those whose run did not take place all the same.
  public var missedRuns: [String: String] {
    let shown = misses.filter { missed in !runs.contains { missed.isRefuted(by: $0) } }
    return Dictionary(shown.map { ($0.id, $0.reason) }) { $1 }
  }
}
