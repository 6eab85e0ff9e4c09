import Catalogue
import CentreProtocol
import Testing

@Suite struct NationalMappingTests {
  /// A line with these columns, counted from 1.
  private func line(_ count: Int, _ values: [Int: String]) -> String {
    (1...count).map { values[$0] ?? "" }.joined(separator: "\t")
  }

  private func record(
    _ catalogue: NationalFileCatalogue, _ count: Int, _ values: [Int: String]
  ) throws -> CatalogueRecord {
    let file = try NationalFile(Array((line(count, values) + "\r\n").utf8))
    let row = try #require(file.rows.first)
    return try NationalMapping.record(row, of: catalogue)
  }

  private let drug: [Int: String] = [
    1: "XA01ABD075A002010100594", 2: "商品", 4: "地喹氯铵含片", 11: "片剂(含片)", 14: "0.25mg", 28: "1", 33: "12",
    37: "2021-01-02 00:00:00",
    45: "盒", 51: "DKLAHP", 54: "某厂", 57: "限门诊", 75: "1", 79: "1", 82: "Fri Jan 01 00:00:00 CST 2021",
    84: "F001_20210712000000_C", 92: "乙",
  ]

  @Test(arguments: [92, 97]) func westernDrug(columns: Int) throws {
    let record = try record(.westernDrugs, columns, drug)
    #expect(record.value(of: "yplsh") == "XA01ABD075A002010100594")
    #expect(record.value(of: "tym") == "地喹氯铵含片")
    #expect(record.value(of: "cfybz") == "0")
    #expect(record.value(of: "ylfydj") == "2")
    #expect(record.value(of: "bgsj") == "2021-01-01")
    #expect(
      record.additional == [
        "gjmldm": "XA01ABD075A002010100594", "tpbz": "1", "xzzffw": "限门诊", "kssj": "2021-01-02", "zzsj": "",
      ])
  }

  /// An older file ends with the version name; what came later is empty.
  @Test func olderColumnCountAndOneLess() throws {
    let older = try record(.westernDrugs, 84, drug)
    #expect(older.value(of: "ylfydj") == "")
    #expect(throws: RecordReject.self) { try record(.westernDrugs, 83, drug) }
  }

  @Test func invalidRowEndsAndIsNotDeleted() throws {
    var values = drug
    values[79] = "0"
    let ended = try record(.westernDrugs, 92, values)
    #expect(ended.additional["zzsj"] == "2021-01-01")
    values[38] = "2020-12-31"
    let dated = try record(.westernDrugs, 92, values)
    #expect(dated.additional["zzsj"] == "2020-12-31")
  }

  @Test func unreadableDateRejectsItsRow() throws {
    var values = drug
    values[82] = "昨天"
    #expect(throws: RecordReject.self) { try record(.westernDrugs, 92, values) }
  }

  /// 1305 has no 更新时间: the version's date; its codes have 15 digits.
  @Test func serviceItem() throws {
    let record = try record(
      .serviceItems, 20,
      [1: "003312040190100", 3: "次", 6: "内涵", 7: "1", 10: "项目", 16: "F002_20210712101500_C"])
    #expect(record.value(of: "xmlsh") == "003312040190100")
    #expect(record.value(of: "bgsj") == "2021-07-12 10:15:00")
    #expect(record.additional["gjmldm"] == "003312040190100")
    #expect(record.value(of: "zzsj") == "")
  }

  @Test func oneCodeInTwoDiseaseCataloguesIsTwoRows() throws {
    let diagnosis = try record(.diagnoses, 24, [11: "A00.000", 12: "霍乱", 19: "1", 22: "2021-01-01"])
    let day = try record(.daySurgery, 15, [2: "A00.000", 3: "某手术", 4: "1", 7: "2021-01-01"])
    #expect(diagnosis.key == ["A00.000", "1", "", ""])
    #expect(day.key == ["A00.000", "1311", "", ""])
  }

  /// The version is echoed: from its column, else by its pattern.
  @Test func versionName() throws {
    let expected = try NationalFile(Array(line(92, drug).utf8))
    #expect(expected.versionName(.westernDrugs) == "F001_20210712000000_C")
    let moved = try NationalFile(Array(line(95, [1: "X", 90: "F001_20220101000000_C"]).utf8))
    #expect(moved.versionName(.westernDrugs) == "F001_20220101000000_C")
    let none = try NationalFile(Array(line(92, [1: "X", 84: "F1_2021_C"]).utf8))
    #expect(none.versionName(.westernDrugs) == nil)
    #expect(throws: NationalProtocolError.self) { try NationalFile([0x41, 0xFF]) }
  }

  private func term(_ name: String, _ value: String, begin: String, area: String = "500000") -> JSONValue {
    let members: JSONValue = [
      "hilist_code": "XA01ABD075A002010100594", "insu_admdvs": .string(area), "begndate": .string(begin),
      "vali_flag": "1", "updt_time": "2021-02-03 04:05:06",
    ]
    return members.with(name, .string(value))
  }

  /// The term that began last and has begun counts; another area's and a future one do not.
  @Test func termsLieOverARow() throws {
    let today = try #require(CivilDate(year: 2021, month: 3, day: 1))
    var terms = NationalTerms(area: "500103", today: today)
    terms.take(term("hilist_pric_uplmt_amt", "9.5", begin: "2020-01-01"), of: .priceLimits)
    terms.take(term("hilist_pric_uplmt_amt", "8.5", begin: "2021-01-01"), of: .priceLimits)
    terms.take(term("hilist_pric_uplmt_amt", "7.5", begin: "2021-03-02"), of: .priceLimits)
    terms.take(term("hilist_pric_uplmt_amt", "1", begin: "2021-02-01", area: "130000"), of: .priceLimits)
    terms.take(term("chrgitm_lv", "01", begin: "2021-01-01"), of: .levels)
    terms.take(term("selfpay_prop", "0.1", begin: "2021-01-01"), of: .selfPayments)
    let record = try record(.westernDrugs, 92, drug)
    let fresh = terms.over(record, isHeld: false)
    #expect(fresh.value(of: "ylbzdj") == "8.5")
    #expect(fresh.value(of: "ylfydj") == "1")
    #expect(fresh.value(of: "ylzfbl") == "0.1")
    #expect(fresh.changeDate == "2021-01-01")
    #expect(terms.over(record, isHeld: true).changeDate == "2021-02-03 04:05:06")
    #expect(terms.over(fresh, isHeld: true) == fresh)
    #expect(NationalTerms.keeping(fresh, in: record).value(of: "ylbzdj") == "8.5")
  }
}

extension JSONValue {
  fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[name] = value
    return .object(members)
  }
}
