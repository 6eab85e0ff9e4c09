import Catalogue
import CatalogueStore
import CentreProtocol
import Testing

@testable import CatalogueFeed

/// All catalogues of the platform, each with a file of an older form, one as documented and one of a newer form. The lines
/// are written here by the column tables (facts A.3): an older row ends with 版本名称, a newer one goes on behind the table.
@Suite struct NationalFormsFeedTests {
  /// Columns of the three forms; where code, name, 有效标志, 数据更新时间 (`nil`: none) and 版本名称 stand.
  private struct Table {
    let number: String
    let widths: [Int]
    let code: Int
    let name: Int
    let flag: Int
    let changed: Int?
    let version: Int
    /// Where name and 版本名称 stand in the older form.
    var olderName: Int?
    var olderVersion: Int?
  }

  /// The third width, where the facts know none, is any: the agent does not count columns behind the documented ones.
  private static let tables: [CatalogueKind: [Table]] = [
    .ypml: [
      Table(number: "1301", widths: [84, 92, 97], code: 1, name: 4, flag: 79, changed: 82, version: 84),
      Table(number: "1302", widths: [19, 28, 33], code: 1, name: 2, flag: 14, changed: 17, version: 19),
      Table(number: "1303", widths: [72, 78, 85], code: 1, name: 53, flag: 65, changed: 70, version: 72),
    ],
    .zlxm: [
      Table(number: "1305", widths: [16, 16, 20], code: 1, name: 10, flag: 7, changed: nil, version: 16),
      Table(number: "1306", widths: [71, 71, 80], code: 1, name: 2, flag: 68, changed: nil, version: 71),
    ],
    .bzml: [
      Table(number: "1307", widths: [24, 24, 30], code: 11, name: 12, flag: 19, changed: 22, version: 24),
      Table(number: "1308", widths: [24, 24, 25], code: 11, name: 12, flag: 19, changed: 22, version: 24),
      Table(number: "1309", widths: [12, 16, 20], code: 1, name: 15, flag: 6, changed: 9, version: 12, olderName: 3),
      Table(number: "1310", widths: [13, 15, 16], code: 2, name: 3, flag: 6, changed: 9, version: 13),
      Table(number: "1311", widths: [9, 15, 18], code: 2, name: 3, flag: 4, changed: 7, version: 11, olderVersion: 9),
      Table(number: "1314", widths: [14, 14, 15], code: 6, name: 7, flag: 9, changed: 12, version: 14),
      Table(number: "1315", widths: [14, 14, 18], code: 6, name: 7, flag: 9, changed: 12, version: 14),
    ],
  ]

  /// 病种分类 of each disease catalogue's rows.
  private static let groups = ["1307": "1", "1310": "5"]

  private static func version(_ form: Int) -> String { "F001_2021010\(form + 1)000000_C" }

  private static func line(_ table: Table, form: Int, code: String, name: String) -> String {
    var columns = [String](repeating: "", count: table.widths[form])
    for place in columns.indices where place >= table.widths[1] { columns[place] = "后来" }
    columns[table.code - 1] = code
    columns[(form == 0 ? table.olderName ?? table.name : table.name) - 1] = name
    columns[table.flag - 1] = "1"
    if let changed = table.changed { columns[changed - 1] = "2021-01-0\(form + 1) 08:00:00" }
    columns[(form == 0 ? table.olderVersion ?? table.version : table.version) - 1] = version(form)
    return columns.joined(separator: "\t")
  }

  /// Rows of a form's file: A and B in the older one, A again and C in the documented, B again and D in the newer one.
  private static let rows = [["A", "B"], ["A", "C"], ["B", "D"]]

  private static func file(_ table: Table, form: Int) -> MemoryPlatform.File {
    let lines = rows[form].map { line(table, form: form, code: "\(table.number)\($0)", name: "\($0)名\(form)") }
    return MemoryPlatform.File(lines: lines, announced: 2, version: version(form))
  }

  /// What a view has of each catalogue after so many files, by code: the name of the last file that has it.
  private static let held = [
    ["A": "A名0", "B": "B名0"], ["A": "A名1", "B": "B名0", "C": "C名1"],
    ["A": "A名1", "B": "B名2", "C": "C名1", "D": "D名2"],
  ]

  private let fixture: NationalFixture

  init() throws { fixture = try NationalFixture() }

  private func expect(_ kind: CatalogueKind, after files: Int) throws {
    let names: [CatalogueKind: String] = [.ypml: "tym", .zlxm: "xmmc", .bzml: "bzmc"]
    let name = try #require(names[kind])
    let tables = try #require(Self.tables[kind])
    let held = Self.held[files - 1]
    #expect(fixture.store.rowCounts[kind] == tables.count * held.count, "\(kind)")
    for table in tables {
      for (letter, value) in held {
        let code = "\(table.number)\(letter)"
        let key = kind == .bzml ? [code, Self.groups[table.number] ?? table.number, "", ""] : [code]
        let record = try #require(try fixture.store.record(kind, key: key), "\(code)")
        #expect(record.value(of: name) == value, "\(code)")
        #expect(record.additional["gjmldm"] == code, "\(code)")
      }
    }
  }

  /// One poll a publication, and all three in one poll: what the views have is the same.
  @Test(arguments: [CatalogueKind.ypml, .zlxm, .bzml], [true, false])
  func everyForm(kind: CatalogueKind, oneByOne: Bool) async throws {
    let tables = try #require(Self.tables[kind])
    for form in 0..<3 {
      for table in tables {
        fixture.platform.state.withLock { $0.files[table.number, default: []].append(Self.file(table, form: form)) }
      }
      guard oneByOne || form == 2 else { continue }
      let outcome = try await fixture.poll(of: [kind])
      #expect(outcome.release != nil && outcome.isComplete, "\(outcome)")
      #expect(try fixture.store.rejects().isEmpty)
      try expect(kind, after: form + 1)
    }
    // Each catalogue to its end: three files, once.
    let asked = fixture.platform.state.withLock { $0.filesAsked }
    let expected = tables.flatMap { table in (0..<3).map { "\(table.number)/\($0)" } }
    #expect(asked.sorted() == expected.sorted())
    let again = try await fixture.poll(of: [kind])
    #expect(again.release == nil && again.isComplete)
    #expect(fixture.platform.state.withLock { $0.filesAsked.count } == asked.count)
  }

  /// Columns of the documented form that an older row does not have are empty, and come with the next file.
  @Test func columnsThatCameLater() async throws {
    for form in 0..<2 {
      for table in try #require(Self.tables[.ypml]) {
        var file = Self.file(table, form: form)
        // 92 甲乙类标识 of 1301, 25 国家医保支付政策 of 1302.
        let place = ["1301": 92, "1302": 25][table.number]
        if let place, form == 1 {
          file.lines = file.lines.map { line in
            var columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            columns[place - 1] = table.number == "1301" ? "乙" : "政策"
            return columns.joined(separator: "\t")
          }
        }
        fixture.platform.state.withLock { $0.files[table.number, default: []].append(file) }
      }
      _ = try await fixture.poll()
      let level = try fixture.value("ylfydj", of: "1301A")
      let policy = try fixture.value("bz", of: "1302A")
      #expect(level == (form == 0 ? "" : "2") && policy == (form == 0 ? "" : "政策"))
    }
  }
}
