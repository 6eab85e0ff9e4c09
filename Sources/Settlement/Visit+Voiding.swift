/// The 2601s of a visit, all for its one 2207A (R10).
struct Voiding: Hashable, Sendable {
  /// 2601s without an answer before nothing more is expected of them.
  static let tries = 5

  var sent = 0
  var lastSent: Instant?
  /// Of these, the ones the platform refused: they took nothing away.
  var refusals = 0
  /// Some 2601 was accepted or has no answer: it may have taken the settlement away.
  var mayHaveWorked: Bool { sent > refusals }
  /// Answered, whichever way: the platform has dealt with it.
  var isDecided = false
  var isAccepted = false
  /// 3202 was asked since the last one, whatever it said.
  var isAskedSince = false
  /// 3202 named the settlement after a 2601: from now on it is known, and 2208 is its undo.
  var isNamed = false
}

/// What only the national platform has: 2203A, the business refusal, and 2601 for a 2207A whose result is unknown.
///
/// A business refusal is the platform's word that nothing was done (R5). The network can double a request, and the double's
/// refusal is no word about the first: so a refused visit is REFUSED and stays undecided until 3202 has had no row under
/// R9's conditions. Where there is no 3202 a person decides.
///
/// 2601 decides nothing by itself. It is sent when 3202 did not name the settlement, and what became of it is told by 3202
/// under R9's conditions as if it had not been sent: no row twice, a quiet period apart, and once more. A row after a 2601
/// (it was refused, or the 2207A arrived after it) is a settlement like any other and gets its 2208, no earlier than a
/// quiet period after the last 2601, so that the two do not meet at the platform.
extension Visit {
  var isNational: Bool { rules.profile.interface == .national }

  /// A 2601 for the 2207A is allowed and may still help: nothing named, nothing answered (R10).
  var mayVoid: Bool {
    isNational && rules.profile.reversesUnknown && settleMessage != nil && claimed == nil && settlements.isEmpty
      && (phase == .unknown || phase == .absentOnce) && !voiding.isDecided && !voiding.isNamed
      && voiding.sent < Voiding.tries && !(refused && rules.profile.reconcile)
  }

  /// The 2601 that is due, or the wait for it; `nil`: the question comes first.
  func nextVoid(_ now: Instant) -> NextStep? {
    guard mayVoid, let settleMessage else { return nil }
    let step = NextStep.send(.void(settleMessage))
    if rules.profile.reconcile { return voiding.isAskedSince ? step : nil }
    guard let last = voiding.lastSent else {
      return after(Int64(rules.queryAfterSeconds) * 1000, since: since, now, step)
    }
    return after(backOff(voiding.sent, now), since: last, now, step)
  }

  mutating func voidIntended(at now: Instant) {
    voiding.sent += 1
    voiding.lastSent = now
    voiding.isAskedSince = false
  }

  mutating func voidResulted(_ outcome: Outcome, at now: Instant) {
    voiding.lastSent = now
    switch outcome {
    case .accepted:
      voiding.isDecided = true
      voiding.isAccepted = true
    case .refused:
      voiding.isDecided = true
      voiding.refusals += 1
    case .silent, .notSent, .registered, .uploaded, .previewed, .settled, .reversed, .queried, .reconciled: break
    }
  }

  /// A settlement that 3202 names while a 2601 may still be on its way decides nothing yet.
  mutating func namesTooEarly(_ picture: CentrePicture) -> Bool {
    guard let last = voiding.lastSent, isUndecided,
      picture.serials.contains(where: { serial in !settlements.contains { $0.serial == serial } })
    else { return false }
    voiding.isNamed = true
    return inFlightSince.certainlyElapsed(since: last) < Int64(rules.quietSeconds) * 1000
  }

  /// After a 2601 that was not refused a settlement has no rows (centre.md). R9's caution: two answers without it, a quiet period apart.
  mutating func isVoided(
    _ index: Int, _ word: CentrePicture.Word, _ picture: CentrePicture, at now: Instant
  ) -> Bool {
    guard voiding.mayHaveWorked, picture.source == .reconcile, word == .absent else {
      settlements[index].absentSince = nil
      return false
    }
    switch settlements[index].state {
    case .reversalUnknown, .disputed: break
    case .settled, .reversalIntent, .reversed, .closed: return false
    }
    guard let first = settlements[index].absentSince, let asked = wordAskedAt else {
      settlements[index].absentSince = now
      return false
    }
    return asked.certainlyElapsed(since: first) >= Int64(rules.quietSeconds) * 1000
  }

  /// Why a person is needed where nothing can be asked.
  var blindReason: String {
    if refused { return "中心拒绝结算，没有对账交易可以证实" }
    if voiding.isAccepted { return "2601 已受理，没有对账交易可以证实" }
    return voiding.sent > 0 ? "2601 没有结果，没有对账交易可以证实" : "没有可以查询的交易"
  }

  /// 2203A: an unknown one is sent again, it creates nothing that the registration's undo would leave.
  mutating func describeResulted(_ outcome: Outcome, at now: Instant) {
    switch outcome {
    case .accepted:
      described = true
      tries = 0
      since = now
    case .silent, .notSent:
      tries += 1
      since = now
    case .refused, .registered, .uploaded, .previewed, .settled, .reversed, .queried, .reconciled:
      finish(.cancelled, reason: "就诊信息未上传：\(outcome.summary)", at: now)
    }
  }
}
