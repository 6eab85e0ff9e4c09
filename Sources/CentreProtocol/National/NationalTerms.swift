import Catalogue

/// Which of the terms of one code holds on a day, and how it is laid over the code's row. Which value goes where is a
/// hint of the facts (A.3, "Mapping hints", grade [I]). Which of several counts is *ours*, and all of it is here:
///
/// - one that is valid, has begun and has not ended, of our area or one that contains it;
/// - of several types (人员类别, 限价类型) the configured one, else the smallest code;
/// - then the narrowest area, the latest beginning, the latest 更新时间;
/// - where one was said and none holds, limit and self-payment are empty, and 甲乙 is the catalogue file's own.
public struct NationalTerms: Sendable {
  /// The number under which the level of a catalogue file is kept, while another one lies over it.
  public static let fileLevel = "1301"

  private let area: String
  private let today: String
  /// Of 1319; empty: the smallest code.
  private let personType: String

  /// - Parameters:
  ///   - area: 就医地医保区划
  ///   - personType: `selfpay_prop_psn_type` whose self-payment counts where it is among those of a code.
  public init(area: String, today: CivilDate, personType: String = "") {
    self.area = area
    self.today = today.text
    self.personType = personType
  }

  /// Whether a term says anything about us.
  public func concerns(_ term: NationalTerm) -> Bool { rank(term.area) != nil }

  /// A row of a catalogue file with what is said about its code. What nobody said anything about stays as the row held
  /// has it.
  ///
  /// - Returns: the row, and the level of the file when that has to be kept.
  public func over(
    fresh record: CatalogueRecord, held: CatalogueRecord?, _ terms: [NationalTerm]
  ) -> (record: CatalogueRecord, fileLevel: NationalTerm?) {
    guard let columns = Self.columns[record.kind] else { return (record, nil) }
    var fields = record.fields
    var changed = record.changeDate
    var kept: NationalTerm?
    for query in NationalTermsQuery.allCases {
      guard let place = columns[query] else { continue }
      let said = said(query, terms)
      let known = query == .levels ? Self.level(in: terms) : nil
      if query == .levels, !said.isEmpty || known != nil, known != fields[place] {
        kept = Self.keptLevel(record.additional["gjmldm"] ?? record.key[0], fields[place])
      }
      if said.isEmpty {
        if fields[place].isEmpty, let held { fields[place] = held.fields[place] }
      } else if let term = holding(said, query) {
        fields[place] = term.value
      } else if query != .levels {
        fields[place] = ""
      }
      guard let held, !CanonicalForm.haveOneDecimalValue(fields[place], held.fields[place]) else { continue }
      changed = dated(changed, holding(said, query), said)
    }
    // A row that repeats what is held keeps the change date that a term gave it.
    if let held, held.changeDate > record.changeDate {
      let same = with(fields, changed: held.changeDate, record)
      if same.replacing(held) == nil { return (same, kept) }
    }
    return (with(fields, changed: changed, record), kept)
  }

  /// A row held with what is said about its code today; its change date becomes that of the change.
  ///
  /// - Returns: `nil` when nothing changes.
  public func over(
    held record: CatalogueRecord, _ terms: [NationalTerm]
  ) -> (record: CatalogueRecord, fileLevel: NationalTerm?)? {
    guard let columns = Self.columns[record.kind] else { return nil }
    var fields = record.fields
    var changed = record.changeDate
    var kept: NationalTerm?
    for query in NationalTermsQuery.allCases {
      let said = said(query, terms)
      guard let place = columns[query], !said.isEmpty else { continue }
      let level = query == .levels ? Self.level(in: terms) : nil
      let holding = holding(said, query)
      let value = holding?.value ?? (query == .levels ? level ?? fields[place] : "")
      guard !CanonicalForm.haveOneDecimalValue(value, fields[place]) else { continue }
      if query == .levels, level == nil { kept = Self.keptLevel(said[0].code, fields[place]) }
      fields[place] = value
      changed = dated(changed, holding, said)
    }
    guard fields != record.fields else { return nil }
    return (with(fields, changed: changed, record), kept)
  }

  /// The change date of a row after a change by a term: by the one that holds now, or by those that no longer do. One that
  /// is dated ahead happened today at the latest.
  private func dated(_ date: String, _ holding: NationalTerm?, _ said: [NationalTerm]) -> String {
    let when = holding.map { [$0.changed, $0.begin] } ?? said.flatMap { [$0.changed, $0.end] }
    return when.filter { $0.prefix(10) <= today }.reduce(date, max)
  }

  /// The term that counts; `nil` when none holds today.
  private func holding(_ said: [NationalTerm], _ query: NationalTermsQuery) -> NationalTerm? {
    var holding = said.filter {
      $0.isValid && !$0.value.isEmpty && $0.begin <= today && ($0.end.isEmpty || $0.end >= today)
    }
    let wanted = query == .selfPayments && holding.contains { $0.type == personType } ? personType : nil
    guard let type = wanted ?? holding.map(\.type).min() else { return nil }
    holding = holding.filter { $0.type == type }
    func order(_ term: NationalTerm) -> (Int, String, String, String) {
      (rank(term.area) ?? 0, term.begin, term.changed, term.identity)
    }
    return holding.max { order($0) < order($1) }
  }

  private func said(_ query: NationalTermsQuery, _ terms: [NationalTerm]) -> [NationalTerm] {
    terms.filter { $0.number == query.rawValue && rank($0.area) != nil }
  }

  /// The narrower, the higher; `nil` for an area that says nothing about us.
  private func rank(_ area: String) -> Int? {
    if area == self.area { return 3 }
    if area.isEmpty || area == "100000" { return 0 }
    if area.hasSuffix("0000"), area.prefix(2) == self.area.prefix(2) { return 1 }
    if area.hasSuffix("00"), area.prefix(4) == self.area.prefix(4) { return 2 }
    return nil
  }

  private static func level(in terms: [NationalTerm]) -> String? { terms.first { $0.number == fileLevel }?.value }

  /// By the national code as all terms, whatever key its row has.
  private static func keptLevel(_ code: String, _ value: String) -> NationalTerm {
    NationalTerm(number: fileLevel, identity: code, code: code, value: value)
  }

  private func with(_ fields: [String], changed: String, _ record: CatalogueRecord) -> CatalogueRecord {
    var fields = fields
    if let place = Self.changeDatePlaces[record.kind] { fields[place] = changed }
    return CatalogueRecord(kind: record.kind, canonicalFields: fields, additional: record.additional)
  }

  private static func places(_ kind: CatalogueKind, _ names: [NationalTermsQuery: String]) -> [NationalTermsQuery: Int]
  {
    names.compactMapValues { name in kind.table.recordColumns.firstIndex { $0.name == name } }
  }

  private static let columns: [CatalogueKind: [NationalTermsQuery: Int]] = [
    .ypml: places(.ypml, [.levels: "ylfydj", .priceLimits: "ylbzdj", .selfPayments: "ylzfbl"]),
    .zlxm: places(.zlxm, [.levels: "ylfydj", .priceLimits: "ylbzj", .selfPayments: "ylzfbl"]),
  ]

  private static let changeDatePlaces: [CatalogueKind: Int] = Dictionary(
    uniqueKeysWithValues: CatalogueKind.allCases.compactMap { kind in
      kind.table.recordColumns.firstIndex { $0.name == kind.table.changeDateColumn }.map { (kind, $0) }
    })
}
