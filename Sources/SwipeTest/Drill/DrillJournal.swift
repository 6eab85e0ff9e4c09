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
    do { try journal.reserveSpace(bytes: Self.reservedPerDrill) } catch {
      journalFailure = "\(error)"
      throw SwipeError.journal("\(error)")
    }
    try record(.probe(at: clock.now()))
    return GateResult(name: "资金日志", passed: true, reason: "试写并落盘成功，共 \(journal.head.length) 条")
  }

  public func storeDrillHead() async { await storeHead() }

  public func drillJournalHead() -> JournalHead { journal.head }
}
