import Catalogue
import Dispatch
import ODBCClient
import ReleaseCheck

extension AgentRuntime {
  /// Both methods of the notice. The counting side goes through the driver manager and the listener, as a HIS does.
  func check(
    _ day: CivilDate, _ catalogues: [CatalogueKind], announced: Int?, json: Bool, _ output: Output
  ) async throws -> ExitStatus {
    let files = try store.inspectFiles()
    Self.tell(files, logger)
    if !json { for line in Self.lines(files) { output(.line(line)) } }
    try logWriter.writePending(now: Self.now())
    let lines = try logReader.allLines()
    var announcedCounts: [CatalogueKind: Int] = [:]
    if let announced, let kind = catalogues.first { announcedCounts[kind] = announced }
    let connectionString = try HISConnection.string(configuration)
    let report = try await Self.blocking { [announcedCounts] in
      let connection = try ODBCConnection(connectionString: connectionString)
      defer { connection.close() }
      return try ReleaseCheck.check(
        date: day, catalogues: catalogues, announced: announcedCounts, logLines: lines,
        views: ODBCViews(connection: connection))
    }
    output(.line(json ? try report.json : report.text))
    return report.agrees && files.damaged.isEmpty ? .done : .failed
  }

  /// Runs what blocks (a driver's calls) away from the tasks.
  private static func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: .init(catching: body)) }
    }
  }
}
