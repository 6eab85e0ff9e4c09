/// What the visit needs next: the "sends" column of settlement.md's table, with its delays.
extension Visit {
  public func next(at now: Instant) -> NextStep {
    if inFlight != nil { return .nothing }
    if isUndecided, !handedOver, let reason = handOverDue(now) {
      let doubt = waitedInVain ? "程序在结算之前重新启动过，" : isFromOlderJournal ? "资金日志是旧的副本，" : ""
      return .record(.handedOver(reason: doubt + reason))
    }
    if askedByPerson, isUndecided, let step = decisiveStep(now) { return .send(step) }
    switch phase {
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready:
      return nextPreparation(now)
    case .settleIntent: return .nothing
    case .answered, .unknown, .absentOnce: return nextQuestion(now)
    case .absent:
      guard rules.profile.reconcile else { return asked(tries + 1, now, queryStep(now)) }
      // What the 05 was answered with may show in either first: both are asked, in turn.
      let asksQuery = contradictsClaim && rules.profile.query && tries % 2 == 1
      let step = asksQuery ? queryStep(now) : reconcileStep(now)
      return later(tries == 0 ? .send(step) : asked(tries, now, step), quietRest(now), .send(step))
    case .settled: return nextReversal(now)
    case .ended:
      return cleaning.verdict == nil && !isAskedBeforeCleaning ? nextCleaning(now) : nextReview(now)
    }
  }

  /// The mark is set after `handOverAfterSeconds` undecided, or where the table says *mark*.
  private func handOverDue(_ now: Instant) -> String? {
    let nothingToAsk = !rules.profile.query && !rules.profile.reconcile
    // About a reversal: under `original` 43 says nothing (R13).
    let nothingDecides = !rules.profile.reconcile && !rules.profile.queryShowsReversal
    if now.certainlyElapsed(since: undecidedSince) >= Int64(rules.handOverAfterSeconds) * 1000 {
      return "\(rules.handOverAfterSeconds / 60) 分钟内未能确定"
    }
    switch phase {
    case .answered: return nothingToAsk ? unprovenReason : nil
    case .unknown: return nothingToAsk && !mayVoid ? blindReason : nil
    case .absent:
      if contradictsClaim, let claimed, isClaimMissing || !rules.profile.reconcile {
        return "中心应答过结算（流水号 \(claimed.text)），\(absentFrom)却没有这笔结算"
      }
      return rules.profile.reconcile ? nil : "没有对账交易可以证实未结算"
    case .settled:
      for settlement in settlements where settlement.state != .closed {
        if let reason = settlement.markReason { return reason }
        if nothingDecides, settlement.state == .reversalUnknown, settlement.blindReversals >= 3 {
          return undecidedReason(of: settlement)
        }
      }
      return nil
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .settleIntent, .absentOnce,
      .ended:
      return nil
    }
  }

  /// Why a person is needed after three 99s that nothing can decide about.
  private func undecidedReason(of settlement: Settlement) -> String {
    let times = settlement.reversalsSent == 3 ? "三次冲正" : "冲正 \(settlement.reversalsSent) 次"
    let answers = settlement.reversalAnswers
    let why = rules.profile.query ? "43 分不出是否已冲正，没有对账交易" : "没有可以查询的交易"
    return times + (answers == "无应答" ? "没有应答" : "，\(answers)") + "，\(why)"
  }

  /// Why R10's exception does not hold for what the 05 was answered with.
  private var unprovenReason: String {
    rules.hasOwnConnections
      ? "没有可以查询的交易，且结算与预结算不一致" : "没有可以查询的交易，经厂商接口库的应答不能断定属于这笔结算"
  }

  /// The transactions that had no word of the settlement, as a person reads them.
  private var absentFrom: String {
    if isNational { return "3202 " }
    let asked = (rules.profile.query ? ["43"] : []) + (rules.profile.reconcile ? ["15"] : [])
    return asked.joined(separator: "、") + " "
  }

  /// What a person's question is asked with: 15 where configured, else 43.
  private func decisiveStep(_ now: Instant) -> Step? {
    if rules.profile.reconcile { return reconcileStep(now) }
    return rules.profile.query ? queryStep(now) : nil
  }

  /// *Query* = 43 where configured, else 15.
  private func questionStep(_ now: Instant) -> Step? {
    if rules.profile.query { return queryStep(now) }
    return rules.profile.reconcile ? reconcileStep(now) : nil
  }

  private func nextQuestion(_ now: Instant) -> NextStep {
    if let next = nextVoid(now) { return next }
    guard let step = questionStep(now) else { return .nothing }
    if let round, round.pending.count < queryDates(round.started).count { return .send(step) }
    if tries > 0 { return later(asked(tries, now, step), quietRest(now), .send(step)) }
    switch phase {
    case .answered: return .send(step)
    case .unknown: return after(Int64(rules.queryAfterSeconds) * 1000, since: since, now, .send(step))
    case .planned, .registering, .registered, .uploading, .uploadUnknown, .uploaded, .ready, .settleIntent, .absentOnce,
      .absent, .settled, .ended:
      return quietRest(now) > 0 ? .wait(milliseconds: quietRest(now)) : .send(step)
    }
  }

  /// What is left of R9's quiet period; 0 outside ABSENT_ONCE and, nationally, ABSENT.
  private func quietRest(_ now: Instant) -> Int64 {
    let first = phase == .absentOnce ? absentAt : phase == .absent && isNational ? since : nil
    guard let first else { return 0 }
    return Int64(rules.quietSeconds) * 1000 - now.certainlyElapsed(since: first)
  }

  private func later(_ first: NextStep, _ milliseconds: Int64, _ step: NextStep) -> NextStep {
    guard milliseconds > 0 else { return first }
    if case .wait(let other) = first { return .wait(milliseconds: max(other, milliseconds)) }
    return .wait(milliseconds: milliseconds)
  }

  private func asked(_ tries: Int, _ now: Instant, _ step: Step) -> NextStep {
    after(backOff(tries, now), since: lastAsked, now, .send(step))
  }

  /// The first settlement that can act, else the shortest wait.
  private func nextReversal(_ now: Instant) -> NextStep {
    if let round, round.pending.count < queryDates(round.started).count { return .send(queryStep(now)) }
    var shortest: Int64?
    for settlement in settlements {
      switch nextReversal(of: settlement, now) {
      case .send(let step): return .send(step)
      case .record(let event): return .record(event)
      case .wait(let milliseconds): shortest = min(shortest ?? milliseconds, milliseconds)
      case .nothing: break
      }
    }
    return shortest.map { .wait(milliseconds: $0) } ?? .nothing
  }

  private func nextReversal(of settlement: Settlement, _ now: Instant) -> NextStep {
    let profile = rules.profile
    switch settlement.state {
    case .settled: return .send(.reverse(settlement.serial))
    case .reversalIntent, .closed: return .nothing
    case .reversalUnknown:
      // R11: asked before every resend; where nothing can decide, the same 99 again.
      let step: Step =
        profile.queryShowsReversal
        ? queryStep(now) : profile.reconcile ? reconcileStep(now) : .reverse(settlement.serial)
      return asked(settlement.reversalsSent + settlement.tries, now, step)
    case .reversed: return nextProof(of: settlement, now)
    case .disputed:
      guard profile.reconcile else { return .nothing }
      return settlement.tries == 0 ? .send(reconcileStep(now)) : asked(settlement.tries, now, reconcileStep(now))
    }
  }

  private func nextProof(of settlement: Settlement, _ now: Instant) -> NextStep {
    let profile = rules.profile
    // After the first `1` at once. A centre that answers `1` to every 99 and names the settlement all the same would be
    // asked and told without a pause else (R15).
    let tries = settlement.tries + max(0, settlement.reversalsDone - 1)
    let answered = settlement.reversalAnswered && settlement.reversalFundsAgree
    if profile.reconcile {
      // 15 first; 43 in turn with it where it can close together with our answered 99.
      let step =
        answered && profile.queryShowsReversal && settlement.tries % 2 == 1
        ? queryStep(now) : reconcileStep(now)
      return tries == 0 ? .send(step) : asked(tries, now, step)
    }
    guard profile.queryShowsReversal else { return .nothing }
    if let first = settlement.firstSaidReversed, !answered {
      return after(Self.confirmationMilliseconds, since: first, now, asked(1, now, queryStep(now)))
    }
    return tries == 0 ? .send(queryStep(now)) : asked(tries, now, queryStep(now))
  }
}
