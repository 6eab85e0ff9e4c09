import Settlement

/// What I1 allows of a visit that is marked, open and shown: only where the word that would decide is configured `none`, the
/// centre refuses every reversal or refunds a part, or it forgot.
extension Oracle {
  /// Nothing can be asked: R10's test or a person decides.
  var isWordless: Bool { !scenario.profile.reconcile && !scenario.profile.query }

  /// Money stands. 43 names it where 15 is `none`, and what 43 names is reversed (R8), under `original` by the same 99 again
  /// (R11). Not so in DISPUTED, which only 15 decides ("DISPUTED: absent, or no 15 → mark").
  func mayStand(_ visit: Visit) -> Bool {
    let isHopeless = centre.isImpossible || scenario.mishap?.what == .forgets
    if isHopeless || !inPart(visit.plan.number.text).isEmpty { return true }
    guard !scenario.profile.reconcile else { return false }
    // 43 is not asked while a 99 waits for 15's word, so that a second settlement stays unseen beside it.
    let waitsFor15 = visit.state == .reversalUnknown && scenario.profile.afterReversal == .original
    return isWordless || visit.state == .disputed || waitsFor15
  }

  /// Nothing stands, and nothing says so for certain: R9's "without transaction 15, ABSENT stays open until a person closes
  /// it", and under `original` a 99 without an answer (R13).
  var mayStayUndecided: Bool { !scenario.profile.reconcile }
}
