import Catalogue

/// A query for what the insurance pays for an item: 甲乙 (1312), price limit (1318), self-payment (1319).
public enum NationalTermsQuery: String, CaseIterable, Sendable {
  case levels = "1312"
  case priceLimits = "1318"
  case selfPayments = "1319"
}

/// What the paged queries say about one code, laid over a row. Which value goes where is a hint of the facts (A.3,
/// "Mapping hints", grade [I]); which of several rows of one code counts is *ours*: the valid one of our area with the
/// latest beginning that has begun and not ended.
public struct NationalTerms: Sendable {
  private struct Term: Sendable {
    let value: String
    let begin: String
    let changed: String
  }

  private let area: String
  private let today: CivilDate
  private var terms: [String: [NationalTermsQuery: Term]] = [:]
  /// Rows seen, for the proof.
  public private(set) var rowCount = 0

  /// - Parameter area: 就医地医保区划; rows of another area say nothing about us.
  public init(area: String, today: CivilDate) {
    self.area = area
    self.today = today
  }

  /// Codes something was said about.
  public var codes: [String] { terms.keys.sorted() }

  public mutating func take(_ row: JSONValue, of query: NationalTermsQuery) {
    rowCount += 1
    func value(_ name: String) -> String { CanonicalForm.text(row[name]?.text ?? "") }
    let code = value("hilist_code")
    let begin = String(value("begndate").prefix(10))
    let end = String(value("enddate").prefix(10))
    guard !code.isEmpty, value("vali_flag") != "0", isOurs(value("insu_admdvs")), begin <= today.text,
      end.isEmpty || end >= today.text
    else { return }
    let term =
      switch query {
      case .levels: NationalMapping.level(value("chrgitm_lv"))
      case .priceLimits: value("hilist_pric_uplmt_amt")
      case .selfPayments: value("selfpay_prop")
      }
    guard !term.isEmpty else { return }
    if let known = terms[code]?[query], known.begin > begin { return }
    terms[code, default: [:]][query] = Term(value: term, begin: begin, changed: value("updt_time"))
  }

  /// The whole country's, our province's or our own.
  private func isOurs(_ area: String) -> Bool {
    area.isEmpty || area == self.area || (area.hasSuffix("0000") && area.prefix(2) == self.area.prefix(2))
      || area == "100000"
  }

  /// A row with what was said about its code; the row itself when nothing was.
  ///
  /// - Parameter isHeld: the row did not come in this download, so its change date becomes the newest of what was said,
  ///   when that changes it.
  public func over(_ record: CatalogueRecord, isHeld: Bool) -> CatalogueRecord {
    guard let said = terms[record.key[0]], let names = Self.columns[record.kind] else { return record }
    var fields = record.fields
    let columns = record.kind.table.recordColumns
    func set(_ name: String, _ value: String) {
      if let place = columns.firstIndex(where: { $0.name == name }) { fields[place] = value }
    }
    var changed = record.changeDate
    for (query, term) in said {
      set(names[query] ?? "", term.value)
      if let date = CentreDate.parse(term.changed)?.canonicalText, date > changed { changed = date }
    }
    if isHeld {
      let older = CatalogueRecord(kind: record.kind, canonicalFields: record.fields)
      guard CatalogueRecord(kind: record.kind, canonicalFields: fields).replacing(older) != nil else { return record }
      set(record.kind.table.changeDateColumn, changed)
    }
    return CatalogueRecord(kind: record.kind, canonicalFields: fields, additional: record.additional)
  }

  /// A file's row that says nothing about levels, limits and self-payment keeps what the row held had.
  public static func keeping(_ older: CatalogueRecord, in record: CatalogueRecord) -> CatalogueRecord {
    guard let names = columns[record.kind] else { return record }
    var fields = record.fields
    for (place, column) in record.kind.table.recordColumns.enumerated()
    where fields[place].isEmpty && names.values.contains(column.name) {
      fields[place] = older.fields[place]
    }
    return CatalogueRecord(kind: record.kind, canonicalFields: fields, additional: record.additional)
  }

  private static let columns: [CatalogueKind: [NationalTermsQuery: String]] = [
    .ypml: [.levels: "ylfydj", .priceLimits: "ylbzdj", .selfPayments: "ylzfbl"],
    .zlxm: [.levels: "ylfydj", .priceLimits: "ylbzj", .selfPayments: "ylzfbl"],
  ]
}
