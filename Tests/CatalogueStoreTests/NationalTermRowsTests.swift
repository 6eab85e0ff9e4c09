import Catalogue
import Testing

@testable import CatalogueStore

@Suite struct NationalTermRowsTests {
  private let fixture = StoreFixture()

  private func term(_ identity: String, _ code: String, _ value: String, number: String = "1318") -> NationalTerm {
    NationalTerm(
      number: number, identity: identity, code: code, area: "500000", type: "1", begin: "2021-01-01", end: "2021-12-31",
      isValid: false, value: value, changed: "2021-01-02 03:04:05")
  }

  @Test func theLaterOfOneIdentityStands() throws {
    let store = try fixture.open()
    try store.keepNational([term("R1", "A", "1"), term("R2", "A", "2"), term("R1", "B", "3", number: "1319")], at: 10)
    try store.keepNational([term("R1", "A", "4")], at: 20)
    let known = try store.nationalTerms(codes: ["A", "B", "C"])
    #expect(Set(known["A"] ?? []) == [term("R1", "A", "4"), term("R2", "A", "2")])
    #expect(known["B"] == [term("R1", "B", "3", number: "1319")])
    #expect(known["C"] == nil)
    // Only of the transaction, and only the earlier ones.
    try store.keepNational([valid("R3", "A"), valid("R4", "A", number: "1319")], at: 19)
    try store.keepNational([valid("R5", "A")], at: 20)
    try store.endNationalTerms(of: "1318", before: 20, text: "2021-03-04 05:06:07")
    let left = try #require(try store.nationalTerms(codes: ["A", "B"])["A"])
    #expect(Set(left.filter(\.isValid).map(\.identity)) == ["R4", "R5"])
    #expect(left.first { $0.identity == "R3" }?.changed == "2021-03-04 05:06:07")
    // What was taken back already keeps the date of that.
    #expect(left.first { $0.identity == "R2" } == term("R2", "A", "2"))
  }

  private func valid(_ identity: String, _ code: String, number: String = "1318") -> NationalTerm {
    NationalTerm(
      number: number, identity: identity, code: code, area: "500000", type: "1", begin: "2021-01-01", end: "",
      isValid: true, value: "9.5", changed: "2021-01-02 03:04:05")
  }

  @Test func codesInPieces() throws {
    let store = try fixture.open()
    try store.keepNational(["B", "A", "C", "B"].enumerated().map { term("R\($0.offset)", $0.element, "1") }, at: 1)
    #expect(try store.nationalTermCodes(after: "", limit: 2) == ["A", "B"])
    #expect(try store.nationalTermCodes(after: "B", limit: 2) == ["C"])
    #expect(try store.nationalTermCodes(after: "C", limit: 2) == [])
  }

  /// Everything was asked for from the beginning: a transaction that brought nothing has no position any more.
  @Test func aWholeCatalogueBringsAllPositions() throws {
    let store = try fixture.open()
    func publish(_ versions: [String: String], isWhole: Bool, origin: PublishableBatch.Origin = .centre) throws {
      var batch = PublishableBatch(
        kind: .bzml, from: CivilDate(dayNumber: 0), through: CivilDate(dayNumber: 1), isWhole: isWhole, announced: 1,
        records: [try StoreFixture.disease("A00")], origin: origin)
      batch.nationalVersions = versions
      _ = try store.publish([batch], now: 1)
    }
    try publish(["1307": "F001_20210201000000_C", "1308": "F001_20210301000000_C"], isWhole: true)
    try publish(["1307": "F001_20210202000000_C"], isWhole: false)
    #expect(
      try store.nationalVersions(.bzml) == ["1307": "F001_20210202000000_C", "1308": "F001_20210301000000_C"])
    try publish([:], isWhole: true, origin: .file)
    #expect(try store.nationalVersions(.bzml).count == 2)
    try publish(["1307": "F001_20200101000000_C"], isWhole: true)
    #expect(try store.nationalVersions(.bzml) == ["1307": "F001_20200101000000_C"])
  }

  /// A version before kept no terms, so its positions are forgotten: they are all asked for again.
  @Test func formatThreeIsMigrated() throws {
    do {
      let store = try fixture.open()
      var batch = StoreFixture.batch([try StoreFixture.disease("A00")])
      batch.nationalVersions = [
        "1307": "F001_20210101000000_C", "1318": "2099-01-01 00:00:00", "1312": "x", "1319": "y",
      ]
      _ = try store.publish([batch], now: 1)
    }
    try fixture.alter(
      """
      DROP TABLE national_term; PRAGMA user_version = 3;
      DELETE FROM grdb_migrations WHERE identifier IN ('national terms', 'format 4')
      """)
    let store = try fixture.open()
    #expect(try store.nationalVersions(.bzml) == ["1307": "F001_20210101000000_C"])
    #expect(try store.nationalTerms(codes: ["A"]).isEmpty)
  }
}
