import NIOCore

/// Ends a connection whose snapshot of a replaced release is older than `[views] snapshot_limit` (sql-and-wire.md,
/// Execution): the release's removed files take disk space as long as a transaction or a cursor reads them.
struct SnapshotWatch {
  /// The release that is held, and since when as far as the connection's pauses tell.
  private var held: (release: Int64, since: NIODeadline)?

  /// Notes what the session holds now, between two messages.
  ///
  /// - Returns: whether a check is due after the limit; one that was due before is no longer.
  mutating func note(_ release: Int64?, now: NIODeadline) -> Change {
    guard release != held?.release else { return .none }
    held = release.map { ($0, now) }
    return held == nil ? .ended : .begun
  }

  /// Whether the snapshot is one of a replaced release that has been kept for the limit.
  func isTooOld(_ current: Int64, limit: TimeAmount, now: NIODeadline) -> Bool {
    guard let held else { return false }
    return held.release < current && now - held.since >= limit
  }

  enum Change { case none, begun, ended }
}
