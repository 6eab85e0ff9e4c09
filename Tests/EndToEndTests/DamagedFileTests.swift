import Foundation
import Testing

/// A release file that rotted, with the shipped binaries; and the difference of two releases as a workbook.
@Suite(.serialized) struct DamagedFileEndToEndTests {
  private static let reader = """
    import sys, openpyxl
    for sheet in openpyxl.load_workbook(sys.argv[1]):
        for row in sheet.iter_rows(values_only=True): print(sheet.title, *["" if v is None else v for v in row], sep="|")
    """

  private func twoReleases() async throws -> Installation {
    let installation = try await Installation.make()
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210301")
    let second = try await installation.qianzhi("sync")
    #expect(second.output.contains("已发布第 2 次发布"), "\(second.output)")
    return installation
  }

  private func damage(_ path: String) throws {
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: 9_000)
    try handle.write(contentsOf: Data("rotten".utf8))
    try handle.close()
  }

  @Test(.timeLimit(.minutes(3))) func checkFindsItAndItIsMadeAgain() async throws {
    let installation = try await twoReleases()
    let path = "\(installation.dataDirectory)/releases/ypml/000002.sqlite"
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    try await installation.startAgent()
    try damage(path)
    let check = try await installation.qianzhi("check", "--date", "20210301")
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("QZ-S111"), "\(check.output)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == good)
    let again = try await installation.qianzhi("check", "--date", "20210301")
    #expect(!again.output.contains("QZ-S111"), "\(again.output)")
    try await installation.tearDown()
  }

  /// So has the one it was made from: the agent starts, serves what is left, says so, and a rollback with a resume ends it.
  @Test(.timeLimit(.minutes(3))) func theOlderOneIsServedUntilAPersonActs() async throws {
    let installation = try await twoReleases()
    _ = try await installation.admin("POST", "/_admin/publish?release=release-20210401")
    let third = try await installation.qianzhi("sync")
    #expect(third.output.contains("已发布第 3 次发布"), "\(third.output)")
    for number in [2, 3] { try damage("\(installation.dataDirectory)/releases/ypml/00000\(number).sqlite") }
    try await installation.startAgent()
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("QZ-S110"), "\(status.output)")
    let check = try await installation.qianzhi("check", "--date", "20210301", "--catalogue", "ypml")
    #expect(check.status == 1 && check.output.contains("QZ-S110"), "\(check.output)")
    let rows = try await installation.qianzhi("sql", "SELECT COUNT(*) n FROM ypml")
    // The first release's: 285 drugs, none of them of the second's date.
    #expect(rows.status == 0 && rows.output.split(separator: "\n").contains("285"), "\(rows.output)")
    let dated = try await installation.qianzhi(
      "sql", "SELECT COUNT(*) n FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301'")
    #expect(dated.status == 0 && dated.output.split(separator: "\n").contains("0"), "\(dated.output)")
    let held = try await installation.qianzhi("sync", "--full")
    #expect(held.status == 3 && held.output.contains("QZ-S110"), "\(held.output)")
    let back = try await installation.qianzhi(
      "release", "rollback", "1", "--catalogue", "ypml", "--reason", "文件损坏")
    #expect(back.status == 0, "\(back.output)")
    let resumed = try await installation.qianzhi("release", "resume", "ypml")
    #expect(resumed.status == 0, "\(resumed.output)")
    let agrees = try await installation.qianzhi("check", "--date", "20210301", "--catalogue", "ypml")
    #expect(agrees.status == 0, "\(agrees.output)")
    let mended = try await installation.qianzhi("status")
    #expect(mended.status == 0, "\(mended.output)")
    try await installation.tearDown()
  }

  /// A first load with nothing older: the agent starts, the other views are read, this one is an error and not empty, and
  /// the centre's rows bring it back.
  @Test(.timeLimit(.minutes(3))) func aLostFirstLoadIsDownloadedAgain() async throws {
    let installation = try await Installation.make()
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0, "\(first.output)")
    try damage("\(installation.dataDirectory)/releases/ypml/000001.sqlite")
    try await installation.setFault("24:1+:503")
    try await installation.startAgent()
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("QZ-S110"), "\(status.output)")
    let lost = try await installation.qianzhi("sql", "SELECT COUNT(*) n FROM ypml")
    #expect(lost.status != 0 && lost.output.contains("QZ-S110 药品目录"), "\(lost.output)")
    // 221 items of the sample.
    let items = try await installation.qianzhi("sql", "SELECT COUNT(*) n FROM zlxm")
    #expect(items.status == 0 && items.output.split(separator: "\n").contains("221"), "\(items.output)")
    let check = try await installation.qianzhi("check", "--date", "20210301")
    #expect(check.status == 1 && check.output.contains("QZ-S110"), "\(check.output)")
    try await installation.clearFaults()
    let mended = try await installation.qianzhi("sync")
    #expect(mended.status == 0, "\(mended.output)")
    // By this poll or by the agent's own.
    let list = try await installation.qianzhi("release", "list")
    #expect(list.output.contains("第 2 次发布"), "\(list.output)")
    let rows = try await installation.qianzhi("sql", "SELECT COUNT(*) n FROM ypml")
    #expect(rows.status == 0 && rows.output.split(separator: "\n").contains("285"), "\(rows.output)")
    let agrees = try await installation.qianzhi("check", "--since", "20000101", "--catalogue", "ypml")
    #expect(agrees.status == 0, "\(agrees.output)")
    let well = try await installation.qianzhi("status")
    #expect(well.status == 0, "\(well.output)")
    // What the rows were nobody knows: not compared; and once the day's log is gone, its lines are. (A flipped byte may lie
    // where no line comes from.)
    try FileManager.default.removeItem(atPath: "\(installation.dataDirectory)/releases/ypml/000001.sqlite")
    let difference = try await installation.qianzhi("release", "diff", "1", "2")
    #expect(difference.status == 0, "\(difference.output)")
    #expect(difference.output.contains("0 行不同") && difference.output.contains("药品目录：两次发布之间发布文件损坏"))
    let folder = installation.dataDirectory + "/目录下载日志"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    let rebuilt = try await installation.qianzhi("log", "rebuild")
    #expect(rebuilt.status != 0 && rebuilt.output.contains("\(name)  不能重建，没有改动：QZ-S"), "\(rebuilt.output)")
    let without = try await installation.qianzhi("check", "--date", "20210301")
    #expect(without.status == 1 && without.output.contains("QZ-L105 下载日志不全"), "\(without.output)")
    #expect(without.output.contains("方式(1)") && !without.output.contains("补写"), "\(without.output)")
    let json = try await installation.qianzhi("check", "--date", "20210301", "--json")
    #expect(json.status == 1 && json.output.contains("\"unreadLogs\":[\"QZ-S"), "\(json.output)")
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(3))) func theDifferenceAsAWorkbook() async throws {
    let installation = try await twoReleases()
    let path = installation.directory + "/差异.xlsx"
    let told = try await installation.qianzhi("release", "diff", "1", "2")
    let exported = try await installation.qianzhi("release", "diff", "1", "2", "--to", path)
    #expect(exported.status == 0, "\(exported.output)")
    let read = try await runCommand(
      try BuiltBinaries.python, ["-c", Self.reader, path], directory: installation.directory)
    try #require(read.status == 0, "\(read.output)")
    let cells = read.output.split(separator: "\n").map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(cells.first)
    #expect(header == ["药品目录", "yplsh", "情况", "字段", "含义", "第 1 次发布", "第 2 次发布"])
    // Every field the terminal tells stands in the workbook, with its key, and there are no others of changed rows.
    var key = ""
    var expected: [[String]] = []
    for line in told.output.split(separator: "\n") {
      if !line.hasPrefix("    ") {
        key = line.hasPrefix("药品目录 ") && line.hasSuffix("不同") ? String(line.split(separator: " ")[1]) : ""
      } else if !key.isEmpty {
        let field = line.drop { $0 == " " }.split(separator: "：", maxSplits: 1).map(String.init)
        let values = field[1].components(separatedBy: " → ")
        expected.append([key, field[0]] + values)
      }
    }
    let changed = cells.filter { $0[0] == "药品目录" && $0[2] == "不同" }.map { [$0[1], $0[3], $0[5], $0[6]] }
    #expect(!expected.isEmpty)
    #expect(changed == expected)
    let wrong = try await installation.qianzhi("release", "diff", "1", "2", "--to", "差异.csv")
    #expect(wrong.status == 2)
    try await installation.tearDown()
  }
}
