import Catalogue
import CentreProtocol
import Testing

/// Every column the views take, each with a value of its own, by the places of the field tables (facts A.3): "c7" is
/// column 7, a date's day of January 2021 its column's turn. What a view does not take stands in the row, too.
@Suite struct NationalColumnsTests {
  /// A row in which every column says its place, but for some.
  private func row(_ count: Int, _ values: [Int: String]) -> NationalFileRow {
    NationalFileRow((1...count).map { values[$0] ?? "c\($0)" }.joined(separator: "\t"))
  }

  /// The columns of a record that hold something.
  private func filled(_ record: CatalogueRecord) -> [String: String] {
    var values: [String: String] = [:]
    for (column, value) in zip(record.kind.table.recordColumns, record.fields) where !value.isEmpty {
      values[column.name] = value
    }
    return values
  }

  private let version = "F001_20210712101500_C"

  @Test func herbalPieces() throws {
    let record = try NationalMapping.record(
      row(28, [12: "2021-01-12", 13: "2021-01-13", 14: "1", 17: "2021-01-17 08:09:10", 19: version]),
      of: .herbalPieces)
    #expect(record.kind == .ypml && record.key == ["c1"])
    #expect(
      filled(record) == ["yplsh": "c1", "ypbm": "c1", "tym": "c2", "bz": "c25", "bgsj": "2021-01-17 08:09:10"])
    #expect(record.additional == ["gjmldm": "c1", "kssj": "2021-01-12", "zzsj": "2021-01-13"])
  }

  @Test func institutionPreparations() throws {
    let record = try NationalMapping.record(
      row(78, [65: "1", 66: "2021-01-06", 67: "2021-01-07", 70: "2021-01-10", 72: version]),
      of: .institutionPreparations)
    #expect(record.kind == .ypml && record.key == ["c1"])
    #expect(
      filled(record) == [
        "yplsh": "c1", "ypbm": "c1", "tym": "c53", "spm": "c2", "ywm": "c4", "jx": "c6", "bzsl": "c27", "bzdw": "c52",
        "hl": "c11", "ycmc": "c41", "zzsjbz": "1", "bz": "c64", "bgsj": "2021-01-10",
      ])
    #expect(
      record.additional == ["gjmldm": "c1", "xzzffw": "c51", "kssj": "2021-01-06", "zzsj": "2021-01-07"])
  }

  /// Without 注册名称 (53) the 药品商品名 (2) names it.
  @Test func aPreparationWithoutARegisteredName() throws {
    let record = try NationalMapping.record(
      row(78, [53: "", 65: "1", 66: "", 67: "", 70: "2021-01-10", 72: version]), of: .institutionPreparations)
    #expect(record.value(of: "tym") == "c2" && record.value(of: "spm") == "c2")
  }

  /// No 数据更新时间: the version's.
  @Test func consumables() throws {
    let record = try NationalMapping.record(row(71, [48: "2021-01-18", 68: "1", 71: version]), of: .consumables)
    #expect(record.kind == .zlxm && record.key == ["c1"])
    #expect(
      filled(record) == [
        "xmlsh": "c1", "xmbm": "c1", "xmmc": "c2", "dw": "c16", "xmnh": "c8", "bz": "c35",
        "bgsj": "2021-07-12 10:15:00", "zzsj": "2021-01-18",
      ])
    #expect(record.additional["gjmldm"] == "c1")
  }

  /// Code, name, 有效标志, 数据更新时间 and 版本名称; what tells the catalogue apart as 病种分类.
  private struct Places {
    let catalogue: NationalFileCatalogue
    let count: Int
    let code: Int
    let name: Int
    let flag: Int
    let changed: Int
    let version: Int
    let group: String
  }

  private static let diseases = [
    Places(catalogue: .diagnoses, count: 24, code: 11, name: 12, flag: 19, changed: 22, version: 24, group: "1"),
    Places(catalogue: .operations, count: 24, code: 11, name: 12, flag: 19, changed: 22, version: 24, group: "1308"),
    Places(catalogue: .chronicDiseases, count: 16, code: 1, name: 15, flag: 6, changed: 9, version: 12, group: "1309"),
    Places(catalogue: .diseasePayments, count: 15, code: 2, name: 3, flag: 6, changed: 9, version: 13, group: "5"),
    Places(catalogue: .daySurgery, count: 15, code: 2, name: 3, flag: 4, changed: 7, version: 11, group: "1311"),
    Places(catalogue: .chineseDiseases, count: 14, code: 6, name: 7, flag: 9, changed: 12, version: 14, group: "1314"),
    Places(catalogue: .chineseSyndromes, count: 14, code: 6, name: 7, flag: 9, changed: 12, version: 14, group: "1315"),
  ]

  @Test(arguments: ["0", "1"]) func diseases(flag: String) throws {
    for places in Self.diseases {
      let record = try NationalMapping.record(
        row(places.count, [places.flag: flag, places.changed: "2021-01-09", places.version: version]),
        of: places.catalogue)
      #expect(record.kind == .bzml && record.key == ["c\(places.code)", places.group, "", ""], "\(places.catalogue)")
      #expect(
        filled(record) == [
          "bzbm": "c\(places.code)", "bzmc": "c\(places.name)", "bzfl": places.group, "bgsj": "2021-01-09",
        ], "\(places.catalogue)")
      let end = flag == "0" ? "2021-01-09" : ""
      #expect(record.additional == ["gjmldm": "c\(places.code)", "zzsj": end], "\(places.catalogue)")
    }
  }

  /// An older version of 1309 has only the names of the classes: the finer one (3), else the coarser one (2).
  @Test(arguments: [("c3", "c3"), ("", "c2")]) func anOlderChronicDisease(fine: String, expected: String) throws {
    let record = try NationalMapping.record(
      row(12, [3: fine, 6: "1", 9: "2021-01-09", 12: version]), of: .chronicDiseases)
    #expect(record.value(of: "bzmc") == expected)
  }
}
