import Settlement

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
      guard let stored = try await headStore.storedHead(), !journal.continues(stored) else {
        throw SwipeError.journalContinues
      }
      try record(.headAccepted(by: by, confirmedBy: confirmedBy, reason: reason, at: clock.now()))
      try await headStore.store(journal.head)
      journalIsOlder = false
      return
    }
    try handle(visit: text, .closedByHand(by: by, confirmedBy: confirmedBy, reason: reason))
  }

  /// What a person does about a handed-over visit: ask now, reverse again, attach evidence, close.
  ///
  /// - Throws: `SwipeError.nameless` for a name of nothing but blanks; `.nothingToAsk`, `.nothingToReverse` and `.elsewhere`
  ///   when nothing would be sent.
  public func handle(visit text: String, _ event: VisitEvent) throws {
    let number = try expectHandedOver(visit: text)
    switch event {
    case .queryRequested(let by):
      let name = try Self.named(by)
      guard try reachable(number).canBeAsked else { throw SwipeError.nothingToAsk(text) }
      try record(.queryRequested(by: name), visit: number)
    case .reversalRequested(let by):
      let name = try Self.named(by)
      guard try reachable(number).canBeReversed else { throw SwipeError.nothingToReverse(text) }
      try record(.reversalRequested(by: name), visit: number)
    case .evidenceAttached(let by, let text):
      try record(.evidenceAttached(by: try Self.named(by), text: text), visit: number)
    case .intended, .resulted, .restarted, .cancelled, .handedOver, .closedByHand, .reviewRequested, .reappeared:
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
    let words = [note, "\(file)，SHA-256 \(digest)"].filter { !$0.isEmpty }.joined(separator: "，")
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

  /// A journal that does not continue the head kept elsewhere may know less than was done: once per process, at its
  /// start. Failing to read the head is a warning (R21).
  func compareHeads() async {
    guard !headsCompared else { return }
    headsCompared = true
    guard let headStore, configuration.profile.reconcile else { return }
    do {
      if let stored = try await headStore.storedHead(), !journal.continues(stored) {
        journalIsOlder = true
        logger.error("资金日志比曾经的短或不同（可能恢复了旧的副本），先向中心对账")
      }
    } catch {
      logger.warning("日志头未能读出", metadata: ["error": "\(error)"])
    }
  }

  /// What status and report say while the journal is older than it was.
  var olderLines: [String] {
    guard journalIsOlder else { return [] }
    return [
      "资金日志可能是旧的副本，其间的结算它不知道：\(olderReason.isEmpty ? "正在向中心对账" : olderReason)。"
        + "核实后由两人执行 qianzhi swipe resolve journal --by … --confirmed-by … --reason …"
    ]
  }

  /// An older journal: 15 is asked before anything is cleaned up or planned, since a visit it holds unsettled may have
  /// been settled (R24). Undecided visits go on meanwhile.
  func mustReconcileFirst() async throws -> Bool {
    guard journalIsOlder else { return false }
    let now = clock.now()
    if let last = olderAskedAt, now.certainlyElapsed(since: last) < Self.gateRetryMilliseconds { return true }
    olderAskedAt = now
    if try await reconcileWholeDays() { journalIsOlder = false }
    return journalIsOlder
  }
}
