import Catalogue

/// What the command line can ask of an agent, over its socket or in the same process.
public enum AgentCommand: Codable, Sendable, Equatable {
  case status(json: Bool)
  case sync(full: Bool, catalogues: [CatalogueKind])
  /// `sync --full --withdraw-missing`
  case withdrawMissing(catalogues: [CatalogueKind])
  case releaseList
  case releaseShow(Int64)
  case releaseDiff(Int64, Int64)
  case release(ReleaseCommand)
  case rejectsList
  case rejects(RejectsCommand)
  case importFile(ImportOrder)
  case explain(statement: String)
  case logList
  case logShow(day: CivilDate)
  case logRebuild(day: CivilDate?)
  /// `path` is absolute.
  case logExport(path: String, day: CivilDate?)
  case check(day: CivilDate, isSince: Bool, catalogues: [CatalogueKind], announced: Int?, json: Bool)
  case swipeGates
  case swipeRun(now: Bool, person: String, reason: String)
  case swipeStatus
  case swipeResolve(visit: String, by: String, confirmedBy: String, reason: String)
  case swipeReport
  case swipeJournal
  case mirror(MirrorCommand)
  case drill(DrillCommand)
  case swipeJournalVerify
  case swipeReportPage
  case swipeReportSheets
  /// The status as one JSON line, from the running agent only.
  case swipeStatusData
  case swipeHandle(visit: String, SwipeHandling)
}

/// What a person does about a visit that was handed over, short of closing it (settlement.md R19).
public enum SwipeHandling: Codable, Sendable, Equatable {
  case query(by: String)
  case reverse(by: String)
  case attach(by: String, text: String)
  /// `path` is absolute.
  case attachFile(by: String, path: String, text: String)
}

/// One message from the performing side to the person's terminal.
public enum CommandOutput: Codable, Sendable, Equatable {
  /// A line that stays.
  case line(String)
  /// A line that the next one replaces, on a terminal.
  case progress(String)
  /// The end, with the process's exit code.
  case end(ExitStatus)
}

/// Exit codes of every command (operations.md).
public enum ExitStatus: Int32, Codable, Sendable {
  case done = 0
  /// A check failed.
  case failed = 1
  /// Wrong usage or configuration.
  case usage = 2
  /// A person has to look.
  case attention = 3
  /// The centre or a database could not be reached.
  case unreachable = 4
}
