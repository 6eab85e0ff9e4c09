import Settlement

/// 15 对账: the centre's settlements and refunds of some days (layout *ours*, centre.md).
public struct Reconcile15: Sendable, Equatable {
  /// One row, with the visit number as the centre wrote it: it may be another program's.
  public struct Row: Sendable, Equatable {
    public let visitText: String
    public let card: MaskedText
    public let row: ReconcileRow

    /// A visit of our pattern.
    public var visit: VisitNumber? { VisitNumber(visitText) }
  }

  private enum Position {
    static let serial = 0
    static let visit = 1
    static let card = 2
    static let centreTime = 3
    static let total = 4
    static let funds: [(Int, Fund)] = [
      (5, .pooled), (6, .account), (7, .civilServant), (8, .cash), (9, .largeClaim),
    ]
    static let original = 10
    static let count = 11
  }

  /// - Parameters:
  ///   - from, to: `yyyy-MM-dd`, the centre's dates, inclusive.
  ///   - visit: `nil` for all visits.
  public static func request(insurance: String, from: String, to: String, visit: VisitNumber?) -> String {
    let kind = "2"
    return UnifiedRequest("15", [insurance, kind, from, to, visit?.text ?? ""]).text
  }

  /// All rows, or unparsable when a single one is not understood.
  ///
  /// - Parameter visit: what was asked for; a row of another visit makes the answer one for another request (R4).
  public static func parse(_ text: String, visit: VisitNumber?) -> UnifiedAnswer<[Row]> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<[Row]>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      guard fields.count > 1 else { return .unparsable("15 只有执行代码") }
      if fields.isEmptyList(from: 1) { return .value([]) }
      var rows: [Row] = []
      let body = fields.fields.dropFirst().joined(separator: "|")
      for text in body.split(separator: "$" as Character, omittingEmptySubsequences: false) {
        guard let row = row(text) else { return .unparsable("15 有不认识的行") }
        guard visit == nil || row.visit == visit else { return .unparsable("15 有别的门诊号") }
        rows.append(row)
      }
      return .value(rows)
    }
  }

  /// Shown only: no more of it than a time takes, and nothing that separates the journal's fields.
  private static func time(_ text: String) -> String {
    let plain = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F && $0 != ";" }
    return String(String.UnicodeScalarView(plain.prefix(timeLength)))
  }

  private static let timeLength = 32

  private static func row(_ text: Substring) -> Row? {
    let values = UnifiedFields(fields: text.split(separator: "|" as Character, omittingEmptySubsequences: false))
    guard values.count == Position.count, UnifiedFields.isSerial(values[Position.serial]),
      let total = Fen(yuan: values[Position.total])
    else { return nil }
    var parts: [Fund: Fen] = [:]
    for (position, fund) in Position.funds where !values[position].isEmpty {
      guard let amount = Fen(yuan: values[position]) else { return nil }
      parts[fund] = amount
    }
    let original = values[Position.original]
    guard original.isEmpty || original == "##" || UnifiedFields.isSerial(original) else { return nil }
    guard
      let row = ReconcileRow(
        serial: values[Position.serial], original: original == "##" ? "" : original, total: total,
        funds: Funds(parts), centreTime: time(values[Position.centreTime]))
    else { return nil }
    return Row(visitText: values[Position.visit], card: MaskedText(values[Position.card]), row: row)
  }
}
