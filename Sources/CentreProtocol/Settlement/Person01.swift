import Settlement

/// 01 人员基本信息. Only what a visit needs is kept; identity number and address are dropped here.
public struct Person01: Sendable, Equatable {
  /// 姓名, to be struck from the centre's own words before they are shown (settlement.md I9); never journalled.
  public let name: MaskedText
  /// 封锁状况; empty: none.
  public let blocked: String
  /// 封锁原因, shown only.
  public let blockedReason: String
  /// 参保类别: 1 职工, 2 居民, 3 离休.
  public let insuredKind: String

  private enum Position {
    static let name = 1
    static let blocked = 11
    static let blockedReason = 12
    static let insuredKind = 19
    static let last = 20
  }

  /// - Parameter insurance: 险种类别, 1 医疗.
  public static func request(card: MaskedText, insurance: String) -> String {
    UnifiedRequest("01", [card.revealed, insurance, "", ""]).text
  }

  /// `1` and 20 values.
  public static func parse(_ text: String) -> UnifiedAnswer<Person01> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<Person01>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      guard fields.count > Position.last else { return .unparsable("01 字段不足") }
      guard !fields[Position.name].isEmpty else { return .unparsable("01 没有姓名") }
      guard ["1", "2", "3"].contains(fields[Position.insuredKind]) else { return .unparsable("01 参保类别不认识") }
      return .value(
        Person01(
          name: MaskedText(fields[Position.name]), blocked: fields[Position.blocked],
          blockedReason: fields[Position.blockedReason],
          insuredKind: fields[Position.insuredKind]))
    }
  }
}
