import Settlement

/// 43 结算交易流水号查询: what the centre has settled for our visit number on one of its dates.
public enum Query43 {
  /// - Parameter date: 结算日期, `yyyy-MM-dd`, the centre's.
  public static func request(
    card: MaskedText, insuredKind: String, date: String, insurance: String, visit: VisitNumber
  ) -> String {
    UnifiedRequest("43", [card.revealed, insuredKind, date, insurance, visit.text]).text
  }

  /// `1` and serials separated by `$` (or `#`), or `1` and an empty list.
  public static func parse(_ text: String) -> UnifiedAnswer<QueryAnswer> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<QueryAnswer>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      guard fields.count > 1 else { return .unparsable("43 只有执行代码") }
      if fields.isEmptyList(from: 1) { return .value(QueryAnswer(serials: [])) }
      guard fields.isEmptyList(from: 2) else { return .unparsable("43 字段过多") }
      let serials = fields[1].split(whereSeparator: { $0 == "$" || $0 == "#" }).map { String($0.trimmingBlanks) }
      guard !serials.isEmpty, serials.allSatisfy(UnifiedFields.isSerial) else {
        return .unparsable("43 的流水号不认识")
      }
      return .value(QueryAnswer(serials: serials))
    }
  }
}
