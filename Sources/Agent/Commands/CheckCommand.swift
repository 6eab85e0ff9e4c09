import Catalogue
import CatalogueFeed
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
    let lost = try logReader.inspect().lacking.filter { !$0.isPending }
    try logWriter.writePending(now: Self.now())
    for file in lost where !json { output(.line("\(file.text)，已按提交的内容补写；方式(2) 数的是补写后的文件")) }
    var reading = CheckCalculation(span: span, catalogues: catalogues)
    try logReader.forEachLine { reading.append($0) }
    let logged = reading
    var announcedCounts: [CatalogueKind: Int] = [:]
    if let announced, let kind = catalogues.first { announcedCounts[kind] = announced }
    let (centre, isUnreachable) = await centreAnswers(span, catalogues)
    let published = Set(store.currentSet.files.keys)
    let configuration = configuration
    let report = try await withViews {
      let connectionString = try HISConnection.string(configuration)
      return try await Self.blocking { [announcedCounts] in
        let connection = try ODBCConnection(connectionString: connectionString)
        defer { connection.close() }
        return try ReleaseCheck.check(
          logged, catalogues: catalogues, announced: announcedCounts, centre: centre, published: published,
          views: ODBCViews(connection: connection))
      }
    }
    output(.line(json ? try report.json : report.text))
    let isEmpty = !report.catalogues.contains(where: \.isPublished)
    // Without the centre's number only the two methods were compared with each other.
    if isUnreachable, announced == nil, report.agrees || isEmpty { return .unreachable }
    return report.agrees && files.damaged.isEmpty ? .done : .failed
  }

  /// The centre's rows for the span, asked for just now, and whether it could not be reached. The national platform has
  /// no rows by date: it is asked for newer versions.
  private func centreAnswers(
    _ span: CheckSpan, _ catalogues: [CatalogueKind]
  ) async -> (answers: [CatalogueKind: CentreAnswer], isUnreachable: Bool) {
    if configuration.centre.national != nil { return await platformAnswers(catalogues) }
    var isUnreachable = false
    let through = span.isOpenEnded ? CatalogueFeed.lastDay : span.first
    var answers: [CatalogueKind: CentreAnswer] = [:]
    for kind in catalogues {
      do {
        let rows = try await feed.centreRows(kind, from: span.first, through: through)
        answers[kind] = .rows(keys: rows.keys, announced: rows.announced, rejected: rows.rejected)
      } catch {
        isUnreachable = isUnreachable || error.isUnreachable
        answers[kind] = .unanswered(error.description)
      }
    }
    return (answers, isUnreachable)
  }

  private func platformAnswers(
    _ catalogues: [CatalogueKind]
  ) async -> (answers: [CatalogueKind: CentreAnswer], isUnreachable: Bool) {
    var isUnreachable = false
    let answers = await feed.newerAtPlatform(catalogues).mapValues { result -> CentreAnswer in
      switch result {
      case .success(let newer): return .versions(newer: newer)
      case .failure(let error):
        isUnreachable = isUnreachable || error.isUnreachable
        return .unanswered(error.description)
      }
    }
    return (answers, isUnreachable)
  }
}
