import CatalogueStore
import Foundation
import Testing

@testable import CatalogueImport

/// The log file belongs to the day on which the release is published.
@Suite struct ImportDayTests {
  private let fixture: ImportFixture
  init() throws { fixture = try ImportFixture() }

  /// 2021-02-26 23:59:59 in Asia/Shanghai.
  private static let beforeMidnight: Int64 = 1_614_355_199_000

  /// Asked before the file was read, this clock takes it away and is before midnight; asked afterwards, it is past it.
  @Test func anImportThatCrossesMidnightIsOfTheDayItIsPublishedOn() throws {
    let path = try fixture.file("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n")
    var now = Self.beforeMidnight
    let report = try fixture.importer().publish(.init(path: path)) {
      if FileManager.default.fileExists(atPath: path) {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
        now += 2000
      }
      return now
    }
    #expect(report.release == 1)
    #expect(try fixture.store.logFiles().map(\.day) == ["2021-02-27"])
    // 2021-02-27 00:00:01
    #expect(try fixture.store.release(1)?.publishedAt == 1_614_355_201_000)
  }

  @Test func soAreItsRejects() throws {
    let path = try fixture.file("b.txt", "A00|霍乱|HL|1|||2021-02-30|\n")
    let report = try fixture.importer().publish(.init(path: path)) {
      // The file was read: taking it away changes nothing.
      unlink(path)
      return Self.beforeMidnight
    }
    #expect(report.problem?.code == "QZ-I121")
    #expect(try fixture.store.rejects(.bzml).count == 1)
  }

  @Test func soAreCodes() throws {
    try fixture.take(try fixture.file("b.txt", "A00|霍乱|HL|1|||2021-03-01|\n"))
    let path = try fixture.file("codes.csv", "流水号,国家编码\nA00,A00.900\n")
    let report = try fixture.importer().publish(.init(path: path, isCodes: true)) {
      unlink(path)
      return Self.beforeMidnight + 2000
    }
    #expect(report.release == 2)
    #expect(try fixture.store.release(2)?.publishedAt == 1_614_355_201_000)
  }
}
