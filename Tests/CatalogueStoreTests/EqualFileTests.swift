import Catalogue
import Testing

@testable import CatalogueStore

/// A batch that is said to equal a release file.
@Suite struct EqualFileTests {
  private let fixture = StoreFixture()

  /// While that file is current nothing is compared; when another one is, everything is.
  @Test func onlyTheCurrentFileCounts() throws {
    let store = try fixture.open()
    let now = StoreFixture.february26
    let first = StoreFixture.batch([try StoreFixture.disease("A00")])
    #expect(try store.publish([first], now: now).equalFiles == [:])
    let repeated = try store.publish([first], now: now + 1)
    let file = try #require(repeated.equalFiles[.bzml])
    #expect(file == store.currentSet.files[.bzml])

    // The rows differ, so that it shows whether they were looked at.
    var other = StoreFixture.batch([try StoreFixture.disease("A00", "伤寒")])
    other.equalFile = file
    let believed = try store.publish([other], now: now + 2)
    #expect(believed.release == nil)
    #expect(believed.equalFiles == [.bzml: file])
    #expect(try store.feedCursor(.bzml)?.provenAt == now + 2)

    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now + 3)
    let compared = try store.publish([other], now: now + 4)
    #expect(compared.release == 3)
    #expect(compared.changes == [.bzml: ChangeCounts(modified: 1)])
    #expect(compared.equalFiles == [:])
  }

  /// Rows to be withdrawn are looked for in any case.
  @Test func withdrawnRowsAreLookedFor() throws {
    let store = try fixture.open()
    let now = StoreFixture.february26
    let both = StoreFixture.batch([try StoreFixture.disease("A00"), try StoreFixture.disease("A01")])
    _ = try store.publish([both], now: now)
    var one = StoreFixture.batch([try StoreFixture.disease("A00")])
    one.equalFile = store.currentSet.files[.bzml]
    one.withdrawnKeys = [["A01", "1", "", ""]]
    #expect(try store.publish([one], now: now + 1).changes == [.bzml: ChangeCounts(removed: 1)])
  }
}
