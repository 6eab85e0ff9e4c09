/// What enters from outside a visit's own exchange: 15 asked for the whole day, and persons (R9, R18, R19).
extension Visit {
  /// Whether 15's rows of this visit show money standing that the journal holds to be nothing, to be reversed or to be
  /// closed by hand, a settlement it does not know, reversed or not, the refund of one that persons closed without it, or a
  /// refund of another amount than the settlement's (I10). An undecided visit asks for itself.
  public func contradicts(_ rows: [ReconcileRow]) -> Bool {
    guard !isUndecided else { return false }
    let picture = self.picture(rows)
    return picture.serials.contains { serial in
      guard let known = settlements.first(where: { $0.serial == serial }) else { return true }
      switch picture.word(serial) {
      case .named: return true
      case .refunded:
        guard let difference = wrongRefund(of: known, in: picture) else { return known.state != .closed }
        return known.state == .closed || difference.refunded != known.reconciledRefund
      case .absent: return false
      }
    }
  }

  /// 15 or 3202 about this visit. Nationally a row that our 2208 was answered with is its refund, whatever its flag (R12).
  func picture(_ rows: [ReconcileRow]) -> CentrePicture {
    CentrePicture(rows: rows, knownRefunds: isNational ? knownRefunds : [])
  }

  mutating func reappear(_ rows: [ReconcileRow], opens: Bool, at now: Instant) {
    let picture = self.picture(rows)
    // The refund of what persons closed is good news.
    let isNews = picture.serials.contains { serial in
      picture.word(serial) == .named || !settlements.contains { $0.serial == serial }
    }
    if isNews { alarm("对账显示的结算，日志中没有或已关闭") }
    // An 05 was sent that this journal may not know: none is sent again (R6).
    settleIntended = settleIntended ?? now
    registrationLost = registrationLost || registration == nil
    uploadSent = true
    // 3202's rows have no date: the settlement is as old as the visit's window at most, which may be days ago (R20).
    let windowDate = isNational ? [ShanghaiTime.dateText(plan.window.startMilliseconds)] : []
    let dates = rows.map { String($0.centreTime.prefix(10)) }.filter(Self.isDate)
    bookedDates = Set(bookedDates + windowDate + dates).sorted()
    if phase != .ended {
      undecidedSince = now
      enter(.unknown, at: now)
    }
    handleWord(picture, opens: opens, at: now)
  }

  /// An older copy of the journal holds it unsettled, so that its 05 may have been sent since the copy was made; or it waits
  /// for the centre's word about that.
  public var mayHaveSettledSince: Bool {
    inFlight == nil && (end == nil && !isUndecided || end == .cancelled && isCutOff || isAskedBeforeCleaning)
  }

  /// UNKNOWN until the centre or two persons decide: no 05 (R6), and no clean-up against a settlement that may stand (R24).
  mutating func doubt(at now: Instant) {
    isFromOlderJournal = true
    // The time it waited for the centre's word counts.
    let waited = isAskedBeforeCleaning ? endedAt : nil
    if phase == .ended {
      earlierEndReason = endReason
      endReason = ""
      end = nil
      endedAt = nil
      review = nil
      isCutOff = false
    }
    settleIntended = now
    registrationLost = registrationLost || registration == nil
    uploadSent = true
    bookOnWindow()
    undecidedSince = waited ?? now
    enter(.unknown, at: now)
    waitedInVain = waited != nil
    alarm(waited == nil ? "资金日志是旧的副本，这笔流水其间可能已经结算" : "程序在结算之前重新启动过，中心一直没有说明其间是否结算")
  }

  mutating func operatorAsked(_ event: VisitEvent, at now: Instant) {
    switch event {
    case .queryRequested: askedByPerson = true
    case .reversalRequested:
      for index in settlements.indices where settlements[index].state != .closed {
        settlements[index].enter(.settled, at: now)
      }
    case .evidenceAttached(let by, let text): evidence.append("\(by)：\(text)")
    case .intended, .resulted, .restarted, .cancelled, .handedOver, .closedByHand, .reviewRequested, .reappeared,
      .journalFoundOlder:
      break
    }
  }
}
