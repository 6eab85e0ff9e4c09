import Catalogue
import CatalogueStore
import CentreProtocol
import Dispatch
import Logging
import Synchronization

/// Polls the centre's catalogues, proves what came and publishes it.
public actor CatalogueFeed {
  public typealias Progress = @Sendable (FeedProgress) -> Void

  let configuration: FeedConfiguration
  let transport: any CentreTransport
  let store: CatalogueStore
  let now: @Sendable () -> Int64
  let logger: Logger
  private let jitter: @Sendable () -> Double
  private var schedule = PollSchedule()
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// The national platform, when the catalogues come from it.
  let national: NationalCentre?
  /// Positions reached by downloads that are not published yet.
  var nationalVersions: [CatalogueKind: [String: String]] = [:]
  /// Where the numbers of downloads under way do not agree.
  var nationalMismatches: [CatalogueKind: NationalMismatch] = [:]
  /// What the last polls' answers were.
  var known = KnownAnswers()
  /// What publishing would change in catalogues that were rolled back.
  var heldDifferences: [CatalogueKind: HeldDifference] = [:]
  /// Catalogues whose rows come from another centre than the one asked.
  var otherCentres: Set<CatalogueKind> = []
  /// Whole batches that stayed out of a catalogue which everything has to be asked for (`OtherCentre`).
  var wholeHeld: [CatalogueKind: HeldBatch] = [:]
  /// Per catalogue, when its window was last fetched whole.
  var wholeAt: [CatalogueKind: Int64] = [:]
  /// What is left of comparisons that the centre did not answer to the end.
  var monthsLeft: [CatalogueKind: MonthsLeft] = [:]
  nonisolated let board = Mutex(FeedStatus())
  nonisolated let publisher = DispatchQueue(label: "qianzhi.publish")

  /// - Parameters:
  ///   - national: where the catalogues come from instead of the 24 transaction.
  ///   - now: milliseconds since 1970 UTC.
  ///   - jitter: 0 ..< 1, spreads the polls of many machines.
  public init(
    configuration: FeedConfiguration, transport: any CentreTransport, store: CatalogueStore,
    national: NationalCentre? = nil,
    now: @escaping @Sendable () -> Int64,
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    logger: Logger = Logger(label: "feed")
  ) {
    self.configuration = configuration
    self.transport = transport
    self.store = store
    self.national = national
    self.now = now
    self.jitter = jitter
    self.logger = logger
  }

  /// The feed as it stands; does not wait for a poll that is under way.
  public nonisolated var status: FeedStatus { board.withLock { $0 } }

  /// The same with what earlier processes proved, where this one has not finished a poll yet.
  public nonisolated func fullStatus() throws(StoreError) -> FeedStatus {
    var status = self.status
    var oldest: Int64?
    for kind in configuration.catalogues {
      let cursor = try store.feedCursor(kind)
      var entry = status.catalogues[kind.rawValue] ?? FeedStatus.PerCatalogue()
      entry.lastGoodPoll = entry.lastGoodPoll ?? cursor?.provenAt
      entry.missingAtCentre = entry.missingAtCentre ?? cursor?.missingAtCentre
      entry.nightProblem = cursor?.nightProblem
      entry.otherCentre = try otherCentreProblem(kind)
      entry.staying = try staying(kind)
      if entry.otherCentre != nil { entry.lastGoodPoll = nil }
      if let good = entry.lastGoodPoll { oldest = min(oldest ?? good, good) }
      if entry.lastGoodPoll != nil || entry.otherCentre != nil { status.catalogues[kind.rawValue] = entry }
    }
    let isComplete = configuration.catalogues.allSatisfy { status.catalogues[$0.rawValue]?.lastGoodPoll != nil }
    if isComplete { status.lastGoodPoll = oldest }
    return status
  }

  /// Polls until the task is cancelled.
  public func run() async {
    let started = now()
    board.withLock { $0.startedAt = started }
    while !Task.isCancelled {
      let isFailure: Bool
      do {
        let outcome = try await runOnce(isScheduled: true)
        isFailure = outcome.firstFailure != nil
      } catch {
        logger.error("目录下载未能完成", metadata: ["错误": "\(error)"])
        isFailure = true
      }
      let today = CivilDateTime(unixMilliseconds: now()).date
      let seconds = schedule.wait(
        afterFailure: isFailure, today: today, configuration: configuration, chance: jitter())
      board.withLock { $0.nextPoll = now() + Int64(seconds * 1000) }
      do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
    }
  }

  /// One poll of some catalogues. A catalogue that fails or is held does not keep back the others.
  ///
  /// - Parameters:
  ///   - full: everything the centre has, and the rows it no longer has.
  ///   - catalogues: `nil` for the configured ones.
  ///   - withdrawsMissing: with `full`: those rows leave the views however many they are, as a person said.
  ///   - isScheduled: nobody asked: what stayed out of a whole comparison may wait (`OtherCentre`).
  ///   - decides: with `full`: rows that another centre left stay from now on, or leave with `withdrawsMissing`.
  /// - Throws: when the data directory does not work; what the centre did wrong is in the outcome.
  public func runOnce(
    full: Bool = false, catalogues: [CatalogueKind]? = nil, withdrawsMissing: Bool = false, isScheduled: Bool = false,
    decides: Bool = false, progress: Progress? = nil
  ) async throws(FeedError) -> FeedOutcome {
    await enter()
    defer { leave() }
    let since = now()
    board.withLock {
      $0.isPolling = true
      $0.pollingSince = since
    }
    defer {
      board.withLock {
        $0.isPolling = false
        $0.pollingSince = nil
        $0.downloading = nil
        $0.downloadingSince = nil
      }
    }
    do {
      let wanted = catalogues ?? configuration.catalogues
      let order = PollOrder(
        full: full, withdrawsMissing: full && withdrawsMissing, isScheduled: isScheduled, decides: full && decides)
      return try await poll(CatalogueKind.allCases.filter(wanted.contains), order, progress: progress)
    } catch {
      let failure = FeedError(error)
      note(failure)
      throw failure
    }
  }

  private func poll(
    _ kinds: [CatalogueKind], _ order: PollOrder, progress: Progress?
  ) async throws(StoreError) -> FeedOutcome {
    let full = order.full
    var unasked: Set<CatalogueKind> = []
    var results: [CatalogueKind: CatalogueResult] = [:]
    var publishable: [PublishableBatch] = []
    if let failure = await enterNational() {
      return failed(kinds, failure)
    }
    (nationalVersions, nationalMismatches) = ([:], [:])
    var answers: [(batch: DownloadedBatch, answer: OnePageAnswer)] = []
    var owed: [CatalogueKind] = []
    for kind in kinds {
      let isOther = try comparesOtherCentre(kind)
      if !otherCentres.contains(kind), try owesComparison(kind, full: full) { owed.append(kind) }
      let isCompared = try comparesWhole(kind)
      let isLost = store.lostCatalogues.contains(kind)
      if isOther, !isLost, order.isScheduled, let held = try waitingWhole(kind) {
        results[kind] = .held(held)
        unasked.insert(kind)
        continue
      }
      let isWhole = isOther || isLost
      let result = try await download(kind, full: full || isCompared || isWhole, progress: progress)
      if case .batch(let batch, _, _, let answer?) = result { answers.append((batch, answer)) }
      if let batch = try sort(result, of: kind, order, into: &results) { publishable.append(batch) }
    }
    await leaveNational()
    let published = try await publishSound(&publishable, into: &results)
    for (batch, answer) in answers where published.changes[batch.kind] != nil {
      known.compared(
        batch, request: answer.request, digest: answer.digest, file: published.equalFiles[batch.kind])
    }
    for batch in publishable {
      let missing = try missingAtCentre(batch, full: full)
      results[batch.kind] = .published(
        changes: published.changes[batch.kind] ?? ChangeCounts(), missingAtCentre: missing)
      try noteWhole(batch)
    }
    let nightly = try await compareMonths(owed, full: full, results: &results, progress: progress)
    var outcome = FeedOutcome(release: nightly ?? published.release, results: results)
    for batch in publishable where !batch.rejects.isEmpty { outcome.rejected[batch.kind] = batch.rejects.count }
    note(outcome, full: full, unasked: unasked)
    return outcome
  }

  /// Puts aside what failed or stays out.
  ///
  /// - Parameter part: what a nightly comparison asked for; it is named in the texts.
  /// - Returns: the batch, when it may be published.
  func sort(
    _ result: DownloadResult, of kind: CatalogueKind, _ order: PollOrder = PollOrder(), part: CatalogueWindow? = nil,
    into results: inout [CatalogueKind: CatalogueResult]
  ) throws(StoreError) -> PublishableBatch? {
    switch result {
    case .unchanged(let rows):
      guard let held = heldDifferences[kind]?.batch else {
        results[kind] = .unchanged(rows: rows)
        return nil
      }
      // Nothing newer at the centre; what was rolled back still differs.
      try store.hold(held, rejects: [])
      results[kind] = .held(held)
    case .failed(let failure):
      if heldDifferences[kind]?.batch == nil { heldDifferences[kind] = nil }
      let error = FeedError(code: failure.code, text: Self.place(part) + failure.text)
      results[kind] = .failed(error)
      logger.error("目录下载失败", metadata: ["目录": "\(kind.title)", "错误": "\(error)"])
    case .batch(let batch, let rows, let isWhole, let answer):
      let rejects = batch.rejected.map { NewReject(place: $0.number, text: $0.text, reject: $0.reject) }
      var reason = try holdReason(batch, rejects: rejects, part: part)
      if reason == nil { reason = try rollbackHold(batch, rows, rejects: rejects, isWhole: isWhole) }
      if reason == nil, isWhole { reason = try otherInterfaceHold(batch, rows, rejects: rejects, full: order.full) }
      if let held = reason {
        let days = batch.window.from...batch.window.through
        // It waits for codes or a person, and nothing is wrong with its files.
        let keepsFiles = held.reason.hasPrefix(Self.otherInterfaceCode)
        try store.hold(
          held, rejects: rejects, days: national == nil || isWhole ? days : nil, keepsFiles: keepsFiles)
        wholeHeld[kind] = isWhole ? held : nil
        results[kind] = .held(held)
        logger.error("批次暂不发布", metadata: ["目录": "\(kind.title)", "原因": "\(held.reason)"])
      } else {
        var ready = PublishableBatch(
          kind: kind, from: batch.window.from, through: batch.window.through, isWhole: isWhole,
          announced: batch.announced, rows: rows, rejects: rejects)
        ready.nationalVersions = nationalVersions[kind] ?? [:]
        ready.platform = batch.platform
        ready.bringsEveryRow = national == nil || isWhole
        ready.equalFile = answer?.equalFile
        ready.centre = configuration.centre.isEmpty ? nil : configuration.centre
        let isOther = otherCentres.contains(kind)
        if order.full || isOther { ready.withdrawnKeys = try withdrawableKeys(ready, all: order.withdrawsMissing) }
        ready.leftOver = try leftOver(ready, isOther: isOther, order)
        return ready
      }
    }
    return nil
  }

  /// Remembers when the window of the polls was last fetched whole; another one, resumed, does not count.
  private func noteWhole(_ batch: PublishableBatch) throws(StoreError) {
    let window = try pollWindow(batch.kind, today: CivilDateTime(unixMilliseconds: now()).date)
    guard national != nil || CatalogueWindow(from: batch.from, through: batch.through).contains(window) else { return }
    wholeAt[batch.kind] = now()
  }

  /// Why a batch stays out; `nil` when it may be published.
  private func holdReason(
    _ batch: DownloadedBatch, rejects: [NewReject], part: CatalogueWindow?
  ) throws(StoreError) -> HeldBatch? {
    let (place, again) = (Self.place(part), part == nil ? nextAttempt(batch.kind) : "下一夜重新核对")
    let received = batch.records.count + rejects.count
    let reason: String
    if !batch.isProven, let mismatch = nationalMismatches[batch.kind] {
      return held(batch, rejects, mismatch: mismatch)
    } else if !batch.isProven {
      reason =
        batch.announced == CataloguePage.unannounced
        ? "QZ-F127 \(place)中心不公布条数，且同一编码的记录多于一页，不能证明收齐 \(received) 条以外没有遗漏，未发布；\(again)"
        : "QZ-F120 \(place)中心公布 \(batch.announced) 条，实收 \(received) 条，条数不符，未发布；\(again)"
    } else if configuration.onRejects == .hold, !rejects.isEmpty {
      let accepted = Set(try store.rejects(batch.kind).filter { $0.acceptedAt != nil }.map(\.text))
      let open = rejects.count { !accepted.contains($0.text) }
      guard open > 0 else { return nil }
      reason = "QZ-F121 \(place)有 \(open) 条记录不合格，未发布；用 qianzhi rejects list 查看，rejects accept 接受后发布其余记录"
    } else {
      return nil
    }
    return held(batch, rejects, reason: reason)
  }

  private static func place(_ part: CatalogueWindow?) -> String {
    part.map { "夜间核对 \($0.from.text) 至 \($0.through.text)：" } ?? ""
  }

  private func missingAtCentre(_ batch: PublishableBatch, full: Bool) throws(StoreError) -> [String] {
    guard full || otherCentres.contains(batch.kind), batch.isWhole else { return [] }
    let missing = try store.heldKeys(batch.kind, without: batch.records)
    try store.noteMissingAtCentre(batch.kind, count: missing.count)
    if !missing.isEmpty {
      logger.warning("QZ-F122 中心已没有的记录", metadata: ["目录": "\(batch.kind.title)", "条数": "\(missing.count)"])
    }
    return missing
  }

  /// Publishing takes seconds of disk work, so it has a thread of its own.
  func publish(_ batches: [PublishableBatch]) async throws(StoreError) -> PublicationResult {
    guard !batches.isEmpty else { return PublicationResult.nothing }
    let store = store
    let at = now()
    let result: Result<PublicationResult, StoreError> = await withCheckedContinuation { continuation in
      publisher.async {
        do throws(StoreError) {
          continuation.resume(returning: .success(try store.publish(batches, now: at)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    store.tellRebuiltFiles(logger)
    let published = try result.get()
    if let release = published.release {
      let counts = published.changes.map { "\($0.key.title) 新增 \($0.value.added) 修改 \($0.value.modified)" }
      logger.notice("发布", metadata: ["编号": "\(release)", "变更": "\(counts.sorted().joined(separator: "，"))"])
    }
    return published
  }

  /// One poll at a time; a second caller waits for its turn.
  func enter() async {
    if isBusy { await withCheckedContinuation { waiting.append($0) } }
    isBusy = true
  }

  func leave() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }
}
