/// What the centre decided about one request, before it is written as text.
enum Decision: Sendable {
  /// `1|field|field…`
  case done([String])
  /// `1|row$row…`, or `1|##` for none.
  case list([[String]])
  /// A page of 24: `1|total|count|last|record$record…`.
  case page(CataloguePage)
  /// A business refusal. The reason is for the simulator's own ledger; the text that is sent is drawn at random.
  case refused(String)

  var isRefusal: Bool {
    if case .refused = self { true } else { false }
  }
}

/// Writes answers, and draws the texts of refusals.
struct AnswerWriter: Sendable {
  private var random: SeededRandom
  private let announcesCount: Bool

  init(seed: UInt64, announcesCount: Bool = true) {
    random = SeededRandom(seed: seed ^ 0x5EED_0F7E_4751)
    self.announcesCount = announcesCount
  }

  /// The text of an answer.
  mutating func text(_ decision: Decision) -> String {
    switch decision {
    case .done(let fields): (["1"] + fields).joined(separator: "|")
    case .list(let rows): "1|" + Self.rows(rows.map { $0.joined(separator: "|") })
    case .page(let page):
      "1|\(announcesCount ? String(page.total) : "")|\(page.records.count)|\(page.isLast ? "1" : "0")|"
        + Self.rows(page.records)
    case .refused: refusal()
    }
  }

  /// Any business refusal. Neither its number nor its words tell why, so that no program can lean on them.
  mutating func refusal() -> String {
    let number = Self.refusalNumbers.randomElement(using: &random) ?? "-1"
    let words = Self.refusalWords.randomElement(using: &random) ?? "交易失败"
    return "\(number)|\(words)"
  }

  private static func rows(_ rows: [String]) -> String {
    rows.isEmpty ? "##" : rows.joined(separator: "$")
  }

  static let refusalNumbers = ["-1", "-1", "-1", "0", "-2"]

  static let refusalWords = [
    "交易失败", "系统忙，请稍后再试", "该交易已处理", "未找到相关记录", "数据校验不通过：总金额与明细不符",
    "ORA-20001: 业务处理异常", "当前就诊状态不允许此操作", "中心连接超时", "参数不合法", "结算成功后处理失败",
    "重复提交", "该流水号已冲正", "人员状态异常，请联系经办机构", "前置机繁忙（错误码 0x80004005）", "无效的交易流水号",
  ]
}
