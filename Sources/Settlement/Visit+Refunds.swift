/// A settlement and what the centre shows as refunded of it, where the two are not the same amount.
public struct RefundDifference: Hashable, Sendable {
  /// As the centre states it.
  public let settled: Fen
  /// The sum of its refunds, without their sign.
  public let refunded: Fen

  /// In words, for alarm, status and report.
  public var text: String { "对账退费 \(refunded.yuanText) 元，与结算 \(settled.yuanText) 元不符" }
}

/// A refund of another amount than the settlement's: money stands at the centre, or too much went back. It proves no
/// reversal (R13, I1, I7), and no 99 follows it by itself: the centre would refuse it, or refund the whole once more
/// (R11, R12). So the settlement is DISPUTED and marked, 15 or 3202 is asked on, and it closes when the refunds come to
/// the settlement's amount, or by two persons (R19).
extension Visit {
  /// What 15 or 3202 last showed as refunded, where it is not what it shows as settled; whatever the visit's rules are,
  /// so that a report says it of what an earlier version closed too (I10).
  public func refundDifference(of settlement: Settlement) -> RefundDifference? {
    guard let refunded = settlement.reconciledRefund else { return nil }
    return difference(refunded, shownTotal(of: settlement))
  }

  /// The same of one answer, where the rules compare; `nil` too when it shows no refund.
  func wrongRefund(of settlement: Settlement, in picture: CentrePicture) -> RefundDifference? {
    guard rules.comparesRefunds, let refunded = picture.refunds[settlement.serial.text] else { return nil }
    let stated = picture.totals[settlement.serial.text].flatMap { $0 == .zero ? nil : $0 }
    return difference(refunded, stated ?? shownTotal(of: settlement))
  }

  private func difference(_ refunded: Fen, _ settled: Fen?) -> RefundDifference? {
    guard let settled, settled.magnitude != refunded else { return nil }
    return RefundDifference(settled: settled, refunded: refunded)
  }

  /// To a person, with the amounts; a closed visit opens again.
  mutating func disputeRefund(_ index: Int, _ difference: RefundDifference, at now: Instant) {
    alarm(difference.text)
    if phase == .ended { reopen(at: now) }
    settlements[index].proof = nil
    if settlements[index].state != .disputed { settlements[index].enter(.disputed, at: now) }
    settlements[index].tries += 1
    settlements[index].markReason = difference.text
  }
}
