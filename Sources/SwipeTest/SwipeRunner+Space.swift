import Settlement
import SettlementJournal

/// Space for the journal (R21): reserved long before the window, and again with the gates.
extension SwipeRunner {
  /// Bytes a visit's records take with every answer at its longest, and a day of asking about one in vain.
  static let reservedPerVisit = 256 << 10
  static let reservedForAsking = 512 << 10
  /// How often a running agent looks whether the room is still there: the journal grows.
  static let spaceCheckMilliseconds: Int64 = 3_600_000

  var plannedVisits: Int { configuration.cards.count * configuration.visitsPerCard }
  var wantedSpace: Int { Self.reservedForAsking + plannedVisits * Self.reservedPerVisit }

  /// From the start of the process on; what failed is tried again with every minute.
  func keepSpaceReserved() throws {
    let pause = spaceProblem == nil ? Self.spaceCheckMilliseconds : Self.gateRetryMilliseconds
    if let last = spaceCheckedAt, clock.now().certainlyElapsed(since: last) < pause { return }
    try reserveForWindow()
  }

  /// Sets `spaceProblem`. A full disk is no failure of the journal: it goes on in the room it has.
  func reserveForWindow() throws {
    let before = spaceProblem
    spaceCheckedAt = clock.now()
    spaceProblem = try reserve(wantedSpace)
    if let spaceProblem, spaceProblem != before { logger.error("\(spaceProblem)") }
  }

  /// - Returns: why there is no room; `nil`: there is.
  /// - Throws: `SwipeError.journal` when the journal failed and the process must exit (R2, R3).
  func reserve(_ bytes: Int) throws -> String? {
    do {
      try journal.reserveSpace(bytes: bytes)
      return nil
    } catch JournalError.space(let text) {
      return "\(JournalError.space(text))"
    } catch {
      journalFailure = "\(error)"
      throw SwipeError.journal("\(error)")
    }
  }
}
