import Settlement

/// 3202 医药机构费用结算对明细账: the institution's settlements and refunds of some days.
///
/// *Ours* (centre.md): nothing is uploaded by 9101 before it and our own sums are sent as 0, so that every row is one the
/// centre has more (中心多); the rows are in `result`. An answer without `result`, as one that gives only a file, is UNKNOWN.
/// After a 2208 there is a pair of rows, after a 2601 none.
public enum Statement3202 {
  /// One row, of any patient of the institution.
  public struct Row: Sendable, Equatable {
    /// mdtrt_id
    public let registration: String
    public let person: MaskedText
    /// setl_id
    public let settlement: String
    /// msgid of the 2207A or 2208
    public let message: String
    public let isRefund: Bool
    public let total: Fen
  }

  /// - Parameters:
  ///   - from, to: `yyyy-MM-dd`, the centre's dates, inclusive.
  ///   - area: setl_optins 结算经办机构.
  public static func request(from: String, to: String, area: String) -> NationalTransaction {
    let outpatient = "11"
    return NationalTransaction(
      "3202",
      [
        "data": [
          "clr_type": .string(outpatient), "setl_optins": .string(area), "file_qury_no": "",
          "stmt_begndate": .string(from), "stmt_enddate": .string(to), "medfee_sumamt": 0, "fund_pay_sumamt": 0,
          "cash_payamt": 0, "fixmedins_setl_cnt": 0,
        ]
      ])
  }

  /// All rows, or unparsable when a single one is not understood, one without its person too: it could be ours.
  public static func parse(_ text: String) -> UnifiedAnswer<[Row]> {
    NationalReading.read(text) { output in
      guard let result = output["result"]?.elements else { return .unparsable("3202 没有 result") }
      var rows: [Row] = []
      for value in result {
        guard let row = row(value) else { return .unparsable("3202 有不认识的行") }
        rows.append(row)
      }
      return .value(rows)
    }
  }

  private static func row(_ value: JSONValue) -> Row? {
    guard let registration = NationalReading.identifier(value["mdtrt_id"]),
      let settlement = NationalReading.identifier(value["setl_id"]),
      let person = NationalReading.identifier(value["psn_no"]),
      let total = NationalReading.amount(value["medfee_sumamt"])
    else { return nil }
    return Row(
      registration: registration, person: MaskedText(person), settlement: settlement,
      message: value["msgid"]?.text ?? "", isRefund: value["refd_setl_flag"]?.text == "1" || total < .zero,
      total: total)
  }

  /// The rows of one visit in the words of `ReconcileRow`. A refund row does not name its original: it is the one whose
  /// 2208 had the row's message id, or whose id the row bears; else the visit's only settlement; with as many refunds as
  /// settlements, and of the same amounts, each is one's. A refund whose original is known is never another one's.
  ///
  /// A row is a refund by its flag, its sign, or because our own 2208 made it (R12).
  ///
  /// - Parameters:
  ///   - reversals: message ids of our 2208s, by the settlement's id.
  ///   - knownRefunds: ids our 2208s were answered with.
  /// - Returns: unparsable when a refund cannot be assigned or a row names another person.
  public static func rows(
    _ rows: [Row], registration: RegistrationSerial, person: NationalPerson, reversals: [String: [String]],
    knownRefunds: Set<String> = []
  ) -> UnifiedAnswer<[ReconcileRow]> {
    let ours = rows.filter { $0.registration == registration.text }
    guard ours.allSatisfy({ $0.person == person.number }) else {
      return .unparsable("3202 的就诊ID属于别人")
    }
    let messages = Set(reversals.values.joined())
    func isRefund(_ row: Row) -> Bool {
      row.isRefund || messages.contains(row.message) || knownRefunds.contains(row.settlement)
    }
    let settlements = Set(reversals.keys).union(ours.filter { !isRefund($0) }.map(\.settlement))
    func owner(_ row: Row) -> String? {
      reversals.first { $0.value.contains(row.message) }?.key
        ?? (settlements.contains(row.settlement) ? row.settlement : nil)
    }
    var found: [ReconcileRow] = []
    var open: [Row] = []
    for row in ours where !isRefund(row) {
      guard
        let known = ReconcileRow(serial: row.settlement, original: "", total: row.total, funds: Funds(), centreTime: "")
      else { return .unparsable("3202 有不认识的结算") }
      found.append(known)
      if !open.contains(where: { $0.settlement == row.settlement }) { open.append(row) }
    }
    var unassigned: [Row] = []
    for row in ours where isRefund(row) {
      guard let original = owner(row) else {
        unassigned.append(row)
        continue
      }
      guard let index = open.firstIndex(where: { $0.settlement == original }) else {
        return .unparsable("3202 的退费没有结算，或有两笔")
      }
      open.remove(at: index)
      guard let refund = refund(row, of: original) else { return .unparsable("3202 有不认识的退费") }
      found.append(refund)
    }
    let amounts = open.map(\.total.amount.magnitude).sorted()
    guard unassigned.isEmpty || unassigned.map(\.total.amount.magnitude).sorted() == amounts else {
      return .unparsable("3202 的退费对不上结算")
    }
    for (row, original) in zip(unassigned, open) {
      guard let refund = refund(row, of: original.settlement) else { return .unparsable("3202 有不认识的退费") }
      found.append(refund)
    }
    return .value(found)
  }

  /// A platform that gives the refund its original's id is understood: ours then begins with `-`.
  private static func refund(_ row: Row, of original: String) -> ReconcileRow? {
    ReconcileRow(
      serial: row.settlement == original ? "-\(original)" : row.settlement, original: original, total: row.total,
      funds: Funds(), centreTime: "")
  }
}
