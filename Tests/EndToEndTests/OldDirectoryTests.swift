import Foundation
import Testing

/// The shipped binary on a data directory of the first version of this program (format 1: `Drivers/format-1`), and on one
/// of a version to come.
@Suite(.serialized) struct OldDirectoryTests {
  private static let drivers = BuiltBinaries.project + "/Tests/EndToEndTests/Drivers"

  /// A centre with what the old program had downloaded, and the directory it left, in the middle of another download.
  private func run(_ future: [String] = []) async throws -> FeedRun {
    let catalogue = try ScratchCatalogue(
      copyOf: Self.drivers + "/format-1/catalogue", releases: ["baseline", "release-20210301", "release-20210401"])
    let run = try await FeedRun.make(catalogue, pageSize: 2)
    try await run.publishAtCentre(1)
    let made = try await runCommand(
      try BuiltBinaries.python,
      ["\(Self.drivers)/old_directory.py", "\(Self.drivers)/format-1", run.installation.dataDirectory] + future,
      directory: run.installation.directory)
    guard made.status == 0 else { throw HarnessError("old_directory.py: \(made.output)") }
    return run
  }

  @Test(.timeLimit(.minutes(2))) func anOldDirectoryIsMigratedAndGoesOn() async throws {
    let run = try await run()
    defer { run.catalogue.remove() }
    let installation = run.installation
    // Without the feed: the old release as HIS reads it, its log and its history.
    let old = try await run.settledState()
    #expect(old.problems.isEmpty && old.release == 2, "\(old)")
    #expect(
      old.counts == ["ypml": 4, "zlxm": 2, "bzml": 4] && old.states == ["ypml": 2, "zlxm": 2, "bzml": 2], "\(old)")
    for (arguments, lines) in [
      (
        ["release", "list"],
        [
          "第 1 次发布  2021-02-27 10:00:00  药品目录 首次下载，新增 3 修改 0；诊疗目录 首次下载，新增 2 修改 0 拒收 1；病种目录 首次下载，新增 3 修改 0",
          "第 2 次发布  2021-02-28 10:00:00  药品目录 新增 1 修改 1；病种目录 新增 1 修改 0",
        ]
      ),
      (["release", "show", "2"], ["药品目录：中心公布 4 行，收到 4 行（其中拒收 0 行），新增 1 修改 1"]),
      (
        ["log", "list"],
        [
          "下载日志-20210227.txt  1037 字节  药品目录 新增 3；诊疗目录 新增 2；病种目录 新增 3",
          "下载日志-20210228.txt  437 字节  药品目录 新增 1 修改 1；病种目录 新增 1",
        ]
      ),
      (["log", "show", "20210228"], ["新增|病种目录|OLD3|样例病三|BZ|1|||2021-03-01||2021-03-01"]),
      (["release", "diff", "1", "2"], ["    pfj：18.00 → 16.80", "药品目录 OLD0000004  增加", "病种目录 OLD3|1||  增加"]),
      (["rejects", "list"], ["1  诊疗目录 第 3 行  QZ-C101 字段数不对（已接受）"]),
      (
        ["sql", "SELECT tym, pfj, TO_CHAR(bgsj, 'YYYYMMDD') FROM ypml WHERE yplsh = 'OLD0000002'"],
        [
          "乙样胶囊 | 16.80 | 20210301"
        ]
      ),
    ] {
      let answer = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", installation.configPath], directory: installation.directory)
      let said = answer.output.split(whereSeparator: \.isNewline).map(String.init)
      #expect(answer.status == 0 && lines.allSatisfy(said.contains), "\(arguments): \(answer.output)")
    }

    // With it: the download that was cut off goes on from nothing that is lost, and the next release comes.
    try await run.publishAtCentre(2)
    let agent = try run.startFeeding()
    try await wait(seconds: 20, for: "running agent") { agent.output.contains("已就绪") }
    try await wait(seconds: 20, for: "third release: \(agent.output.suffix(600))") {
      try await installation.qianzhi("release", "list").output.contains("第 3 次发布")
    }
    try await agent.stop()
    let polled = try await run.settledState()
    #expect(polled.problems.isEmpty && polled.release == 3 && polled.staged.isEmpty, "\(polled)")
    #expect(polled.states == ["ypml": 3, "zlxm": 3, "bzml": 3], "\(polled)")

    // The old release files are what a rollback goes back to.
    let back = try await installation.qianzhi("release", "rollback", "1", "--reason", "试")
    #expect(back.status == 0, "\(back.output)")
    let rolledBack = try await run.settledState()
    #expect(rolledBack.problems.isEmpty && rolledBack.counts == ["ypml": 3, "zlxm": 2, "bzml": 3], "\(rolledBack)")
    try await run.tearDown()
  }

  /// Refused by every command, with nothing made or changed beside the lock.
  @Test(.timeLimit(.minutes(1)), arguments: ["clean", "crashed"]) func aNewerDirectoryIsLeftAlone(
    ending: String
  ) async throws {
    let run = try await run(["99", ending])
    defer { run.catalogue.remove() }
    let before = try contents(run)
    #expect(before.keys.contains("agent.sqlite-wal") == (ending == "crashed"))
    try await expectRefused(run)
    let after = try contents(run)
    #expect(after == before, "\(after.filter { before[$0.key] != $0.value }.keys.sorted())")
    try await run.tearDown()
  }

  /// A newer program that died as it began has its format in the write-ahead log only.
  @Test(.timeLimit(.minutes(1))) func aNewerFormatInTheWriteAheadLogIsRefused() async throws {
    let run = try await run(["99", "begun"])
    defer { run.catalogue.remove() }
    try await expectRefused(run)
    let version = try await runCommand(
      try BuiltBinaries.python,
      [
        "-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version').fetchone()[0])",
        run.installation.dataDirectory + "/agent.sqlite",
      ], directory: run.installation.directory)
    #expect(version.output == "99\n", "\(version.output)")
    try await run.tearDown()
  }

  /// Nor do the commands that need the journal only open it there. (`run` still reverses what is owed: R17.)
  @Test(.timeLimit(.minutes(1))) func aNewerDirectorysJournalIsLeftAlone() async throws {
    let run = try await run(["99", "clean"])
    defer { run.catalogue.remove() }
    let journal = run.installation.dataDirectory + "/journal"
    try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: false)
    try Data("QZSWIPE\n以及别的".utf8).write(to: URL(fileURLWithPath: journal + "/swipe-0001.log"))
    let before = try contents(run)
    try await expectRefused(
      run,
      [
        ["swipe", "status"], ["swipe", "report"], ["swipe", "journal", "show"], ["swipe", "journal", "verify"],
        ["swipe", "resolve", "QZ210301060000ABCD", "--note", "依据", "--by", "测试员"],
      ])
    let after = try contents(run)
    #expect(after == before, "\(after.filter { before[$0.key] != $0.value }.keys.sorted())")
    try FileManager.default.removeItem(atPath: journal)
    try await run.tearDown()
  }

  private func expectRefused(
    _ run: FeedRun,
    _ commands: [[String]] = [["run"], ["status"], ["sync"], ["release", "list"], ["log", "rebuild"]]
  ) async throws {
    for arguments in commands {
      let refused = try await runCommand(
        BuiltBinaries.qianzhi, arguments + ["--config", run.installation.configPath],
        directory: run.installation.directory, seconds: 20)
      #expect(refused.status == 3 && refused.output.contains("QZ-S102"), "\(arguments): \(refused.output)")
      #expect(refused.output.contains("请升级程序"), "\(arguments): \(refused.output)")
    }
  }

  /// Every file and folder of the data directory with its bytes; the lock file is the program's sign that it looked.
  private func contents(_ run: FeedRun) throws -> [String: Data?] {
    let root = run.installation.dataDirectory
    let names = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0 != "lock" }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(root)/\($0)")) })
  }
}
