/// A request of settlement.md's table, with what it needs. A reversal can be expressed only for a `SettlementSerial`.
public enum Step: Hashable, Sendable {
  case register
  /// 2203A, national only: what the visit is about. It is undone with the registration.
  case describe
  /// Details `batch × 10 …`, batches counted from 0.
  case upload(batch: Int)
  case preview
  case settle
  /// 43 for our visit on one of the centre's dates, `yyyy-MM-dd`.
  case query(date: String)
  case reverse(SettlementSerial)
  /// 2601, national only: cancels a 2207A whose result is unknown. There is no way to name a 2208 (R12).
  case void(SettleMessage)
  /// 15 for our visit number, both dates inclusive.
  case reconcile(from: String, to: String)
  /// 10
  case clearDetails
  /// 99 of one 04 row
  case undoDetail(DetailSerial)
  /// 99 of the 02
  case unregister(RegistrationSerial)

  public var key: StepKey {
    switch self {
    case .register: StepKey(.register)
    case .describe: StepKey(.describe)
    case .upload(let batch): StepKey(.upload, String(batch))
    case .preview: StepKey(.preview)
    case .settle: StepKey(.settle)
    case .query(let date): StepKey(.query, date)
    case .reverse(let serial): StepKey(.reverse, serial.text)
    case .void(let message): StepKey(.void, message.text)
    case .reconcile(let from, let to): StepKey(.reconcile, "\(from)/\(to)")
    case .clearDetails: StepKey(.clearDetails)
    case .undoDetail(let serial): StepKey(.undoDetail, serial.text)
    case .unregister(let serial): StepKey(.unregister, serial.text)
    }
  }
}

/// A step as the journal names it. It identifies a request; it cannot be sent.
public struct StepKey: Hashable, Sendable {
  /// Raw values begin the kinds of INTENT and RESULT records: `SETTLE_INTENT`, `SETTLE_RESULT`.
  public enum Name: String, CaseIterable, Sendable {
    /// 9001 and 9002, national only
    case signIn = "SIGN_IN"
    case signOut = "SIGN_OUT"
    case readCard = "READ_CARD"
    case identify = "IDENTIFY"
    case register = "REGISTER"
    case describe = "DESCRIBE"
    case upload = "UPLOAD"
    case preview = "PREVIEW"
    case settle = "SETTLE"
    case query = "QUERY"
    case reverse = "REVERSE"
    case void = "VOID"
    case reconcile = "RECONCILE"
    case clearDetails = "CLEAR_DETAILS"
    case undoDetail = "UNDO_DETAIL"
    case unregister = "UNREGISTER"

    /// For operators: what is done, with the interface's number of the transaction.
    public func title(_ interface: CentreProfile.Interface) -> String {
      switch (interface, self) {
      case (.national, .identify): "人员信息(1101)"
      case (.national, .register): "门诊挂号(2201)"
      case (.national, .upload): "费用明细上传(2204)"
      case (.national, .preview): "预结算(2206A)"
      case (.national, .settle): "结算(2207A)"
      case (.national, .reverse): "结算撤销(2208)"
      case (.national, .reconcile): "对账(3202)"
      case (.national, .clearDetails): "费用明细撤销(2205)"
      case (.national, .unregister): "挂号撤销(2202)"
      case (_, _): title
      }
    }

    /// For operators, with the unified interface's numbers.
    public var title: String {
      switch self {
      case .signIn: "签到(9001)"
      case .signOut: "签退(9002)"
      case .describe: "就诊信息(2203A)"
      case .void: "冲正(2601)"
      case .readCard: "读卡(31)"
      case .identify: "人员信息(01)"
      case .register: "就诊登记(02)"
      case .upload: "添加处方明细(04)"
      case .preview: "预结算(06)"
      case .settle: "结算(05)"
      case .query: "结算流水号查询(43)"
      case .reverse: "反结算(99)"
      case .reconcile: "对账(15)"
      case .clearDetails: "退未结处方(10)"
      case .undoDetail: "冲正明细(99)"
      case .unregister: "冲正登记(99)"
      }
    }
  }

  public let name: Name
  /// The serial, date or batch; empty where the step needs none.
  public let argument: String

  public init(_ name: Name, _ argument: String = "") {
    self.name = name
    self.argument = argument
  }
}
