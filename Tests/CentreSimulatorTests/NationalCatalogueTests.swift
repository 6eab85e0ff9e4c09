import CentreSimulator
import Foundation
import Testing

/// The platform's catalogues as the simulated centre has them, against the column tables of the facts (A.3, A.4).
struct NationalCatalogueTests {
  /// One catalogue's file by its column table: columns of the three forms; where code, name, 有效标志, 数据更新时间 (0: none)
  /// and 版本名称 stand; which last characters of a code are in it.
  struct Table: Sendable {
    let number: String
    let widths: [Int]
    let code: Int
    let name: Int
    let flag: Int
    let changed: Int
    let version: Int
    let codes: [String]
  }

  static let tables = [
    Table(
      number: "1301", widths: [84, 92, 97], code: 1, name: 4, flag: 79, changed: 82, version: 84,
      codes: (0...6).map { "D000000\($0)" }),
    Table(
      number: "1302", widths: [19, 28, 33], code: 1, name: 2, flag: 14, changed: 17, version: 19, codes: ["D0000007"]),
    Table(
      number: "1303", widths: [72, 78, 85], code: 1, name: 53, flag: 65, changed: 70, version: 72, codes: ["D0000008"]),
    Table(
      number: "1305", widths: [16, 16, 20], code: 1, name: 10, flag: 7, changed: 0, version: 16,
      codes: (0...7).map { "X000000\($0)" }),
    Table(
      number: "1306", widths: [71, 71, 73], code: 1, name: 2, flag: 68, changed: 0, version: 71,
      codes: ["X0000008", "X0000009"]),
    Table(
      number: "1307", widths: [24, 24, 26], code: 11, name: 12, flag: 19, changed: 22, version: 24,
      codes: (0...3).map { "B00.0\($0)" } + ["B00.0x"]),
    Table(
      number: "1308", widths: [24, 24, 26], code: 11, name: 12, flag: 19, changed: 22, version: 24, codes: ["B00.04"]),
    Table(
      number: "1309", widths: [12, 16, 18], code: 1, name: 15, flag: 6, changed: 9, version: 12, codes: ["B00.05"]),
    Table(
      number: "1310", widths: [13, 15, 17], code: 2, name: 3, flag: 6, changed: 9, version: 13, codes: ["B00.06"]),
    Table(number: "1311", widths: [9, 15, 17], code: 2, name: 3, flag: 4, changed: 7, version: 11, codes: ["B00.07"]),
    Table(
      number: "1314", widths: [14, 14, 16], code: 6, name: 7, flag: 9, changed: 12, version: 14, codes: ["B00.08"]),
    Table(
      number: "1315", widths: [14, 14, 16], code: 6, name: 7, flag: 9, changed: 12, version: 14, codes: ["B00.09"]),
  ]

  /// Of the known variant of 1311 the version name stands in column 9.
  private static func versionPlace(_ table: Table, _ file: Int) -> Int {
    table.number == "1311" && file == 0 ? 9 : table.version
  }

  /// An older 1309 has the names of the classes alone.
  private static func namePlace(_ table: Table, _ file: Int) -> Int {
    table.number == "1309" && file == 0 ? 3 : table.name
  }

  private static let dates = ["2020-01-02", "2021-03-01", "2021-04-01"]

  /// Three publications of the same codes, one for each last digit; each has its own names and date.
  private func centre() async throws -> SmallCentre {
    let folder = SmallCentre.newFolder()
    for (place, release) in ["baseline", "release-2", "release-3"].enumerated() {
      let (date, name) = (Self.dates[place], "第\(place + 1)版")
      let digits = (0...9).map(String.init)
      let drugs = digits.map {
        SmallCentre.record(
          55,
          [0: "D000000\($0)", 2: name, 3: "ZJM", 9: "2", 19: "片剂", 20: "12", 22: "5mg", 29: date, 51: "备注"])
      }
      let items = digits.map {
        SmallCentre.record(73, [0: "X000000\($0)", 2: name, 8: "次", 18: "备注", 19: date, 37: "内涵"])
      }
      // One disease in two categories is one row of the platform's.
      let diseases = (digits + ["x", "9"]).enumerated().map {
        SmallCentre.record(8, [0: "B00.0\($1)", 1: name, 3: $0 == 11 ? "4" : "1", 6: date])
      }
      try SmallCentre.write("\(folder)/three/\(release)", ["ypml": drugs, "zlxm": items, "bzml": diseases])
    }
    return try await SmallCentre(folder: folder) { configuration in
      configuration.catalogue = .directory(folder + "/three")
      configuration.releases = ["release-2", "release-3"]
    }
  }

  @Test("Every file catalogue is walked to its end, its three files in three forms")
  func threeForms() async throws {
    let centre = try await centre()
    let client = PlatformClient(centre.port)
    try await client.signIn()
    for table in Self.tables {
      let number = table.number
      let files = try await client.walk(number) { Self.versionPlace(table, $0) }
      #expect(files.count == 3, "\(number)")
      for (place, file) in files.enumerated() {
        #expect(file.announced == table.codes.count && file.rows.count == table.codes.count, "\(number)")
        #expect(file.rows.allSatisfy { $0.count == table.widths[place] }, "\(number) \(place): \(file.rows)")
        #expect(file.rows.map { $0[table.code - 1] } == table.codes, "\(number) \(place)")
        let name = Self.namePlace(table, place)
        let version = Self.versionPlace(table, place)
        for row in file.rows {
          #expect(row[name - 1] == "第\(place + 1)版" && row[table.flag - 1] == "1", "\(number) \(place): \(row)")
          let prefix = number == "1305" ? "F002" : "F001"
          #expect(row[version - 1] == "\(prefix)_2021010100000\(place + 1)_C", "\(number) \(place): \(row)")
          if table.changed > 0 { #expect(row[table.changed - 1] == Self.dates[place] + " 00:00:00", "\(number)") }
        }
      }
      // A column behind the documented ones is not empty.
      #expect(files[2].rows.allSatisfy { $0.last?.isEmpty == false }, "\(number)")
    }
    try await centre.stop()
  }

  @Test("The columns behind the version name are there from the documented form on")
  func columnsOfTheDocumentedForm() async throws {
    let centre = try await centre()
    let client = PlatformClient(centre.port)
    try await client.signIn()
    let drugs = try await client.walk("1301") { _ in 84 }
    // 11 药品剂型名称, 14 药品规格, 33 包装数量, 51 拼音助记码, 57 限制使用范围, 78 备注, 92 甲乙类标识.
    let drug = drugs[1].rows[0]
    #expect([11, 14, 33, 51, 57, 78, 92].map { drug[$0 - 1] } == ["片剂", "5mg", "12", "ZJM", "null", "备注", "乙"])
    #expect(Array(drugs[2].rows[0][91...]) == ["乙"] + Array(repeating: "后来的列", count: 5))
    // 20 药材名称, 25 国家医保支付政策.
    let pieces = try await client.walk("1302") { _ in 19 }
    #expect([20, 25].map { pieces[1].rows[0][$0 - 1] } == ["第2版", "备注"])
    // 6 剂型名称, 11 药品规格, 27 包装数量, 64 备注.
    let preparations = try await client.walk("1303") { _ in 72 }
    #expect([6, 11, 27, 64].map { preparations[0].rows[0][$0 - 1] } == ["片剂", "5mg", "12", "备注"])
    // 3 计价单位名称, 6 诊疗项目内涵, 8 备注.
    let items = try await client.walk("1305") { _ in 16 }
    #expect([3, 6, 8].map { items[0].rows[0][$0 - 1] } == ["次", "内涵", "备注"])
    // 8 规格, 16 包装单位, 35 医保限用范围.
    let consumables = try await client.walk("1306") { _ in 71 }
    #expect([8, 16, 35].map { consumables[0].rows[0][$0 - 1] } == ["内涵", "次", "备注"])
    try await centre.stop()
  }

  @Test("1304 comes page by page since a time, each drug as published last")
  func ethnicDrugs() async throws {
    let folder = SmallCentre.newFolder()
    func drugs(_ rows: [(code: String, name: String, date: String)]) -> [String: [String]] {
      ["ypml": rows.map { SmallCentre.record(55, [0: $0.code, 2: $0.name, 19: "丸剂", 29: $0.date]) }]
    }
    try SmallCentre.write(
      folder + "/ethnic/baseline",
      drugs([
        ("D19", "一", "2020-01-01"), ("D29", "二", "2020-05-01"), ("D30", "西药", "2020-06-01"),
        ("D39", "三", "2099-01-01"),
      ]))
    // Dated back behind what was reached on 2021-03-01: 2020-05-01; the row of 2099 was still ahead.
    try SmallCentre.write(folder + "/ethnic/later", drugs([("D19", "又一", "2020-02-01"), ("D49", "四", "2020-08-01")]))
    let centre = try await SmallCentre(folder: folder) { configuration in
      configuration.catalogue = .directory(folder + "/ethnic")
      configuration.releases = ["later"]
    }
    let client = PlatformClient(centre.port)
    try await client.signIn()
    func found(_ since: String) async throws -> [String] {
      let answer = try await client.pages("1304", since: since, size: 2)
      #expect(Set(answer.counts) == [answer.rows.count] && answer.counts.count == max(1, (answer.rows.count + 1) / 2))
      #expect(answer.rows.allSatisfy { $0["vali_flag"] as? String == "1" && $0["dosform"] as? String == "丸剂" })
      #expect(Set(answer.rows.compactMap { $0["rid"] as? String }).count == answer.rows.count)
      return answer.rows.map { row in
        ["med_list_codg", "drug_genname", "updt_time"].map { row[$0] as? String ?? "" }.joined(separator: " ")
      }
    }
    #expect(
      try await found("1970-01-01 00:00:00") == [
        "D29 二 2020-05-01 00:00:00", "D39 三 2099-01-01 00:00:00", "D19 又一 2020-05-01 00:00:00",
        "D49 四 2020-08-01 00:00:00",
      ])
    #expect(
      try await found("2020-05-01 00:00:01") == ["D39 三 2099-01-01 00:00:00", "D49 四 2020-08-01 00:00:00"])
    #expect(try await found("2099-01-02 00:00:00").isEmpty)
    // Nothing has ended; and the flag is required (facts A.4).
    #expect(try await client.pages("1304", since: "1970-01-01 00:00:00", size: 2, flag: "0").counts == [0])
    let unasked = try await client.call("1304", ["updt_time": "1970-01-01 00:00:00", "page_num": 1, "page_size": 2])
    #expect(unasked.words == "FSI-有效标志不能为空")
    try await centre.stop()
  }

  @Test("The sample is in every catalogue, and their sum is the three catalogues of 24")
  func sample() async throws {
    let folder = SmallCentre.newFolder()
    let simulator = try CentreSimulator(configuration: SimulatorConfiguration(dataDirectory: folder))
    let client = PlatformClient(try await simulator.start())
    try await client.signIn()
    // cut -d'|' -f1 baseline/ypml.txt | sort -u | grep -c '7$', and so on.
    let expected = [
      "1301": 199, "1302": 31, "1303": 26, "1305": 176, "1306": 45, "1307": 184, "1308": 16, "1309": 32, "1310": 16,
      "1311": 32, "1314": 17, "1315": 32,
    ]
    var found: [String: Int] = [:]
    for table in Self.tables {
      let files = try await client.walk(table.number) { Self.versionPlace(table, $0) }
      #expect(files.count == 1)
      found[table.number] = files[0].announced
    }
    #expect(found == expected)
    let ethnic = try await client.pages("1304", since: "1970-01-01 00:00:00", size: 100)
    #expect(ethnic.rows.count == 29)
    // 285 drugs, 221 items; 335 diseases have 329 codes.
    #expect(199 + 31 + 26 + 29 == 285 && 176 + 45 == 221 && 184 + 16 + 32 + 16 + 32 + 17 + 32 == 329)
    // Of these the centre has nothing.
    for number in ["1313", "1320", "1321"] {
      #expect(try await client.call(number, ["ver": "0"]).words == "FSI-已经是最新数据")
    }
    // Nor is there a file of the query, of a version that nobody published, or of a catalogue without rows.
    for file in ["1304/1", "1301/2", "1313/1"] {
      let parts = file.split(separator: "/")
      let asked = [
        "file_qury_no": "fsi/plc/\(file)", "filename": "\(parts[0])-\(parts[1]).txt.zip", "fixmedins_code": "plc",
      ]
      #expect(try await client.call("9102", asked, node: "fsDownloadIn").words == "FSI-没有这个文件", "\(file)")
    }
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }
}
