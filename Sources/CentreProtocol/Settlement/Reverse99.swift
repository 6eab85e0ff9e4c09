import Settlement

/// 99 冲正 = 反结算. What it is sent to is a type: there is no way to name a refund (settlement.md R12).
public enum Reverse99 {
  public static func request(
    settlement: SettlementSerial, operatorCode: String, visit: VisitNumber, insurance: String
  ) -> String { build(settlement.text, operatorCode, visit, insurance) }

  public static func request(
    detail: DetailSerial, operatorCode: String, visit: VisitNumber, insurance: String
  ) -> String { build(detail.text, operatorCode, visit, insurance) }

  public static func request(
    registration: RegistrationSerial, operatorCode: String, visit: VisitNumber, insurance: String
  ) -> String { build(registration.text, operatorCode, visit, insurance) }

  private static func build(
    _ serial: String, _ operatorCode: String, _ visit: VisitNumber, _ insurance: String
  ) -> String {
    let ordinary = "0"
    return UnifiedRequest("99", [serial, operatorCode, visit.text, ordinary, insurance]).text
  }

  public struct Answer: Sendable, Equatable {
    public let serial: RefundSerial
    /// The amounts to return, positive; `nil` when the centre returned the serial alone.
    public let funds: Funds?
  }

  private enum Position {
    static let serial = 1
    static let funds: [(Int, Fund)] = [
      (2, .pooled), (3, .account), (4, .civilServant), (5, .cash), (6, .largeClaim), (7, .deductibleReturn),
      (8, .civilRelief), (11, .shenhua), (14, .maternityFund), (15, .maternityCash), (16, .injuryFund),
      (17, .injuryCash),
    ]
    /// Values after the code: the serial alone, with the amounts, or with those of V1.27 too.
    static let valueCounts = [1, 13, 17]
  }

  /// The answer to a 99 of an 05: a negative serial (centre.md). A positive one, as 31's card number, is another request's
  /// answer (settlement.md R4).
  public static func parseSettlement(_ text: String) -> UnifiedAnswer<Answer> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<Answer>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      let serial = fields[Position.serial]
      guard serial.hasPrefix("-"), UnifiedFields.isSerial(serial) else { return .unparsable("99 没有负流水号") }
      guard Position.valueCounts.contains(fields.count - 1) else { return .unparsable("99 字段数不符") }
      guard fields.count > 2 else { return .value(Answer(serial: RefundSerial(answered: serial), funds: nil)) }
      var parts: [Fund: Fen] = [:]
      for (position, fund) in Position.funds where !fields[position].isEmpty {
        guard let amount = Fen(yuan: fields[position]) else { return .unparsable("99 金额不是数字") }
        parts[fund] = amount
      }
      return .value(Answer(serial: RefundSerial(answered: serial), funds: Funds(parts)))
    }
  }

  /// The answer to a 99 of an 02 or 04, and to a 10: `1`.
  public static func parsePlain(_ text: String) -> UnifiedAnswer<Bool> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<Bool>> {
    case .failure(let ended): return ended.answer
    case .success: return .value(true)
    }
  }
}

/// 10 退未结处方: removes the open details of a prescription.
public enum ClearDetails10 {
  public static func request(visit: VisitNumber, prescription: String) -> String {
    UnifiedRequest("10", [visit.text, UnifiedRequest.limited(prescription, 20)]).text
  }

  public static func parse(_ text: String) -> UnifiedAnswer<Bool> { Reverse99.parsePlain(text) }
}
