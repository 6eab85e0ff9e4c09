/// The person of a test card as the national platform's later transactions name it (facts A.5).
public struct NationalPerson: Hashable, Sendable {
  /// psn_no 人员编号
  public let number: MaskedText
  /// insuplc_admdvs 参保地医保区划; empty: not told.
  public let area: String
  /// insutype 险种类型: 310 职工, 390 居民.
  public let insurance: String
  /// mdtrt_cert_type 就诊凭证类型: 01 电子凭证, 02 身份证, 03 社保卡. Its number is the plan's card.
  public let certificate: String

  public init(number: MaskedText, area: String, insurance: String, certificate: String) {
    self.number = number
    self.area = area
    self.insurance = insurance
    self.certificate = certificate
  }

  var journalText: String { [number.revealed, area, insurance, certificate].joined(separator: ";") }

  init?(journalText: String) {
    let parts = journalText.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4 else { return nil }
    self.init(number: MaskedText(parts[0]), area: parts[1], insurance: parts[2], certificate: parts[3])
  }
}

/// What 2206A says about the covered part of a total and 2207A has to repeat (facts A.6). Together they are the total.
public struct PolicyParts: Hashable, Sendable {
  /// fulamt_ownpay_amt 全自费金额
  public var ownExpense = Fen.zero
  /// overlmt_selfpay 超限价自费费用
  public var overLimit = Fen.zero
  /// preselfpay_amt 先行自付金额
  public var selfPaidFirst = Fen.zero
  /// inscp_scp_amt 符合政策范围金额
  public var covered = Fen.zero

  public init(
    ownExpense: Fen = .zero, overLimit: Fen = .zero, selfPaidFirst: Fen = .zero, covered: Fen = .zero
  ) {
    self.ownExpense = ownExpense
    self.overLimit = overLimit
    self.selfPaidFirst = selfPaidFirst
    self.covered = covered
  }

  var journalText: String {
    [ownExpense, overLimit, selfPaidFirst, covered].map(\.yuanText).joined(separator: ";")
  }

  init?(journalText: String) {
    let parts = journalText.split(separator: ";").compactMap { Fen(yuan: $0) }
    guard parts.count == 4 else { return nil }
    self.init(ownExpense: parts[0], overLimit: parts[1], selfPaidFirst: parts[2], covered: parts[3])
  }
}
