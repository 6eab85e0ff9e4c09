import Catalogue
import CatalogueStore
import Foundation
import TextEncoding
import Testing

@testable import DownloadLog

@Suite struct LogRebuildTests {
  private static let formats = [
    LogFormat(encoding: .utf8, lineEnding: .crlf), LogFormat(encoding: .utf8, lineEnding: .lf),
    LogFormat(encoding: .utf8WithMark, lineEnding: .crlf), LogFormat(encoding: .utf8WithMark, lineEnding: .lf),
    LogFormat(encoding: .gb18030, lineEnding: .crlf), LogFormat(encoding: .gb18030, lineEnding: .lf),
  ]

  private let first = "新增|病种目录|A00|霍乱|HL|1|||2021-01-20||2021-01-20"
  private let second = "修改|病种目录|A00|霍乱𠮷|HL|1|||2021-03-01||2021-03-01"

  private func expected(_ format: LogFormat) -> Data {
    let ending = format.lineEnding == .crlf ? "\r\n" : "\n"
    let text = first + ending + second + ending
    switch format.encoding {
    case .utf8: return Data(text.utf8)
    case .utf8WithMark: return Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)
    case .gb18030: return Data(GB18030.encode(text))
    }
  }

  private func fixture(_ format: LogFormat, name: String = "下载日志-{yyyyMMdd}.txt") throws -> LogFixture {
    let fixture = try LogFixture(StoreOptions(logFileName: name, logFormat: format))
    try fixture.publish(try LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml), at: LogFixture.beforeMidnight)
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱𠮷|HL|1|||2021-03-01|"], .bzml), at: LogFixture.beforeMidnight + 50)
    try fixture.writer.writePending(now: 0)
    return fixture
  }

  @Test(arguments: 0..<6) func theSameBytesAfterDeletionAndAnyDamage(_ index: Int) throws {
    let format = Self.formats[index]
    let fixture = try fixture(format)
    let name = "下载日志-20210226.txt"
    let whole = expected(format)
    #expect(try fixture.bytes(name) == whole)
    let untouched = try fixture.writer.rebuild(day: nil)
    #expect(untouched.map(\.outcome) == [.whole])
    let path = URL(fileURLWithPath: "\(fixture.log)/\(name)")
    try FileManager.default.removeItem(at: path)
    let restored = try fixture.writer.rebuild(day: "2021-02-26")
    #expect(restored.map(\.outcome) == [.restored])
    #expect(try fixture.bytes(name) == whole)
    // One byte in the middle, which no length shows.
    var damaged = whole
    damaged[20] ^= 1
    try damaged.write(to: path)
    let replaced = try fixture.writer.rebuild(day: nil)
    #expect(replaced.map(\.outcome) == [.replaced(kept: "下载日志-20210226损坏.txt")])
    #expect(try fixture.bytes(name) == whole)
    #expect(try fixture.bytes("下载日志-20210226损坏.txt") == damaged)
    // Cut short: the next damaged file gets the next name.
    try whole.prefix(7).write(to: path)
    let again = try fixture.writer.rebuild(day: nil)
    #expect(again.map(\.outcome) == [.replaced(kept: "下载日志-20210226损坏2.txt")])
    #expect(try fixture.bytes(name) == whole)
    #expect(try fixture.names() == [name, "下载日志-20210226损坏.txt", "下载日志-20210226损坏2.txt"])
    let none = try fixture.writer.rebuild(day: "2021-02-27")
    #expect(none.isEmpty)
  }

  private static let row = "A00|霍乱|HL|1|||2021-01-20|"

  /// A first load that was logged and whose file was lost since.
  private func lostFirstLoad() throws -> LogFixture {
    let fixture = try LogFixture()
    try fixture.publish(try LogFixture.batch([Self.row], .bzml), at: LogFixture.beforeMidnight)
    try fixture.writer.writePending(now: 0)
    try FileManager.default.removeItem(atPath: "\(fixture.folder)/releases/bzml/000001.sqlite")
    #expect(try fixture.store.inspectFiles().damaged.count == 1)
    return fixture
  }

  /// A first load whose file was lost was published anew on another day: its lines can never be made again. The other
  /// days' can, and nothing half made is left.
  @Test func aDayThatCannotBeMadeAgain() throws {
    let fixture = try lostFirstLoad()
    try fixture.publish(try LogFixture.batch([Self.row], .bzml), at: LogFixture.beforeMidnight + LogFixture.day)
    try fixture.writer.writePending(now: 0)
    let names = ["下载日志-20210226.txt", "下载日志-20210227.txt"]
    // As long as it is there, it is left as it is.
    let first = try fixture.writer.rebuild(day: nil)
    #expect(first.map(\.file.name) == names)
    #expect(try fixture.names() == names)
    #expect(try fixture.bytes(names[0]) == Data("\(self.first)\r\n".utf8))
    for name in names { try FileManager.default.removeItem(atPath: "\(fixture.log)/\(name)") }
    let second = try fixture.writer.rebuild(day: nil)
    #expect(second.map(\.file.name) == names)
    guard case .failed(let reason)? = second.first?.outcome else {
      Issue.record("\(second)")
      return
    }
    #expect(reason.contains("bzml/000001.sqlite"), "\(reason)")
    #expect(second.last?.outcome == .restored)
    #expect(try fixture.names() == [names[1]])
    // Who counts lines counts those that are there, and learns what is not.
    var lines: [ChangeVerb] = []
    var unreadable: [String] = []
    try fixture.reader.forEachReadableLine {
      lines.append($0.verb)
    } unreadable: {
      unreadable.append($0.name)
      #expect($1.code == .damagedLogPiece)
    }
    #expect(lines == [.added] && unreadable == [names[0]])
  }

  /// The newest day can be neither read nor made again, and another release of that day waits with a later one's: the
  /// later day is written, once.
  @Test func aDayThatCannotBeMadeAgainKeepsBackNoOther() throws {
    let fixture = try lostFirstLoad()
    try FileManager.default.removeItem(atPath: "\(fixture.log)/下载日志-20210226.txt")
    try fixture.publish(try LogFixture.batch([Self.row], .bzml), at: LogFixture.beforeMidnight)
    try fixture.publish(
      try LogFixture.batch([LogFixture.drug("01", "甲", date: "2021-03-01")], .ypml),
      at: LogFixture.beforeMidnight + LogFixture.day)
    let later = "\(fixture.log)/下载日志-20210227.txt"
    let old = Date(timeIntervalSince1970: 1_000_000)
    for round in 0..<2 {
      #expect(throws: StoreError.self) { try fixture.writer.writePending(now: 1) }
      let lines = try fixture.reader.files().filter { $0.file.day == "2021-02-27" }.map(\.lineCounts)
      #expect(lines == [[.ypml: [.added: 1]]])
      let written = try FileManager.default.attributesOfItem(atPath: later)[.modificationDate] as? Date
      #expect((written == old) == (round > 0))
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: later)
    }
    // Bytes that are not the commit's are mended all the same.
    let good = try Data(contentsOf: URL(fileURLWithPath: later))
    try Data(good.map { $0 == UInt8(ascii: "|") ? UInt8(ascii: ";") : $0 }).write(to: URL(fileURLWithPath: later))
    #expect(throws: StoreError.self) { try fixture.writer.writePending(now: 1) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: later)) == good)
  }

  /// The notice writes the name with an em dash.
  @Test func theNameOfTheNoticeByConfiguration() throws {
    let fixture = try fixture(LogFormat(), name: "下载日志—{yyyyMMdd}.txt")
    #expect(try fixture.names() == ["下载日志—20210226.txt"])
    try FileManager.default.removeItem(atPath: "\(fixture.log)/下载日志—20210226.txt")
    let rebuilt = try fixture.writer.rebuild(day: nil)
    #expect(rebuilt.map(\.file.name) == ["下载日志—20210226.txt"])
    #expect(try fixture.bytes("下载日志—20210226.txt") == expected(LogFormat()))
    let lines = try fixture.reader.allLines()
    #expect(lines.map(\.verb) == [.added, .modified])
  }

  /// A release begun before midnight belongs to that day with all its catalogues, whenever its lines are written; the
  /// next one begins the next day's file.
  @Test func aReleaseAcrossMidnightIsWholeInOneFile() throws {
    let fixture = try LogFixture()
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱|HL|1|||2021-01-20|"], .bzml),
      try LogFixture.batch([LogFixture.drug("01", "甲", date: "2021-03-01")], .ypml), at: LogFixture.beforeMidnight)
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱二|HL|1|||2021-03-01|"], .bzml),
      try LogFixture.batch([LogFixture.drug("01", "乙", date: "2021-03-01")], .ypml),
      at: LogFixture.beforeMidnight + 99)
    try fixture.publish(
      try LogFixture.batch(["A00|霍乱三|HL|1|||2021-03-01|"], .bzml), at: LogFixture.beforeMidnight + 100)
    // Written only on the next day.
    let written = try fixture.writer.writePending(now: LogFixture.beforeMidnight + LogFixture.day)
    #expect(written == ["下载日志-20210226.txt", "下载日志-20210227.txt"])
    let files = try fixture.reader.files()
    #expect(files.map(\.file.day) == ["2021-02-26", "2021-02-27"])
    #expect(files[0].lineCounts == [.bzml: [.added: 1, .modified: 1], .ypml: [.added: 1, .modified: 1]])
    #expect(files[1].lineCounts == [.bzml: [.modified: 1]])
    // After a later day began, an earlier day's deleted file comes back whole.
    try FileManager.default.removeItem(atPath: "\(fixture.log)/下载日志-20210226.txt")
    let rebuilt = try fixture.writer.rebuild(day: "2021-02-26")
    #expect(rebuilt.map(\.outcome) == [.restored])
    #expect(try fixture.reader.files().map(\.lineCounts) == files.map(\.lineCounts))
  }
}
