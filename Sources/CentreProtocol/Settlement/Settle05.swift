import Settlement

/// 05 结算 and 06 预结算, whose answers are the same but for the serial.
public struct Settle05: Sendable, Equatable {
  public var visit: VisitNumber
  public var operatorCode: String
  public var total: Fen
  public var detailCount: Int
  public var insurance: String
  /// HIS开发商编码
  public var developerCode: String
  public var departmentCode: String
  public var doctorCode: String

  public init(
    visit: VisitNumber, operatorCode: String, total: Fen, detailCount: Int, insurance: String, developerCode: String,
    departmentCode: String, doctorCode: String
  ) {
    self.visit = visit
    self.operatorCode = operatorCode
    self.total = total
    self.detailCount = detailCount
    self.insurance = insurance
    self.developerCode = developerCode
    self.departmentCode = departmentCode
    self.doctorCode = doctorCode
  }

  /// 15 values.
  public var request: String {
    let (settlementKind, bedDays, payFromAccount, interimEnd) = ("0", "0", "0", "")
    let (injuryNumber, injuryDiseases, dustLungKind) = ("", "", "")
    return UnifiedRequest(
      "05",
      [
        visit.text, settlementKind, bedDays, operatorCode, payFromAccount, interimEnd, total.yuanText,
        String(detailCount), insurance, developerCode, injuryNumber, injuryDiseases, dustLungKind, departmentCode,
        doctorCode,
      ]
    ).text
  }

  /// 06, 12 values.
  ///
  /// - Parameter date: 截止日期, `yyyy-MM-dd`.
  public func previewRequest(date: String) -> String {
    let (bedDays, payFromAccount) = ("0", "0")
    let (injuryNumber, injuryDiseases, dustLungKind) = ("", "", "")
    return UnifiedRequest(
      "06",
      [
        visit.text, date, bedDays, total.yuanText, payFromAccount, String(detailCount), insurance, injuryNumber,
        injuryDiseases, dustLungKind, departmentCode, doctorCode,
      ]
    ).text
  }

  /// Positions in 05's answer; in 06's they are one less.
  private enum Position {
    static let serial = 1
    static let funds: [(Int, Fund)] = [
      (2, .pooled), (3, .account), (4, .civilServant), (5, .cash), (6, .largeClaim), (7, .deductibleReturn),
      (10, .civilRelief), (14, .shenhua), (25, .maternityFund), (26, .maternityCash), (27, .injuryFund),
      (28, .injuryCash),
    ]
    static let last = 30
  }

  public struct Answer: Sendable, Equatable {
    public let serial: ClaimedSerial
    public let funds: Funds
  }

  /// `1` and 30 values or more (V1.28 appends).
  public static func parse(_ text: String) -> UnifiedAnswer<Answer> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<Answer>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      let serial = fields[Position.serial]
      guard fields.count > Position.last else { return .unparsable("05 字段不足") }
      guard UnifiedFields.isSerial(serial) else { return .unparsable("05 没有流水号") }
      guard let funds = funds(fields, shift: 0) else { return .unparsable("05 金额不是数字") }
      return .value(Answer(serial: ClaimedSerial(answered: serial), funds: funds))
    }
  }

  /// `1` and 29 values or more.
  public static func parsePreview(_ text: String) -> UnifiedAnswer<Funds> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<Funds>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      guard fields.count > Position.last - 1 else { return .unparsable("06 字段不足") }
      guard let funds = funds(fields, shift: 1) else { return .unparsable("06 金额不是数字") }
      return .value(funds)
    }
  }

  private static func funds(_ fields: UnifiedFields, shift: Int) -> Funds? {
    var parts: [Fund: Fen] = [:]
    for (position, fund) in Position.funds {
      let text = fields[position - shift]
      if text.isEmpty { continue }
      guard let amount = Fen(yuan: text) else { return nil }
      parts[fund] = amount
    }
    return Funds(parts)
  }
}
