/// Why the swipe test did not begin or cannot go on. Texts are for operators, begin with a stable code and carry no
/// person's data.
public enum SwipeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The journal could not be written, synced or understood: the process exits (R2, R3).
  case journal(String)
  /// Gates that did not pass (R18).
  case gates([GateResult])
  /// `--now` in the production environment on a day that is not configured (R17).
  case notToday
  /// `swipe run` without `--now` while no window of today is open, or too little of it is left: which one comes or went by.
  case outsideWindow(String)
  /// A run is under way.
  case busy(String)
  /// A name or reason is missing.
  case nameless
  case unknownVisit(String)
  /// The visit is not marked HANDED_OVER, is decided, or both persons are the same.
  case notResolvable(String)
  /// No settlement of the visit is known that is not reversed (R10, R12).
  case nothingToReverse(String)
  /// The centre shows a refund of another amount than the settlement's: a 99 would be refused, or refund the whole once more
  /// (R11, R12). The amounts, in words.
  case refundDiffers(String, String)
  /// Neither a query nor a reconcile transaction is configured, or what is cannot decide about it (R13).
  case nothingToAsk(String)
  /// The journal continues the head kept elsewhere: two persons have nothing to accept (R20).
  case journalContinues
  /// The head kept elsewhere cannot be read, so that there is nothing to compare the journal with (R20): why.
  case headUnreadable(String)
  /// The configured centre does not know the visit: what to switch back.
  case elsewhere(String)

  public var description: String {
    switch self {
    case .journal(let text): "QZ-S01 资金日志不可用，刷卡测试停止：\(text)"
    case .gates(let gates):
      "QZ-S02 条件不满足：" + gates.filter { !$0.passed }.map { "\($0.name)：\($0.reason)" }.joined(separator: "；")
    case .notToday: "QZ-S03 正式环境只能在 [swipe_test] date 当天手工开始"
    case .outsideWindow(let words): "QZ-S08 \(words)"
    case .busy(let run): "QZ-S04 刷卡测试 \(run) 正在进行"
    case .nameless: "QZ-S05 必须给出姓名；手工开始还要给出原因"
    case .unknownVisit(let number): "QZ-S06 没有门诊号 \(number)"
    case .notResolvable(let number): "QZ-S07 门诊号 \(number) 不能人工关闭：须已移交、未决、且由两人确认"
    case .nothingToReverse(let number):
      "QZ-S09 门诊号 \(number) 没有已知而未冲正的结算流水号，不能再冲正。请致电中心核实；"
        + "查明后由两人关闭（--confirmed-by、--reason），或用 --note、--attach 附上依据"
    case .refundDiffers(let number, let words):
      "QZ-S14 门诊号 \(number) 的\(words)，不能再冲正：中心会拒绝，或再退一次全额。请致电中心更正，对账显示全额退费后自动结束"
    case .nothingToAsk(let number):
      "QZ-S10 没有可以断定门诊号 \(number) 的交易（[centre] query、reconcile 都是 none，或没有对账而 43 分不出是否已冲正），不能再问。请致电中心核实；"
        + "查明后由两人关闭（--confirmed-by、--reason），或用 --note、--attach 附上依据"
    case .journalContinues: "QZ-S12 资金日志接续 agent.sqlite 记下的末条，没有要由两人确认的"
    case .headUnreadable(let reason): "QZ-S13 agent.sqlite 记下的资金日志末条读不出，现在不能确认日志：\(reason)"
    case .elsewhere(let line): "QZ-S11 \(line)"
    }
  }
}

/// One of R18's gates.
public struct GateResult: Sendable, Codable, Equatable {
  public let name: String
  public let passed: Bool
  /// Passed, but a person should read the reason.
  public let isWarning: Bool
  public let reason: String

  public init(name: String, passed: Bool, isWarning: Bool = false, reason: String) {
    self.name = name
    self.passed = passed
    self.isWarning = isWarning
    self.reason = reason
  }
}
