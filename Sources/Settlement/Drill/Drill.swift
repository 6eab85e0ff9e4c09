/// One drill: its steps uploaded in order, then undone in the reverse one, until the centre is known to hold nothing of
/// it. A value; `next` says what to do and changes nothing, `event` changes and does nothing (settlement.md R22).
///
/// - Every request has a durable intent (R1); a restart turns an intent without result into *unknown*.
/// - An upload is sent at most once; a refused one is decided like one without answer, because the refusal may be that of
///   the second copy of a doubled request. Nothing new is uploaded after an answer that did not come, a refusal or a restart.
/// - An upload nobody answered is decided by the query; where there is none, or it says nothing three times, the undo is
///   sent anyway: revoking what is not there is harmless (*ours*). Such an undo counts when it was answered twice, a
///   quiet period apart.
/// - Not there counts when the query said it twice, a quiet period apart, and every upload is looked at once more an hour
///   after its end, because a copy of it may have been queued.
/// - Undecided for long, it is marked HANDED_OVER and goes on asking, for ever (R17, R19).
public struct Drill: Hashable, Sendable {
  public let plan: DrillPlan
  public let plannedAt: Instant
  public private(set) var steps: [DrillProgress]
  public private(set) var isHandedOver = false
  public private(set) var handOverReason = ""
  public private(set) var alarms: [String] = []
  public private(set) var evidence: [String] = []
  /// Why not all steps were uploaded; empty when they were.
  public private(set) var skipReason = ""
  /// Two persons' word; empty: none.
  public private(set) var closedBy = ""
  /// From when the time until the hand-over counts: the first upload, or the reopening.
  public private(set) var openSince: Instant?

  public init(plan: DrillPlan, at now: Instant) {
    self.plan = plan
    plannedAt = now
    steps = plan.steps.map { DrillProgress(hasQuery: $0.query != nil, rules: plan.rules) }
  }

  /// Not every step has ended.
  public var isOpen: Bool { steps.contains { $0.state != .closed } }
  /// The centre may hold something of it.
  public var mayStand: Bool { steps.contains(where: \.mayStand) }
  /// A closed drill that still looks once at what it uploaded.
  public var owesReview: Bool { !isOpen && steps.contains(where: \.owesReview) }
  /// Milliseconds until that look; 0: it is due. `nil`: none is owed.
  public func reviewWait(at now: Instant) -> Int64? {
    guard owesReview else { return nil }
    guard inFlight == nil else { return 0 }
    return steps.compactMap { $0.next(at: now, isHandedOver: isHandedOver)?.wait }.min()
  }
  /// A request is on its way.
  public var inFlight: (step: Int, call: DrillCall)? {
    for (index, step) in steps.enumerated() {
      if step.isAsking { return (index, .query) }
      if step.state == .uploading { return (index, .upload) }
      if step.state == .undoing { return (index, .undo) }
    }
    return nil
  }

  /// What to do now.
  public func next(at now: Instant) -> DrillNeed {
    guard inFlight == nil else { return .nothing }
    if isOpen, !isHandedOver, let reason = handOver(at: now) { return .record(.handedOver(reason: reason)) }
    if let planned = steps.firstIndex(where: { $0.state == .planned }) {
      let earlier = steps[..<planned]
      if skipReason.isEmpty, earlier.allSatisfy(\.isReady) { return .send(step: planned, .upload) }
      // The one before is being looked at.
      let isChecking = skipReason.isEmpty && earlier.allSatisfy { $0.state == .standing }
      if !isChecking {
        return .record(.skipped(reason: skipReason.isEmpty ? "前一步没有成功" : skipReason))
      }
    }
    return nextRequest(at: now)
  }

  /// The first request that is due, the last step's before the earlier ones'; else the shortest wait.
  private func nextRequest(at now: Instant) -> DrillNeed {
    var shortest: Int64?
    for index in steps.indices.reversed() {
      guard let next = steps[index].next(at: now, isHandedOver: isHandedOver) else { continue }
      if next.call == .undo, steps.contains(where: { $0.state == .planned }) { continue }
      if next.wait <= 0 { return .send(step: index, next.call) }
      shortest = min(shortest ?? next.wait, next.wait)
    }
    return shortest.map { .wait($0) } ?? .nothing
  }

  private func handOver(at now: Instant) -> String? {
    if steps.contains(where: \.isStuck) { return "撤销两次未被受理，又没有查询交易可核实" }
    if let reason = steps.lazy.compactMap(\.undoneInVain).first { return reason }
    guard mayStand, let openSince, !closedOrFresh(openSince, now) else { return nil }
    return "\(plan.rules.handOverAfterSeconds) 秒内没有得到确认"
  }

  private func closedOrFresh(_ since: Instant, _ now: Instant) -> Bool {
    now.certainlyElapsed(since: since) < Int64(plan.rules.handOverAfterSeconds) * 1000
  }

  /// Applies an event.
  ///
  /// - Returns: alarms for the log.
  /// - Throws: `DrillError` for one that cannot happen now.
  public mutating func event(_ event: DrillEvent, at now: Instant) throws(DrillError) -> [String] {
    switch event {
    case .intended(let index, let call, _):
      guard steps.indices.contains(index), inFlight == nil, steps[index].accepts(call) else {
        throw error("第 \(index + 1) 步此时不能\(call.title)")
      }
      if call == .upload, openSince == nil { openSince = now }
      // The look after the end has its own time until the hand-over, and what was told of before its own end.
      if steps[index].state == .closed {
        if call == .undo, !isOpen { isHandedOver = false }
        openSince = now
      }
      steps[index].intended(call, at: now)
    case .resulted(let index, let call, let outcome):
      guard let inFlight, inFlight == (index, call) else { throw error("第 \(index + 1) 步没有在\(call.title)") }
      return resulted(index, call, outcome, at: now)
    case .skipped(let reason):
      skipReason = reason
      for index in steps.indices where steps[index].state == .planned { end(index, .skipped, at: now) }
    case .handedOver(let reason):
      isHandedOver = true
      handOverReason = reason
    case .restarted: restarted(at: now)
    case .restartedOlder:
      if steps.contains(where: { $0.state == .planned }), openSince == nil { openSince = now }
      for index in steps.indices { steps[index].mayHaveBeenUploaded(at: now) }
      restarted(at: now)
    case .hurried:
      for index in steps.indices where steps[index].state != .closed { steps[index].isHurried = true }
    case .evidenceAttached(let by, let text): evidence.append("\(by)：\(text)")
    case .closedByHand(let by, let confirmedBy, let reason):
      // Earlier versions kept the mark of before the first end over the look after it.
      guard !handOverReason.isEmpty, isOpen, inFlight == nil else { throw error("此时不能人工关闭") }
      closedBy = "\(by)、\(confirmedBy)（\(reason)）"
      for index in steps.indices where steps[index].state != .closed {
        end(index, steps[index].state == .planned ? .skipped : .byHand, at: now)
      }
    }
    return []
  }

  private mutating func resulted(
    _ index: Int, _ call: DrillCall, _ outcome: DrillOutcome, at now: Instant
  ) -> [String] {
    let wasClosed = steps[index].state == .closed
    if call == .upload, case .notSent(let reason) = outcome, skipReason.isEmpty { skipReason = "上传没有发出：\(reason)" }
    guard let alarm = steps[index].resulted(call, outcome, at: now) else { return [] }
    if wasClosed {
      openSince = now
      isHandedOver = false
    }
    let text = "\(plan.steps[index].title)：\(alarm)"
    guard !alarms.contains(text) else { return [] }
    alarms.append(text)
    return [text]
  }

  private mutating func restarted(at now: Instant) {
    if steps.contains(where: { $0.state == .planned }), skipReason.isEmpty { skipReason = "程序重新启动" }
    for index in steps.indices { steps[index].restarted(at: now) }
  }

  private mutating func end(_ index: Int, _ end: DrillEnd, at now: Instant) {
    steps[index].close(end)
    steps[index].changedAt = now
  }

  private func error(_ what: String) -> DrillError { DrillError(plan.number, what) }
}
