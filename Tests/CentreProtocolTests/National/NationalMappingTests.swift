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
    try NationalMapping.record(NationalFileRow(line(count, values)), of: catalogue)
  }

  private let version = "F001_20210712000000_C"
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

  /// An older file ends with the version name; what comes later is empty.
  @Test func olderColumnCountAndOneLess() throws {
    let older = try record(.westernDrugs, 84, drug)
    #expect(older.value(of: "ylfydj") == "")
    #expect(throws: RecordReject.self) { try record(.westernDrugs, 83, drug) }
  }

  /// A row taken back ended on 2021-07-12 10:15:00 at the latest: with its change, or where the rows have no change time
  /// with their version (1305, 1306).
  @Test(arguments: [
    ("1", "", ""), ("1", "2020-12-31", "2020-12-31"), ("1", "2099-12-31", "2099-12-31"),
    ("0", "", "2021-07-12 10:15:00"), ("0", "2020-12-31", "2020-12-31"), ("0", "2099-12-31", "2021-07-12 10:15:00"),
    ("0", "2021-07-12", "2021-07-12"), ("0", "2021-07-12 10:15:01", "2021-07-12 10:15:00"),
    ("0", "Thu Dec 31 00:00:00 CST 2099", "2021-07-12 10:15:00"),
    ("0", "Thu Dec 31 00:00:00 CST 2020", "2020-12-31"),
  ])
  func aRowTakenBackEndsAndIsNotDeleted(flag: String, end: String, expected: String) throws {
    let (changed, version) = ("2021-07-12 10:15:00", "F001_20210712101500_C")
    let rows: [(NationalFileCatalogue, Int, [Int: String])] = [
      (.westernDrugs, 92, [1: "X", 38: end, 79: flag, 82: changed, 84: version]),
      (.herbalPieces, 28, [1: "X", 13: end, 14: flag, 17: changed, 19: version]),
      (.institutionPreparations, 78, [1: "X", 65: flag, 67: end, 70: changed, 72: version]),
      (.serviceItems, 16, [1: "X", 7: flag, 13: end, 16: version]),
      (.consumables, 71, [1: "X", 48: end, 68: flag, 71: version]),
    ]
    for (catalogue, count, values) in rows {
      let record = try record(catalogue, count, values)
      let ended = record.kind == .zlxm ? record.value(of: "zzsj") : record.additional["zzsj"]
      #expect(ended == expected, "\(catalogue)")
    }
    let ethnic = try NationalMapping.ethnicDrug([
      "med_list_codg": "X", "updt_time": .string(changed), "vali_flag": .string(flag), "enddate": .string(end),
    ])
    #expect(ethnic.additional["zzsj"] == expected)
  }

  @Test(arguments: ["0", "1"]) func anUnreadableEndRejectsItsRow(flag: String) {
    var values = drug
    (values[38], values[79]) = ("永久", flag)
    #expect(throws: RecordReject.self) { try record(.westernDrugs, 92, values) }
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
    let diagnosis = try record(.diagnoses, 24, [11: "A00.000", 12: "霍乱", 19: "1", 22: "2021-01-01", 24: version])
    let day = try record(.daySurgery, 15, [2: "A00.000", 3: "某手术", 4: "1", 7: "2021-01-01", 11: version])
    #expect(diagnosis.key == ["A00.000", "1", "", ""])
    #expect(day.key == ["A00.000", "1311", "", ""])
  }

  /// The version is echoed: from its column, else by its pattern.
  @Test func versionName() {
    #expect(NationalFileRow(line(92, drug)).versionName(.westernDrugs) == "F001_20210712000000_C")
    let moved = NationalFileRow(line(95, [1: "X", 90: "F001_20220101000000_C"]))
    #expect(moved.versionName(.westernDrugs) == "F001_20220101000000_C")
    #expect(NationalFileRow(line(92, [1: "X", 84: "F1_2021_C"])).versionName(.westernDrugs) == nil)
  }

  private func refusal(_ catalogue: NationalFileCatalogue, _ count: Int, _ values: [Int: String]) -> RecordReject? {
    do throws(RecordReject) {
      _ = try NationalMapping.record(NationalFileRow(line(count, values)), of: catalogue)
      return nil
    } catch {
      return error
    }
  }

  /// One column more before the version name: nothing is read at the old places.
  @Test func anInsertedColumnIsRefusedWithItsNumber() {
    let shifted = Dictionary(uniqueKeysWithValues: drug.map { ($0.key > 40 ? $0.key + 1 : $0.key, $0.value) })
    let refused = refusal(.westernDrugs, 93, shifted)
    #expect(refused?.code == .wrongFieldCount)
    #expect(refused?.reason == "1301 的版本名称应在第 84 列，却在第 85 列，平台可能增减了列；共 93 列")
  }

  /// Every catalogue: the version name one column further, and none at all.
  @Test(arguments: [
    (NationalFileCatalogue.westernDrugs, 84), (.herbalPieces, 19), (.institutionPreparations, 72),
    (.serviceItems, 16), (.consumables, 71), (.diagnoses, 24), (.operations, 24), (.chronicDiseases, 12),
    (.diseasePayments, 13), (.daySurgery, 11), (.chineseDiseases, 14), (.chineseSyndromes, 14),
  ])
  func theVersionNameIsAtItsPlace(catalogue: NationalFileCatalogue, place: Int) {
    let everything = Dictionary(uniqueKeysWithValues: (1...110).map { ($0, "2021-01-01") })
    func reason(_ version: [Int: String]) -> String {
      refusal(catalogue, 110, everything.merging(version) { $1 })?.reason ?? ""
    }
    #expect(!reason([place: "F001_20210712000000_C"]).contains("版本名称"))
    let further = reason([place + 1: "F001_20210712000000_C"])
    #expect(further.contains("应在第 \(place) 列，却在第 \(place + 1) 列") && further.contains("共 110 列"), "\(further)")
    #expect(reason([:]).contains("这一行没有"))
    let short = refusal(catalogue, 3, [1: "X"])?.reason ?? ""
    #expect(short.contains("收到 3 列"), "\(short)")
  }

  /// The known variant of 1311, whose version name is in column 9.
  @Test func daySurgeryOfTheOtherVariant() throws {
    let record = try record(.daySurgery, 9, [2: "A1", 3: "某手术", 4: "1", 7: "2021-01-01", 9: version])
    #expect(record.value(of: "bzmc") == "某手术")
  }

  @Test(arguments: [
    (NationalFileCatalogue.westernDrugs, 84), (.herbalPieces, 19), (.institutionPreparations, 72), (.diagnoses, 24),
    (.operations, 24), (.chronicDiseases, 12), (.diseasePayments, 13), (.daySurgery, 11), (.chineseDiseases, 14),
    (.chineseSyndromes, 14),
  ])
  func anEmptyChangeDateIsRefused(catalogue: NationalFileCatalogue, place: Int) {
    let codes = [1: "X", 2: "X", 6: "X", 11: "X"]
    let refused = refusal(catalogue, 90, codes.merging([place: version]) { $1 })
    #expect(refused?.code == .unreadableDate)
    #expect(refused?.reason.contains("为空") == true && refused?.reason.contains("共 90 列") == true)
  }
}
