import Catalogue
import Testing

@testable import CatalogueStore

/// What `release_batch` keeps of the rows that the national platform announced.
@Suite struct AnnouncedRowsTests {
  private let fixture = StoreFixture()

  @Test func theyAreKept() throws {
    let rows = PlatformRows(repeated: 3, termsOnly: 0, rejectedTerms: 2)
    do {
      let store = try fixture.open()
      let first = StoreFixture.batch([try StoreFixture.disease("A00")])
      var batch = PublishableBatch(
        kind: .bzml, from: first.from, through: first.through, isWhole: true, announced: 4, rows: first.records)
      batch.platform = rows
      _ = try store.publish([batch], now: 6)
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: 7)
    }
    let store = try fixture.open()
    let kept = try #require(try store.release(1)?.batches[.bzml])
    #expect(kept.announced == 4 && kept.received == 1 && kept.platform == rows)
    // Of the unified interface there is none.
    #expect(try store.release(2)?.batches[.bzml]?.platform == nil)
    #expect(try store.feedCursor(.bzml)?.announced == 1)
  }

  /// A data directory from before they were kept, which says nothing about them.
  @Test func anOlderTableIsMigrated() throws {
    do {
      let store = try fixture.open()
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: 6)
    }
    try fixture.alter(
      """
      ALTER TABLE release_batch DROP COLUMN repeated; ALTER TABLE release_batch DROP COLUMN terms_only;
      ALTER TABLE release_batch DROP COLUMN rejected_terms;
      DELETE FROM grdb_migrations WHERE identifier = 'rows the platform announced'
      """)
    let batch = try #require(try fixture.open().release(1)?.batches[.bzml])
    #expect(batch.announced == 1 && batch.received == 1 && batch.platform == nil)
  }
}
