import Catalogue
import CatalogueFeed
import Dispatch
import ODBCClient
import ReleaseCheck

extension AgentRuntime {
  /// Both methods of the notice. The counting side goes through the driver manager and the listener, as a HIS does.
  func check(
    _ span: CheckSpan, _ catalogues: [CatalogueKind], announced: Int?, json: Bool, _ output: Output
  ) async throws -> ExitStatus {
    let files = try store.inspectFiles()
    Self.tell(files, logger)
    if !json { for line in Self.lines(files) { output(.line(line)) } }
    try logWriter.writePending(now: Self.now())
    let lines = try logReader.allLines()
    var announcedCounts: [CatalogueKind: Int] = [:]
    if let announced, let kind = catalogues.first { announcedCounts[kind] = announced }
    let centre = await centreAnswers(span, catalogues)
    let connectionString = try HISConnection.string(configuration)
    let report = try await Self.blocking { [announcedCounts] in
      let connection = try ODBCConnection(connectionString: connectionString)
      defer { connection.close() }
      return try ReleaseCheck.check(
        span: span, catalogues: catalogues, announced: announcedCounts, centre: centre, logLines: lines,
        views: ODBCViews(connection: connection))
    }
    output(.line(json ? try report.json : report.text))
    return report.agrees && files.damaged.isEmpty ? .done : .failed
  }

  /// The keys of the centre's rows for the span, asked for just now. The national platform has no such question.
  private func centreAnswers(_ span: CheckSpan, _ catalogues: [CatalogueKind]) async -> [CatalogueKind: CentreAnswer] {
    guard configuration.centre.national == nil else { return [:] }
    let through = span.isOpenEnded ? CatalogueFeed.lastDay : span.first
    var answers: [CatalogueKind: CentreAnswer] = [:]
    for kind in catalogues {
      do {
        answers[kind] = .keys(try await feed.centreKeys(kind, from: span.first, through: through))
      } catch {
        answers[kind] = .unanswered(error.description)
      }
    }
    return answers
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
