import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import DownloadLog

@Suite struct DownloadLogTests {
  private final class Folder {
    let path = "\(NSTemporaryDirectory())qianzhi-log-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let folder = Folder()
  private var log: String { "\(folder.path)/目录下载日志" }
  /// 2021-02-26 23:59:00 in Asia/Shanghai.
  private let now: Int64 = 1_614_355_140_000
  private let name = "下载日志-20210226.txt"

  private func publish(_ texts: [String], to store: CatalogueStore, at time: Int64) throws {
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    let records = try texts.map { try CatalogueRecord.decode($0, kind: .bzml) }
    _ = try store.publish(
      [
        PublishableBatch(
          kind: .bzml, from: first, through: first, isWhole: true, announced: records.count, records: records)
      ], now: time)
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(log)/\(name)")) }

  private let expectedFirst =
    "新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20\r\n新增|病种目录|A01|伤寒|SH|1|||2021-01-20||2021-01-20\r\n"
  private let expectedSecond = "修改|病种目录|A01|伤寒病|SH|1|||2021-03-01||2021-03-01\r\n"

  private func twoReleases(_ options: StoreOptions = StoreOptions()) throws -> (CatalogueStore, DownloadLogWriter) {
    let store = try CatalogueStore(directory: folder.path, options: options)
    let writer = DownloadLogWriter(store: store, directory: log)
    try publish(["A00|霍乱|HL|1|||2021-01-20|", "A01|伤寒|SH|1|||2021/1/20|"], to: store, at: now)
    try writer.writePending(now: now)
    try publish(["A01|伤寒病|SH|1|||2021-03-01|"], to: store, at: now + 1000)
    return (store, writer)
  }

  @Test func linesAreWhereTheCommitSaysThem() throws {
    let (store, writer) = try twoReleases()
    #expect(try bytes(name) == Data(expectedFirst.utf8))
    #expect(try writer.writePending(now: now) == [name])
    #expect(try bytes(name) == Data((expectedFirst + expectedSecond).utf8))
    #expect(try writer.writePending(now: now) == [])
    // The next day has its own file.
    try publish(["A02|痢疾|LJ|1|||2021-03-01|"], to: store, at: now + 60_000)
    try writer.writePending(now: now)
    #expect(
      try bytes("下载日志-20210227.txt") == Data("新增|病种目录|A02|痢疾|LJ|1|||2021-03-01||2021-03-01\r\n".utf8))
    let reader = DownloadLogReader(store: store, directory: log)
    let files = try reader.files()
    #expect(files.map(\.file.day) == ["2021-02-26", "2021-02-27"])
    #expect(files[0].lineCounts == [.bzml: [.added: 2, .modified: 1]])
    #expect(try reader.allLines().map { $0.key[0] } == ["A00", "A01", "A01", "A02"])
    var first: [LogLine] = []
    try reader.forEachLine(of: files[0].file) { first.append($0) }
    #expect(first.map { $0.key[0] } == ["A00", "A01", "A01"])
    #expect(first.last?.checkDate == "2021-03-01")
  }

  @Test func tornForeignDeletedAndShortenedFilesEndTheSame() throws {
    let (_, writer) = try twoReleases()
    let whole = Data((expectedFirst + expectedSecond).utf8)
    let path = URL(fileURLWithPath: "\(log)/\(name)")
    let aside = "\(log)/下载日志-20210226多余.txt"
    // Torn by a crash: the beginning of what comes.
    try Data((expectedFirst + "修改|病种目录|A01").utf8).write(to: path)
    try writer.writePending(now: now)
    #expect(try Data(contentsOf: path) == whole)
    #expect(!FileManager.default.fileExists(atPath: aside))
    // Someone else's bytes at the end.
    try (whole + Data("手工加的一行\r\n".utf8)).write(to: path)
    try writer.writePending(now: now)
    #expect(try Data(contentsOf: path) == whole)
    #expect(try Data(contentsOf: URL(fileURLWithPath: aside)) == Data("手工加的一行\r\n".utf8))
    // Shortened, and deleted.
    try Data(expectedFirst.utf8.prefix(10)).write(to: path)
    try writer.writePending(now: now)
    #expect(try Data(contentsOf: path) == whole)
    try FileManager.default.removeItem(at: path)
    try writer.writePending(now: now)
    #expect(try Data(contentsOf: path) == whole)
  }

  @Test func foreignBytesBeforePendingLinesAreMovedAside() throws {
    let (_, writer) = try twoReleases()
    try Data((expectedFirst + "x").utf8).write(to: URL(fileURLWithPath: "\(log)/\(name)"))
    try writer.writePending(now: now)
    #expect(try bytes(name) == Data((expectedFirst + expectedSecond).utf8))
    #expect(try bytes("下载日志-20210226多余.txt") == Data("x".utf8))
  }

  @Test func theFormatOfADayStaysAsItBegan() throws {
    let marked = StoreOptions(logFormat: LogFormat(encoding: .utf8WithMark, lineEnding: .lf))
    let (_, writer) = try twoReleases(marked)
    try writer.writePending(now: now)
    let text = (expectedFirst + expectedSecond).replacingOccurrences(of: "\r\n", with: "\n")
    #expect(try bytes(name) == Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8))
    // Another configuration applies from the next day's file.
    let store = try CatalogueStore(
      directory: folder.path, options: StoreOptions(logFormat: LogFormat(encoding: .gb18030)))
    let later = DownloadLogWriter(store: store, directory: log)
    try publish(["A03|疟|N|1|||2021-03-01|"], to: store, at: now + 2000)
    try publish(["A04|霍|H|1|||2021-03-01|"], to: store, at: now + 60_000)
    try later.writePending(now: now)
    #expect(try bytes(name).count == 3 + text.utf8.count + "新增|病种目录|A03|疟|N|1|||2021-03-01||2021-03-01\n".utf8.count)
    let next = try bytes("下载日志-20210227.txt")
    #expect(next.starts(with: [0xD0, 0xC2, 0xD4, 0xF6, 0x7C]))
    let reader = DownloadLogReader(store: store, directory: log)
    #expect(try reader.allLines().last?.fields[1] == "霍")
  }

  /// So does its name: the day's lines are in one file. (One day's files have no other order than their names.)
  @Test func theNameOfADayStaysAsItBegan() throws {
    let (_, writer) = try twoReleases()
    try writer.writePending(now: now)
    let store = try CatalogueStore(
      directory: folder.path, options: StoreOptions(logFileName: "下载日志–{yyyyMMdd}.txt"))
    let later = DownloadLogWriter(store: store, directory: log)
    try publish(["A01|伤寒|SH|1|||2021-03-02|"], to: store, at: now + 2000)
    try publish(["A02|痢疾|LJ|1|||2021-03-02|"], to: store, at: now + 60_000)
    try later.writePending(now: now)
    let names = try FileManager.default.contentsOfDirectory(atPath: log).filter { $0.hasSuffix(".txt") }.sorted()
    #expect(names == [name, "下载日志–20210227.txt"])
    #expect(
      try bytes(name)
        == Data((expectedFirst + expectedSecond + "修改|病种目录|A01|伤寒|SH|1|||2021-03-02||2021-03-02\r\n").utf8))
  }

  /// The clock was ahead for a release and set back: what was published last comes last, in whatever day's file it is.
  @Test func linesComeInTheOrderOfTheirReleases() throws {
    let store = try CatalogueStore(directory: folder.path)
    let writer = DownloadLogWriter(store: store, directory: log)
    let ahead = now + 15 * 365 * 86_400_000
    for (index, time) in [now, ahead, now + 1000, ahead + 1000, now + 2000].enumerated() {
      try publish(["A0\(index)|霍乱|HL|1|||2021-01-20|", "K|霍乱|HL|1|||2021-03-0\(index + 1)|"], to: store, at: time)
    }
    try writer.writePending(now: now)
    let reader = DownloadLogReader(store: store, directory: log)
    let lines = try reader.allLines()
    #expect(lines.map { $0.key[0] } == (0..<5).flatMap { ["A0\($0)", "K"] })
    #expect(lines.filter { $0.key[0] == "K" }.map(\.checkDate) == (1...5).map { "2021-03-0\($0)" })
    // What a person wrote behind the last line is read, too, once.
    let handle = try #require(FileHandle(forWritingAtPath: "\(log)/\(name)"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("新增|病种目录|Z|霍乱|HL|1|||2021-01-20||2021-01-20\r\n".utf8))
    try handle.close()
    #expect(try reader.allLines().map { $0.key[0] } == (0..<5).flatMap { ["A0\($0)", "K"] } + ["Z"])
  }
}
