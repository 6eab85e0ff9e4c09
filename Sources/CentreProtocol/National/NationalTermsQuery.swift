import Catalogue

/// A query for what the insurance pays for an item: 甲乙 (1312), price limit (1318), self-payment (1319).
public enum NationalTermsQuery: String, CaseIterable, Sendable {
  case levels = "1312"
  case priceLimits = "1318"
  case selfPayments = "1319"

  /// Reads one row. It is kept whether or not it holds today: its day may come, and it may end.
  ///
  /// - Throws: why the row is not taken over; a date is never guessed.
  public func term(_ row: JSONValue) throws(RecordReject) -> NationalTerm {
    func value(_ name: String) -> String { CanonicalForm.text(row[name]?.text ?? "") }
    let code = value("hilist_code")
    guard !code.isEmpty else { throw RecordReject(code: .emptyKey, reason: "\(rawValue) 的 hilist_code 为空") }
    let (begin, end) = (try day(row, "begndate"), try day(row, "enddate"))
    let (area, type) = (value("insu_admdvs"), self.type(row))
    let number = value("rid")
    return NationalTerm(
      number: rawValue, identity: number.isEmpty ? [code, area, type, begin].joined(separator: "|") : number,
      code: code, area: area, type: type, begin: begin, end: end, isValid: value("vali_flag") != "0",
      value: said(row), changed: CentreDate.parse(value("updt_time"))?.canonicalText ?? "")
  }

  private func said(_ row: JSONValue) -> String {
    func value(_ name: String) -> String { CanonicalForm.text(row[name]?.text ?? "") }
    return switch self {
    case .levels: NationalMapping.level(value("chrgitm_lv"))
    case .priceLimits: value("hilist_pric_uplmt_amt")
    case .selfPayments: value("selfpay_prop")
    }
  }

  private func type(_ row: JSONValue) -> String {
    func value(_ name: String) -> String { CanonicalForm.text(row[name]?.text ?? "") }
    return switch self {
    case .levels: ""
    case .priceLimits: value("hilist_lmtpric_type")
    case .selfPayments: value("selfpay_prop_psn_type")
    }
  }

  private func day(_ row: JSONValue, _ name: String) throws(RecordReject) -> String {
    let text = CanonicalForm.text(row[name]?.text ?? "")
    if text.isEmpty { return "" }
    guard let date = CentreDate.parse(text) else {
      throw RecordReject(code: .unreadableDate, reason: "\(rawValue) 的 \(name) 不是可识别的日期：\(text.prefix(40))")
    }
    return date.date.text
  }
}
