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
}
