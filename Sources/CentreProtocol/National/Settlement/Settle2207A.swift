import Settlement

/// 2206A 门诊预结算 and 2207A 门诊结算, whose answers are the same but for the settlement's id.
public struct Settle2207A: Sendable, Equatable {
  public var visit: VisitNumber
  public var registration: RegistrationSerial
  public var person: NationalPerson
  public var card: MaskedText
  public var total: Fen
  /// med_type
  public var medicalKind: String

  public init(
    visit: VisitNumber, registration: RegistrationSerial, person: NationalPerson, card: MaskedText, total: Fen,
    medicalKind: String
  ) {
    self.visit = visit
    self.registration = registration
    self.person = person
    self.card = card
    self.total = total
    self.medicalKind = medicalKind
  }

  public var previewRequest: NationalTransaction { NationalTransaction("2206A", ["data": .object(common)]) }

  /// - Parameter policy: as the 2206A answered.
  public func request(_ policy: PolicyParts) -> NationalTransaction {
    let amounts: [String: JSONValue] = [
      "invono": "", "fulamt_ownpay_amt": .yuan(policy.ownExpense), "overlmt_selfpay": .yuan(policy.overLimit),
      "preselfpay_amt": .yuan(policy.selfPaidFirst), "inscp_scp_amt": .yuan(policy.covered),
    ]
    return NationalTransaction("2207A", ["data": .object(common.merging(amounts) { $1 })])
  }

  private var common: [String: JSONValue] {
    // 按项目结算; the account pays as far as it reaches, as with the unified interface.
    let (byItem, useAccount) = ("01", "1")
    return [
      "psn_no": .string(person.number.revealed), "mdtrt_cert_type": .string(person.certificate),
      "mdtrt_cert_no": .string(card.revealed), "med_type": .string(medicalKind), "medfee_sumamt": .yuan(total),
      "psn_setlway": .string(byItem), "mdtrt_id": .string(registration.text), "chrg_bchno": .string(visit.text),
      "acct_used_flag": .string(useAccount), "insutype": .string(person.insurance),
    ]
  }

  public struct Preview: Sendable, Equatable {
    public let funds: Funds
    public let policy: PolicyParts
  }

  public struct Answer: Sendable, Equatable {
    public let serial: ClaimedSerial
    public let funds: Funds
  }

  public func parsePreview(_ text: String) -> UnifiedAnswer<Preview> {
    NationalReading.read(text) { output in
      guard let settlement = output["setlinfo"] else { return .unparsable("2206A 没有 setlinfo") }
      if let reason = strangeness(settlement) { return .unparsable("2206A \(reason)") }
      guard let funds = NationalFunds.read(settlement), let policy = NationalFunds.policy(settlement) else {
        return .unparsable("2206A 金额不全或不是数字")
      }
      return .value(Preview(funds: funds, policy: policy))
    }
  }

  /// - Parameter message: id of the 2207A; the platform stores it as 医药机构结算ID, and another one is another's answer.
  public func parse(_ text: String, message: String) -> UnifiedAnswer<Answer> {
    NationalReading.read(text) { output in
      guard let settlement = output["setlinfo"] else { return .unparsable("2207A 没有 setlinfo") }
      if let reason = strangeness(settlement) { return .unparsable("2207A \(reason)") }
      guard let serial = NationalReading.identifier(settlement["setl_id"]), !serial.hasPrefix("-") else {
        return .unparsable("2207A 没有 setl_id")
      }
      if let stored = settlement["medins_setl_id"]?.text, !stored.isEmpty, stored != message {
        return .unparsable("2207A 是另一报文的应答")
      }
      guard let funds = NationalFunds.read(settlement) else { return .unparsable("2207A 金额不全或不是数字") }
      return .value(Answer(serial: ClaimedSerial(answered: serial), funds: funds))
    }
  }

  private func strangeness(_ settlement: JSONValue) -> String? {
    guard settlement["mdtrt_id"]?.text == registration.text else { return "是别的就诊的应答" }
    guard settlement["psn_no"]?.text == person.number.revealed else { return "是别人的应答" }
    return nil
  }
}

/// Amounts of `setlinfo` (facts A.6).
enum NationalFunds {
  /// Mandatory in every answer of 2206A, 2207A and 2208.
  private static let mandatory: [(String, Fund)] = [
    ("hifp_pay", .pooled), ("cvlserv_pay", .civilServant), ("hifes_pay", .enterprise), ("hifmi_pay", .seriousIllness),
    ("hifob_pay", .largeClaim), ("maf_pay", .civilRelief), ("oth_pay", .other), ("acct_pay", .account),
  ]
  private static let optional: [(String, Fund)] = [("hosp_part_amt", .hospital), ("acct_mulaid_pay", .mutualAid)]

  /// `nil` when a mandatory amount is missing, one is no amount, or there is no 医疗费总额.
  static func read(_ settlement: JSONValue) -> Funds? {
    guard NationalReading.amount(settlement["medfee_sumamt"]) != nil else { return nil }
    var parts: [Fund: Fen] = [:]
    for (name, fund) in mandatory {
      guard let amount = NationalReading.amount(settlement[name]) else { return nil }
      parts[fund] = amount
    }
    for (name, fund) in optional {
      guard let amount = NationalReading.optionalAmount(settlement[name]) else { return nil }
      parts[fund] = amount
    }
    // 2208's answer spells it pdn_cash_pay in one printing of the tables.
    guard let cash = NationalReading.amount(settlement["psn_cash_pay"] ?? settlement["pdn_cash_pay"]) else {
      return nil
    }
    parts[.cash] = cash
    return Funds(parts)
  }

  static func policy(_ settlement: JSONValue) -> PolicyParts? {
    guard let ownExpense = NationalReading.amount(settlement["fulamt_ownpay_amt"]),
      let overLimit = NationalReading.amount(settlement["overlmt_selfpay"]),
      let selfPaidFirst = NationalReading.amount(settlement["preselfpay_amt"]),
      let covered = NationalReading.amount(settlement["inscp_scp_amt"])
    else { return nil }
    return PolicyParts(ownExpense: ownExpense, overLimit: overLimit, selfPaidFirst: selfPaidFirst, covered: covered)
  }
}
