import Settlement
import SettlementJournal

/// The money journal as the drills use it: it belongs to the swipe runner, which is the only one that writes it.
public protocol DrillJournal: Sendable {
  func drillBook() async -> DrillBook
  /// Durable when it returns (R1).
  func recordDrill(_ record: JournalRecord) async throws
  /// R18: reserves space for a drill and probes writing and syncing.
  func prepareDrillJournal() async throws -> GateResult
  /// Keeps the journal's head elsewhere too (R20).
  func storeDrillHead() async
  func drillJournalHead() async -> JournalHead
  /// It does not continue the head kept elsewhere, so that it may know less than was done.
  func drillJournalIsOlder() async -> Bool
}

extension SwipeRunner: DrillJournal {
  /// Bytes a drill's records take with every answer at its longest and a day of asking in vain.
  static let reservedPerDrill = 512 << 10

  public func drillBook() -> DrillBook { ledger.drills }

  public func recordDrill(_ record: JournalRecord) throws {
    precondition(record.isDrill, "the drills write their own records only")
    try self.record(record)
  }

  public func prepareDrillJournal() throws -> GateResult {
    if let journalFailure { throw SwipeError.journal(journalFailure) }
    if let problem = try reserve(Self.reservedPerDrill) {
      return GateResult(name: "日志空间", passed: false, reason: problem)
    }
    try record(.probe(at: clock.now()))
    return GateResult(name: "资金日志", passed: true, reason: "试写并落盘成功，共 \(journal.head.length) 条")
  }

  public func storeDrillHead() async { await storeHead() }

  public func drillJournalHead() -> JournalHead { journal.head }

  /// A head that cannot be read counts as one that is not continued: it costs the drills a question too many.
  public func drillJournalIsOlder() async -> Bool {
    guard let headStore else { return false }
    do {
      guard let stored = try await headStore.storedHead() else { return false }
      return !journal.continues(stored)
    } catch {
      logger.warning("日志头未能读出", metadata: ["error": "\(error)"])
      return true
    }
  }

  /// Newest wall-clock time of any record, which message ids that are not journalled must pass too (R14); `nil`: none.
  public func newestRecordedMilliseconds() -> Int64? {
    ledger.recordCount == 0 ? nil : ledger.newestWallMilliseconds
  }
}
