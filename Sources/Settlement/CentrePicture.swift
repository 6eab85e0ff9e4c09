/// One complete answer of 43 or 15 about our visit, in the same words.
struct CentrePicture {
  enum Source { case query, reconcile }
  /// A positive serial without a shown refund, one with it, or a complete answer without it.
  enum Word { case named, refunded, absent }

  let source: Source
  /// Every positive serial, in the centre's order.
  let serials: [SettlementSerial]
  /// Texts of the serials for which a refund is shown.
  private let refunded: Set<String>
  /// A refund is shown and no settlement: not *absent*, and nothing that can be assigned.
  let onlyRefunds: Bool
  /// Amounts per serial, where the answer has them.
  let funds: [String: Funds]
  /// 总金额 per serial, where the answer has it: 15 states five of the funds, and a settlement may have others.
  let totals: [String: Fen]
  /// The sum of the refunds per original, without their sign; the same row twice is one.
  let refunds: [String: Fen]

  init(answer: QueryAnswer, knownRefunds: Set<String>) {
    source = .query
    serials = answer.positives.filter { !knownRefunds.contains($0.text) }
    refunded = Set(answer.positives.filter { answer.refunds($0) }.map(\.text))
    onlyRefunds = serials.isEmpty && !answer.negatives.isEmpty
    funds = [:]
    totals = [:]
    refunds = [:]
  }

  /// - Parameter knownRefunds: serials our reversals were answered with (R12).
  init(rows: [ReconcileRow], knownRefunds: Set<String> = []) {
    source = .reconcile
    var serials: [SettlementSerial] = []
    var refunded: Set<String> = []
    var refundSerials: Set<String> = []
    var funds: [String: Funds] = [:]
    var totals: [String: Fen] = [:]
    var refunds: [String: Fen] = [:]
    var seen: Set<ReconcileRow> = []
    for row in rows {
      switch row.kind {
      case .settlement(let serial):
        if !serials.contains(serial) { serials.append(serial) }
        funds[serial.text] = row.funds
        totals[serial.text] = row.total
      case .refund(let refund, let original):
        refunded.insert(original)
        refundSerials.insert(refund.text)
        if seen.insert(row).inserted { refunds[original] = (refunds[original] ?? .zero) + row.total.magnitude }
      }
    }
    let named = serials
    self.serials = named.filter { !refundSerials.contains($0.text) && !knownRefunds.contains($0.text) }
    self.refunded = refunded
    self.funds = funds
    self.totals = totals
    self.refunds = refunds
    onlyRefunds = self.serials.isEmpty && !(named.isEmpty && refunded.isEmpty)
  }

  func word(_ serial: SettlementSerial) -> Word {
    if refunded.contains(serial.text) { return .refunded }
    return serials.contains(serial) ? .named : .absent
  }

  /// Complete, without us.
  var isAbsent: Bool { serials.isEmpty && !onlyRefunds }
}
