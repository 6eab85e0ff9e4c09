import Catalogue
import CentreProtocol
import Testing

@Suite struct NationalTermsTests {
  private static let code = "XA01ABD075A002010100594"
  private let today: CivilDate

  init() throws { today = try #require(CivilDate(year: 2021, month: 3, day: 1)) }

  /// A row of a query for the code; what is `nil` is not written.
  private func row(
    _ name: String, _ value: String, begin: String = "2020-01-01", end: String = "", area: String = "500000",
    valid: String = "1", more: [String: JSONValue] = [:]
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "hilist_code": .string(Self.code), "insu_admdvs": .string(area), "begndate": .string(begin),
      "enddate": end.isEmpty ? .null : .string(end), "vali_flag": .string(valid),
      "updt_time": "2021-02-03 04:05:06", name: .string(value),
    ]
    members.merge(more) { _, new in new }
    return .object(members)
  }

  private func limit(
    _ value: String, begin: String = "2020-01-01", end: String = "", area: String = "500000", valid: String = "1",
    more: [String: JSONValue] = [:]
  ) throws -> NationalTerm {
    try NationalTermsQuery.priceLimits.term(
      row("hilist_pric_uplmt_amt", value, begin: begin, end: end, area: area, valid: valid, more: more))
  }

  private func payment(_ value: String, type: String, area: String = "500000") throws -> NationalTerm {
    try NationalTermsQuery.selfPayments.term(
      row("selfpay_prop", value, area: area, more: ["selfpay_prop_psn_type": .string(type)]))
  }

  private func drug(level: String = "", limit: String = "", changed: String = "2021-01-01") throws -> CatalogueRecord {
    var fields = [String](repeating: "", count: 55)
    let columns = CatalogueKind.ypml.table.recordColumns
    for (name, value) in ["yplsh": Self.code, "ylfydj": level, "ylbzdj": limit, "bgsj": changed] {
      fields[try #require(columns.firstIndex { $0.name == name })] = value
    }
    return CatalogueRecord(kind: .ypml, canonicalFields: fields)
  }

  private func limitShown(_ terms: [NationalTerm], area: String = "500103") throws -> String? {
    let rules = NationalTerms(area: area, today: today)
    return rules.over(fresh: try drug(), held: nil, terms).record.value(of: "ylbzdj")
  }

  /// Begun and not ended, both days inclusive; one that begins tomorrow or ended yesterday does not hold.
  @Test(
    arguments: [
      ("2021-03-01", "", "9.5"), ("2021-03-02", "", ""), ("2020-01-01", "2021-03-01", "9.5"),
      ("2020-01-01", "2021-02-28", ""), ("2021/3/1", "", "9.5"), ("2021/3/2", "", ""), ("2020/12/31", "2021/2/9", ""),
      ("Mon Mar 01 00:00:00 CST 2021", "", "9.5"), ("Tue Mar 02 00:00:00 CST 2021", "", ""),
      ("2021-03-01 00:00:00", "2021-03-01 23:59:59", "9.5"),
    ])
  func days(begin: String, end: String, shown: String) throws {
    let terms = [try limit("9.5", begin: begin, end: end)]
    #expect(try limitShown(terms) == shown)
  }

  @Test func anUnreadableDateIsNeverGuessed() {
    for date in ["昨天", "2021-02-30", "20210301"] {
      #expect(throws: RecordReject.self) { try limit("9.5", begin: date) }
      #expect(throws: RecordReject.self) { try limit("9.5", end: date) }
    }
  }

  /// Of one begin and of different ones, and in whatever order: our own area, the city's, the province's, the country's.
  @Test func theNarrowerAreaCounts() throws {
    let country = try limit("1", begin: "2020-01-01", area: "100000")
    let province = try limit("2", begin: "2020-01-01", area: "500000")
    let city = try limit("3", begin: "2020-01-01", area: "500100")
    let own = try limit("4", begin: "2019-01-01", area: "500103")
    let other = try limit("5", begin: "2020-01-01", area: "500104")
    let otherProvince = try limit("6", begin: "2020-01-01", area: "510000")
    let all = [country, province, city, own, other, otherProvince]
    for terms in [all, all.reversed()] { #expect(try limitShown(terms) == "4") }
    for terms in [[city, province], [province, city]] { #expect(try limitShown(terms) == "3") }
    for terms in [[country, province], [province, country]] { #expect(try limitShown(terms) == "2") }
    #expect(try limitShown([other, otherProvince]) == "")
    // The municipality itself: its own rows before the country's.
    #expect(try limitShown([country, province], area: "500000") == "2")
  }

  @Test func ofOneAreaTheLatestBeginCounts() throws {
    let terms = [
      try limit("8.5", begin: "2021/2/1"), try limit("9.5", begin: "2020-12-01"),
      try limit("7.5", begin: "2021-03-02"),
    ]
    for terms in [terms, terms.reversed()] { #expect(try limitShown(terms) == "8.5") }
  }

  /// The smallest code, whatever the order; the configured one where the code has it.
  @Test func oneRuleForThePersonType() throws {
    let terms = [
      try payment("0.1", type: "2"), try payment("0.05", type: "1", area: "100000"), try payment("0.3", type: "3"),
    ]
    func shown(_ terms: [NationalTerm], _ type: String) throws -> String? {
      let rules = NationalTerms(area: "500000", today: today, personType: type)
      return rules.over(fresh: try drug(), held: nil, terms).record.value(of: "ylzfbl")
    }
    for terms in [terms, terms.reversed()] {
      #expect(try shown(terms, "") == "0.05")
      #expect(try shown(terms, "3") == "0.3")
      #expect(try shown(terms, "9") == "0.05")
    }
  }

  @Test func whatIsTakenBackOrOverIsNotLeftInTheRow() throws {
    let rules = NationalTerms(area: "500000", today: today)
    let held = try drug(limit: "9.5")
    for gone in [try limit("9.5", valid: "0"), try limit("9.5", end: "2021-02-28")] {
      let laid = try #require(rules.over(held: held, [gone]))
      #expect(laid.record.value(of: "ylbzdj") == "")
    }
    #expect(rules.over(held: held, []) == nil)
    #expect(rules.over(held: held, [try limit("9.50")]) == nil)
  }

  /// The change is dated by what changed it, never ahead of today.
  @Test func aRowHeldGetsTheDateOfTheChange() throws {
    let rules = NationalTerms(area: "500000", today: today)
    let ahead = try limit("8", more: ["updt_time": "2099-01-01 00:00:00"])
    #expect(rules.over(held: try drug(), [ahead])?.record.changeDate == "2021-01-01")
    #expect(rules.over(held: try drug(), [try limit("8")])?.record.changeDate == "2021-02-03 04:05:06")
    #expect(rules.over(held: try drug(), [try limit("8", begin: "2021-03-01")])?.record.changeDate == "2021-03-01")
    #expect(
      rules.over(held: try drug(limit: "8"), [try limit("8", end: "2021-02-28")])?.record.changeDate == "2021-02-28")
  }

  /// While a level of 1312 lies over the file's own, that one is kept, and comes back.
  @Test func theLevelOfTheFileComesBack() throws {
    let rules = NationalTerms(area: "500000", today: today)
    let second = try NationalTermsQuery.levels.term(row("chrgitm_lv", "02"))
    let ended = try NationalTermsQuery.levels.term(row("chrgitm_lv", "02", end: "2021-02-28"))
    let fresh = rules.over(fresh: try drug(level: "1"), held: nil, [second])
    #expect(fresh.record.value(of: "ylfydj") == "2")
    let kept = try #require(fresh.fileLevel)
    #expect(kept.number == "1301" && kept.value == "1")
    let back = rules.over(held: fresh.record, [ended, kept])
    #expect(back?.record.value(of: "ylfydj") == "1")
    // Said later, over a row held.
    let later = try #require(rules.over(held: try drug(level: "3"), [second]))
    #expect(later.record.value(of: "ylfydj") == "2")
    #expect(later.fileLevel?.value == "3")
    // A file with another level while the term holds.
    let newer = rules.over(fresh: try drug(level: "3"), held: fresh.record, [second, kept])
    #expect(newer.record.value(of: "ylfydj") == "2")
    #expect(newer.fileLevel?.value == "3")
  }

  /// A file's row says nothing about limits: what the row held has stays, also the change date that a term gave it.
  @Test func aRepeatedRowOfAFileChangesNothing() throws {
    let rules = NationalTerms(area: "500000", today: today)
    let held = try #require(rules.over(held: try drug(), [try limit("8")])).record
    #expect(rules.over(fresh: try drug(), held: held, [try limit("8")]).record == held)
    let imported = try drug(limit: "7")
    #expect(rules.over(fresh: try drug(), held: imported, []).record.value(of: "ylbzdj") == "7")
  }

  /// 唯一记录号 tells rows apart; without it what they are about.
  @Test func identity() throws {
    let named = try limit("8", more: ["rid": "R7"])
    #expect(named.identity == "R7")
    let one = try limit("8", begin: "2020-01-01")
    let other = try limit("9", begin: "2020/1/1")
    #expect(one.identity == other.identity)
    #expect(one.identity != (try limit("8", begin: "2020-01-02")).identity)
  }
}
