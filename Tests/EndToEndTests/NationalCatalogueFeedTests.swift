import Foundation
import Testing

/// All catalogues of the platform from the simulator to the views, with the shipped binaries: three publications, whose
/// files have the older, the documented and the newer columns.
@Suite(.serialized) struct NationalCatalogueFeedTests {
  private static let fileNumbers = [
    "1301", "1302", "1303", "1305", "1306", "1307", "1308", "1309", "1310", "1311", "1314", "1315",
  ]

  /// Rows 00–09 in the baseline; 10–19 beside the first ten again in `second`; 20–29 in `third`. By the last digit of its
  /// code each ten has, of drugs, seven in 1301 and one in each of 1302, 1303 and 1304; of items eight in 1305 and two in
  /// 1306; of diseases four in 1307 and one in each of the six others.
  private func catalogue() throws -> String {
    let folder = NSTemporaryDirectory() + "qz-catalogue-\(UUID().uuidString.prefix(8))"
    let releases = [
      ("baseline", "2020-01-01", Array(0..<10)), ("second", "2021-03-01", Array(0..<20)),
      ("third", "2021-04-01", Array(20..<30)),
    ]
    for (release, date, numbers) in releases {
      let codes = numbers.map { String(format: "%02d", $0) }
      let files = [
        "ypml": codes.map {
          catalogueRecord(55, [1: "D00000\($0)", 3: "药品\($0)", 10: "2", 20: "片剂", 30: date, 52: "备注\($0)"])
        },
        "zlxm": codes.map { catalogueRecord(73, [1: "X00000\($0)", 3: "项目\($0)", 9: "次", 20: date, 38: "内涵\($0)"]) },
        "bzml": codes.map { catalogueRecord(8, [1: "B00.\($0)", 2: "病种\($0)", 4: "1", 7: date]) },
      ]
      try FileManager.default.createDirectory(atPath: "\(folder)/\(release)", withIntermediateDirectories: true)
      for (name, lines) in files {
        try (lines.joined(separator: "\n") + "\n")
          .write(toFile: "\(folder)/\(release)/\(name).txt", atomically: true, encoding: .utf8)
      }
    }
    return folder
  }

  /// What the views hold after so many publications.
  private func expectViews(_ installation: Installation, tens: Int) async throws {
    // Every row, with its own name and both codes.
    for (view, key, name, word, place) in [
      ("ypml", "yplsh", "tym", "药品", 7), ("zlxm", "xmlsh", "xmmc", "项目", 7), ("bzml", "bzbm", "bzmc", "病种", 5),
    ] {
      try await installation.expectNumber("SELECT COUNT(*) FROM \(view)", 10 * tens)
      try await installation.expectNumber("SELECT COUNT(*) FROM \(view) WHERE gjmldm = \(key)", 10 * tens)
      try await installation.expectNumber(
        "SELECT COUNT(*) FROM \(view) WHERE \(name) = '\(word)' || SUBSTR(\(key), \(place), 2)", 10 * tens)
    }
    // 1303 is 自制; 1302 has no 剂型. 1306 has 规格 where 1305 has 项目内涵, from the same field.
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE zzsjbz = '1' AND SUBSTR(yplsh, 8) = '8'", tens)
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE jx IS NULL AND SUBSTR(yplsh, 8) = '7'", tens)
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE jx = '片剂'", 9 * tens)
    try await installation.expectNumber("SELECT COUNT(*) FROM zlxm WHERE xmnh = '内涵' || SUBSTR(xmlsh, 7, 2)", 10 * tens)
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE ylfydj = '2'", 10 * tens)
    // The catalogues of diseases; 1307 is 1 普通, 1310 is 5 单病种.
    for (group, ofTen) in [("1", 4), ("1308", 1), ("1309", 1), ("5", 1), ("1311", 1), ("1314", 1), ("1315", 1)] {
      try await installation.expectNumber("SELECT COUNT(*) FROM bzml WHERE bzfl = '\(group)'", ofTen * tens)
    }
  }

  private func asked(_ installation: Installation) async throws -> [String: Int] {
    let numbers = try await installation.centreRequests().map(\.transaction)
    return Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// A poll after each publication. What 1302 says of 国家医保支付政策 comes with the documented form only.
  @Test(.timeLimit(.minutes(4))) func oneByOne() async throws {
    let folder = try catalogue()
    let installation = try await Installation.make(
      centre: Installation.nationalCentre, simulatorArguments: ["--catalogue", folder])
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0 && first.output.contains("已发布第 1 次发布"), "\(first.output)")
    try await installation.startAgent()
    try await expectViews(installation, tens: 1)
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE bz IS NULL", 1)
    for (number, release, added, changed) in [(2, "second", 10, 10), (3, "third", 10, 0)] {
      _ = try await installation.admin("POST", "/_admin/publish?release=\(release)")
      let sync = try await installation.qianzhi("sync")
      #expect(sync.status == 0 && sync.output.contains("已发布第 \(number) 次发布"), "\(sync.output)")
      for catalogue in ["药品目录", "诊疗目录", "病种目录"] {
        #expect(sync.output.contains("\(catalogue)：新增 \(added) 行，修改 \(changed) 行"), "\(sync.output)")
      }
      try await expectViews(installation, tens: number)
      try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE bz IS NULL", 0)
    }
    let again = try await installation.qianzhi("sync")
    #expect(again.status == 0 && !again.output.contains("已发布"), "\(again.output)")
    try await installation.tearDown()
    try FileManager.default.removeItem(atPath: folder)
  }

  /// A hospital that begins when three publications are there gets them in one poll, each file once.
  @Test(.timeLimit(.minutes(4))) func allAtOnce() async throws {
    let folder = try catalogue()
    let installation = try await Installation.make(
      centre: Installation.nationalCentre,
      simulatorArguments: ["--catalogue", folder, "--releases", "second,third"])
    let sync = try await installation.qianzhi("sync")
    #expect(sync.status == 0 && sync.output.contains("已发布第 1 次发布"), "\(sync.output)")
    let asked = try await asked(installation)
    // Three versions and the end.
    for number in Self.fileNumbers { #expect(asked[number] == 4, "\(number): \(asked)") }
    #expect(asked["9102"] == 3 * Self.fileNumbers.count && asked["1304"] == 3, "\(asked)")
    // 10, 20 and 10 rows in the files; of drugs nine tenths of that, and 09, 19 and 29 once in 1304. Rows 00 to 09 came
    // twice.
    let shown = try await installation.qianzhi("release", "show", "1")
    for line in [
      "药品目录：平台各文件和 1304 共公布 39 行，去重后 30 行（同一编码重复 9 行，拒收 0 行），首次下载，新增 30 修改 0",
      "诊疗目录：平台各文件共公布 40 行，去重后 30 行（同一编码重复 10 行，拒收 0 行），首次下载，新增 30 修改 0",
      "病种目录：平台各文件共公布 40 行，去重后 30 行（同一编码重复 10 行，拒收 0 行），首次下载，新增 30 修改 0",
    ] {
      #expect(shown.output.contains(line), "\(shown.output)")
    }
    try await installation.startAgent()
    try await expectViews(installation, tens: 3)
    try await installation.expectNumber("SELECT COUNT(*) FROM ypml WHERE bz IS NULL", 0)
    try await installation.tearDown()
    try FileManager.default.removeItem(atPath: folder)
  }
}
