/// A visit that a restart met before its 05 (R6, R22). The journal does not prove that none was sent: the whole data
/// directory may be a snapshot that was put back, with the head that R20 compares. So the centre is asked before anything is
/// cleaned up (R24), and at R9's times as long as its registration is not undone with `1`.
extension Visit {
  /// Cancelled here, and perhaps settled by a life of the journal that was lost. A registration that the centre undid proves
  /// that nothing stood. 3202 knows a visit by its 就诊ID only.
  public var mayHaveSettledUnseen: Bool {
    end == .cancelled && metRestart && !cleaning.unregistered && (!isNational || registration != nil)
  }

  /// Its clean-up waits for the centre's word.
  public var isAskedBeforeCleaning: Bool { end == .cancelled && cleaning.verdict == nil && review != nil }

  /// It is left over, and nobody could be asked about it: with neither 15 nor 43, and of the national platform without its
  /// 就诊ID. No report may call it even.
  public var isUnaskedSinceRestart: Bool {
    end == .cancelled && metRestart && cleaning.verdict == .leftOver && !cleaning.unregistered && !isAskedSinceRestart
  }

  /// The word did not come for as long as an undecided visit waits for a person: it is one from now on (R19).
  func waitsInVain(_ now: Instant) -> Bool {
    guard isAskedBeforeCleaning, let endedAt else { return false }
    return now.certainlyElapsed(since: endedAt) >= Int64(rules.handOverAfterSeconds) * 1000
  }

  static let unaskedTitle = "程序在结算之前重新启动过，资金未核实"

  mutating func noteRestart() {
    guard rules.doubtsRestarts, end == nil, !isUndecided else { return }
    metRestart = true
    bookOnWindow()
  }

  /// Its 05 can only have been sent inside its window (R16).
  mutating func bookOnWindow() {
    let moments = [plan.window.startMilliseconds, plan.window.endMilliseconds]
    bookedDates = Set(bookedDates + moments.map { ShanghaiTime.dateText($0) }).sorted()
  }

  mutating func askBeforeCleaning(at now: Instant) {
    guard mayHaveSettledUnseen else { return }
    review = nil
    startReview(at: now)
  }

  /// The centre names a settlement of it: an 05 was sent, and none is sent again (R6).
  mutating func settledUnseen(at now: Instant) {
    settleIntended = settleIntended ?? now
    uploadSent = true
  }
}
