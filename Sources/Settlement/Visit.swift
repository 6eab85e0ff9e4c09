/// One swipe: registration, details, preview, one settlement, its reversal, clean-up (settlement.md).
///
/// A value without I/O, clock or randomness. `event` folds what happened, `next` says what to do; recovery is the fold
/// over the journal's records and nothing else (R22). An event the state does not allow is an error: a journal that
/// contains one was not written by this machine.
public struct Visit: Hashable, Sendable {
  /// Where the visit stands up to and including the settlement; `ended` from a `SettlementEnd` on.
  enum Phase: Hashable, Sendable {
    case planned, registering, registered, uploading, uploadUnknown, uploaded, ready
    case settleIntent, answered, unknown, absentOnce, absent, settled, ended
  }

  public let plan: VisitPlan
  public internal(set) var rules: VisitRules
  var phase = Phase.planned
  /// When `phase` was entered.
  var since: Instant
  /// When the centre was last asked about the settlement.
  var lastAsked: Instant
  /// Since when the settlement is undecided; meaningful while it is.
  var undecidedSince: Instant
  /// Tries of the present phase without a decision.
  var tries = 0
  /// The request whose INTENT has no RESULT yet.
  public internal(set) var inFlight: StepKey?
  /// When that INTENT became durable.
  var inFlightSince: Instant

  public internal(set) var registration: RegistrationSerial?
  /// An 02 may have been executed whose serial we do not have (R25).
  var registrationLost = false
  /// 2203A was accepted; national only.
  var described = false
  public internal(set) var details: [DetailSerial] = []
  var uploadedBatches = 0
  var uploadSent = false
  var uploadUnknowns = 0
  public internal(set) var previewFunds: Funds?
  /// What the 2207A repeats from the 2206A.
  public internal(set) var policy = PolicyParts()

  /// When the 05's intent became durable; set once (R6). Where the journal has none, but the centre's word or an older
  /// copy says that one may have been sent, when that was learnt.
  public internal(set) var settleIntended: Instant?
  /// When our 05's intent became durable; `nil`: the journal has none.
  public internal(set) var settleSentAt: Instant?
  /// Its message id (R14).
  public internal(set) var settleMessage: SettleMessage?
  /// National: the 2207A had a business refusal (R5), and 3202 has not contradicted it.
  var refused = false
  /// The 2601s for it.
  var voiding = Voiding()
  /// When the answer that is being folded was asked for.
  var wordAskedAt: Instant?
  /// An older copy of the journal held it unsettled: whether its 05 was sent is not known, and its serials are not.
  public internal(set) var isFromOlderJournal = false
  /// A restart took the answer away for want of which it was cancelled before its 05. In an older copy of the journal that
  /// answer may have come.
  var isCutOff = false
  /// A restart met it before its 05: whether none was sent is the centre's to say (`Visit+Restart`).
  var metRestart = false
  /// The centre has answered since.
  var isAskedSinceRestart = false
  /// The centre never did, for as long as an undecided visit waits for a person.
  var waitedInVain = false
  /// The centre's dates an adopted visit may be booked on; empty for a visit of this journal.
  var bookedDates: [String] = []
  /// An answer to the 05 could be parsed, whatever it said (R15).
  public internal(set) var settleAnswered = false
  public internal(set) var claimed: ClaimedSerial?
  public internal(set) var claimedFunds: Funds?
  /// The first complete answer without us, counted for R9.
  var absentAt: Instant?
  /// The day's reconciliation had no word of what the 05 was answered with.
  var isClaimMissing = false
  /// 43 asked for several dates: what is still to ask and what was answered.
  var round: QueryRound?

  /// Serials the latest 43 named for the first time.
  var namedOnce: Set<String> = []
  public internal(set) var settlements: [Settlement] = []
  /// Serials that 99s and 2208s have returned (R12).
  public internal(set) var knownRefunds: Set<String> = []

  public internal(set) var end: SettlementEnd?
  public internal(set) var endReason = ""
  /// Why it was closed before it was opened again; empty for a visit that never was.
  public internal(set) var earlierEndReason = ""
  public internal(set) var endedAt: Instant?
  /// A mark, not an end (R19).
  public internal(set) var handedOver = false
  public internal(set) var handOverReason = ""
  /// What persons found out while it was handed over, for the report.
  public internal(set) var evidence: [String] = []
  /// Alarms so far, for the report.
  public internal(set) var alarms: [String] = []
  /// The visit was closed and turned up again (R9).
  public internal(set) var reopened = false

  /// A person wants it asked about now (R19).
  var askedByPerson = false
  var cleaning = Cleaning()
  var review: Review?
  var reviewedSlots = 0

  struct QueryRound: Hashable, Sendable {
    var pending: [String]
    var answer = QueryAnswer(serials: [])
    let started: Instant
  }

  /// Asking about a closed visit again (R9).
  struct Review: Hashable, Sendable {
    var needsQuery: Bool
    var needsReconcile: Bool
    var tries = 0
    var since: Instant
  }

  public init(plan: VisitPlan, rules: VisitRules, at now: Instant) {
    self.plan = plan
    self.rules = rules
    since = now
    lastAsked = now
    undecidedSince = now
    inFlightSince = now
  }

  /// A visit of our pattern that 15 shows and the journal does not know (R18): it opens as SETTLED, or as REVERSED
  /// when its refund row is there.
  public init(adopting rows: [ReconcileRow], plan: VisitPlan, rules: VisitRules, at now: Instant) {
    self.init(plan: plan, rules: rules, at: now)
    registrationLost = true
    uploadSent = true
    settleIntended = now
    let yesterday = ShanghaiTime.dateText(now.wallMilliseconds - 86_400_000)
    bookedDates = Set(rows.map { String($0.centreTime.prefix(10)) }.filter(Self.isDate) + [yesterday]).sorted()
    phase = .unknown
    alarm("对账出现日志里没有的门诊号 \(plan.number.text)")
    handleWord(CentrePicture(rows: rows), at: now)
    settleCleaning()
  }

  /// `yyyy-MM-dd`
  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 10
      && bytes.enumerated().allSatisfy { index, byte in index == 4 || index == 7 ? byte == 45 : (48...57).contains(byte)
      }
  }

  /// Folds one event.
  ///
  /// - Throws: `VisitError` when the state does not allow the event.
  public mutating func event(_ event: VisitEvent, at now: Instant) throws(VisitError) -> [VisitAction] {
    let alarmsBefore = alarms.count
    switch event {
    case .intended(let key, let request, let message):
      try handleIntent(key, request: request, message: message, at: now)
    case .resulted(let key, let outcome):
      guard inFlight == key else {
        throw VisitError(visit: plan.number, state: state, event: "\(key.name.rawValue)_RESULT")
      }
      inFlight = nil
      try handleResult(key, outcome, at: now)
    case .restarted(let newRules):
      // A visit stays with the interface it was made over.
      if newRules.profile.interface == rules.profile.interface { rules = newRules }
      noteRestart()
      if let key = inFlight {
        inFlight = nil
        let hadEnded = end != nil
        try handleResult(key, .silent("进程重启，应答丢失"), at: now)
        isCutOff = !hadEnded && end == .cancelled
      }
      // By the words that are configured now.
      if end == .cancelled, cleaning.verdict == nil, !isAskedSinceRestart { askBeforeCleaning(at: now) }
    case .cancelled(let reason):
      guard settleIntended == nil, end == nil, inFlight == nil else {
        throw VisitError(visit: plan.number, state: state, event: "CANCELLED")
      }
      finish(.cancelled, reason: reason, at: now)
    case .handedOver(let reason):
      guard isUndecided else { throw VisitError(visit: plan.number, state: state, event: "HANDED_OVER") }
      handedOver = true
      handOverReason = reason
      alarm("已移交人工：\(reason)")
    case .closedByHand(let by, let confirmedBy, let reason):
      guard handedOver, isUndecided, inFlight == nil, by != confirmedBy else {
        throw VisitError(visit: plan.number, state: state, event: "CLOSED_BY_HAND")
      }
      finish(.closedByHand, reason: "\(by)、\(confirmedBy)：\(reason)", at: now)
    case .reviewRequested:
      if end == .closedNever || end == .closedReversed { startReview(at: now) }
    case .reappeared(let rows, let opens):
      guard contradicts(rows), inFlight == nil else {
        throw VisitError(visit: plan.number, state: state, event: "REAPPEARED")
      }
      reappear(rows, opens: opens, at: now)
    case .journalFoundOlder:
      guard mayHaveSettledSince else { throw VisitError(visit: plan.number, state: state, event: "OLDER_JOURNAL") }
      doubt(at: now)
    case .queryRequested, .reversalRequested, .evidenceAttached:
      guard handedOver, isUndecided, inFlight == nil else {
        throw VisitError(visit: plan.number, state: state, event: "OPERATOR")
      }
      operatorAsked(event, at: now)
    }
    settleCleaning()
    return alarms.dropFirst(alarmsBefore).map { .alarm($0) }
  }

  /// Whether money of ours may stand settled: no clean-up, no new visit (R7, R24).
  public var isUndecided: Bool {
    switch phase {
    case .settleIntent, .answered, .unknown, .absentOnce, .absent, .settled: true
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .ended: false
    }
  }

  /// FINISHED and LEFT_OVER block nothing (R7).
  public var isOpen: Bool { end == nil || cleaning.verdict == nil }

  public var state: VisitState {
    switch phase {
    case .planned: .planned
    case .registering: .registering
    case .registered: .registered
    case .uploading, .uploadUnknown: .uploading
    case .uploaded: .uploaded
    case .ready: .ready
    case .settleIntent: .settleIntent
    case .answered: .answered
    case .unknown: refused ? .refused : .unknown
    case .absentOnce: refused ? .refused : .absentOnce
    case .absent: refused ? .refused : .absent
    case .settled: (settlements.first { $0.state != .closed }).map(\.visitState) ?? .closedReversed
    case .ended: endedState
    }
  }

  private var endedState: VisitState {
    switch cleaning.verdict {
    case .finished: .finished
    case .leftOver: .leftOver
    case nil:
      if cleaning.begun {
        .cleaning
      } else {
        switch end {
        case .refused: .refused
        case .cancelled, nil: .cancelled
        case .closedNever: .closedNever
        case .closedReversed: .closedReversed
        case .closedByHand: .closedByHand
        }
      }
    }
  }

  mutating func enter(_ phase: Phase, at now: Instant) {
    self.phase = phase
    since = now
    lastAsked = now
    tries = 0
    round = nil
  }

  mutating func finish(_ end: SettlementEnd, reason: String, at now: Instant) {
    enter(.ended, at: now)
    self.end = end
    endReason = reason
    endedAt = now
    reviewedSlots = 0
    review = nil
    cleaning = Cleaning()
    askBeforeCleaning(at: now)
  }

  /// Each text once: what repeats is an answer of the centre's, as often as it gives it.
  mutating func alarm(_ text: String) {
    if !alarms.contains(text) { alarms.append(text) }
  }

  var seed: UInt64 { BackOff.seed(plan.number) }

  func insideWindow(_ now: Instant) -> Bool { plan.window.contains(now.wallMilliseconds) }
}

extension Settlement {
  public var visitState: VisitState {
    switch state {
    case .settled: .settled
    case .reversalIntent: .reversalIntent
    case .reversalUnknown: .reversalUnknown
    case .reversed: .reversed
    case .disputed: .disputed
    case .closed: .closedReversed
    }
  }
}

/// A journal record that the visit's state does not allow.
public struct VisitError: Error, Hashable, Sendable, CustomStringConvertible {
  public let visit: VisitNumber
  public let state: VisitState
  public let event: String

  public var description: String { "流水 \(visit.text) 在状态 \(state.rawValue) 不应出现 \(event)" }
}
