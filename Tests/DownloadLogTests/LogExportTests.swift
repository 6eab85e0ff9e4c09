import Catalogue
import CatalogueStore
import Foundation
import RawWorkbook
import Spreadsheet
import Testing

@testable import DownloadLog

@Suite struct LogExportTests {
  private let fixture: LogFixture
  init() throws {
    fixture = try LogFixture(StoreOptions(logFormat: LogFormat(encoding: .gb18030)))
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml),
      try LogFixture.batch([LogFixture.drug("00012345678901234567", "甲", date: "2021-03-01")], .ypml),
      at: LogFixture.beforeMidnight)
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱二|HL|1|||2021-03-01|"], .bzml), at: LogFixture.beforeMidnight + 100)
    try fixture.writer.writePending(now: 0)
  }

  private static let script = """
    import json, sys, openpyxl
    book = openpyxl.load_workbook(sys.argv[1], read_only=False)
    print(json.dumps([[s.title, s.auto_filter.ref, [[c.value or "" for c in r] for r in s.iter_rows()],
      sorted({c.data_type for r in s.iter_rows() for c in r if c.value is not None})] for s in book.worksheets],
      ensure_ascii=False))
    """

  private struct Sheet: Decodable {
    let name: String
    let filter: String
    let rows: [[String]]
    let types: [String]

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      filter = try values.decode(String.self)
      rows = try values.decode([[String]].self)
      types = try values.decode([String].self)
    }
  }

  private func seen(_ path: String) throws -> [Sheet] {
    let python = try #require(
      ProcessInfo.processInfo.environment["QIANZHI_PYTHON"], "run the tests through scripts/test")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", Self.script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([Sheet].self, from: data)
  }

  @Test func namedColumnsFiltersAndCodesAsText() throws {
    let path = fixture.folder + "/log.xlsx"
    let counts = try fixture.reader.export(try fixture.store.logFiles(), to: path)
    #expect(counts == [.ypml: 1, .bzml: 2])
    let sheets = try seen(path)
    #expect(sheets.map(\.name) == ["药品目录", "诊疗目录", "病种目录"])
    #expect(sheets.map(\.filter) == ["A1:BE2", "A1:BW1", "A1:K3"])
    #expect(sheets.map(\.types) == [["s"], ["s"], ["s"]])
    #expect(sheets[0].rows[0].prefix(5) == ["日志日期", "操作", "药品（对照）流水号", "药品编码", "通用名"])
    #expect(sheets[0].rows[1].prefix(5) == ["2021-02-26", "新增", "00012345678901234567", "", "甲"])
    #expect(
      sheets[2].rows == [
        ["日志日期", "操作", "病种编码", "病种名称", "助记码", "病种分类", "居民病种分类", "统计码", "变更时间", "生育病种分类", "开始时间"],
        ["2021-02-26", "新增", "A00", "霍乱", "HL", "1", "", "", "2021-01-20", "", "2021-01-20"],
        ["2021-02-27", "修改", "A00", "霍乱二", "HL", "1", "", "", "2021-03-01", "", "2021-03-01"],
      ])
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.folder)
    #expect(!names.contains { $0.hasSuffix(".part") })
  }

  @Test func oneDayAndWhatCannotBeWritten() throws {
    let path = fixture.folder + "/day.xlsx"
    let counts = try fixture.reader.export(try fixture.reader.files(day: "2021-02-27"), to: path)
    #expect(counts == [.bzml: 1])
    #expect(throws: LogExportError.self) { try fixture.reader.export([], to: fixture.folder + "/a.sqlite") }
    #expect(throws: LogExportError.self) { try fixture.reader.export([], to: fixture.folder + "/no/a.xlsx") }
    try FileManager.default.removeItem(atPath: fixture.log + "/下载日志-20210227.txt")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect {
      try fixture.reader.export(try fixture.store.logFiles(), to: path)
    } throws: { ($0 as? LogExportError)?.text.contains("log rebuild") == true }
    // The earlier export is untouched.
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  /// 150,000 lines, 20 MB of log, are counted and exported with a few MB of memory.
  @Test(.timeLimit(.minutes(3))) func constantMemory() throws {
    let large = try LogFixture()
    let texts = (0..<150_000).map { "X\($0)|\(String(repeating: "病", count: 30))|M|1|||2021-01-20|" }
    try large.publish(try LogFixture.batch(texts, .bzml), at: LogFixture.beforeMidnight)
    try large.writer.writePending(now: 0)
    let file = try #require(try large.store.logFiles().first)
    #expect(file.length > 20_000_000)
    var listed: [LogFileSummary] = []
    let listing = try ResidentMemory.peakGrowth { listed = try large.reader.files() }
    #expect(listed.map(\.lineCounts) == [[.bzml: [.added: 150_000]]])
    #expect(listing < 32 << 20)
    var counts: [CatalogueKind: Int] = [:]
    let path = large.folder + "/large.xlsx"
    let exporting = try ResidentMemory.peakGrowth { counts = try large.reader.export([file], to: path) }
    #expect(counts == [.bzml: 150_000])
    print(
      "\(file.length >> 20) MB of log: resident memory grew by \(listing >> 20) MB at most for the list,"
        + " by \(exporting >> 20) MB for the export")
    #expect(exporting < 32 << 20)
  }
}
