import Catalogue
import CatalogueStore
import CentreProtocol

/// What a comparison has still to ask for in its night.
struct MonthsLeft {
  let night: CivilDate
  var windows: [CatalogueWindow]
  /// Asked for once, without an answer.
  var unanswered: Set<CatalogueWindow> = []
  /// What the centre announced of those that differed.
  var announced: [CatalogueWindow: Int] = [:]
  /// The first one that is not asked for again in this night, as it was told.
  var problem: String?
}

/// Once a night the centre's total of every calendar month is compared with the rows held for it, so that a row the
/// polls' window never showed (dated back, a mistyped year) is found; a month that differs is fetched whole (centre.md,
/// "Polling"). Where the centre announces no totals, everything is fetched instead.
///
/// A month that is held, refused or cannot be read is named, keeps back no other, and is asked for again the next night.
/// One without an answer ends the comparison for this poll: the next poll goes on behind it and asks for it once more.
extension CatalogueFeed {
  /// Whether this poll owes a comparison: that of the night did not go through. The first poll of a night asks before it
  /// moves the cursor, by whose night it goes where none was compared yet.
  ///
  /// - Parameter full: everything is fetched, which settles what the last comparison could not take over, too.
  func owesComparison(_ kind: CatalogueKind, full: Bool) throws(StoreError) -> Bool {
    guard national == nil, let cursor = try store.feedCursor(kind) else { return false }
    if full, cursor.nightProblem != nil { return true }
    let tonight = PollSchedule.night(of: now())
    if let night = cursor.comparedNight { return night != tonight }
    let night = min(PollSchedule.night(of: cursor.provenAt), tonight)
    try store.noteComparedNight(kind, night, problem: nil)
    return night != tonight
  }

  /// Compares what is owed, after the poll itself.
  ///
  /// - Parameters:
  ///   - owed: the catalogues to compare.
  ///   - full: everything was fetched just now.
  /// - Returns: the release it made; `nil` when nothing had been missed.
  func compareMonths(
    _ owed: [CatalogueKind], full: Bool, results: inout [CatalogueKind: CatalogueResult], progress: Progress?
  ) async throws(StoreError) -> Int64? {
    var publishable: [PublishableBatch] = []
    var problems: [CatalogueKind: CatalogueResult] = [:]
    var through: [CatalogueKind: MonthsLeft] = [:]
    for kind in owed {
      switch results[kind] {
      case .published, .unchanged: break
      case .held, .failed, nil: continue
      }
      var left = try monthsLeft(kind, full: full)
      // Should the rows found now not reach the disk, all months are asked for again.
      monthsLeft[kind] = nil
      let found = try await missedRows(kind, &left, progress: progress)
      problems[kind] = found.problem
      if let batch = found.batch { publishable.append(batch) }
      through[kind] = left
    }
    let found = Set(publishable.map(\.kind))
    let published = try await publishSound(&publishable, into: &problems)
    // What was found there and not published is found again.
    for kind in found.subtracting(publishable.map(\.kind)) { through[kind] = nil }
    for (kind, end) in through {
      var left = end
      if left.windows.isEmpty {
        let told = left.problem == nil ? try surplus(kind, left) : left.problem
        try store.noteComparedNight(kind, left.night, problem: told)
      } else {
        // Rows that come before the next poll would be counted beyond what was announced now.
        left.announced = [:]
        monthsLeft[kind] = left
      }
    }
    tell(published.changes, problems, in: &results)
    // Publishing the other months settled what stayed out before.
    for case .held(let held) in problems.values { try store.hold(held, rejects: []) }
    return published.release
  }

  /// More rows are held for a month than the centre announces, also now that what it has was taken over: which ones only
  /// `sync --full` can tell (centre.md, "Polling"). What that has told already is not told again.
  private func surplus(_ kind: CatalogueKind, _ left: MonthsLeft) throws(StoreError) -> String? {
    var rows = 0
    for (window, announced) in left.announced {
      rows += max(0, try store.heldCount(kind, from: window.from, through: window.through) - announced)
    }
    guard rows > (try store.feedCursor(kind)?.missingAtCentre ?? 0) else { return nil }
    let text = "QZ-F129 本地比中心公布的多 \(rows) 行（中心可能已删除，或改成了别的月份），执行 qianzhi sync --full 查出是哪些"
    logger.warning("\(text)", metadata: ["目录": "\(kind.title)"])
    return text
  }

  private func tell(
    _ changes: [CatalogueKind: ChangeCounts], _ problems: [CatalogueKind: CatalogueResult],
    in results: inout [CatalogueKind: CatalogueResult]
  ) {
    for (kind, changes) in changes where changes.total > 0 {
      logger.warning("QZ-F128 夜间按月核对发现轮询没有看到的记录", metadata: ["目录": "\(kind.title)", "条数": "\(changes.total)"])
      var sum = changes
      if case .published(let before, _) = results[kind] {
        sum = ChangeCounts(added: before.added + changes.added, modified: before.modified + changes.modified)
      }
      results[kind] = .published(changes: sum, missingAtCentre: [])
    }
    results.merge(problems) { $1 }
  }

  /// What tonight's comparison has still to ask for.
  private func monthsLeft(_ kind: CatalogueKind, full: Bool) throws(StoreError) -> MonthsLeft {
    let tonight = PollSchedule.night(of: now())
    if full { return MonthsLeft(night: tonight, windows: []) }
    if let kept = monthsLeft[kind], kept.night == tonight { return kept }
    let windows = configuration.announcesCount ? try comparedWindows(kind) : [CatalogueWindow.whole]
    return MonthsLeft(night: tonight, windows: windows)
  }

  /// The rows of every month that differs, as one batch; `nil` when none does. The first problem is told, all are logged.
  private func missedRows(
    _ kind: CatalogueKind, _ left: inout MonthsLeft, progress: Progress?
  ) async throws(StoreError) -> (batch: PublishableBatch?, problem: CatalogueResult?) {
    var months: [PublishableBatch] = []
    var problem: CatalogueResult?
    while !left.windows.isEmpty {
      let window = left.windows.removeFirst()
      var found: [CatalogueKind: CatalogueResult] = [:]
      if let rows = try await missedRows(kind, in: window, results: &found, progress: progress) {
        if rows.announced != PublishableBatch.unannounced { left.announced[window] = rows.announced }
        months.append(rows)
      }
      guard let trouble = found[kind] else { continue }
      problem = problem ?? trouble
      let isUnanswered = if case .failed(let error) = trouble { error.isUnreachable } else { false }
      // Pages kept of a month would be what the next poll goes on with, and fails at.
      if !isUnanswered || window != CatalogueWindow.whole { try store.discardStaging(kind) }
      if isUnanswered, left.unanswered.insert(window).inserted {
        left.windows.append(window)
      } else {
        left.problem = left.problem ?? trouble.problem
      }
      if isUnanswered { break }
    }
    return (months.count > 1 ? try PublishableBatch.joined(months) : months.first, problem)
  }

  /// The rows of one month, when it differs. What hinders them is left in `results`.
  private func missedRows(
    _ kind: CatalogueKind, in window: CatalogueWindow, results: inout [CatalogueKind: CatalogueResult],
    progress: Progress?
  ) async throws(StoreError) -> PublishableBatch? {
    if configuration.announcesCount {
      switch await ask(kind, window, continueAfter: "") {
      case .failure(let error): return try sort(.failed(error), of: kind, part: window, into: &results)
      case .success(let asked):
        if asked.page.total == (try store.heldCount(kind, from: window.from, through: window.through)) { return nil }
      }
    }
    let result = try await download(kind, window: window, progress: progress)
    return try sort(result, of: kind, part: window, into: &results)
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

extension CatalogueResult {
  /// Why it needs a person or another attempt.
  fileprivate var problem: String? {
    switch self {
    case .unchanged, .published: nil
    case .held(let held): held.reason
    case .failed(let error): error.description
    }
  }
}

extension PublishableBatch {
  /// Windows of one catalogue, asked for one after the other, as one batch. A row that moved from one to the other while
  /// they were asked for came with both and counts once, also among those announced: as the one asked for last says it.
  fileprivate static func joined(_ windows: [PublishableBatch]) throws(StoreError) -> PublishableBatch {
    let kind = windows[0].kind
    let days = windows.flatMap { [$0.from, $0.through] }.sorted()
    let rows = try BatchRows.joined(windows.map(\.records))
    let repeated = windows.reduce(0) { $0 + $1.records.count } - rows.count
    var joined = PublishableBatch(
      kind: kind, from: days[0], through: days[days.count - 1], isWhole: false,
      announced: windows.reduce(0) { $0 + $1.announced } - repeated, rows: rows, rejects: windows.flatMap(\.rejects))
    joined.bringsEveryRow = false
    return joined
  }
}
