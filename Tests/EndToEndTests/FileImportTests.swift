import Foundation
import Testing

/// `qianzhi import` and the drop folder, with files another program wrote.
@Suite(.serialized) struct FileImportTests {
  /// A workbook as openpyxl writes it: texts shared, one date, one number, one code that lost its zeros.
  private static let script = """
    import datetime, sys, openpyxl
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["病种编码", "bzmc", "助记码", "病种分类", "jmbzfl", "统计码", "变更时间", "sybzfl"])
    sheet.append(["0A00", "霍乱", "HL", "1", None, None, datetime.date(2021, 3, 1), None])
    sheet.append(["0A01", "伤寒", "SH", 1, None, None, datetime.date(2021, 3, 1), None])
    if len(sys.argv) > 2: sheet.append([12, "痢疾", "LJ", "1", None, None, datetime.date(2021, 3, 1), None])
    book.save(sys.argv[1])
    """

  private func workbook(_ installation: Installation, _ name: String, isBad: Bool = false) async throws -> String {
    let path = "\(installation.directory)/\(name)"
    let result = try await runCommand(
      try BuiltBinaries.python, ["-c", Self.script, path] + (isBad ? ["bad"] : []), directory: installation.directory)
    try #require(result.status == 0, "\(result.output)")
    return path
  }

  @Test(.timeLimit(.minutes(2))) func dryRunImportAndCodes() async throws {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    let path = try await workbook(installation, "病种.xlsx")
    let dry = try await installation.qianzhi("import", path, "--catalogue", "bzml", "--dry-run")
    #expect(dry.status == 0, "\(dry.output)")
    #expect(dry.output.contains("将新增 2 行，将修改 0 行"))
    #expect(dry.output.contains("0A00/1、0A01/1"))
    let before = try await installation.qianzhi("release", "list")
    #expect(before.output.contains("还没有发布过"))
    let wrong = try await installation.qianzhi("import", path, "--catalogue", "bzml", "--announced", "3")
    #expect(wrong.status == 1)
    #expect(wrong.output.contains("QZ-I120"))
    let bad = try await workbook(installation, "坏.xlsx", isBad: true)
    let refused = try await installation.qianzhi("import", bad)
    #expect(refused.status == 1)
    #expect(refused.output.contains("单元格 A4 bzbm"))
    let taken = try await installation.qianzhi("import", path, "--announced", "2")
    #expect(taken.status == 0, "\(taken.output)")
    let log = try await installation.qianzhi("log", "list")
    #expect(log.output.contains("病种目录 新增 2"))
    let codes = installation.directory + "/codes.csv"
    try "流水号,国家编码\n0A00,A00.900\n".write(toFile: codes, atomically: true, encoding: .utf8)
    let coded = try await installation.qianzhi("import", "--codes", codes)
    #expect(coded.status == 0, "\(coded.output)")
    try await installation.startAgent()
    let rows = try await installation.qianzhi(
      "sql", "SELECT bzbm, bzmc, to_char(bgsj,'YYYYMMDD') d, gjmldm FROM bzml ORDER BY bzbm")
    #expect(rows.output.contains("0A00 | 霍乱 | 20210301 | A00.900"), "\(rows.output)")
    #expect(rows.output.contains("0A01 | 伤寒 | 20210301 | \n"), "\(rows.output)")
    try await installation.tearDown()
  }

  /// Beside an agent that serves a filled catalogue: what would change is told, and nothing does.
  @Test(.timeLimit(.minutes(2))) func dryRunOfChanges() async throws {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    func file(_ rows: [String]) throws -> String {
      let path = installation.directory + "/rows.txt"
      try rows.map { $0 + "\n" }.joined().write(toFile: path, atomically: false, encoding: .utf8)
      return path
    }
    let base = try await installation.qianzhi(
      "import", try file(["A00|霍乱|HL|1|||2021-03-01|", "A01|伤寒|SH|1|||2021-03-01|", "A02|痢疾|LJ|1|||2021-03-01|"]),
      "--catalogue", "bzml")
    #expect(base.status == 0, "\(base.output)")
    try await installation.startAgent()
    func everything() async throws -> [String] {
      var shown: [String] = []
      for command in [
        ["release", "list"], ["rejects", "list"], ["log", "list"], ["sql", "SELECT * FROM bzml ORDER BY 1"],
      ] {
        let result = try await runCommand(
          BuiltBinaries.qianzhi, command + ["--config", installation.configPath], directory: installation.directory)
        #expect(result.status == 0, "\(command) \(result.output)")
        shown.append(result.output)
      }
      return shown
    }
    let before = try await everything()
    let path = try file([
      "A00|霍乱|HL|1|||2021-03-01|", "A01|副伤寒|FSH|1|||2021-03-02|", "A03|肠炎|CY|1|||2021-03-02|",
    ])
    let dry = try await installation.qianzhi("import", path, "--catalogue", "bzml", "--dry-run")
    #expect(dry.status == 0, "\(dry.output)")
    #expect(dry.output.contains("将新增 1 行，将修改 1 行，不变 1 行，不删除"), "\(dry.output)")
    #expect(dry.output.contains("新增，前几个：A03/1") && dry.output.contains("修改，前几个：A01/1"), "\(dry.output)")
    #expect(dry.output.contains("这是试运行，没有改动任何数据"), "\(dry.output)")
    let bad = try file(["A03|肠炎|CY|1|||2021-03-02|", "A04|坏|H|1|||2021-02-30|"])
    let refused = try await installation.qianzhi("import", bad, "--catalogue", "bzml", "--dry-run")
    #expect(refused.status == 1 && refused.output.contains("QZ-I121"), "\(refused.output)")
    #expect(try await everything() == before)
    let taken = try await installation.qianzhi("import", try file(["A03|肠炎|CY|1|||2021-03-02|"]), "--catalogue", "bzml")
    #expect(taken.status == 0, "\(taken.output)")
    #expect(try await everything() != before)
    try await installation.tearDown()
  }

  /// What the refusal tells the administrator to do is there and works.
  @Test(.timeLimit(.minutes(2))) func aRefusedFileIsTakenOnceItsRejectsAreAccepted() async throws {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    let bad = try await workbook(installation, "坏.xlsx", isBad: true)
    let refused = try await installation.qianzhi("import", bad)
    #expect(refused.status == 1)
    #expect(refused.output.contains("qianzhi rejects accept"))
    let list = try await installation.qianzhi("rejects", "list")
    #expect(list.status == 3)
    #expect(list.output.contains("1  病种目录 第 4 行  QZ-C105"), "\(list.output)")
    let shown = try await installation.qianzhi("rejects", "show", "1")
    #expect(shown.status == 0)
    #expect(shown.output.contains("12|痢疾|LJ|1|"), "\(shown.output)")
    #expect(shown.output.contains("来自文件"))
    let unknown = try await installation.qianzhi("rejects", "show", "2")
    #expect(unknown.status == 2)
    let retried = try await installation.qianzhi("rejects", "retry")
    #expect(retried.status == 3)
    #expect(retried.output.contains("改正文件后再导入"))
    let other = try await installation.qianzhi("rejects", "accept", "ypml")
    #expect(other.output.contains("没有待接受的拒收行"))
    let again = try await installation.qianzhi("import", bad)
    #expect(again.status == 1)
    let accepted = try await installation.qianzhi("rejects", "accept", "bzml")
    #expect(accepted.status == 0, "\(accepted.output)")
    #expect(accepted.output.contains("已接受病种目录的 1 行拒收"))
    let taken = try await installation.qianzhi("import", bad)
    #expect(taken.output.contains("新增 2 行"), "\(taken.output)")
    #expect(taken.output.contains("已发布第 1 次发布"), "\(taken.output)")
    #expect(taken.status == 3, "published with rejects")
    let after = try await installation.qianzhi("rejects", "list")
    #expect(after.status == 0)
    #expect(after.output.contains("（已接受）"))
    try await installation.tearDown()
  }

  @Test(.timeLimit(.minutes(2))) func theRunningAgentWatchesTheDropFolder() async throws {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    try await installation.startAgent()
    let inbox = installation.dataDirectory + "/收件箱"
    try await wait(seconds: 10, for: "the drop folder") { FileManager.default.fileExists(atPath: inbox + "/未导入") }
    let good = try await workbook(installation, "病种.xlsx")
    let bad = try await workbook(installation, "坏.xlsx", isBad: true)
    try FileManager.default.copyItem(atPath: good, toPath: inbox + "/病种.xlsx")
    try FileManager.default.copyItem(atPath: bad, toPath: inbox + "/坏.xlsx")
    try await wait(seconds: 40, for: "both files to be moved") {
      FileManager.default.fileExists(atPath: inbox + "/已导入/病种.xlsx.原因.txt")
        && FileManager.default.fileExists(atPath: inbox + "/未导入/坏.xlsx")
    }
    let reason = try String(contentsOfFile: inbox + "/未导入/坏.xlsx.原因.txt", encoding: .utf8)
    #expect(reason.contains("单元格 A4 bzbm"))
    let count = try await installation.qianzhi("sql", "SELECT COUNT(*) n FROM bzml WHERE bzbm IN ('0A00','0A01')")
    #expect(count.output.contains("\n2\n"), "\(count.output)")
    let log = try await installation.qianzhi("log", "list")
    #expect(log.output.contains("病种目录 新增 2"))
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3, "a rejected row needs a person")
    try await installation.tearDown()
  }
}
