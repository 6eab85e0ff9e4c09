extension Visit {
  /// A step's INTENT: the state before its request.
  mutating func handleIntent(
    _ key: StepKey, request: String, message: String, at now: Instant
  ) throws(VisitError) {
    guard inFlight == nil, allows(key) else {
      throw VisitError(visit: plan.number, state: state, event: "\(key.name.rawValue)_INTENT")
    }
    inFlight = key
    inFlightSince = now
    if key.name == .query || key.name == .reconcile { askedByPerson = false }
    switch key.name {
    case .register: enter(.registering, at: now)
    case .upload:
      uploadSent = true
      if phase != .uploading { enter(.uploading, at: now) }
    case .settle:
      enter(.settleIntent, at: now)
      settleIntended = now
      settleSentAt = now
      settleMessage = SettleMessage.intended(key, message: message)
      undecidedSince = now
    case .query:
      if phase == .ended, review == nil { startReview(at: now) }
      if round == nil { round = QueryRound(pending: queryDates(now), started: now) }
    case .reconcile:
      if phase == .ended, review == nil { startReview(at: now) }
    case .reverse:
      guard let index = settlements.firstIndex(where: { $0.serial.text == key.argument }) else { return }
      settlements[index].enter(.reversalIntent, at: now)
      settlements[index].reversalRequest = settlements[index].reversalRequest ?? request
      settlements[index].reversalMessage = settlements[index].reversalMessage ?? message
      settlements[index].reversalMessages.append(message)
      settlements[index].reversalsSent += 1
      settlements[index].blindReversals += 1
    case .clearDetails, .undoDetail, .unregister:
      if phase == .ended { cleaning.begun = true }
    case .void: voidIntended(at: now)
    case .describe, .preview, .readCard, .identify, .signIn, .signOut: break
    }
  }

  private func allows(_ key: StepKey) -> Bool {
    switch key.name {
    case .readCard, .identify, .signIn, .signOut: false
    case .describe: phase == .registered && isNational && !described
    case .void: key.argument == settleMessage?.text && mayVoid
    case .register: phase == .planned
    case .upload:
      (phase == .registered || phase == .uploading) && key.argument == String(uploadedBatches)
    case .preview: phase == .uploaded
    case .settle: phase == .ready && settleIntended == nil
    case .query:
      isUndecided || end == .closedNever || end == .closedReversed || end == .refused || mayHaveSettledUnseen
    case .reconcile:
      isUndecided || end == .closedNever || end == .closedReversed || end == .refused || end == .closedByHand
        || mayHaveSettledUnseen
    case .reverse:
      phase == .settled
        && settlements.contains {
          $0.serial.text == key.argument && ($0.state == .settled || $0.state == .reversalUnknown)
        }
    case .clearDetails: phase == .uploadUnknown || (phase == .ended && isCleaning)
    case .undoDetail, .unregister: phase == .ended && isCleaning
    }
  }

  private var isCleaning: Bool { cleaning.verdict == nil }

  /// A step's RESULT.
  mutating func handleResult(_ key: StepKey, _ outcome: Outcome, at now: Instant) throws(VisitError) {
    switch key.name {
    case .readCard, .identify, .signIn, .signOut: break
    case .describe: describeResulted(outcome, at: now)
    case .void: voidResulted(outcome, at: now)
    case .register: registerResulted(outcome, at: now)
    case .upload: uploadResulted(outcome, at: now)
    case .preview: previewResulted(outcome, at: now)
    case .settle: settleResulted(outcome, at: now)
    case .query: queryResulted(key.argument, outcome, at: now)
    case .reconcile: reconcileResulted(outcome, at: now)
    case .reverse: reverseResulted(key.argument, outcome, at: now)
    case .clearDetails where phase == .uploadUnknown: clearBeforeUploadResulted(outcome, at: now)
    case .clearDetails, .undoDetail, .unregister: cleaningResulted(key, outcome, at: now)
    }
  }

  /// The centre's dates on which the settlement may be booked: R9, "around midnight both dates are asked".
  func queryDates(_ now: Instant) -> [String] {
    let margin: Int64 = 600_000
    let intended = settleIntended?.wallMilliseconds ?? now.wallMilliseconds
    // An adopted visit was booked before we knew of it: the day its rows say, or yesterday, where the gate found it.
    var dates = bookedDates
    for moment in [intended - margin, intended + margin, now.wallMilliseconds] {
      let date = ShanghaiTime.dateText(moment)
      if !dates.contains(date) { dates.append(date) }
    }
    return dates
  }

  func queryStep(_ now: Instant) -> Step {
    .query(date: round?.pending.first ?? queryDates(now)[0])
  }

  func reconcileStep(_ now: Instant) -> Step {
    let dates = queryDates(now).sorted()
    return .reconcile(from: dates[0], to: dates[dates.count - 1])
  }
}
