import Catalogue
import CatalogueFeed
import CatalogueStore
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
    let (logged, unread) = try readLogs(CheckCalculation(span: span, catalogues: catalogues), json: json, output)
    var announcedCounts: [CatalogueKind: Int] = [:]
    if let announced, let kind = catalogues.first { announcedCounts[kind] = announced }
    let (centre, isUnreachable) = await centreAnswers(span, catalogues)
    let published = Set(store.currentSet.files.keys)
    let configuration = configuration
    var report = try await withViews {
      let connectionString = try HISConnection.string(configuration)
      return try await Self.blocking { [announcedCounts] in
        let connection = try ODBCConnection(connectionString: connectionString)
        defer { connection.close() }
        return try ReleaseCheck.check(
          logged, catalogues: catalogues, announced: announcedCounts, centre: centre, published: published,
          views: ODBCViews(connection: connection))
      }
    }
    report.unreadLogs = unread
    output(.line(json ? try report.json : report.text))
    let isEmpty = !report.catalogues.contains(where: \.isPublished)
    // Without the centre's number only the two methods were compared with each other.
    if isUnreachable, announced == nil, unread.isEmpty, report.agrees || isEmpty { return .unreachable }
    return report.agrees && files.damaged.isEmpty && unread.isEmpty ? .done : .failed
  }

  /// The log's lines, after its files were brought to what is committed, and what is lacking of them: a day whose lines
  /// can neither be read nor made again is told, and the others are counted.
  private func readLogs(
    _ calculation: CheckCalculation, json: Bool, _ output: Output
  ) throws -> (CheckCalculation, unread: [String]) {
    let lost = try logReader.inspect().lacking.filter { !$0.isPending }
    var unread: [String] = []
    do throws(StoreError) {
      try logWriter.writePending(now: Self.now())
    } catch {
      unread.append(error.description)
    }
    let lacking = try logReader.inspect().lacking
    for file in lost where !json && !lacking.contains(where: { $0.name == file.name }) {
      output(.line("\(file.text)，已按提交的内容补写；方式(2) 数的是补写后的文件"))
    }
    unread += lacking.filter { $0.bytesOnDisk != nil }.map(\.text)
    var reading = calculation
    try logReader.forEachReadableLine {
      reading.append($0)
    } unreadable: { _, error in
      if !unread.contains(error.description) { unread.append(error.description) }
    }
    for text in unread where !json { output(.line("QZ-L105 下载日志不全，方式(2) 数不到其中的行：\(text)")) }
    return (reading, unread)
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
