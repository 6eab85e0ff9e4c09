/// From SETTLED to CLOSED_REVERSED, for each serial of ours (R10–R13).
extension Visit {
  /// An hour between two 43s that close without 15 and without an answered 99 (R13).
  static let confirmationMilliseconds: Int64 = 3_600_000

  /// `1` → REVERSED; everything else is UNKNOWN (R5).
  mutating func reverseResulted(_ serialText: String, _ outcome: Outcome, at now: Instant) {
    lastAsked = now
    guard let index = settlements.firstIndex(where: { $0.serial.text == serialText }) else { return }
    if outcome.isRefusal { settlements[index].reversalsRefused += 1 }
    guard case .reversed(let refund, let funds) = outcome else {
      settlements[index].enter(.reversalUnknown, at: now)
      return
    }
    if refund.text != serialText { knownRefunds.insert(refund.text) }
    let differing = self.funds(of: settlements[index]).flatMap { funds?.differences(from: $0) }
    if let differing, !differing.isEmpty {
      alarm("冲正与结算不符：\(differing.map(\.title).joined(separator: "、"))")
      guard !onlyAnswerDecides else {
        settlements[index].reversalsUnequal += 1
        settlements[index].enter(.reversalUnknown, at: now)
        return
      }
    }
    settlements[index].enter(.reversed, at: now)
    settlements[index].reversalsDone += 1
    settlements[index].reversalAnswered = true
    settlements[index].reversalFunds = funds
    settlements[index].reversalFundsAgree = differing?.isEmpty ?? false
    if !rules.profile.reconcile, !rules.profile.queryShowsReversal { close(index, .answeredOnly, at: now) }
    closeWhenAllAre(at: now)
  }

  /// R13 lets the `1` to our 99 alone close, and 99's answer names no visit: one with other amounts than the settlement's
  /// is another visit's for all we know, and closes nothing (*ours*). A 2208's answer names the visit.
  private var onlyAnswerDecides: Bool {
    !isNational && !rules.profile.reconcile && !rules.profile.queryShowsReversal
  }

  /// The settled amounts as far as they are known: the 05's own, 15's, else the preview's.
  public func funds(of settlement: Settlement) -> Funds? {
    if claimed?.text == settlement.serial.text { return claimedFunds }
    return settlement.reconciledFunds ?? previewFunds
  }

  /// The amount as a report shows it: where 15 states it, that is the centre's ledger and the 05's answer is not (I10).
  /// Decisions go by `funds(of:)`. 15 states the whole and five of the funds, so its parts need not come to its whole.
  public func shownTotal(of settlement: Settlement) -> Fen? {
    settlement.reconciledTotal ?? funds(of: settlement)?.total
  }

  /// 15's amounts of one settlement; another whole than the 05 said is an alarm (R4).
  private mutating func noteFunds(_ index: Int, _ picture: CentrePicture) {
    let serial = settlements[index].serial.text
    if picture.source == .reconcile, picture.word(settlements[index].serial) != .absent {
      settlements[index].reconciledRefund = picture.refunds[serial]
    }
    guard let funds = picture.funds[serial], let total = picture.totals[serial], total != .zero else { return }
    if claimed?.text == serial, let claimedFunds, settlements[index].reconciledTotal != total,
      claimedFunds.total != total
    {
      alarm("对账与结算应答不符：应答 \(claimedFunds.total.yuanText) 元，对账 \(total.yuanText) 元")
    }
    settlements[index].reconciledTotal = total
    if !funds.isEmpty { settlements[index].reconciledFunds = funds }
  }

  /// What one complete answer means for one settlement.
  mutating func decide(_ index: Int, _ picture: CentrePicture, at now: Instant) {
    let word = picture.word(settlements[index].serial)
    noteFunds(index, picture)
    if isVoided(index, word, picture, at: now) {
      close(index, .voided, at: now)
      return
    }
    if let difference = wrongRefund(of: settlements[index], in: picture) {
      disputeRefund(index, difference, at: now)
      return
    }
    switch settlements[index].state {
    case .settled, .reversalIntent:
      if word == .refunded, trustsRefund(picture) { acceptRefund(index, picture, at: now) }
    case .reversalUnknown: decideUnknown(index, word, picture, at: now)
    case .reversed: verify(index, word, picture, at: now)
    case .disputed:
      guard picture.source == .reconcile else { return }
      switch word {
      case .named: settlements[index].enter(.settled, at: now)
      case .refunded: acceptRefund(index, picture, at: now)
      case .absent:
        settlements[index].tries += 1
        settlements[index].markReason = "对账没有这笔结算"
      }
    case .closed:
      if picture.source == .reconcile, word == .named { standsAgain(index, at: now) }
    }
  }

  /// A settlement that stood or may have stood when two persons closed the visit: 15's word about it counts as about any
  /// closed one (R9, R18). Not named, it stays with the persons.
  mutating func decideClosedByHand(_ index: Int, _ picture: CentrePicture, at now: Instant) {
    guard picture.source == .reconcile else { return }
    let known = settlements[index].reconciledRefund
    noteFunds(index, picture)
    if let difference = wrongRefund(of: settlements[index], in: picture) {
      // What the persons knew when they closed it stays with them.
      if difference.refunded != known { disputeRefund(index, difference, at: now) }
      return
    }
    switch picture.word(settlements[index].serial) {
    case .named: standsAgain(index, at: now)
    case .refunded: close(index, .reconciled, at: now)
    case .absent: break
    }
  }

  private mutating func decideUnknown(
    _ index: Int, _ word: CentrePicture.Word, _ picture: CentrePicture, at now: Instant
  ) {
    if picture.source == .reconcile {
      switch word {
      case .named: settlements[index].enter(.settled, at: now)
      case .refunded: acceptRefund(index, picture, at: now)
      case .absent where voiding.mayHaveWorked: settlements[index].tries += 1
      case .absent: dispute(index, "冲正结果未知，对账没有这笔结算", at: now)
      }
      return
    }
    switch (rules.profile.afterReversal, word) {
    case (.absent, .named), (.both, .named): settlements[index].enter(.settled, at: now)
    case (.absent, .absent) where !picture.onlyRefunds, (.both, .refunded):
      settlements[index].enter(.reversed, at: now)
      settlements[index].firstSaidReversed = now
    case (.absent, .refunded), (.absent, .absent), (.both, .absent):
      dispute(index, "查询结果与 query_after_reversal 的约定不符", at: now)
    case (.original, _): settlements[index].tries += 1
    }
  }

  private mutating func dispute(_ index: Int, _ reason: String, at now: Instant) {
    settlements[index].enter(.disputed, at: now)
    alarm(reason)
    if !rules.profile.reconcile { settlements[index].markReason = reason }
  }

  private mutating func acceptRefund(_ index: Int, _ picture: CentrePicture, at now: Instant) {
    if picture.source == .reconcile {
      close(index, .reconciled, at: now)
    } else {
      settlements[index].enter(.reversed, at: now)
      settlements[index].firstSaidReversed = now
    }
  }

  /// R13's proof.
  private mutating func verify(
    _ index: Int, _ word: CentrePicture.Word, _ picture: CentrePicture, at now: Instant
  ) {
    settlements[index].tries += 1
    if picture.source == .reconcile {
      switch word {
      case .refunded: close(index, .reconciled, at: now)
      case .named: standsAgain(index, at: now)
      case .absent: break
      }
      return
    }
    let saysReversed: Bool
    switch rules.profile.afterReversal {
    case .absent: saysReversed = word == .absent && !picture.onlyRefunds
    case .both: saysReversed = word == .refunded
    case .original: return
    }
    guard saysReversed else {
      settlements[index].firstSaidReversed = nil
      if word == .named, !rules.profile.reconcile { standsAgain(index, at: now) }
      return
    }
    let isContradicted = rules.comparesRefunds && refundDifference(of: settlements[index]) != nil
    if settlements[index].reversalAnswered, settlements[index].reversalFundsAgree, !isContradicted {
      close(index, .answeredAndQueried, at: now)
    } else if let first = settlements[index].firstSaidReversed {
      let apart = now.certainlyElapsed(since: first)
      if !rules.profile.reconcile, apart >= Self.confirmationMilliseconds { close(index, .queriedTwice, at: now) }
    } else {
      settlements[index].firstSaidReversed = now
    }
  }

  /// The centre names it without a refund after we held it reversed: the same 99 again.
  private mutating func standsAgain(_ index: Int, at now: Instant) {
    alarm(end == .closedByHand ? "人工关闭的结算，对账显示仍然有效，重新冲正" : "中心显示已冲正的结算仍然有效，再次冲正")
    if phase == .ended { reopen(at: now) }
    settlements[index].proof = nil
    settlements[index].reversalAnswered = false
    settlements[index].enter(.settled, at: now)
  }

  private mutating func close(_ index: Int, _ proof: Settlement.Proof, at now: Instant) {
    settlements[index].enter(.closed, at: now)
    settlements[index].proof = proof
  }

  mutating func closeWhenAllAre(at now: Instant) {
    guard phase == .settled, settlements.allSatisfy({ $0.state == .closed }) else { return }
    finish(.closedReversed, reason: settlements.compactMap(\.proof?.rawValue).joined(separator: "、"), at: now)
  }
}
