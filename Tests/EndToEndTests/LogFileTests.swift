import Foundation
import Testing

/// `qianzhi log rebuild` and `log export` with the shipped binary and a whole catalogue.
@Suite(.serialized) struct LogFileTests {
  @Test(.timeLimit(.minutes(2))) func rebuildAndExport() async throws {
    let installation = try await Installation.make(
      extra: "[download_log]\nfile_name = \"下载日志—{yyyyMMdd}.txt\"\nencoding = \"utf-8-bom\"")
    let sync = try await installation.qianzhi("sync", "--full")
    #expect(sync.status == 0, "\(sync.output)")
    let folder = installation.dataDirectory + "/目录下载日志"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let name = try #require(names.first)
    #expect(names.count == 1)
    #expect(name.hasPrefix("下载日志—2"))
    let path = URL(fileURLWithPath: "\(folder)/\(name)")
    let whole = try Data(contentsOf: path)
    #expect(whole.starts(with: [0xEF, 0xBB, 0xBF]))
    try FileManager.default.removeItem(at: path)
    let restored = try await installation.qianzhi("log", "rebuild")
    #expect(restored.status == 0, "\(restored.output)")
    #expect(try Data(contentsOf: path) == whole)
    var damaged = whole
    damaged[damaged.count / 2] ^= 1
    try damaged.write(to: path)
    let day = name.filter { "0123456789".contains($0) }
    let replaced = try await installation.qianzhi("log", "rebuild", "--date", day)
    #expect(replaced.output.contains("损坏"))
    #expect(try Data(contentsOf: path) == whole)
    // As many rows in the sheets as lines in the file.
    let export = installation.directory + "/log.xlsx"
    let exported = try await installation.qianzhi("log", "export", "--to", export, "--date", day)
    #expect(exported.status == 0, "\(exported.output)")
    let script =
      "import sys, openpyxl\nb = openpyxl.load_workbook(sys.argv[1], read_only=True)\n"
      + "print(sum(sum(1 for r in s.iter_rows()) - 1 for s in b.worksheets))"
    let counted = try await runCommand(
      try BuiltBinaries.python, ["-c", script, export], directory: installation.directory)
    let lines = whole.count { $0 == 10 }
    #expect(counted.output.split(separator: "\n").last.map(String.init) == "\(lines)", "\(counted.output)")
    let none = try await installation.qianzhi("log", "export", "--to", export, "--date", "19991231")
    #expect(none.status == 1)
    try await installation.tearDown()
  }

  /// 病种目录 of two rows, then one of them with another name and a third one: lines of a first load and of changes.
  @Test(.timeLimit(.minutes(2))) func linesOfChangesAndTheirWorkbook() async throws {
    let installation = try await Installation.make(extra: "[feed]\nenabled = false")
    func take(_ rows: [String]) async throws {
      let path = installation.directory + "/rows.txt"
      try rows.map { $0 + "\n" }.joined().write(toFile: path, atomically: false, encoding: .utf8)
      let taken = try await installation.qianzhi("import", path, "--catalogue", "bzml")
      #expect(taken.status == 0, "\(taken.output)")
    }
    try await take(["0007|霍乱|HL|1|||2021-03-01|", "0008|伤寒|SH|1|||2021-03-01|"])
    try await take(["0008|副伤寒|FSH|1|||2021-03-02|", "0012345678901234567|痢疾|LJ|1|||2021-03-02|"])
    let folder = URL(fileURLWithPath: installation.dataDirectory + "/目录下载日志")
    let path = try #require(
      try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
    let whole = try Data(contentsOf: path)
    let lines = String(decoding: whole, as: UTF8.self).split(whereSeparator: \.isNewline)
    #expect(
      lines.map { $0.split(separator: "|").prefix(4).joined(separator: "|") } == [
        "新增|病种目录|0007|霍乱", "新增|病种目录|0008|伤寒", "修改|病种目录|0008|副伤寒", "新增|病种目录|0012345678901234567|痢疾",
      ])
    try FileManager.default.removeItem(at: path)
    let restored = try await installation.qianzhi("log", "rebuild")
    #expect(restored.status == 0, "\(restored.output)")
    #expect(try Data(contentsOf: path) == whole)

    let export = installation.directory + "/log.xlsx"
    let exported = try await installation.qianzhi("log", "export", "--to", export)
    #expect(exported.status == 0, "\(exported.output)")
    let script = """
      import sys, openpyxl
      sheet = openpyxl.load_workbook(sys.argv[1])["病种目录"]
      print(sheet.auto_filter.ref)
      for row in sheet.iter_rows():
        print("|".join("" if c.value is None else c.data_type + ":" + c.value for c in row))
      """
    let read = try await runCommand(
      try BuiltBinaries.python, ["-c", script, export], directory: installation.directory)
    let rows = read.output.split(separator: "\n").map(String.init)
    try #require(rows.count == 6, "\(read.output)")
    // Day, verb, the eight fields, and kssj, which each line ends with.
    #expect(rows[0] == "A1:K5")
    #expect(rows[1].hasPrefix("s:日志日期|s:操作|s:病种编码|s:病种名称|"), "\(rows[1])")
    let stamp = path.lastPathComponent.filter(\.isNumber)
    let day = "\(stamp.prefix(4))-\(stamp.dropFirst(4).prefix(2))-\(stamp.suffix(2))"
    #expect(rows[4].hasPrefix("s:\(day)|s:修改|s:0008|s:副伤寒|s:FSH|s:1|||s:2021-03-02|"), "\(rows[4])")
    #expect(rows[5].hasPrefix("s:\(day)|s:新增|s:0012345678901234567|s:痢疾|"), "\(rows[5])")
    try await installation.tearDown()
  }

  /// A folder that takes nothing keeps back no publication, and does not go unnoticed.
  @Test(.timeLimit(.minutes(3))) func aLogThatCannotBeWrittenIsTold() async throws {
    let installation = try await Installation.make()
    let folder = installation.dataDirectory + "/目录下载日志"
    try FileManager.default.createDirectory(
      atPath: installation.dataDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    #expect(FileManager.default.createFile(atPath: folder, contents: nil))
    try await installation.startAgent()
    try await wait(seconds: 60, for: "first release") {
      try await installation.qianzhi("release", "list").output.contains("首次下载")
    }
    let told = try await installation.qianzhi("status")
    #expect(told.status == 3 && told.output.contains("下载日志：QZ-L103"), "\(told.output)")
    #expect(told.output.contains("QZ-S105 无法打开"), "\(told.output)")
    try FileManager.default.removeItem(atPath: folder)
    let mended = try await installation.qianzhi("status")
    #expect(mended.status == 0 && !mended.output.contains("QZ-L103"), "\(mended.output)")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    #expect(whole.count { $0 == 10 } > 0)
    // One that is gone: told where it is asked for, made again by the check, which says so.
    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    let shown = try await installation.qianzhi("log", "show", name.filter { "0123456789".contains($0) })
    #expect(shown.status == 3 && shown.output.contains("qianzhi log rebuild"), "\(shown.output)")
    let check = try await installation.qianzhi("check", "--date", "20210301")
    #expect(check.status == 0 && check.output.contains("\(name) 不在，已按提交的内容补写"), "\(check.output)")
    let again = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    #expect(again == whole)
    try await installation.tearDown()
  }
}
