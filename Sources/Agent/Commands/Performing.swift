import CatalogueStore
import SettlementJournal
import SwipeTest

extension AgentRuntime {
  typealias Output = CommandSink

  var journal: JournalCommands {
    JournalCommands(
      configuration: configuration, swipe: swipe, drills: drills, isAgent: isAgent,
      headStore: StoreJournalHead(store: store))
  }

  /// Performs one command to its end; what goes wrong is told in words and in the exit code.
  func perform(_ command: AgentCommand, output: Output) async -> ExitStatus {
    do {
      if command.needsWholeJournal, let damage = await swipe.damageLine() { throw SwipeError.journal(damage) }
      switch command {
      case .status(let json): return try await showStatus(json: json, output)
      case .sync(let full, let catalogues):
        return try await sync(full: full, catalogues: catalogues, decides: true, output)
      case .withdrawMissing(let catalogues):
        return try await sync(full: true, catalogues: catalogues, withdrawsMissing: true, decides: true, output)
      case .releaseList: return try listReleases(output)
      case .releaseShow(let number): return try showRelease(number, output)
      case .explain(let statement): return try explain(statement, output)
      case .importFile(let order): return try await importFile(order, output)
      case .releaseDiff(let first, let second): return try await showDifference(first, second, output)
      case .release(let command): return try await performRelease(command, output)
      case .rejectsList: return try await listRejects(output)
      case .rejects(let command): return try await performRejects(command, output)
      case .logList: return try listLogs(output)
      case .logShow(let day): return try await showLog(day, output)
      case .logRebuild(let day): return try await Self.blocking { try self.rebuildLogs(day, output) }
      case .logExport(let path, let day):
        return try await Self.blocking { try self.exportLogs(to: path, day, output) }
      case .check(let day, let isSince, let catalogues, let announced, let json):
        return try await check(isSince ? .since(day) : .day(day), catalogues, announced: announced, json: json, output)
      case .swipeGates: return try await showGates(output)
      case .swipeRun(let now, let person, let reason):
        return try await runSwipe(now: now, person: person, reason: reason, output)
      case .mirror(let command): return try await performMirror(command, output)
      case .drill(let command): return try await performDrill(command, output)
      case .swipeResolve, .swipeHandle, .swipeStatus, .swipeStatusData, .swipeReport, .swipeReportPage,
        .swipeReportSheets, .swipeJournal, .swipeJournalVerify:
        // The same commands as there: `nil` is never returned for them.
        return try await journal.perform(command, output) ?? .failed
      }
    } catch {
      let failure = CommandFailure(error)
      output(.line(failure.text))
      return failure.status
    }
  }
}

extension AgentCommand {
  /// What journals something, or sums up: none of it on a damaged journal (R20). What only shows goes on.
  var needsWholeJournal: Bool {
    switch self {
    case .swipeRun, .swipeResolve, .swipeHandle, .swipeReport, .swipeReportPage, .swipeReportSheets: true
    case .drill(.status): false
    case .drill: true
    case .status, .sync, .withdrawMissing, .releaseList, .releaseShow, .releaseDiff, .release, .rejectsList, .rejects,
      .importFile, .explain, .logList, .logShow, .logRebuild, .logExport, .check, .swipeGates, .swipeStatus,
      .swipeJournal,
      .swipeJournalVerify, .swipeStatusData, .mirror:
      false
    }
  }
}
