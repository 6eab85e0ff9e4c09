import Settlement
import SettlementJournal
import SwipeTest

/// What persons see of the money journal and do about its visits. Only the journal is needed for it, so that it goes on
/// where the rest of the data directory cannot be opened (`WithoutStore`).
struct JournalCommands: Sendable {
  typealias Output = CommandSink

  let configuration: AgentConfiguration
  let swipe: SwipeRunner
  let drills: DrillRunner
  /// As `AgentRuntime.isAgent`.
  let isAgent: Bool
  let headStore: any JournalHeadStore

  /// - Returns: `nil` for a command that needs more than the journal.
  func perform(_ command: AgentCommand, _ output: Output) async throws -> ExitStatus? {
    switch command {
    case .swipeResolve(let visit, let by, let confirmedBy, let reason):
      try await swipe.resolve(visit: visit, by: by, confirmedBy: confirmedBy, reason: reason)
      output(.line(configuration.environmentLine))
      output(.line(Self.resolvedText(visit, by, confirmedBy)))
      return .done
    case .swipeHandle(let visit, let handling): return try await handleSwipe(visit, handling, output)
    case .swipeStatus: return await showSwipe(output)
    case .swipeStatusData:
      output(.line(try ControlMessages.text(await swipe.status())))
      return .done
    case .swipeReport:
      output(.line(await swipe.report()))
      return .done
    case .swipeReportPage:
      output(.line(await swipe.reportPage()))
      return .done
    case .swipeReportSheets:
      output(.line(try ControlMessages.text(await swipe.reportSheets())))
      return .done
    case .swipeJournal: return try await showJournal(output)
    case .swipeJournalVerify: return try await verifyJournal(output)
    case .status, .sync, .withdrawMissing, .releaseList, .releaseShow, .releaseDiff, .release, .rejectsList, .rejects,
      .importFile, .explain, .logList, .logShow, .logRebuild, .logExport, .check, .swipeGates, .swipeRun, .mirror,
      .drill:
      return nil
    }
  }

  func storedHead() async -> Result<MoneyJournalHead?, any Error> {
    do { return .success(try await headStore.storedHead()) } catch { return .failure(error) }
  }

  func showSwipe(_ output: Output) async -> ExitStatus {
    let status = await swipe.status()
    output(.line(configuration.environmentLine))
    let unattended = unattendedLines(status, await drills.status())
    for line in unattended { output(.line("要处理：\(line)")) }
    for line in SwipeStatusText.lines(status) { output(.line(line)) }
    return status.needsAttention || !unattended.isEmpty ? .attention : .done
  }

  /// The journal as the files have it, cards and numbers of persons masked; of a damaged one the records before the damage.
  func showJournal(_ output: Output) async throws -> ExitStatus {
    let (_, records, damage) = try SettlementJournal.openReadable(
      ReadOnlyJournalDisk(try FileJournalDisk(folder: configuration.dataDirectory + "/journal")))
    output(.line(configuration.environmentLine))
    let known = KnownNumbers(
      cards: configuration.loadCards().cards, drillPersons: configuration.loadDrillPersons().persons, records: records)
    for (index, record) in records.enumerated() {
      await output.send(.line(JournalText.line(index + 1, record, known: known)))
    }
    if let damage {
      output(.line("以上 \(records.count) 条读得出，到此为止：\(damage)"))
      return .attention
    }
    if records.isEmpty { output(.line("账目流水还是空的")) }
    return .done
  }
}

/// A journal disk that is only read: opening it never mends or grows a file another object writes.
struct ReadOnlyJournalDisk: JournalDisk {
  private let disk: FileJournalDisk

  init(_ disk: FileJournalDisk) { self.disk = disk }

  func segmentNames() throws -> [String] { try disk.segmentNames() }
  func read(_ name: String) throws -> [UInt8] { try disk.read(name) }
  func create(_ name: String) throws {}
  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {}
  func sync(_ name: String) throws {}
  func syncFolder() throws {}
  func reserve(_ name: String, length: Int) throws {}
  func claim() throws {}
}
