import Settlement

/// 31 读卡: the number of the card in the reader.
public enum ReadCard31 {
  public static func request() -> String { UnifiedRequest("31", [""]).text }

  /// `1` · 卡号
  public static func parse(_ text: String) -> UnifiedAnswer<MaskedText> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<MaskedText>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      let card = fields[1]
      guard (1...20).contains(card.count) else { return .unparsable("31 没有卡号") }
      return .value(MaskedText(card))
    }
  }
}
