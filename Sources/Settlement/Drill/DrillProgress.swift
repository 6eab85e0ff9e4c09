/// How a step of a drill ended.
public enum DrillEnd: String, CaseIterable, Sendable, Codable {
  /// The centre refused the upload, and what followed found nothing of it.
  case refused
  /// Never sent, because an earlier step did not succeed or the process restarted.
  case skipped
  /// The centre did not have it, twice (R9).
  case never
  /// Undone, and the centre said so when asked.
  case undone
  /// Undone by the answer to the undo alone; there was nobody to ask.
  case answered
  /// Two persons (R19).
  case byHand

  public var title: String {
    switch self {
    case .refused: "上传被拒，没有生效"
    case .skipped: "没有上传"
    case .never: "没有发生"
    case .undone: "已撤销，已核实"
    case .answered: "已撤销，已应答未核实"
    case .byHand: "两人确认关闭"
    }
  }
}

/// Where one step of a drill is.
///
/// `planned → uploading → standing → undoing → undoAnswered → closed`. Without an answer to the upload `unknown`, to the
/// undo `undoUnanswered`; both are decided by the query, or by the undo sent (again). A query in flight changes nothing
/// by itself and is `isAsking`.
public enum DrillState: String, CaseIterable, Sendable, Codable {
  case planned, uploading, unknown, standing, undoing, undoUnanswered, undoAnswered, closed

  public var title: String {
    switch self {
    case .planned: "待上传"
    case .uploading: "正在上传"
    case .unknown: "上传结果未知"
    case .standing: "已上传"
    case .undoing: "正在撤销"
    case .undoUnanswered: "撤销未确认"
    case .undoAnswered: "撤销已应答"
    case .closed: "结束"
    }
  }
}

/// One step's state and what is remembered for deciding it. Transitions only; the order of steps is the drill's.
public struct DrillProgress: Hashable, Sendable {
  public internal(set) var state = DrillState.planned
  public internal(set) var end: DrillEnd?
  public internal(set) var isAsking = false
  /// The centre's number for it (医保处方编号); empty: not known.
  public internal(set) var serial = ""
  public internal(set) var undosSent = 0
  public internal(set) var undosRefused = 0
  /// The upload had no answer, so that it may be executed after a word that says otherwise.
  public internal(set) var isUploadUnknown = false
  /// The answer was a refusal. It may be the second copy's of a doubled request, so that it decides nothing.
  var isUploadRefused = false
  /// How often the centre was found to have it since an undo was answered, and in which 处方状态 last.
  private var foundUndone = 0
  private var statusUndone = ""
  /// The query after a successful upload is done.
  var isChecked = false
  /// One more look after the end is done.
  public internal(set) var isReviewed = false
  var tries = 0
  var undecidedQueries = 0
  var absentAt: Instant?
  var undoAnsweredAt: Instant?
  var changedAt: Instant?
  var isHurried = false

  let hasQuery: Bool
  let rules: DrillRules

  init(hasQuery: Bool, rules: DrillRules) {
    self.hasQuery = hasQuery
    self.rules = rules
  }

  /// Whether the centre may have it.
  public var mayStand: Bool { state != .planned && state != .closed }
  /// Uploaded, and looked at: the next step may begin.
  var isReady: Bool { state == .standing && (!hasQuery || isChecked || isQueryExhausted) }
  /// Nothing is left that could decide: a person has to (R19).
  var isStuck: Bool { !hasQuery && state == .undoUnanswered && undosRefused >= 2 }

  /// Answered undos that the query goes on not to show: why a person has to look (R19); `nil`: not so, or not often enough.
  var undoneInVain: String? {
    guard state != .closed, foundUndone >= DrillRules.foundUndone else { return nil }
    return "撤销已应答，中心状态 \(statusUndone.isEmpty ? "未给出" : statusUndone)，请核对 revoked_status"
  }

  /// Ended, and to be looked at once more: a proxy or a queue may have executed a copy of the upload after the end.
  var owesReview: Bool {
    switch end {
    case .refused, .never, .undone, .answered: !isReviewed
    case .skipped, .byHand, nil: false
    }
  }

  private var isQueryExhausted: Bool { undecidedQueries >= DrillRules.undecidedQueries }
  private var mayAsk: Bool { hasQuery && !isQueryExhausted }

  /// The next request of a step that has been uploaded, and in how many milliseconds; `nil`: none.
  func next(at now: Instant, isHandedOver: Bool) -> (call: DrillCall, wait: Int64)? {
    guard !isAsking, let since = changedAt else { return nil }
    func after(_ milliseconds: Int64, _ start: Instant? = nil) -> Int64 {
      if isHurried { return 0 }
      let isSlow = isHandedOver && state != .closed
      let wait = isSlow ? max(milliseconds, DrillRules.handedOverMilliseconds) : milliseconds
      return max(0, wait - now.certainlyElapsed(since: start ?? since))
    }
    let quiet = Int64(rules.quietSeconds) * 1000
    let unanswered = tries <= 1 ? Int64(rules.queryAfterSeconds) * 1000 : DrillRules.backOff(tries)
    switch state {
    case .planned, .uploading, .undoing: return nil
    case .unknown, .undoUnanswered:
      guard mayAsk else { return (.undo, after(unanswered)) }
      if let absentAt { return (.query, max(after(quiet, absentAt), after(DrillRules.backOff(undecidedQueries)))) }
      return (.query, after(unanswered))
    case .standing:
      return (mayAsk && !isChecked ? .query : .undo, after(DrillRules.backOff(tries)))
    case .undoAnswered:
      if mayAsk {
        if let absentAt { return (.query, max(after(quiet, absentAt), after(DrillRules.backOff(undecidedQueries)))) }
        return (.query, after(DrillRules.backOff(tries)))
      }
      return (.undo, max(after(quiet, undoAnsweredAt), after(DrillRules.backOff(tries))))
    case .closed:
      guard owesReview else { return nil }
      return (hasQuery ? .query : .undo, after(DrillRules.reviewAfterMilliseconds))
    }
  }

  /// Whether an intent for `call` may be journalled now.
  func accepts(_ call: DrillCall) -> Bool {
    guard !isAsking else { return false }
    switch state {
    case .planned: return call == .upload
    case .uploading, .undoing: return false
    case .unknown, .standing, .undoUnanswered, .undoAnswered: return call == .undo || call == .query && hasQuery
    // Only the look that `next` asks for.
    case .closed: return owesReview && call == (hasQuery ? .query : .undo)
    }
  }

  mutating func intended(_ call: DrillCall, at now: Instant) {
    isHurried = false
    changedAt = now
    switch call {
    case .upload: state = .uploading
    case .query: isAsking = true
    case .undo:
      undosSent += 1
      // The look after the end, without a query: open again until it is answered.
      if state == .closed {
        isReviewed = true
        end = nil
        undosRefused = 0
      }
      state = .undoing
    }
  }

  /// The alarm that goes with the transition, if one does.
  mutating func resulted(_ call: DrillCall, _ outcome: DrillOutcome, at now: Instant) -> String? {
    changedAt = now
    switch call {
    case .upload:
      uploaded(outcome)
      return nil
    case .query:
      isAsking = false
      return asked(outcome, at: now)
    case .undo:
      undid(outcome, at: now)
      return nil
    }
  }

  private mutating func uploaded(_ outcome: DrillOutcome) {
    switch outcome {
    case .accepted(let number):
      serial = number
      enter(.standing)
    case .notSent: close(.skipped)
    // A query's words do not answer an upload.
    case .unknown, .refused, .found, .revoked, .absent:
      if case .refused = outcome { isUploadRefused = true }
      isUploadUnknown = true
      enter(.unknown)
      tries = 1
    }
  }

  private mutating func asked(_ outcome: DrillOutcome, at now: Instant) -> String? {
    switch outcome {
    case .found(let number, let status): return wasFound(number, status)
    case .revoked:
      if state == .closed {
        isReviewed = true
        return nil
      }
      let alarm = standsThoughRefused()
      close(.undone)
      return alarm
    case .absent: return wasAbsent(at: now)
    // A refused question says nothing; its text is not parsed.
    case .unknown, .notSent, .refused, .accepted:
      if state == .closed {
        // The look is owed: asked again after the same time.
        return nil
      }
      undecidedQueries += 1
      tries += 1
      return nil
    }
  }

  private mutating func wasFound(_ number: String, _ status: String) -> String? {
    if !number.isEmpty { serial = number }
    let alarm = standsThoughRefused()
    switch state {
    case .planned, .uploading, .undoing: return nil
    case .unknown, .standing:
      if state == .unknown { enter(.standing) }
      isChecked = true
      tries = 0
      return alarm
    case .undoUnanswered:
      // A centre that has revoked it may refuse to do so again.
      if foundUndone > 0 { standsThoughUndone(status) }
      stillStands()
      return alarm
    case .undoAnswered:
      standsThoughUndone(status)
      stillStands()
      return "撤销已应答，中心仍有，再次撤销"
    case .closed:
      end = nil
      isReviewed = true
      foundUndone = 0
      stillStands()
      return "已结束的上传又在中心出现，再次撤销"
    }
  }

  /// The alarm when the centre has what it refused. From then on it is an upload like every other.
  private mutating func standsThoughRefused() -> String? {
    guard isUploadRefused else { return nil }
    isUploadRefused = false
    return "上传应答被拒，中心却有，予以撤销"
  }

  private mutating func standsThoughUndone(_ status: String) {
    foundUndone += 1
    statusUndone = status
  }

  /// The next undo waits longer with every one that changed nothing, answered or not (R15).
  private mutating func stillStands() {
    let before = max(tries, foundUndone, 1)
    enter(.standing)
    isChecked = true
    tries = before
    undoAnsweredAt = nil
  }

  private mutating func wasAbsent(at now: Instant) -> String? {
    switch state {
    case .planned, .uploading, .undoing: return nil
    case .standing:
      // Our own answer said otherwise: undone all the same.
      isChecked = true
      tries = 0
      return "上传已应答，中心却查无，仍予撤销"
    case .closed:
      isReviewed = true
      return nil
    case .unknown, .undoUnanswered, .undoAnswered:
      // Not there once proves nothing: the upload may still be queued, or the query read a copy that lags (R9).
      guard let first = absentAt, now.certainlyElapsed(since: first) >= Int64(rules.quietSeconds) * 1000 else {
        absentAt = absentAt ?? now
        undecidedQueries = 0
        return nil
      }
      close(state == .unknown ? .never : .undone)
      return nil
    }
  }

  private mutating func undid(_ outcome: DrillOutcome, at now: Instant) {
    let isRepeated =
      undoAnsweredAt.map { now.certainlyElapsed(since: $0) >= Int64(rules.quietSeconds) * 1000 } ?? false
    let before = tries
    switch outcome {
    case .accepted:
      let first = undoAnsweredAt ?? now
      let isEnough = isReviewed || isRepeated || !isUploadUnknown
      if isEnough, !hasQuery || isQueryExhausted { return close(.answered) }
      enter(.undoAnswered)
      undoAnsweredAt = first
    case .refused:
      // The first one did it; the second found nothing.
      if !hasQuery, isReviewed || isRepeated { return close(.answered) }
      undosRefused += 1
      unanswered(before)
    case .unknown, .notSent, .found, .revoked, .absent: unanswered(before)
    }
  }

  private mutating func unanswered(_ tries: Int) {
    let answeredAt = undoAnsweredAt
    enter(.undoUnanswered)
    undoAnsweredAt = answeredAt
    self.tries = tries + 1
  }

  /// An older journal: a planned upload may have had its intent in the lost part.
  mutating func mayHaveBeenUploaded(at now: Instant) {
    if state == .planned { intended(.upload, at: now) }
  }

  mutating func restarted(at now: Instant) {
    if isAsking {
      isAsking = false
      if state != .closed { undecidedQueries += 1 }
    }
    switch state {
    case .uploading:
      isUploadUnknown = true
      enter(.unknown)
      tries = 1
    case .undoing: unanswered(tries)
    case .planned, .unknown, .standing, .undoUnanswered, .undoAnswered, .closed: return
    }
    changedAt = now
  }

  mutating func close(_ end: DrillEnd) {
    enter(.closed)
    self.end = isUploadRefused && (end == .never || end == .undone || end == .answered) ? .refused : end
  }

  /// A new state begins: its tries and questions count from here.
  private mutating func enter(_ state: DrillState) {
    self.state = state
    tries = 0
    undecidedQueries = 0
    absentAt = nil
    isHurried = false
  }
}
