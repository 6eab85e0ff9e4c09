import CentreClient
import CentreProtocol
import Logging
import Settlement
import SettlementJournal
import SwipeTest

/// The parts over the money journal: the swipe test, which writes it, and the drills.
struct JournalParts: Sendable {
  let swipe: SwipeRunner
  let drills: DrillRunner

  /// Opens the journal. Over a damaged one the parts show what is readable and do nothing (R20).
  ///
  /// - Parameters:
  ///   - transport: of the unified interface; with `national` that one is used.
  ///   - messages: moved past every id in the journal.
  /// - Throws: `JournalError` when another process has the journal or it cannot be made durable, `SystemCallError`,
  ///   `SwipeError`.
  init(
    _ configuration: AgentConfiguration, swipe: SwipeConfiguration, transport: any CentreTransport,
    national: HTTPNationalTransport?, messages: MessageIDSource, items: any SwipeItemSource,
    headStore: any JournalHeadStore, logger: Logger
  ) async throws {
    let disk = try FileJournalDisk(folder: configuration.dataDirectory + "/journal")
    var ledger = SwipeLedger()
    let (journal, records, damage) = try SettlementJournal.openReadable(disk) { _ = try ledger.apply($0) }
    if journal.tornBytes > 0 {
      logger.warning("账目流水的最后一条没有写完，已清零（它从未生效）", metadata: ["字节": "\(journal.tornBytes)"])
    }
    self.swipe = try SwipeRunner(
      configuration: swipe, transport: national.map { NationalCentreTransport($0) } ?? transport, journal: journal,
      records: records, damage: damage, items: items, cardSource: { configuration.loadCards() }, headStore: headStore,
      logger: logger)
    // The feed's ids are in no journal: a clock that went back must not repeat them either.
    if let newest = await self.swipe.newestRecordedMilliseconds() { messages.advance(pastMilliseconds: newest) }
    messages.advance(past: await self.swipe.drillBook().newestMessage)
    drills = DrillRunner(
      configuration: configuration.drillConfiguration(), personsSource: { configuration.loadDrillPersons() },
      centre: configuration.drillCentre(over: national, messages: messages), journal: self.swipe, items: items,
      logger: logger)
  }
}
