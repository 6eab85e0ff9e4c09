import Catalogue
import Testing

@testable import CatalogueStore

/// Texts that Unicode calls equivalent are other texts to the centre and to HIS.
@Suite struct ExactTextTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  /// GBK's FD9C and C0C9; the ohm sign and omega; an accent of its own and one with its letter.
  @Test(arguments: [("\u{F92C}", "\u{90CE}"), ("\u{2126}", "\u{3A9}"), ("e\u{301}", "\u{E9}")])
  func aChangeOfBytesIsAChange(_ old: String, _ new: String) throws {
    let store = try fixture.open()
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", old)])], now: now)
    let result = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", new)])], now: now + 1)
    #expect(result.changes[.bzml] == ChangeCounts(modified: 1))
    let path = try #require(store.currentSet.files[.bzml])
    let held = try StoreFixture.ask(path, "SELECT hex(bzmc) FROM bzml")
    #expect(held == [new.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()])
    let difference = try store.difference(from: 1, to: 2)
    #expect(difference.rows.map { $0.fields.map(\.column) } == [["bzmc"]])
    let again = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", new)])], now: now + 2)
    #expect(again.release == nil)
  }
}
