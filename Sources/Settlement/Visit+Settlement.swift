/// The 05 and what decides it.
extension Visit {
  /// Anything but a positive serial is UNKNOWN and decided by 43/15 (R4, R5), but for a national business refusal.
  mutating func settleResulted(_ outcome: Outcome, at now: Instant) {
    switch outcome {
    case .silent, .notSent: settleAnswered = false
    case .refused, .accepted, .registered, .uploaded, .previewed, .settled, .reversed, .queried, .reconciled:
      settleAnswered = true
    }
    if isNational, case .refused = outcome { refused = true }
    guard case .settled(let serial, let funds) = outcome, !serial.text.hasPrefix("-") else {
      enter(.unknown, at: now)
      return
    }
    claimed = serial
    claimedFunds = funds
    if let previewFunds {
      let differing = funds.differences(from: previewFunds)
      if !differing.isEmpty { alarm("结算与预结算不符：\(differing.map(\.title).joined(separator: "、"))") }
    }
    enter(.answered, at: now)
    if let proven = SettlementSerial.withoutQuery(
      serial, settled: funds, previewed: previewFunds, rules: rules)
    {
      enter(.settled, at: now)
      settlements.append(Settlement(serial: proven, state: .settled, since: now))
    }
  }

  mutating func queryResulted(_ date: String, _ outcome: Outcome, at now: Instant) {
    guard case .queried(let answer) = outcome else {
      unanswered(at: now)
      return
    }
    guard var round else { return }
    round.answer = round.answer.merged(with: answer)
    round.pending.removeAll { $0 == date }
    self.round = round
    guard round.pending.isEmpty else { return }
    self.round = nil
    let picture = CentrePicture(answer: round.answer, knownRefunds: knownRefunds)
    guard confirm(picture) else {
      unanswered(at: now)
      return
    }
    review?.needsQuery = false
    handleWord(picture, askedAt: round.started, at: now)
    closeReview()
  }

  /// R4 wants an answer complete, and a serial cut short by a lost end looks like another one, perhaps a patient's
  /// (R10). So a serial that 43 names and neither the 05 claimed nor anything named before is taken up when a second 43
  /// names it too; until then the answer decides nothing.
  private mutating func confirm(_ picture: CentrePicture) -> Bool {
    let known = settlements.map(\.serial.text) + (claimed.map { [$0.text] } ?? [])
    let strangers = Set(picture.serials.map(\.text).filter { !known.contains($0) })
    let confirmed = strangers.isSubset(of: namedOnce)
    namedOnce = strangers
    return confirmed
  }

  mutating func reconcileResulted(_ outcome: Outcome, at now: Instant) {
    guard case .reconciled(let rows) = outcome else {
      voiding.isAskedSince = true
      unanswered(at: now)
      return
    }
    voiding.isAskedSince = true
    let picture = self.picture(rows)
    guard !namesTooEarly(picture) else {
      unanswered(at: now)
      return
    }
    review?.needsReconcile = false
    handleWord(picture, askedAt: inFlightSince, at: now)
    closeReview()
  }

  /// *Silent*: stay, ask again (R8, R15).
  private mutating func unanswered(at now: Instant) {
    round = nil
    if phase == .settled {
      for index in settlements.indices where settlements[index].state != .closed { settlements[index].tries += 1 }
      lastAsked = now
    } else if phase == .ended {
      review?.tries += 1
      review?.since = now
    } else {
      tries += 1
      lastAsked = now
    }
  }

  /// A complete answer of 43 or 15. `askedAt` is when its first request became durable; `opens`: `VisitEvent.reappeared`.
  mutating func handleWord(
    _ picture: CentrePicture, askedAt: Instant? = nil, opens: Bool = true, at now: Instant
  ) {
    lastAsked = now
    wordAskedAt = askedAt ?? now
    if picture.onlyRefunds, phase != .settled, phase != .ended {
      tries += 1
      alarm("中心只显示退费，没有对应的结算")
      return
    }
    for serial in picture.serials where !settlements.contains(where: { $0.serial == serial }) {
      adopt(serial, picture, at: now)
    }
    switch phase {
    case .answered, .unknown, .absentOnce, .absent:
      if picture.isAbsent { notNamed(picture, askedAt: askedAt ?? now, at: now) }
    case .settled, .ended:
      for index in settlements.indices {
        if phase == .ended, opens, settlements[index].state != .closed {
          decideClosedByHand(index, picture, at: now)
        } else {
          decide(index, picture, at: now)
        }
      }
      closeWhenAllAre(at: now)
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .settleIntent: break
    }
  }

  /// A serial named for our visit that we did not know.
  private mutating func adopt(_ serial: SettlementSerial, _ picture: CentrePicture, at now: Instant) {
    let refunded = picture.word(serial) == .refunded && trustsRefund(picture)
    if isUndecided, phase != .settled, let claimed, claimed.text != serial.text { alarm("中心登记的结算流水号与应答不同") }
    switch phase {
    case .absent:
      if !refunded { alarm("两次查无之后，\(picture.source == .query ? "查询" : "对账")出现本次结算") }
    case .settled: alarm("同一门诊号出现第二笔结算")
    case .ended:
      if !refunded { alarm("已关闭的门诊号又出现结算，重新打开") }
      if end == .cancelled { settledUnseen(at: now) }
      reopen(at: now)
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .settleIntent, .answered,
      .unknown, .absentOnce:
      break
    }
    if refused { alarm("中心拒绝之后，对账出现本次结算") }
    refused = false
    if phase != .settled { enter(.settled, at: now) }
    settlements.append(Settlement(serial: serial, state: refunded ? .reversed : .settled, since: now))
  }

  /// A pair in 43 is believed where the profile says so or 15 will verify it. Otherwise nothing could ever prove it, and
  /// a second 99 of the same serial is refused by the centre and changes nothing.
  func trustsRefund(_ picture: CentrePicture) -> Bool {
    picture.source == .reconcile || rules.profile.reconcile || rules.profile.afterReversal == .both
  }

  mutating func reopen(at now: Instant) {
    reopened = true
    earlierEndReason = endReason
    endReason = ""
    end = nil
    endedAt = nil
    handedOver = false
    review = nil
    undecidedSince = now
    enter(.settled, at: now)
  }

  /// The 05 was answered with a serial: no absence says that it never happened, because 43 and 15 may read a copy that is
  /// behind. A person is told, and the asking goes on (R9, R19).
  var contradictsClaim: Bool { claimed != nil && (isNational || rules.holdsToClaims) }

  /// R9: two *not named*, the quiet period apart, and the day's reconciliation without it. A settlement that our 05 was
  /// answered with is never closed so.
  private mutating func notNamed(_ picture: CentrePicture, askedAt: Instant, at now: Instant) {
    switch phase {
    case .answered: enter(.unknown, at: now)
    case .unknown:
      enter(.absentOnce, at: now)
      absentAt = now
    case .absentOnce:
      let quiet = Int64(rules.quietSeconds) * 1000
      if let absentAt, askedAt.certainlyElapsed(since: absentAt) >= quiet { enter(.absent, at: now) }
    case .absent:
      // 3202 is the question and the reconciliation: the third answer proves something new only when it is as far from
      // the second as that is from the first.
      if isNational, askedAt.certainlyElapsed(since: since) < Int64(rules.quietSeconds) * 1000 { return }
      guard !contradictsClaim else {
        isClaimMissing = picture.source == .reconcile || isClaimMissing
        tries += 1
        return
      }
      guard !refused else {
        finish(.refused, reason: "中心拒绝结算，对账三次均无", at: now)
        return
      }
      if picture.source == .reconcile { finish(.closedNever, reason: "查询两次、对账一次均无", at: now) }
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .settleIntent, .settled,
      .ended:
      break
    }
  }
}
