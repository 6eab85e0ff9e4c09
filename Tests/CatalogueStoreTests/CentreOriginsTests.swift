import Catalogue
import Testing

@testable import CatalogueStore

/// Which centre a catalogue's rows come from, and how many of them only another one had.
@Suite struct CentreOriginsTests {
  private let fixture = StoreFixture()

  private func publish(_ store: CatalogueStore, _ codes: [String], of centre: String, leftOver: Int = 0) throws {
    var batch = StoreFixture.batch(try codes.map { try StoreFixture.disease($0) })
    batch.centre = centre
    batch.leftOver = leftOver
    _ = try store.publish([batch], now: StoreFixture.february26)
  }

  /// What is left over is told with the publishing commit, and until the next whole catalogue.
  @Test func leftOverRows() throws {
    let store = try fixture.open()
    try publish(store, ["A00", "A01"], of: "test")
    #expect(try store.leftOver(.bzml) == nil)
    try publish(store, ["A01"], of: "production", leftOver: 1)
    #expect(try store.leftOver(.bzml) == 1)
    #expect(try store.otherCentre(.bzml, than: "production") == nil)
    try publish(store, ["A01"], of: "production")
    #expect(try store.leftOver(.bzml) == nil)
  }

  /// A directory of a version that did not count them.
  @Test func anOlderDirectory() throws {
    do {
      let store = try fixture.open()
      try publish(store, ["A00"], of: "test")
    }
    try fixture.alter(
      """
      ALTER TABLE feed_centre DROP COLUMN left_over;
      DELETE FROM grdb_migrations WHERE identifier = 'rows of other centres'
      """)
    let store = try fixture.open()
    #expect(try store.leftOver(.bzml) == nil)
    #expect(try store.otherCentre(.bzml, than: "production") == "test")
    try publish(store, ["A01"], of: "production", leftOver: 1)
    #expect(try store.leftOver(.bzml) == 1)
  }
}
