import Settlement
import SettlementJournal

/// What persons decide (R19, R20), and a journal that is older than it should be.
extension SwipeRunner {
  /// Closes a handed-over visit by two persons' word (R19); `journal` instead of a visit number accepts a journal that
  /// does not continue the head kept elsewhere (R20).
  public func resolve(visit text: String, by: String, confirmedBy: String, reason: String) async throws {
    guard let by = PersonName.named(by), let confirmedBy = PersonName.named(confirmedBy),
      !PersonName.isSame(by, confirmedBy), let reason = PersonName.named(reason)
    else { throw SwipeError.notResolvable(text) }
    if text == "journal" {
      guard let headStore else { throw SwipeError.notResolvable(text) }
      let stored: JournalHead?
      do { stored = try await headStore.storedHead() } catch { throw SwipeError.headUnreadable("\(error)") }
      guard let stored, !journal.continues(stored) else { throw SwipeError.journalContinues }
      // Whoever accepts it cannot know what became of a visit it holds unsettled: the centre is asked (R6, R24).
      try doubtUnsettled()
      try record(.headAccepted(by: by, confirmedBy: confirmedBy, reason: kept(reason), at: clock.now()))
      try await headStore.store(journal.head)
      journalIsOlder = false
      return
    }
    try handle(visit: text, .closedByHand(by: by, confirmedBy: confirmedBy, reason: reason))
  }

  /// What a person does about a handed-over visit: ask now, reverse again, attach evidence, close.
  ///
  /// - Throws: `SwipeError.nameless` for a name of nothing but blanks; `.nothingToAsk`, `.nothingToReverse`, `.refundDiffers` and
  ///   `.elsewhere` when nothing would be sent.
  public func handle(visit text: String, _ event: VisitEvent) throws {
    let number = try expectHandedOver(visit: text)
    switch event {
    case .queryRequested(let by):
      let name = try Self.named(by)
      guard try reachable(number).canBeAsked else { throw SwipeError.nothingToAsk(text) }
      try record(.queryRequested(by: name), visit: number)
    case .reversalRequested(let by):
      let name = try Self.named(by)
      let visit = try reachable(number)
      guard visit.canBeReversed else { throw SwipeError.nothingToReverse(text) }
      if let difference = visit.refundDifferences.first { throw SwipeError.refundDiffers(text, difference.text) }
      try record(.reversalRequested(by: name), visit: number)
    case .evidenceAttached(let by, let text):
      try record(.evidenceAttached(by: try Self.named(by), text: kept(text)), visit: number)
    case .closedByHand(let by, let confirmedBy, let reason):
      try record(.closedByHand(by: by, confirmedBy: confirmedBy, reason: kept(reason)), visit: number)
    case .intended, .resulted, .restarted, .cancelled, .handedOver, .reviewRequested, .reappeared, .journalFoundOlder:
      try record(event, visit: number)
    }
  }

  /// The visit, when the configured centre knows it.
  private func reachable(_ number: VisitNumber) throws(SwipeError) -> Visit {
    guard let visit = ledger.visit(number) else { throw .unknownVisit(number.text) }
    guard isReachable(visit) else { throw .elsewhere(unreachableLine(visit)) }
    return visit
  }

  private static func named(_ text: String) throws -> String {
    guard let name = PersonName.named(text) else { throw SwipeError.nameless }
    return name
  }

  /// Journals a file as evidence, which the caller has made durable: its name, and its SHA-256 in hex.
  public func attach(visit text: String, by: String, text note: String, file: String, digest: String) throws {
    let number = try expectHandedOver(visit: text)
    let words = [kept(note), "\(file)，SHA-256 \(digest)"].filter { !$0.isEmpty }.joined(separator: "，")
    try record(
      .evidenceAttached(by: try Self.named(by), text: words), visit: number, extra: ["file": file, "digest": digest])
  }

  /// The visit's number, when a person may act on it now.
  ///
  /// - Throws: `SwipeError.unknownVisit`, `SwipeError.notResolvable`.
  @discardableResult
  public func expectHandedOver(visit text: String) throws -> VisitNumber {
    guard let number = VisitNumber(text), let visit = ledger.visit(number) else { throw SwipeError.unknownVisit(text) }
    guard visit.handedOver, visit.isUndecided, visit.inFlight == nil else { throw SwipeError.notResolvable(text) }
    return number
  }

  /// A journal that does not continue the head kept elsewhere may know less than was done: compared once per process, at
  /// its start, whatever the centre can be asked (R20). A head that cannot be read counts as one that is not continued
  /// until it can be, as the drills take it: what is undecided goes on (R21), and nothing else.
  public func compareHeads() async {
    guard !headsCompared else { return }
    guard let headStore else {
      headsCompared = true
      return
    }
    do {
      let stored = try await headStore.storedHead()
      headsCompared = true
      headProblem = nil
      if let stored, !journal.continues(stored) {
        journalIsOlder = true
        logger.error("资金日志比曾经的短或不同（可能恢复了旧的副本），先向中心核对")
      }
    } catch {
      if headProblem == nil { logger.warning("日志头未能读出", metadata: ["error": "\(error)"]) }
      headProblem = "\(error)"
    }
  }

  /// The journal may know less than was done: nothing that might have settled since goes on, nothing begins.
  var mayHaveLostRecords: Bool { journalIsOlder || headProblem != nil }

  /// What status and report say while the journal is older than it was, or may be.
  var olderLines: [String] {
    if let headProblem {
      return ["agent.sqlite 记下的资金日志末条读不出，不能断定日志不是旧的副本，读出之前不开始新的流水：\(headProblem)"]
    }
    guard journalIsOlder else { return [] }
    return [
      "资金日志可能是旧的副本，其间的结算它不知道：\(olderReason.isEmpty ? "正在向中心对账" : olderReason)。"
        + "核实后由两人执行 qianzhi swipe resolve journal --by … --confirmed-by … --reason …"
    ]
  }

  /// An older journal: 15 is asked before anything is cleaned up or planned, since a visit it holds unsettled may have
  /// been settled (R24). Undecided visits go on meanwhile. Without 15 the journal stays older until two persons accept it.
  ///
  /// - Returns: whether to come back for it.
  func mustReconcileFirst() async throws -> Bool {
    guard journalIsOlder else { return headProblem != nil }
    guard configuration.profile.reconcile else {
      olderReason = "没有对账交易（reconcile = \"none\"），查不出日志里没有的流水"
      try doubtUnsettled()
      return true
    }
    let now = clock.now()
    if let last = olderAskedAt, now.certainlyElapsed(since: last) < Self.gateRetryMilliseconds { return true }
    olderAskedAt = now
    if try await reconcileWholeDays() {
      // One answer without them proves nothing (R9).
      if !isNational { try doubtUnsettled() }
      journalIsOlder = false
    }
    return journalIsOlder
  }

  /// Every visit that the older journal holds unsettled is UNKNOWN from now on. One whose centre is not the configured one
  /// could be asked nowhere, and would only keep every test here from beginning (R7): it is when its centre is back.
  private func doubtUnsettled() throws {
    for visit in ledger.visits where visit.mayHaveSettledSince && isReachable(visit) {
      try record(.journalFoundOlder, visit: visit.plan.number)
    }
  }

  /// Those that two persons accepted the journal with while another centre was configured (R6, R24).
  func doubtAccepted() throws {
    for visit in ledger.visits
    where ledger.unsettledWhenAccepted.contains(visit.plan.number) && visit.mayHaveSettledSince && isReachable(visit) {
      try record(.journalFoundOlder, visit: visit.plan.number)
    }
  }
}
