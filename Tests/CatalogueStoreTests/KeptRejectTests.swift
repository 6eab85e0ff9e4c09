import Catalogue
import Testing

@testable import CatalogueStore

@Suite struct KeptRejectTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  private func kept() throws -> [String] {
    try StoreFixture.ask("\(fixture.directory)/agent.sqlite", "SELECT text, origin FROM reject ORDER BY text")
  }

  private func reject(_ text: String) -> NewReject {
    NewReject(place: 1, text: text, reject: RecordReject(code: .wrongFieldCount, reason: "…"))
  }

  /// `keep_raw_days`: the text of a settled reject goes after so many days, an open one's never.
  @Test func settledTextsGoAfterTheirDays() throws {
    let store = try fixture.open(StoreOptions(keepRawDays: 2))
    let held = HeldBatch(kind: .bzml, reason: "r", announced: 2, received: 2, rejected: 1, at: now)
    try store.hold(held, rejects: [reject("A|kaputt")])
    try store.keepRejects([reject("B|kaputt")], of: .bzml, now: now)
    let batch = StoreFixture.batch([try StoreFixture.disease("A00")])
    _ = try store.publish([batch], now: now)
    _ = try store.publish([batch], now: now + 2 * StoreFixture.day)
    let atTheLimit = try kept()
    #expect(atTheLimit == ["A|kaputt|centre", "B|kaputt|file"])
    _ = try store.publish([batch], now: now + 2 * StoreFixture.day + 1)
    let past = try kept()
    #expect(past == ["B|kaputt|file"])
  }

  /// A data directory of format 2 is taken over; its rejects count as the centre's, as they were treated there.
  @Test func formatTwoIsMigrated() throws {
    do {
      let store = try fixture.open()
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00")])], now: now)
      try store.keepRejects([reject("A|kaputt")], of: .bzml, now: now)
    }
    try fixture.alter(
      """
      DROP TABLE rollback; DROP TABLE rollback_hold; ALTER TABLE release_batch DROP COLUMN removed;
      ALTER TABLE reject DROP COLUMN origin; PRAGMA user_version = 2;
      DELETE FROM grdb_migrations WHERE identifier IN ('origin of rejects', 'rollbacks', 'format 3')
      """)
    let store = try fixture.open()
    #expect(try store.rejects().map(\.isFromFile) == [false])
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A01")])], now: now + 1)
    _ = try store.rollBack(to: 1, reason: "试", now: now + 2)
    #expect(store.rowCounts == [.bzml: 1])
    #expect(try store.releases().first?.rollbacks[.bzml]?.rows == 1)
  }
}
