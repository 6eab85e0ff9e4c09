/// A part of a settlement that some fund, or the patient, pays. Raw values are the journal's keys.
public enum Fund: String, CaseIterable, Sendable {
  /// 统筹
  case pooled = "tc"
  /// 帐户
  case account = "zh"
  /// 公务员补助
  case civilServant = "gwy"
  /// 现金
  case cash = "xj"
  /// 大额理赔
  case largeClaim = "de"
  /// 历史起付线公务员返还
  case deductibleReturn = "fh"
  /// 民政救助
  case civilRelief = "mz"
  /// 神华救助
  case shenhua = "sh"
  /// 生育基金
  case maternityFund = "syjj"
  /// 生育现金
  case maternityCash = "syxj"
  /// 工伤基金
  case injuryFund = "gsjj"
  /// 工伤现金
  case injuryCash = "gsxj"
  /// 企业补充医疗保险基金, national
  case enterprise = "qy"
  /// 居民大病保险, national
  case seriousIllness = "db"
  /// 其他支出, national
  case other = "qt"
  /// 医院负担, national
  case hospital = "yy"
  /// 个人账户共济支付, national: compared like every part, and no part of the total, because it is contained in the account's
  /// (*ours*: the platform's identity is 个人负担 = 账户 + 现金).
  case mutualAid = "gj"

  public var title: String {
    switch self {
    case .pooled: "统筹"
    case .account: "帐户"
    case .civilServant: "公务员补助"
    case .cash: "现金"
    case .largeClaim: "大额理赔"
    case .deductibleReturn: "起付线返还"
    case .civilRelief: "民政救助"
    case .shenhua: "神华救助"
    case .maternityFund: "生育基金"
    case .maternityCash: "生育现金"
    case .injuryFund: "工伤基金"
    case .injuryCash: "工伤现金"
    case .enterprise: "企业补充"
    case .seriousIllness: "居民大病"
    case .other: "其他支出"
    case .hospital: "医院负担"
    case .mutualAid: "账户共济"
    }
  }
}

/// The parts of one settlement, preview or reversal. A part that is not given is 0.
public struct Funds: Hashable, Sendable {
  private var parts: [Fund: Fen]

  public init(_ parts: [Fund: Fen] = [:]) { self.parts = parts.filter { $0.value != .zero } }

  public subscript(fund: Fund) -> Fen { parts[fund] ?? .zero }

  public var total: Fen { parts.filter { $0.key != .mutualAid }.values.reduce(.zero, +) }

  /// Nothing is stated, or every part is 0.
  public var isEmpty: Bool { parts.isEmpty }

  /// The parts in which two statements of the same money differ, in the order of `Fund`. Signs are ignored: the
  /// centre's refunds are positive, its reconciliation rows negative.
  public func differences(from other: Funds) -> [Fund] {
    Fund.allCases.filter { self[$0].amount.magnitude != other[$0].amount.magnitude }
  }

  /// `tc:1.00,xj:2.00`; empty when every part is 0.
  var journalText: String {
    Fund.allCases.filter { self[$0] != .zero }.map { "\($0.rawValue):\(self[$0].yuanText)" }.joined(separator: ",")
  }

  init?(journalText: String) {
    var parts: [Fund: Fen] = [:]
    for piece in journalText.split(separator: ",") {
      let pair = piece.split(separator: ":", maxSplits: 1)
      guard pair.count == 2, let fund = Fund(rawValue: String(pair[0])), let amount = Fen(yuan: pair[1]) else {
        return nil
      }
      parts[fund] = amount
    }
    self.init(parts)
  }
}
