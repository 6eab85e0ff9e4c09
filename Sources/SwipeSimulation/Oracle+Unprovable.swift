import Settlement
import SwipeTest

/// What no one can tell: R13 lets a `1` to our 99 alone close where neither 15 nor 43 can speak, and 99's answer names no
/// visit. Another patient's `1` with the settlement's own amounts is then taken for ours.
extension Oracle {
  /// Visits that ended so, and nothing wider: the profile has no other word, the centre delivered such an answer to a 99 of
  /// this visit, with the amounts of what stands, and status and report show the visit as 已应答未核实.
  func unprovable(_ ledger: SwipeLedger, _ report: String, _ status: SwipeStatus?) -> Set<String> {
    let profile = scenario.profile
    guard profile.interface == .unified, !profile.reconcile, !profile.query || profile.afterReversal == .original else {
      return []
    }
    let shown = Settlement.Proof.answeredOnly.rawValue
    let ends = ledger.visits.filter { visit in
      let number = visit.plan.number.text
      let standing = centre.standing(number)
      guard visit.end == .closedReversed, !standing.isEmpty, let alike = centre.alike[number] else { return false }
      let isShown =
        status?.visits.first { $0.visit == number }?.stateTitle.contains(shown) ?? false
        && standing.allSatisfy { row in
          report.contains("结算流水号 \(row.serial)  \(centre.yuan(row.fen)) 元  \(shown)")
        }
      return isShown && standing.allSatisfy { alike.contains($0.fen) }
        && visit.settlements.allSatisfy { $0.proof == .answeredOnly }
    }
    return Set(ends.map(\.plan.number.text))
  }
}
