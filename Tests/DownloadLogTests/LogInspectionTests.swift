import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import DownloadLog

@Suite struct LogInspectionTests {
  private let name = "下载日志-20210226.txt"

  private func published() throws -> LogFixture {
    let fixture = try LogFixture()
    try fixture.publish(LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml), at: LogFixture.beforeMidnight)
    return fixture
  }

  @Test func lookingWritesNothing() throws {
    let fixture = try published()
    // The line of DownloadLogTests by hand: 新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20 and CR LF.
    let length = Int64("新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20\r\n".utf8.count)
    let missing = try fixture.reader.inspect()
    #expect(missing == LogInspection(lacking: [.init(name: name, length: length, bytesOnDisk: nil, isPending: true)]))
    #expect(missing.lacking.map(\.text) == ["\(name) 还没有写"])
    #expect(!FileManager.default.fileExists(atPath: fixture.log))
    try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    let whole = try fixture.reader.inspect()
    #expect(whole.isWhole)
    try FileManager.default.removeItem(atPath: "\(fixture.log)/\(name)")
    let lost = try fixture.reader.inspect()
    #expect(lost.lacking.map(\.text) == ["\(name) 不在"])
  }

  /// A second release of the day: what it adds is owed, what the first wrote is not lost.
  @Test func whatIsOwedIsNotLost() throws {
    let fixture = try published()
    try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    let first = try fixture.bytes(name).count
    try fixture.publish(
      LogFixture.batch([LogFixture.drug("1001", "阿莫西林", date: "2021-01-21")], .ypml), at: LogFixture.beforeMidnight)
    let owed = try fixture.reader.inspect()
    #expect(owed.lacking.map(\.isPending) == [true] && owed.lacking.map(\.bytesOnDisk) == [Int64(first)])
    try fixture.bytes(name).dropLast().write(to: URL(fileURLWithPath: "\(fixture.log)/\(name)"))
    let lost = try fixture.reader.inspect()
    #expect(lost.lacking.map(\.isPending) == [false])
  }

  @Test func aFileIsShortByOneByte() throws {
    let fixture = try published()
    try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    let whole = try fixture.bytes(name)
    try whole.dropLast().write(to: URL(fileURLWithPath: "\(fixture.log)/\(name)"))
    let short = try fixture.reader.inspect()
    #expect(short.lacking.map(\.text) == ["\(name) 不全（\(whole.count - 1)/\(whole.count) 字节）"])
    try (whole + Data("某人\r\n".utf8)).write(to: URL(fileURLWithPath: "\(fixture.log)/\(name)"))
    let longer = try fixture.reader.inspect()
    #expect(longer.isWhole)
  }

  /// The folder is a file: every log is missing.
  @Test func theFolderIsAFile() throws {
    let fixture = try published()
    #expect(FileManager.default.createFile(atPath: fixture.log, contents: nil))
    let found = try fixture.reader.inspect()
    #expect(found.lacking.map(\.text) == ["\(name) 还没有写"])
  }

  /// Who asks for the lines of a file that is gone is told what makes it again.
  @Test func linesOfAMissingFile() throws {
    let fixture = try published()
    let file = try #require(try fixture.store.logFiles().first)
    var told = ""
    do throws(StoreError) { _ = try fixture.reader.lines(of: file) } catch { told = error.description }
    #expect(told.contains("日志文件 \(name) 不在") && told.contains("qianzhi log rebuild"), "\(told)")
  }
}
