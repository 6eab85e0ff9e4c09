import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import DownloadLog

/// A log's disk that takes nothing: Linux's full device in the place of the file.
@Suite struct FailedWriteTests {
  /// Nothing can be written to it and it cannot be cut; told is what came first.
  @Test func theFirstErrorIsTold() throws {
    let fixture = try LogFixture()
    try FileManager.default.createDirectory(atPath: fixture.log, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: fixture.log + "/下载日志-20210226.txt", withDestinationPath: "/dev/full")
    try fixture.publish(LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml), at: LogFixture.beforeMidnight)
    var told: StoreError?
    do throws(StoreError) {
      try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    } catch {
      told = error
    }
    #expect(told?.code == .cannotWrite)
    #expect(told?.text.hasPrefix("无法写入 ") == true, "\(String(describing: told))")
    // The position stays, so the line is written when there is room.
    try FileManager.default.removeItem(atPath: fixture.log + "/下载日志-20210226.txt")
    let written = try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    #expect(written == ["下载日志-20210226.txt"])
    let bytes = try fixture.bytes("下载日志-20210226.txt")
    #expect(bytes == Data("新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20\r\n".utf8))
  }

  /// A later piece that cannot be made again takes none of the good lines before it.
  @Test func aDamagedPieceLeavesThoseBefore() throws {
    let fixture = try LogFixture()
    try fixture.publish(LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml), at: LogFixture.beforeMidnight)
    try fixture.publish(
      LogFixture.batch([LogFixture.drug("1001", "阿莫西林", date: "2021-01-21")], .ypml), at: LogFixture.beforeMidnight)
    // The lines that the publication kept serve once; then a piece is made again from what is stored.
    for piece in try fixture.store.logPieces(of: "下载日志-20210226.txt") { _ = try fixture.store.logBytes(of: piece) }
    let file = try #require(fixture.store.currentSet.files[.ypml])
    try FileManager.default.moveItem(atPath: file, toPath: file + ".kept")
    for _ in 0..<2 {
      #expect(throws: StoreError.self) { try fixture.writer.writePending(now: LogFixture.beforeMidnight) }
      let bytes = try fixture.bytes("下载日志-20210226.txt")
      #expect(bytes == Data("新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20\r\n".utf8))
    }
    try FileManager.default.moveItem(atPath: file + ".kept", toPath: file)
    try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    let lines = String(decoding: try fixture.bytes("下载日志-20210226.txt"), as: UTF8.self).split(separator: "\r\n")
    #expect(lines.map { $0.prefix(9) } == ["新增|病种目录|A", "新增|药品目录|1"])
  }
}
