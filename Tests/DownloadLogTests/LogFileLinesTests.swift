import Catalogue
import CatalogueStore
import Foundation
import Testing

@testable import DownloadLog

/// A log file is read in pieces; where a piece ends must not matter.
@Suite struct LogFileLinesTests {
  private let name = "下载日志-20210226.txt"
  /// By hand, as in DownloadLogTests.
  private static let line = "新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20"

  private func fixture(_ encoding: LogFormat.Encoding = .utf8) throws -> LogFixture {
    let fixture = try LogFixture(StoreOptions(logFormat: LogFormat(encoding: encoding)))
    try fixture.publish(LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml), at: LogFixture.beforeMidnight)
    try fixture.writer.writePending(now: LogFixture.beforeMidnight)
    return fixture
  }

  private func append(_ bytes: some Sequence<UInt8>, to fixture: LogFixture) throws {
    let handle = try #require(FileHandle(forWritingAtPath: "\(fixture.log)/\(name)"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  /// Lines of a person's own, longer than a piece, with the edge in a character of two, three and four bytes.
  @Test(arguments: LogFormat.Encoding.allCases, 0..<4) func edgesOfPieces(
    encoding: LogFormat.Encoding, shift: Int
  ) throws {
    let fixture = try fixture(encoding)
    let own = [
      String(repeating: "x", count: shift) + String(repeating: "病", count: 800_000), "",
      String(repeating: "y", count: LogFileLines.pieceBytes), "末",
    ]
    let format = LogFormat(encoding: encoding)
    try append(format.encode(own.joined(separator: "\r\n")), to: fixture)
    let file = try #require(try fixture.store.logFiles().first)
    var lines = try fixture.reader.lines(of: file)
    var texts: [String] = []
    while let piece = try lines.next() { texts += piece }
    #expect(texts == [Self.line] + own)
    let again = try lines.next()
    #expect(again == nil)
    let summary = try #require(try fixture.reader.files().first)
    #expect(summary.lineCounts == [.bzml: [.added: 1]])
    #expect(summary.otherLineCount == 4)
  }

  /// A file somebody filled with something else costs no more than the longest line, and is told.
  @Test(arguments: [0, 1]) func theLongestLine(past: Int) throws {
    let fixture = try fixture()
    try append(repeatElement(UInt8(ascii: "x"), count: (16 << 20) + past), to: fixture)
    if past == 0 {
      #expect(try fixture.reader.files().map(\.otherLineCount) == [1])
    } else {
      let start = Self.line.utf8.count + 2
      let failure = #expect(throws: StoreError.self) { try fixture.reader.files() }
      #expect(failure?.text.contains("第 \(start) 字节起的一行超过 16 MiB") == true)
    }
  }

  @Test func bytesOfAnotherEncoding() throws {
    let fixture = try fixture()
    try append([0xD0, 0xC2, 0xD4, 0xF6, 13, 10], to: fixture)
    let failure = #expect(throws: StoreError.self) { try fixture.reader.files() }
    #expect(failure?.text.contains("不是 utf-8 编码") == true)
  }
}
