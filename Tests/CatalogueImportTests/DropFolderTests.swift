import Catalogue
import CatalogueStore
import Foundation
import Synchronization
import Testing

@testable import CatalogueImport

@Suite struct DropWatchTests {
  private func look(_ bytes: Int, open: Bool = false) -> DropWatch.Look {
    look(bytes, open ? .open : .closed)
  }

  private func look(_ bytes: Int, _ writing: DropWatch.Writing) -> DropWatch.Look {
    DropWatch.Look(bytes: bytes, modifiedAt: Int64(bytes), writing: writing)
  }

  @Test func aGrowingOrOpenFileWaits() {
    var watch = DropWatch()
    #expect(watch.looked(["a": look(1), "b": look(1, open: true)], now: 0) == [])
    #expect(watch.looked(["a": look(2), "b": look(1, open: true)], now: 3000) == [])
    #expect(watch.looked(["a": look(2), "b": look(1, open: true)], now: 6999) == [])
    #expect(watch.looked(["a": look(2), "b": look(1)], now: 7000) == ["a"])
    #expect(watch.looked(["b": look(1)], now: 10_999) == [])
    #expect(watch.looked(["b": look(1)], now: 11_000) == ["b"])
  }

  /// Where the system does not tell whether a file is being written, a minute without a change tells.
  @Test func aFileOfWhichNothingIsToldWaitsAMinute() {
    var watch = DropWatch()
    #expect(watch.looked(["a": look(1, .unknown)], now: 0) == [])
    #expect(watch.looked(["a": look(1, .unknown)], now: 59_999) == [])
    // A stalled copy goes on: the minute begins again.
    #expect(watch.looked(["a": look(2, .unknown)], now: 60_000) == [])
    #expect(watch.looked(["a": look(2, .unknown)], now: 119_999) == [])
    #expect(watch.looked(["a": look(2, .unknown)], now: 120_000) == ["a"])
  }

  @Test func triedAndPostponedFilesWait() {
    var watch = DropWatch()
    _ = watch.looked(["a": look(1), "b": look(1)], now: 0)
    #expect(watch.looked(["a": look(1), "b": look(1)], now: 4000) == ["a", "b"])
    watch.tried("a")
    watch.postponed("b", now: 4000)
    #expect(watch.looked(["a": look(1), "b": look(1)], now: 7999) == [])
    #expect(watch.looked(["a": look(1), "b": look(1)], now: 8000) == ["b"])
    #expect(watch.age("b", now: 8000) == 8000)
    // A changed file is another file.
    #expect(watch.looked(["a": look(9)], now: 9000) == [])
    #expect(watch.looked(["a": look(9)], now: 13_000) == ["a"])
  }

  @Test(arguments: [
    ("药品.xlsx", false), ("~$药品.xlsx", true), (".hidden", true), ("a.csv.part", true), ("x.TMP", true),
    ("a.xlsx.原因.txt", true), ("a.txt", false),
  ]) func temporaryNames(_ name: String, _ isTemporary: Bool) {
    #expect(DropWatch.isTemporary(name) == isTemporary)
  }
}

@Suite struct DropFolderTests {
  private let fixture: ImportFixture
  private let inbox: String
  private let clock = Clock()
  private let drop: DropFolder

  private final class Clock: Sendable {
    let milliseconds = Mutex<Int64>(0)
    func advance(_ by: Int64) { milliseconds.withLock { $0 += by } }
  }

  init() throws {
    fixture = try ImportFixture()
    inbox = "\(fixture.folder)/收件箱"
    let importer = fixture.importer()
    drop = DropFolder(
      directory: inbox, store: fixture.store, now: { ImportFixture.now },
      monotonic: { [clock] in clock.milliseconds.withLock { $0 } }
    ) { try importer.publish($0, now: { ImportFixture.now }) }
  }

  private func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(inbox)/\(folder)").sorted()
  }

  private func put(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(inbox)/\(name)"))
  }

  /// Looks, waits until files have settled, and looks again.
  private func settle() async throws -> [String] {
    let first = try await drop.runOnce()
    clock.advance(4000)
    return try await drop.runOnce() + first
  }

  @Test func goodAndBadFilesGoToTheirFoldersWithTheReason() async throws {
    _ = try await drop.runOnce()
    #expect(try names() == ["已导入", "未导入"])
    try put("病种.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    try put("bad.csv", "x,y\n1,2\n")
    try put("held.txt", "A01|伤寒|SH|1|||2021-02-30|\n")
    try put("~$病种.xlsx", "x")
    let moved = try await settle()
    #expect(moved == ["bad.csv", "held.txt", "病种.txt"])
    #expect(try names() == ["~$病种.xlsx", "已导入", "未导入"])
    #expect(try names("已导入") == ["病种.txt", "病种.txt.原因.txt"])
    #expect(try names("未导入") == ["bad.csv", "bad.csv.原因.txt", "held.txt", "held.txt.原因.txt"])
    let reason = try String(contentsOfFile: "\(inbox)/未导入/bad.csv.原因.txt", encoding: .utf8)
    #expect(reason.contains("QZ-I103"))
    let held = try String(contentsOfFile: "\(inbox)/未导入/held.txt.原因.txt", encoding: .utf8)
    #expect(held.contains("QZ-C102"))
    #expect(held.contains("QZ-I121"))
    #expect(fixture.store.rowCounts == [.bzml: 1])
  }

  /// It is imported once; only the move is tried again, every minute, and a person is told meanwhile.
  @Test func aFileThatCannotBeMovedAway() async throws {
    _ = try await drop.runOnce()
    // Where its reason would be written there is a folder.
    let inTheWay = "\(inbox)/已导入/b.txt.原因.txt"
    try FileManager.default.createDirectory(atPath: inTheWay, withIntermediateDirectories: false)
    try put("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    #expect(try await settle() == [])
    #expect(fixture.store.rowCounts == [.bzml: 1])
    let told = await drop.problems()
    #expect(told.contains { $0.hasPrefix("QZ-I132 收件箱文件 b.txt 已处理（已导入），移不走：") }, "\(told)")
    try FileManager.default.removeItem(atPath: inTheWay)
    clock.advance(59_999)
    #expect(try await drop.runOnce() == [])
    clock.advance(1)
    #expect(try await drop.runOnce() == ["b.txt"])
    #expect(try names("已导入") == ["b.txt", "b.txt.原因.txt"])
    #expect(await drop.problems().isEmpty)
    #expect(try fixture.store.releases().count == 1)
    // Another file of the name is a new one.
    try put("b.txt", "A01|伤寒|SH|1|||2021-03-01|\n")
    #expect(try await settle() == ["b.txt"])
    #expect(fixture.store.rowCounts == [.bzml: 2])
  }

  /// The share takes no file away, the agent is started again, and a listing lacks the file once: it is imported once all
  /// the same, and not over rows that came since.
  @Test func aFileThatCannotBeMovedIsNotImportedAfterARestart() async throws {
    _ = try await drop.runOnce()
    let inTheWay = "\(inbox)/已导入/b.txt.原因.txt"
    try FileManager.default.createDirectory(atPath: inTheWay, withIntermediateDirectories: false)
    try put("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    #expect(try await settle() == [])
    _ = try fixture.take(try fixture.file("newer.txt", "A00|新名|XM|1|||2021-04-01|\n"))
    #expect(try fixture.disease("A00")?[1] == "新名")
    for isLacking in [false, true] {
      let restarted = folder()
      if isLacking {
        try FileManager.default.moveItem(atPath: "\(inbox)/b.txt", toPath: "\(fixture.folder)/b.txt")
        #expect(try await restarted.runOnce() == [])
        try FileManager.default.moveItem(atPath: "\(fixture.folder)/b.txt", toPath: "\(inbox)/b.txt")
      }
      for _ in 0..<3 {
        #expect(try await restarted.runOnce() == [])
        clock.advance(30_000)
      }
      let told = await restarted.problems()
      #expect(told.contains { $0.hasPrefix("QZ-I132 收件箱文件 b.txt 已处理（已导入），移不走：") }, "\(told)")
      #expect(try fixture.disease("A00")?[1] == "新名")
    }
    try FileManager.default.removeItem(atPath: inTheWay)
    let last = folder()
    #expect(try await last.runOnce() == ["b.txt"])
    #expect(try names("已导入") == ["b.txt", "b.txt.原因.txt"])
    #expect(await last.problems().isEmpty)
    #expect(try fixture.store.releases().count == 2)
    // Another file of the name is a new one, also after another start.
    try put("b.txt", "A01|伤寒|SH|1|||2021-03-01|\n")
    let again = folder()
    _ = try await again.runOnce()
    clock.advance(4000)
    #expect(try await again.runOnce() == ["b.txt"])
    #expect(fixture.store.rowCounts == [.bzml: 2])
  }

  /// The agent started again on the same folder.
  private func folder() -> DropFolder {
    let importer = fixture.importer()
    return DropFolder(
      directory: inbox, store: fixture.store, now: { ImportFixture.now },
      monotonic: { [clock] in clock.milliseconds.withLock { $0 } }
    ) { try importer.publish($0, now: { ImportFixture.now }) }
  }

  @Test func aNameThatIsTakenGetsTheTime() async throws {
    _ = try await drop.runOnce()
    for row in ["A00", "A01"] {
      try put("b.txt", "\(row)|霍乱|HL|1|||2021-03-01|\n")
      _ = try await settle()
    }
    #expect(
      try names("已导入") == [
        "b-20210226-120000.txt", "b-20210226-120000.txt.原因.txt", "b.txt", "b.txt.原因.txt",
      ])
    #expect(fixture.store.rowCounts == [.bzml: 2])
  }

  /// 82 hanzi and `.txt` are 250 bytes: a name, but with `.原因.txt` none.
  @Test(arguments: [80, 82, 83]) func aLongNameLeavesRoomForTheReason(_ length: Int) async throws {
    _ = try await drop.runOnce()
    for row in ["A00", "A01"] {
      try put(String(repeating: "药", count: length) + ".txt", "\(row)|霍乱|HL|1|||2021-03-01|\n")
      let moved = try await settle()
      #expect(moved.count == 1)
    }
    let found = try names("已导入")
    #expect(found.count == 4)
    #expect(found.count { $0.hasSuffix(".原因.txt") } == 2)
    #expect(found.allSatisfy { $0.hasPrefix("药药药") && $0.hasSuffix(".txt") && $0.utf8.count <= 255 })
    #expect(fixture.store.rowCounts == [.bzml: 2])
  }

  @Test func aFileSomeoneStillWritesWaits() async throws {
    _ = try await drop.runOnce()
    try put("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    let writer = try #require(FileHandle(forWritingAtPath: "\(inbox)/b.txt"))
    let waiting = try await settle()
    #expect(waiting == [])
    try writer.close()
    let moved = try await settle()
    #expect(moved == ["b.txt"])
  }

  /// Half of another user's CSV, whose writer pauses. The tests may run as root, which has every lease: the answer is the
  /// one that ``WriterProbeTests`` sees the kernel give to a user without that right.
  @Test func halfAFileOfAnotherUserIsNotTaken() async throws {
    let importer = fixture.importer()
    let other = DropFolder(
      files: DropFolderFiles(directory: inbox, writing: { _ in WriterProbe.refused(EACCES) }), store: fixture.store,
      now: { ImportFixture.now }, monotonic: { [clock] in clock.milliseconds.withLock { $0 } }
    ) { try importer.publish($0, now: { ImportFixture.now }) }
    _ = try await other.runOnce()
    try put("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    for _ in 0..<15 {
      #expect(try await other.runOnce() == [])
      clock.advance(3999)
    }
    try put("b.txt", "A00|霍乱|HL|1|||2021-03-01|\nA01|伤寒|SH|1|||2021-03-01|\n")
    #expect(try await other.runOnce() == [])
    clock.advance(59_999)
    #expect(try await other.runOnce() == [])
    clock.advance(1)
    #expect(try await other.runOnce() == ["b.txt"])
    #expect(fixture.store.rowCounts == [.bzml: 2])
  }

  @Test func aCutOffSpreadsheetWaitsAMinuteAndIsRefused() async throws {
    _ = try await drop.runOnce()
    try put("药品.xlsx", "PK\u{3}\u{4}half")
    let early = try await settle()
    #expect(early == [])
    clock.advance(60_000)
    let late = try await settle()
    #expect(late == ["药品.xlsx"])
    #expect(try names("未导入") == ["药品.xlsx", "药品.xlsx.原因.txt"])
  }

  @Test func aLinkIsNotFollowed() async throws {
    _ = try await drop.runOnce()
    let outside = try fixture.file("secret.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    try FileManager.default.createSymbolicLink(atPath: "\(inbox)/b.txt", withDestinationPath: outside)
    let moved = try await settle()
    #expect(moved == ["b.txt"])
    #expect(fixture.store.rowCounts.isEmpty)
    #expect(FileManager.default.fileExists(atPath: outside))
  }
}
