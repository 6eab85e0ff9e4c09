import Catalogue
import CatalogueStore
import CentreProtocol

/// How the download of one catalogue ended.
enum DownloadResult {
  case unchanged(rows: Int)
  /// `answer` is there when a poll's whole window came as one page.
  case batch(DownloadedBatch, BatchRows, isWhole: Bool, answer: OnePageAnswer?)
  case failed(FeedError)
}

/// The answer a window came with, where it is one page.
struct OnePageAnswer {
  let request: CatalogueRequest
  let digest: KnownAnswers.Digest
  /// The release file that the same answer was found equal to before.
  let equalFile: String?
}

/// One page, and the digest of the answer's text when it was wanted.
struct AskedPage: Sendable {
  let page: CataloguePage
  let digest: KnownAnswers.Digest?
}

/// A download at its beginning, or where an interrupted one was.
struct DownloadStart {
  let download: CatalogueDownload
  let isWhole: Bool
  let step: CatalogueDownload.Step
  /// A first page whose total is the number of rows held ends it.
  let mayStop: Bool
  /// Whether an answer that came before is recognised.
  var remembers = false
  var isResumed = false
}

/// The page after the one that is being taken over, asked for meanwhile.
private struct AwaitedPage {
  let window: CatalogueWindow
  let continueAfter: String
  let answer: Task<Result<AskedPage, FeedError>, Never>

  /// The centre is asked one thing at a time, and some transports hear of no cancellation.
  func giveUp() async {
    answer.cancel()
    _ = await answer.value
  }
}

extension CatalogueFeed {
  /// Asks for one catalogue's window, going on after the pages kept from an interrupted run.
  func download(
    _ kind: CatalogueKind, full: Bool, progress: Progress?
  ) async throws(StoreError) -> DownloadResult {
    if let national { return try await downloadNational(kind, from: national, full: full, progress: progress) }
    let start = try begin(kind, full: full)
    return try await page(start, progress: progress)
  }

  /// A window of its own, whole, beside the polls.
  func download(_ kind: CatalogueKind, window: CatalogueWindow, progress: Progress?) async throws(StoreError)
    -> DownloadResult
  {
    let start = DownloadStart(
      download: CatalogueDownload(kind: kind, window: window), isWhole: false, step: .request(continueAfter: ""),
      mayStop: false)
    return try await page(start, progress: progress)
  }

  private func page(_ start: DownloadStart, progress: Progress?) async throws(StoreError) -> DownloadResult {
    var awaited: AwaitedPage?
    let result: Result<DownloadResult, StoreError>
    do throws(StoreError) {
      result = .success(try await pages(start, awaited: &awaited, progress: progress))
    } catch {
      result = .failure(error)
    }
    await awaited?.giveUp()
    do throws(StoreError) {
      return try result.get()
    } catch {
      // `release resume` wants the catalogue whole; the other catalogues of this poll go on.
      guard error.code == .downloadGivenUp else { throw error }
      return .failed(FeedError(error))
    }
  }

  /// - Parameter awaited: a request that is under way when this ends.
  private func pages(
    _ start: DownloadStart, awaited: inout AwaitedPage?, progress: Progress?
  ) async throws(StoreError) -> DownloadResult {
    let startedAt = now()
    var (download, next, mayStop) = (start.download, start.step, start.mayStop)
    let kind = download.kind
    let resumed = download.receivedCount
    // A window of one page is asked for again after a crash, so its page is not kept on disk.
    var onlyPage: [String]?
    var answered: OnePageAnswer?
    let window = CatalogueRequest(kind: kind, from: start.download.window.from, through: start.download.window.through)
    while true {
      switch next {
      case .failed(let error):
        try store.discardStaging(kind)
        return .failed(FeedError(error))
      case .complete(let batch):
        let (count, superseded) = (batch.records.count, batch.records.superseded)
        let rows =
          if let onlyPage {
            BatchRows(onlyPage, kind: kind, count: count, superseded: superseded)
          } else {
            try store.stagedRows(kind, count: count, superseded: superseded)
          }
        return .batch(batch, rows, isWhole: start.isWhole, answer: answered)
      case .restart:
        next = .request(continueAfter: "")
      case .request(let key):
        let isFirst = download.pageCount == 0 && download.restartCount == 0
        let page: CataloguePage
        let digest: KnownAnswers.Digest?
        switch await answer(
          to: download, continueAfter: key, awaited: &awaited, wantsDigest: start.remembers && isFirst)
        {
        case .failure(let error): return .failed(error)
        case .success(let asked): (page, digest) = (asked.page, asked.digest)
        }
        if let digest, let entry = known.entry(window, digest: digest) {
          (onlyPage, answered) = (page.records, OnePageAnswer(request: window, digest: digest, equalFile: entry.file))
          next = .complete(entry.batch)
          reportKnown(entry.batch, startedAt: startedAt, to: progress)
          continue
        }
        if mayStop, !page.isLast {
          let held = try store.heldCount(kind, from: download.window.from, through: download.window.through)
          if held == page.total {
            try store.nothingNew(kind)
            noteAnnounced(page.total, of: kind)
            return .unchanged(rows: held)
          }
        }
        mayStop = false
        if let likely = download.likelyNext(after: page) {
          let window = download.requestWindow
          awaited = AwaitedPage(
            window: window, continueAfter: likely,
            answer: Task.detached { [self] in await ask(kind, window, continueAfter: likely) })
        }
        next = download.pageArrived(page)
        if case .restart = next { continue }
        if case .complete = next, !start.isResumed, download.pageCount == 1, download.restartCount == 0 {
          onlyPage = page.records
          answered = digest.map { OnePageAnswer(request: window, digest: $0, equalFile: nil) }
          report(download, resumed: resumed, startedAt: startedAt, to: progress)
          continue
        }
        if !start.isResumed, download.pageCount == 1, download.restartCount == 0 {
          let window = download.window
          try store.beginStaging(
            kind, from: window.from, through: window.through, isWhole: start.isWhole, now: startedAt)
        }
        try store.stage(
          StagedDownload.Page(total: page.total, isLast: page.isLast, records: page.records),
          number: download.pageCount, of: kind)
        report(download, resumed: resumed, startedAt: startedAt, to: progress)
      }
    }
  }

  /// The page a download wants: the one asked for already, or now asked for.
  private func answer(
    to download: CatalogueDownload, continueAfter key: String, awaited: inout AwaitedPage?, wantsDigest: Bool
  ) async -> Result<AskedPage, FeedError> {
    let under = awaited
    awaited = nil
    if let under, under.window == download.requestWindow, under.continueAfter == key { return await under.answer.value }
    await under?.giveUp()
    return await ask(download.kind, download.requestWindow, continueAfter: key, wantsDigest: wantsDigest)
  }

  /// Where a download begins: after the pages kept, or at page 1 of today's window.
  private func begin(_ kind: CatalogueKind, full: Bool) throws(StoreError) -> DownloadStart {
    if let start = try resume(kind, full: full) { return start }
    let today = CivilDateTime(unixMilliseconds: now()).date
    let window = full ? CatalogueWindow.whole : try pollWindow(kind, today: today)
    let isWhole = window == CatalogueWindow.whole
    let isDue = !(0..<PollSchedule.wholeWindowEveryMilliseconds).contains(now() - (wholeAt[kind] ?? 0))
    return DownloadStart(
      download: CatalogueDownload(kind: kind, window: window), isWhole: isWhole, step: .request(continueAfter: ""),
      mayStop: configuration.announcesCount && !full && !isWhole && !isDue, remembers: !full)
  }

  /// Goes on after the pages kept of a download that was cut off; `nil` when there is none that may go on.
  private func resume(_ kind: CatalogueKind, full: Bool) throws(StoreError) -> DownloadStart? {
    guard let staged = try store.stagedDownload(kind), !staged.holdsFiles, staged.isWhole || !full,
      (0..<PollSchedule.stagingLifetimeMilliseconds).contains(now() - staged.startedAt)
    else { return nil }
    var download = CatalogueDownload(
      kind: kind, window: CatalogueWindow(from: staged.from, through: staged.through))
    var step = CatalogueDownload.Step.request(continueAfter: "")
    var announces = true
    let announcesCount = configuration.announcesCount
    _ = try store.stagedDownload(kind) { page in
      if (page.total != CataloguePage.unannounced) != announcesCount { announces = false }
      step = download.pageArrived(CataloguePage(total: page.total, isLast: page.isLast, records: page.records))
    }
    guard announces, download.pageCount > 0 else { return nil }
    return DownloadStart(
      download: download, isWhole: staged.isWhole, step: step, mayStop: false, isResumed: true)
  }

  func pollWindow(_ kind: CatalogueKind, today: CivilDate) throws(StoreError) -> CatalogueWindow {
    let proven = try store.feedCursor(kind).map { CivilDateTime(unixMilliseconds: $0.provenAt).date }
    let newest = try store.newestCentreDate(kind, notAfter: today.adding(days: CatalogueWindow.daysAhead))
    return CatalogueWindow.poll(today: today, newestHeld: newest, lastProven: proven)
  }

  nonisolated func ask(
    _ kind: CatalogueKind, _ window: CatalogueWindow, continueAfter: String, wantsDigest: Bool = false
  ) async -> Result<AskedPage, FeedError> {
    let request = CatalogueRequest(
      kind: kind, from: window.from, through: window.through, continueAfter: continueAfter)
    switch await transport.call(request.text, timeoutSeconds: configuration.timeoutSeconds) {
    case .notSent(let text):
      return .failure(FeedError(code: FeedError.notConnectedCode, text: "中心无法连接：\(text)；请检查网络和 [centre] url"))
    case .unknown(let text):
      return .failure(FeedError(code: FeedError.noAnswerCode, text: "中心没有完整应答：\(text)"))
    case .answer(let text, _):
      do throws(CatalogueProtocolError) {
        switch try CatalogueAnswer.parse(text, announcesCount: configuration.announcesCount) {
        case .page(let page):
          return .success(AskedPage(page: page, digest: wantsDigest ? KnownAnswers.digest(of: text) : nil))
        case .refused(let words):
          return .failure(FeedError(code: FeedError.refusedCode, text: "中心拒绝目录下载：\(words)"))
        }
      } catch {
        return .failure(FeedError(error))
      }
    }
  }

  private func report(_ download: CatalogueDownload, resumed: Int, startedAt: Int64, to progress: Progress?) {
    let seconds = Double(now() - startedAt) / 1000
    let rows = download.receivedCount
    let total = max(0, download.total ?? 0)
    let rate = seconds > 0 ? Double(rows - resumed) / seconds : 0
    let value = FeedProgress(
      kind: download.kind, page: download.pageCount, rows: rows, total: total, rowsPerSecond: rate,
      remainingSeconds: rate > 0 ? Double(max(0, total - rows)) / rate : nil)
    show(value, since: startedAt)
    if configuration.announcesCount { noteAnnounced(total, of: download.kind) }
    progress?(value)
  }

  /// As ``report``, of a page whose rows are known.
  private func reportKnown(_ batch: DownloadedBatch, startedAt: Int64, to progress: Progress?) {
    let total = max(0, batch.announced)
    let value = FeedProgress(
      kind: batch.kind, page: 1, rows: batch.receivedCount, total: total, rowsPerSecond: 0, remainingSeconds: nil)
    show(value, since: startedAt)
    if configuration.announcesCount { noteAnnounced(total, of: batch.kind) }
    progress?(value)
  }

  private func noteAnnounced(_ total: Int, of kind: CatalogueKind) {
    board.withLock { $0.catalogues[kind.rawValue, default: FeedStatus.PerCatalogue()].announced = total }
  }

  /// - Parameter hasCome: whether the centre answered just now; not when it is about to be asked.
  func show(_ progress: FeedProgress, since: Int64, hasCome: Bool = true) {
    let at = now()
    board.withLock {
      $0.downloading = progress
      $0.downloadingSince = since
      if hasCome { $0.lastPageAt = at }
    }
  }

  func note(_ failure: FeedError) {
    let at = now()
    board.withLock {
      $0.lastError = failure
      $0.lastErrorAt = at
    }
  }

  /// - Parameter unasked: catalogues that the centre was not asked for.
  func note(_ outcome: FeedOutcome, full: Bool, unasked: Set<CatalogueKind> = []) {
    let at = now()
    let configured = CatalogueKind.allCases.filter(configuration.catalogues.contains).map(\.rawValue)
    board.withLock { status in
      for (kind, result) in outcome.results where !unasked.contains(kind) {
        status.catalogues[kind.rawValue, default: FeedStatus.PerCatalogue()].note(result, full: full, at: at)
      }
      // Not of this outcome alone: it may be of one catalogue, while another still fails.
      let failing = configured.compactMap { status.catalogues[$0] }.first { $0.lastError != nil }
      status.lastError = failing?.lastError
      if let failing { status.lastErrorAt = failing.lastErrorAt }
      let answered = configured.compactMap { status.catalogues[$0]?.lastAnswered }
      if answered.count == configured.count { status.lastAnswered = answered.min() }
      let good = configured.compactMap { status.catalogues[$0]?.lastGoodPoll }
      if good.count == configured.count { status.lastGoodPoll = good.min() }
    }
  }
}

extension FeedStatus.PerCatalogue {
  fileprivate mutating func note(_ result: CatalogueResult, full: Bool, at: Int64) {
    if case .failed(let error) = result {
      lastError = error
      lastErrorAt = at
      return
    }
    lastError = nil
    lastAnswered = at
    if case .held(let held) = result {
      self.held = held
      return
    }
    held = nil
    lastGoodPoll = at
    if full, case .published(_, let missing) = result { missingAtCentre = missing.count }
  }
}
