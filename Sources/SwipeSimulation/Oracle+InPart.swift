import Settlement
import SwipeTest

/// Refunds of a part: the ledger's net of such a visit is not zero, and nobody may be told otherwise (I1, I7, I10).
extension Oracle {
  /// Refunded in part, and a settlement of this visit.
  func inPart(_ number: String) -> [MemoryCentre.Settled] {
    centre.settled.filter { $0.visit == number && $0.refundSerial != nil && $0.withheld > 0 }
  }

  /// 15 states a refund's amount, and 3202 one that can be assigned: a person's at the platform cannot, because neither
  /// its message nor its amount is the settlement's. 43 and the `1` of a 99 prove what R13 says, whatever the amount.
  var isToldInPart: Bool {
    scenario.profile.reconcile
      && !(scenario.profile.interface == .national && scenario.mishap?.what == .personRefundsPart)
  }

  /// What the ledger has as refunded of a row, as far as the report can know it.
  func reversedFen(_ row: MemoryCentre.Settled, isUnverified: Bool) -> Int {
    row.withheld > 0 && isToldInPart ? row.refunded : isUnverified ? 0 : row.fen
  }

  /// I7: 15 had shown the refund, whole and readable, and the visit was closed as reversed.
  func closedInPart(_ visit: Visit, at moment: Instant) -> Bool {
    guard visit.end == .closedReversed, isToldInPart else { return false }
    let number = visit.plan.number.text
    return inPart(number).contains { row in
      centre.words.contains { word in
        word.transaction == "15" && word.visit == number && word.answeredMilliseconds <= steady(moment)
          && word.text.contains("-\(row.serial)")
          && (centre.platform != nil || word.text.hasSuffix("|\(row.serial)"))
      }
    }
  }

  /// What report and status say at the end of each visit of which a part is left.
  func inPart(_ ledger: SwipeLedger, _ report: String, _ status: SwipeStatus?) -> [String] {
    guard scenario.profile.reconcile, scenario.mishap?.what != .forgets else { return [] }
    var found: [String] = []
    for visit in ledger.visits {
      let number = visit.plan.number.text
      let rows = inPart(number)
      guard !rows.isEmpty else { continue }
      if report.contains("对账：已平") { found.append("I10 the report says even, and a part of \(number) stands") }
      // What an older journal lost of a visit is looked for as far as it knows the visit.
      if isRestored { continue }
      if visit.end == .closedByHand {
        if !report.contains("笔人工关闭，未核实") { found.append("I10 a part stands, and persons' word counts as proof") }
        continue
      }
      guard visit.isOpen, visit.handedOver, visit.end == nil else {
        found.append("I1 a part of \(number) stands, \(visit.state) \(visit.end?.rawValue ?? "")")
        continue
      }
      if !(status?.attention.contains { $0.contains(number) } ?? false) {
        found.append("I10 status does not name \(number), of which a part stands")
      }
      guard isToldInPart else { continue }
      for row in rows {
        let line = "结算流水号 \(row.serial)  \(centre.yuan(row.fen)) 元"
        let refund = "退费 \(centre.yuan(row.refunded)) 元"
        let isShown = report.split(separator: "\n").contains { $0.contains(line) && $0.contains(refund) }
        if !isShown { found.append("I10 the report does not say \(line) \(refund)") }
        let isTold = status?.visits.first { $0.visit == number }?.handOver.contains { $0.contains(refund) } ?? false
        if !isTold { found.append("I10 status does not say \(refund) of \(row.serial)") }
      }
    }
    return found
  }
}
