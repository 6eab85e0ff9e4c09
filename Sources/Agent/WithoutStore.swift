import CatalogueStore
import CentreProtocol
import Foundation
import Logging
import Settlement
import SettlementJournal
import SwipeTest

/// The money journal where `agent.sqlite` cannot be opened: what is owed is reversed (`OwedWork`), and persons see where
/// they stand and decide (settlement.md R17, R19, R21). Catalogues, views and logs are not there.
enum WithoutStore {
  /// Opens the journal's parts under the directory's lock, without anything else of it, and closes them.
  ///
  /// - Parameter error: why the rest did not open; gates and the comparison of heads give it as their reason.
  /// - Throws: as `JournalParts`; `DataDirectoryLock.Held`; what `work` throws.
  static func open<Value: Sendable>(
    _ configuration: AgentConfiguration, because error: any Error, _ logger: Logger,
    work: (JournalParts) async throws -> Value
  ) async throws -> Value {
    let lock = try DataDirectoryLock(directory: configuration.dataDirectory, creates: false)
    defer { lock.release() }
    let national = try configuration.nationalTransport()
    let transport = configuration.centre.connection()
    let result: Result<Value, any Error>
    do {
      var swipe = try configuration.swipeConfiguration()
      swipe.automatic = false
      let missing = Missing(reason: "\(error)")
      result = .success(
        try await work(
          try await JournalParts(
            configuration, swipe: swipe, transport: transport, national: national,
            messages: MessageIDSource(institutionCode: configuration.institution.code), items: missing,
            headStore: missing, logger: logger)))
    } catch { result = .failure(error) }
    try await national?.shutdown()
    try await transport.shutdown()
    return try result.get()
  }

  /// Performs a command that needs the journal only, and says what does not work.
  ///
  /// - Returns: `.attention` where the command itself ended well, because the machine needs a person; a file's content ends
  ///   with its own code.
  /// - Throws: `error` for every other command, in a directory of a newer version, and where there is no journal.
  static func perform(
    _ command: AgentCommand, _ configuration: AgentConfiguration, because error: StoreError, output: CommandSink,
    logger: Logger
  ) async throws -> ExitStatus {
    // A newer program's directory is not touched: opening the journal claims it and secures its end.
    guard command.needsJournalOnly, error.code != .newerFormat,
      FileManager.default.fileExists(atPath: configuration.dataDirectory + "/journal")
    else { throw error }
    return try await open(configuration, because: error, logger) { parts in
      await parts.swipe.compareHeads()
      let journal = JournalCommands(
        configuration: configuration, swipe: parts.swipe, drills: parts.drills, isAgent: false,
        headStore: Missing(reason: "\(error)"))
      if command.isForPersons { output(.line("[注意] \(error)。以下只看资金日志；目录、视图和下载日志现在都不可用")) }
      do {
        if command.needsWholeJournal, let damage = await parts.swipe.damageLine() { throw SwipeError.journal(damage) }
        guard let status = try await journal.perform(command, output) else { throw error }
        return status == .done && command.isForPersons ? .attention : status
      } catch {
        let failure = CommandFailure(error)
        output(.line(failure.text))
        return failure.status
      }
    }
  }

  /// The catalogue and the head that are not there: gates do not pass.
  private struct Missing: SwipeItemSource, JournalHeadStore {
    struct Reason: Error, CustomStringConvertible {
      let description: String
    }
    let reason: String

    func newestRelease() async throws -> Int64? { throw Reason(description: reason) }
    func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] { throw Reason(description: reason) }
    func item(serial: String) async throws -> SwipeItem? { throw Reason(description: reason) }
    func storedHead() async throws -> MoneyJournalHead? { throw Reason(description: reason) }
    func store(_ head: MoneyJournalHead) async throws { throw Reason(description: reason) }
  }
}

extension AgentCommand {
  /// Those of `JournalCommands`.
  var needsJournalOnly: Bool {
    switch self {
    case .swipeResolve, .swipeHandle, .swipeStatus, .swipeReport, .swipeReportPage, .swipeReportSheets, .swipeJournal,
      .swipeJournalVerify, .swipeStatusData:
      true
    case .status, .sync, .withdrawMissing, .releaseList, .releaseShow, .releaseDiff, .release, .rejectsList, .rejects,
      .importFile, .explain, .logList, .logShow, .logRebuild, .logExport, .check, .swipeGates, .swipeRun, .mirror,
      .drill:
      false
    }
  }

  /// What a person reads; the others' output is a file's content.
  fileprivate var isForPersons: Bool {
    switch self {
    case .swipeReportPage, .swipeReportSheets, .swipeStatusData: false
    case .swipeResolve, .swipeHandle, .swipeStatus, .swipeReport, .swipeJournal, .swipeJournalVerify: true
    case .status, .sync, .withdrawMissing, .releaseList, .releaseShow, .releaseDiff, .release, .rejectsList, .rejects,
      .importFile, .explain, .logList, .logShow, .logRebuild, .logExport, .check, .swipeGates, .swipeRun, .mirror,
      .drill:
      true
    }
  }
}
