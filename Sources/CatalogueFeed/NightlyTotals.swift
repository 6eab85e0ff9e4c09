import Catalogue
import CatalogueStore
import CentreProtocol

/// Once a night the centre's total of every calendar month is compared with the rows held for it, so that a row the
/// polls' window never showed (dated back, a mistyped year) is found; a month that differs is fetched whole (centre.md,
/// "Polling"). Where the centre announces no totals, everything is fetched instead.
extension CatalogueFeed {
  /// The first poll of a night owes a comparison.
  func noteMonthsOwed(_ kind: CatalogueKind) throws(StoreError) {
    guard national == nil, let cursor = try store.feedCursor(kind) else { return }
    let tonight = PollSchedule.night(of: now())
    guard monthsDone[kind] != tonight, PollSchedule.night(of: cursor.provenAt) < tonight else { return }
    monthsOwed.insert(kind)
  }

  /// Compares what is owed, after the poll itself.
  ///
  /// - Parameter full: everything was fetched just now.
  /// - Returns: the release it made; `nil` when nothing had been missed.
  func compareMonths(
    _ kinds: [CatalogueKind], full: Bool, results: inout [CatalogueKind: CatalogueResult], progress: Progress?
  ) async throws(StoreError) -> Int64? {
    let tonight = PollSchedule.night(of: now())
    var publishable: [PublishableBatch] = []
    for kind in kinds where monthsOwed.contains(kind) {
      switch results[kind] {
      case .published, .unchanged: break
      case .held, .failed, nil: continue
      }
      var found: [CatalogueKind: CatalogueResult] = [:]
      let batch = full ? nil : try await missedRows(kind, results: &found, progress: progress)
      if let problem = found[kind] {
        results[kind] = problem
        continue
      }
      monthsOwed.remove(kind)
      monthsDone[kind] = tonight
      if let batch { publishable.append(batch) }
    }
    let published = try await publish(publishable)
    for (kind, changes) in published.changes where changes.total > 0 {
      logger.warning("QZ-F128 夜间按月核对发现轮询没有看到的记录", metadata: ["目录": "\(kind.title)", "条数": "\(changes.total)"])
      var sum = changes
      if case .published(let before, _) = results[kind] {
        sum = ChangeCounts(added: before.added + changes.added, modified: before.modified + changes.modified)
      }
      results[kind] = .published(changes: sum, missingAtCentre: [])
    }
    return published.release
  }

  /// The rows of every month that differs, as one batch; `nil` when none does. A failure is left in `results`.
  private func missedRows(
    _ kind: CatalogueKind, results: inout [CatalogueKind: CatalogueResult], progress: Progress?
  ) async throws(StoreError) -> PublishableBatch? {
    guard configuration.announcesCount else {
      return try sort(
        try await download(kind, window: CatalogueWindow.whole, progress: progress), of: kind, into: &results)
    }
    var months: [PublishableBatch] = []
    for window in try comparedWindows(kind) {
      switch await ask(kind, window, continueAfter: "") {
      case .failure(let error):
        results[kind] = .failed(error)
        return nil
      case .success(let asked):
        if asked.page.total == (try store.heldCount(kind, from: window.from, through: window.through)) { continue }
      }
      let result = try await download(kind, window: window, progress: progress)
      guard let batch = try sort(result, of: kind, into: &results) else { return nil }
      months.append(batch)
    }
    return months.count > 1 ? try PublishableBatch.joined(months) : months.first
  }

  private func comparedWindows(_ kind: CatalogueKind) throws(StoreError) -> [CatalogueWindow] {
    let today = CivilDateTime(unixMilliseconds: now()).date
    // Month by month backwards, as far as older rows are held.
    var oldest = today
    var months = 0
    while months < CatalogueWindow.monthLimit,
      try store.heldCount(
        kind, from: CatalogueWindow.firstDay, through: oldest.adding(days: -oldest.components.day)) > 0
    {
      oldest = oldest.adding(days: -oldest.components.day)
      months += 1
    }
    return CatalogueWindow.months(oldestHeld: oldest, today: today)
  }
}

extension PublishableBatch {
  /// Windows of one catalogue, asked for one after the other, as one batch. A row that moved from one to the other while
  /// they were asked for came with both and counts once, also among those announced.
  fileprivate static func joined(_ windows: [PublishableBatch]) throws(StoreError) -> PublishableBatch {
    let (first, last) = (windows[0], windows[windows.count - 1])
    let rows = try BatchRows.joined(windows.map(\.records))
    let repeated = windows.reduce(0) { $0 + $1.records.count } - rows.count
    var joined = PublishableBatch(
      kind: first.kind, from: first.from, through: last.through, isWhole: false,
      announced: windows.reduce(0) { $0 + $1.announced } - repeated, rows: rows, rejects: windows.flatMap(\.rejects))
    joined.bringsEveryRow = false
    return joined
  }
}
