/// A visit's state as journal, status and report name it (settlement.md, "States").
public enum VisitState: String, CaseIterable, Sendable {
  case planned = "PLANNED"
  case registering = "REGISTERING"
  case registered = "REGISTERED"
  case uploading = "UPLOADING"
  case uploaded = "UPLOADED"
  case ready = "READY"
  case settleIntent = "SETTLE_INTENT"
  case answered = "ANSWERED"
  case unknown = "UNKNOWN"
  case absentOnce = "ABSENT_ONCE"
  case absent = "ABSENT"
  case settled = "SETTLED"
  case reversalIntent = "REVERSAL_INTENT"
  case reversalUnknown = "REVERSAL_UNKNOWN"
  case reversed = "REVERSED"
  case disputed = "DISPUTED"
  case closedNever = "CLOSED_NEVER"
  case closedReversed = "CLOSED_REVERSED"
  case refused = "REFUSED"
  case cancelled = "CANCELLED"
  case closedByHand = "CLOSED_BY_HAND"
  case cleaning = "CLEANING"
  case finished = "FINISHED"
  case leftOver = "LEFT_OVER"

  public var title: String {
    switch self {
    case .planned: "已计划"
    case .registering: "登记中"
    case .registered: "已登记"
    case .uploading: "上传明细中"
    case .uploaded: "明细已上传"
    case .ready: "可以结算"
    case .settleIntent: "结算已发出"
    case .answered: "结算已应答，待核实"
    case .unknown: "结算结果未知"
    case .absentOnce: "中心一次查无"
    case .absent: "中心两次查无"
    case .settled: "已结算，待冲正"
    case .reversalIntent: "冲正已发出"
    case .reversalUnknown: "冲正结果未知"
    case .reversed: "已冲正，待核实"
    case .disputed: "有争议"
    case .closedNever: "确认未结算"
    case .closedReversed: "确认已冲正"
    case .refused: "中心拒绝结算"
    case .cancelled: "已取消"
    case .closedByHand: "人工关闭"
    case .cleaning: "清理中"
    case .finished: "完成"
    case .leftOver: "登记可能未撤（无资金）"
    }
  }
}

/// How the settlement part of a visit ended, or that it has not.
public enum SettlementEnd: String, Sendable {
  /// National: a business refusal of the 2207A (R5).
  case refused = "REFUSED"
  case cancelled = "CANCELLED"
  case closedNever = "CLOSED_NEVER"
  case closedReversed = "CLOSED_REVERSED"
  case closedByHand = "CLOSED_BY_HAND"
}

/// One positive serial named for our visit: a settlement of its own from SETTLED on.
public struct Settlement: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case settled, reversalIntent, reversalUnknown, reversed, disputed, closed
  }

  /// What closed it (R13).
  public enum Proof: String, Sendable {
    /// 15's refund row
    case reconciled = "对账已核实"
    /// `1` to our 99, and 43 says reversed
    case answeredAndQueried = "应答与查询一致"
    /// `1` to our 99 and nothing that could verify it
    case answeredOnly = "已应答未核实"
    /// 2601 was sent, and 3202 had no row twice, a quiet period apart
    case voided = "2601 冲正，对账已无"
    /// 43 said reversed twice, an hour apart
    case queriedTwice = "两次查询已无"
  }

  public let serial: SettlementSerial
  public internal(set) var state: State
  public internal(set) var proof: Proof?
  /// Tries of the present state without a decision.
  var tries = 0
  /// 99s sent without a decision between them, where nothing can decide.
  var blindReversals = 0
  public internal(set) var reversalsSent = 0
  /// 99s and 2208s that were answered `1`.
  var reversalsDone = 0
  /// Of these, the ones the centre answered with a refusal, which decides nothing (R5).
  public internal(set) var reversalsRefused = 0
  /// Likewise with other amounts than the settlement's, where that decides nothing (R13).
  var reversalsUnequal = 0
  var since: Instant
  /// The request of the 99, made once and reused (R11).
  public internal(set) var reversalRequest: String?
  /// Its message id, the same on every resend (R11, I3).
  public internal(set) var reversalMessage: String?
  /// Ids of all reversals sent: the national platform takes an id once, so each resend has a new one, and 3202's refund row
  /// carries it.
  public internal(set) var reversalMessages: [String] = []
  /// `1` to our 99.
  public internal(set) var reversalAnswered = false
  public internal(set) var reversalFunds: Funds?
  /// The answer's amounts equal the settlement's.
  var reversalFundsAgree = true
  /// Why a person is needed, where the table says *mark*.
  var markReason: String?
  /// When 43 first said reversed, in an unbroken line.
  var firstSaidReversed: Instant?
  /// When 3202 first had no row of it, in an unbroken line, after a 2601.
  var absentSince: Instant?
  /// Amounts 15 states for it.
  public internal(set) var reconciledFunds: Funds?
  /// 15's 总金额 of it.
  public internal(set) var reconciledTotal: Fen?
  /// The sum of its refunds in 15 or 3202, without their sign; `nil`: none was shown.
  public internal(set) var reconciledRefund: Fen?

  init(serial: SettlementSerial, state: State, since: Instant) {
    self.serial = serial
    self.state = state
    self.since = since
  }

  /// What came back to its 99s or 2208s, in words.
  public var reversalAnswers: String {
    if reversalAnswered { return "已应答" }
    if reversalsRefused == 0, reversalsUnequal == 0 { return "无应答" }
    if reversalsRefused == reversalsSent { return "中心均未受理" }
    if reversalsUnequal == reversalsSent { return "中心应答的金额均与结算不符" }
    var words: [String] = []
    if reversalsRefused > 0 { words.append("\(reversalsRefused) 次未受理") }
    if reversalsUnequal > 0 { words.append("\(reversalsUnequal) 次应答的金额与结算不符") }
    if reversalsRefused + reversalsUnequal < reversalsSent { words.append("其余无应答") }
    return "中心 " + words.joined(separator: "，")
  }

  mutating func enter(_ state: State, at now: Instant) {
    self.state = state
    since = now
    tries = 0
    markReason = nil
    if state != .reversed { firstSaidReversed = nil }
  }
}
