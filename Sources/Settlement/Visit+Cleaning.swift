/// R23: 10; if not `1`, 99 per known 04 serial; then 99 of the 02. National: 2205, then 2202. Each not-`1` is repeated by R15, five times in all.
struct Cleaning: Hashable, Sendable {
  enum Verdict: Hashable, Sendable { case finished, leftOver }

  static let triesPerStep = 5

  var begun = false
  /// Tries of the present step.
  var tries = 0
  var lastTried: Instant?
  /// No details of ours are open, or nothing more can be done about them.
  var detailsSettled = false
  /// 04 serials still to undo, once the 10 has failed.
  var undoing: [DetailSerial]?
  var detailsMayRemain = false
  var unregistered = false
  var unregisterGivenUp = false
  var verdict: Verdict?
}

extension Visit {
  mutating func cleaningResulted(_ key: StepKey, _ outcome: Outcome, at now: Instant) {
    cleaning.lastTried = now
    let accepted = outcome == .accepted
    if !accepted { cleaning.tries += 1 }
    let exhausted = cleaning.tries >= Cleaning.triesPerStep
    switch key.name {
    case .clearDetails:
      if accepted {
        detailsDone()
      } else if !isNational, !details.isEmpty, exhausted || outcome.isRefusal {
        cleaning.undoing = details
        cleaning.tries = 0
      } else if exhausted {
        cleaning.detailsMayRemain = true
        detailsDone()
      }
    case .undoDetail:
      guard accepted || exhausted else { return }
      if !accepted { cleaning.detailsMayRemain = true }
      cleaning.tries = 0
      cleaning.undoing?.removeAll { $0.text == key.argument }
      if cleaning.undoing?.isEmpty ?? true { detailsDone() }
    case .unregister:
      if accepted { cleaning.unregistered = true } else if exhausted { cleaning.unregisterGivenUp = true }
    case .readCard, .identify, .register, .describe, .upload, .preview, .settle, .query, .reverse, .void, .reconcile,
      .signIn, .signOut:
      break
    }
  }

  private mutating func detailsDone() {
    cleaning.detailsSettled = true
    cleaning.tries = 0
  }

  /// Sets the verdict once nothing of R23 is left to do.
  mutating func settleCleaning() {
    guard phase == .ended, cleaning.verdict == nil, cleaningStep == nil else { return }
    guard !isAskedBeforeCleaning else { return }
    let registrationRemains = registrationLost || cleaning.unregisterGivenUp
    cleaning.verdict = registrationRemains || cleaning.detailsMayRemain ? .leftOver : .finished
  }

  private var cleaningStep: Step? {
    // The platform's 2205 and 2202 name a visit by its 就诊ID. Without it nothing can be undone: LEFT_OVER (R25).
    if isNational, registration == nil { return nil }
    if uploadSent, !cleaning.detailsSettled {
      if let serial = cleaning.undoing?.first { return .undoDetail(serial) }
      return .clearDetails
    }
    if let registration, !cleaning.unregistered, !cleaning.unregisterGivenUp { return .unregister(registration) }
    return nil
  }

  func nextCleaning(_ now: Instant) -> NextStep {
    guard let step = cleaningStep else { return .nothing }
    guard cleaning.tries > 0, let last = cleaning.lastTried else { return .send(step) }
    return after(backOff(cleaning.tries, now), since: last, now, .send(step))
  }

  /// Clean-up was given up with something possibly remaining, in words for the report.
  public var leftOverReason: String? {
    guard cleaning.verdict == .leftOver else { return nil }
    var parts: [String] = []
    if registrationLost || cleaning.unregisterGivenUp { parts.append("登记可能未撤") }
    if cleaning.detailsMayRemain { parts.append("明细可能未撤") }
    let money = isUnprovenByHand ? "人工关闭，资金未核实" : isUnaskedSinceRestart ? Self.unaskedTitle : "无资金"
    return parts.joined(separator: "、") + "（\(money)）"
  }

  /// `state` in words, which promise nothing about money that nobody verified.
  public var stateTitle: String {
    if isUnaskedSinceRestart { return "登记可能未撤（\(Self.unaskedTitle)）" }
    guard isUnprovenByHand, state != .closedByHand else { return state.title }
    return (state == .leftOver ? "登记可能未撤" : state.title) + "（人工关闭，未核实）"
  }

  /// Two persons closed it (R19), and no word of the centre says that nothing stands: a settlement that is not proven to be
  /// reversed, or an 05 that nothing was ever named for.
  public var isUnprovenByHand: Bool {
    end == .closedByHand && (settlements.isEmpty || settlements.contains { $0.state != .closed })
  }
}

extension Outcome {
  var isRefusal: Bool { if case .refused = self { true } else { false } }
}
