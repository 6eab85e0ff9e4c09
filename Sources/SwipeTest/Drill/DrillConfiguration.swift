import Catalogue
import CentreProtocol
import Settlement

/// What the drills need to know: `[drill]`, `[centre]` and `[institution]`.
public struct DrillConfiguration: Sendable {
  // [drill]
  /// In the production environment only on these days (settlement.md R17).
  public var dates: [CivilDate] = []
  /// 流水号 of the item; empty: one of the newest release with a national code.
  public var item = ""
  public var rules = DrillRules()
  public var prescription = PrescriptionDrill(
    upload: "9211", query: "9212", revoke: "9213", payload: .snake, diagnosisCode: "J06.900",
    diagnosisName: "急性上呼吸道感染")
  public var revokedStatuses: Set<String> = ["3"]
  /// `nil`: not configured, and why.
  public var persons: PrescriptionPersons?
  public var personsProblem = "没有配置 [drill.prescription] persons_file"
  public var stock: [StockUpload] = [.count]

  // [centre], [institution]
  public var timeoutSeconds = 30
  public var phone = ""
  public var institutionCode = ""
  public var institutionName = ""
  public var operatorName = ""
  public var environment = SwipeConfiguration.Environment.test

  public init() {}
}

/// The national platform as the drills talk to it.
public struct DrillCentre: Sendable {
  let caller: NationalCaller
  let transport: any NationalTransport
  let messages: MessageIDSource

  public init(caller: NationalCaller, transport: any NationalTransport, messages: MessageIDSource) {
    self.caller = caller
    self.transport = transport
    self.messages = messages
  }
}

/// Why a drill did not begin, or what a person asked for cannot be done. Chinese, with stable codes, without a person's
/// data.
public enum DrillRunError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The unified interface has none of these transactions.
  case noNationalCentre
  case gates([GateResult])
  case notToday
  case nameless
  case busy(String)
  case unknownDrill(String)
  case notResolvable(String)
  case request(String)

  public var description: String {
    switch self {
    case .noNationalCentre:
      "QZ-D101 演练走国家平台接口，现配置的是市统一接口。请在 [centre] 写 interface = \"national\" 和平台地址"
    case .gates(let gates):
      "QZ-D102 条件不满足：" + gates.filter { !$0.passed }.map { "\($0.name)：\($0.reason)" }.joined(separator: "；")
    case .notToday: "QZ-D103 正式环境只能在 [drill] date 当天演练"
    case .nameless: "QZ-D104 演练必须给出姓名和原因"
    case .busy(let number): "QZ-D105 演练 \(number) 尚未结束，先等它结束"
    case .unknownDrill(let number): "QZ-D106 没有演练 \(number)"
    case .notResolvable(let number): "QZ-D107 演练 \(number) 不能由人工处理：须已移交、没有请求在途；关闭须由两人确认"
    case .request(let text): "QZ-D108 演练的请求做不出来：\(text)"
    }
  }
}
