/// What is known after a request: the typed content of its RESULT record.
public enum Outcome: Hashable, Sendable {
  /// No answer, or one that is not complete, parsable and ours: UNKNOWN (R4). The text is for operators and carries no
  /// person's data.
  case silent(String)
  /// Not a byte was sent. For money it is UNKNOWN all the same.
  case notSent(String)
  /// Unified: the first field was not `1`; for 05 and 99 it is UNKNOWN too (R5). National: a business refusal
  /// (`NationalReading` in CentreProtocol says which). The message is shown, never parsed.
  case refused(String)
  /// `1` to a 10, or to the 99 of an 02 or 04.
  case accepted
  // A positive answer to a 2203A, 2205, 2202 or 2601 is `accepted` too.
  case registered(RegistrationSerial)
  case uploaded([DetailSerial])
  /// The parts 2207A repeats; empty with the unified interface.
  case previewed(Funds, PolicyParts = PolicyParts())
  case settled(ClaimedSerial, Funds)
  /// `funds` is `nil` when the centre returned the serial alone.
  case reversed(RefundSerial, Funds?)
  case queried(QueryAnswer)
  case reconciled([ReconcileRow])

  /// One line for operators, without any person's data: the centre's own text is not repeated here.
  public var summary: String {
    switch self {
    case .silent(let reason): "未知：\(reason)"
    case .notSent(let reason): "未发出：\(reason)"
    case .refused: "中心未受理"
    case .accepted: "已受理"
    case .registered(let serial): "登记流水号 \(serial.text)"
    case .uploaded(let serials): "明细 \(serials.count) 条"
    case .previewed(let funds, _): "预结算 \(funds.total.yuanText)"
    case .settled(let serial, let funds): "结算流水号 \(serial.text) 金额 \(funds.total.yuanText)"
    case .reversed(let serial, let funds): "冲正流水号 \(serial.text) 应退 \(funds?.total.yuanText ?? "未给出")"
    case .queried(let answer):
      answer.journalSerials.isEmpty ? "中心无此结算" : "中心有 \(answer.journalSerials.joined(separator: " "))"
    case .reconciled(let rows): "对账 \(rows.count) 行"
    }
  }
}

extension Outcome {
  /// Fields of the RESULT record.
  var journalFields: [String: String] {
    switch self {
    case .silent(let reason): ["outcome": "silent", "text": reason]
    case .notSent(let reason): ["outcome": "not-sent", "text": reason]
    case .refused(let message): ["outcome": "refused", "text": message]
    case .accepted: ["outcome": "accepted"]
    case .registered(let serial): ["outcome": "registered", "serial": serial.text]
    case .uploaded(let serials): ["outcome": "uploaded", "serials": serials.map(\.text).joined(separator: " ")]
    case .previewed(let funds, let policy):
      ["outcome": "previewed", "funds": funds.journalText].merging(
        policy == PolicyParts() ? [:] : ["policy": policy.journalText], uniquingKeysWith: { $1 })
    case .settled(let serial, let funds):
      ["outcome": "settled", "serial": serial.text, "funds": funds.journalText]
    case .reversed(let serial, let funds):
      ["outcome": "reversed", "serial": serial.text].merging(
        funds.map { ["funds": $0.journalText] } ?? [:], uniquingKeysWith: { $1 })
    case .queried(let answer): ["outcome": "queried", "serials": answer.journalSerials.joined(separator: " ")]
    case .reconciled(let rows):
      ["outcome": "reconciled", "rows": rows.map(\.journalText).joined(separator: "\n")]
    }
  }

  /// `nil` for fields no version of ours has written.
  init?(journalFields fields: [String: String]) {
    let text = fields["text"] ?? ""
    let serial = fields["serial"] ?? ""
    let serials = (fields["serials"] ?? "").split(separator: " ").map(String.init)
    switch fields["outcome"] {
    case "silent": self = .silent(text)
    case "not-sent": self = .notSent(text)
    case "refused": self = .refused(text)
    case "accepted": self = .accepted
    case "registered": self = .registered(RegistrationSerial(answered: serial))
    case "uploaded": self = .uploaded(serials.map { DetailSerial(answered: $0) })
    case "previewed":
      guard let funds = Funds(journalText: fields["funds"] ?? "") else { return nil }
      guard let written = fields["policy"] else {
        self = .previewed(funds)
        return
      }
      guard let policy = PolicyParts(journalText: written) else { return nil }
      self = .previewed(funds, policy)
    case "settled":
      guard let funds = Funds(journalText: fields["funds"] ?? "") else { return nil }
      self = .settled(ClaimedSerial(answered: serial), funds)
    case "reversed":
      guard let written = fields["funds"] else {
        self = .reversed(RefundSerial(answered: serial), nil)
        return
      }
      guard let funds = Funds(journalText: written) else { return nil }
      self = .reversed(RefundSerial(answered: serial), funds)
    case "queried": self = .queried(QueryAnswer(serials: serials))
    case "reconciled":
      guard let rows = ReconcileRow.list(fields["rows"] ?? "") else { return nil }
      self = .reconciled(rows)
    default: return nil
    }
  }
}

extension ReconcileRow {
  /// One row a line; `nil` when one of them was not written by us.
  static func list(_ text: String) -> [ReconcileRow]? {
    let written = Array(text.utf8).split(separator: UInt8(ascii: "\n"))
    let rows = written.compactMap { ReconcileRow(journalText: String(decoding: $0, as: UTF8.self)) }
    return rows.count == written.count ? rows : nil
  }

  /// `serial;original;total;funds;time`
  public var journalText: String {
    switch kind {
    case .settlement(let serial): "\(serial.text);;\(total.yuanText);\(funds.journalText);\(centreTime)"
    case .refund(let serial, let original):
      "\(serial.text);\(original);\(total.yuanText);\(funds.journalText);\(centreTime)"
    }
  }

  public init?(journalText: some StringProtocol) {
    let parts = journalText.split(separator: ";" as Character, omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 5, let total = Fen(yuan: parts[2]), let funds = Funds(journalText: parts[3]) else {
      return nil
    }
    self.init(serial: parts[0], original: parts[1], total: total, funds: funds, centreTime: parts[4])
  }
}
