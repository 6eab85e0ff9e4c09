/// A configured window that went by without a run (R18).
public struct MissedRun: Hashable, Sendable {
  /// Its automatic run's.
  public let id: String
  public let reason: String
  /// `nil` in a record of an earlier version.
  public let window: SwipeWindow?
  public let at: Instant

  init(_ record: JournalRecord) {
    id = record.fields["run"] ?? ""
    reason = record.fields["reason"] ?? ""
    window = record.fields["window"].flatMap { SwipeWindow(journalText: $0) }
    at = record.at
  }

  /// Whether it is that window's. One without a window is of a window of its date that was over when it was recorded.
  public func isOf(_ window: SwipeWindow) -> Bool {
    if let known = self.window { return known == window }
    let date = ShanghaiTime.dateText(window.startMilliseconds)
    return id.hasPrefix("auto-\(date)") && window.endMilliseconds <= at.wallMilliseconds
  }
}

extension SwipeLedger {
  /// Why configured windows went by without a run, by the run's id.
  public var missedRuns: [String: String] {
    Dictionary(misses.map { ($0.id, $0.reason) }) { $1 }
  }
}
