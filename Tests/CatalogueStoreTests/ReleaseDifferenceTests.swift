import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

@Suite struct ReleaseDifferenceTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  /// 1: two drugs. 2: one dearer, one new. 3: the dearer one back, the new one dearer. 4: diseases.
  private func fourReleases() throws -> CatalogueStore {
    let store = try fixture.open()
    for batch in [
      [try StoreFixture.drug("1000000001"), try StoreFixture.drug("1000000002")],
      [try StoreFixture.drug("1000000002", price: "3"), try StoreFixture.drug("1000000003")],
      [try StoreFixture.drug("1000000002"), try StoreFixture.drug("1000000003", price: "4")],
      [try StoreFixture.disease("A00")],
    ] { _ = try store.publish([StoreFixture.batch(batch)], now: now) }
    return store
  }

  @Test func changedFieldIsToldOldToNew() throws {
    let store = try fourReleases()
    let difference = try store.difference(from: 1, to: 2)
    #expect(difference.rows.map(\.key) == [["1000000002"], ["1000000003"]])
    let price = CatalogueTable.ypml.recordColumns[12].name
    #expect(price == "pfj")
    #expect(difference.rows[0].fields == [FieldDifference(column: "pfj", old: "2.50", new: "3")])
    #expect(difference.rows[1].before == nil)
    #expect(difference.rows[1].after?[12] == "2.50")
    #expect(difference.rows[1].fields.isEmpty)
    #expect(difference.onlyInOne.isEmpty)
  }

  @Test func rowChangedAndChangedBackDoesNotDiffer() throws {
    let store = try fourReleases()
    let difference = try store.difference(from: 1, to: 3)
    #expect(difference.rows.map(\.key) == [["1000000003"]])
    #expect(difference.rows[0].after?[12] == "4")
  }

  @Test func backwardsSwapsOldAndNew() throws {
    let store = try fourReleases()
    let difference = try store.difference(from: 3, to: 2)
    #expect(difference.rows.map(\.key) == [["1000000002"], ["1000000003"]])
    #expect(difference.rows[0].fields == [FieldDifference(column: "pfj", old: "2.50", new: "3")])
    #expect(difference.rows[1].fields == [FieldDifference(column: "pfj", old: "4", new: "2.50")])
    let gone = try store.difference(from: 2, to: 1)
    #expect(gone.rows[1].after == nil)
  }

  @Test func catalogueOnlyOneReleaseHasIsCountedNotListed() throws {
    let store = try fourReleases()
    let difference = try store.difference(from: 3, to: 4)
    #expect(difference.rows.isEmpty)
    #expect(difference.onlyInOne == [.bzml: 1])
    let all = try store.difference(from: 0, to: 4)
    #expect(all.rows.isEmpty)
    #expect(all.onlyInOne == [.ypml: 3, .bzml: 1])
    let same = try store.difference(from: 2, to: 2)
    #expect(same.rows.isEmpty && same.onlyInOne.isEmpty)
  }

  /// A lost first load that was published anew: what its rows were nobody knows, so they are told neither as new nor as
  /// gone. Rows that changed since the release afterwards are told as ever.
  @Test func aCatalogueThatWasLostIsNotCompared() throws {
    let store = try fixture.open()
    _ = try store.publish(
      [
        StoreFixture.batch([try StoreFixture.disease("A00"), try StoreFixture.disease("A01")]),
        StoreFixture.batch([try StoreFixture.drug("1000000001")]),
      ], now: now)
    try FileManager.default.removeItem(atPath: "\(fixture.directory)/releases/bzml/000001.sqlite")
    #expect(try store.inspectFiles().damaged.count == 1)
    let diseases = StoreFixture.batch([try StoreFixture.disease("A00"), try StoreFixture.disease("A02")])
    let dearer = StoreFixture.batch([try StoreFixture.drug("1000000001", price: "3")])
    _ = try store.publish([diseases, dearer], now: now + 1)
    _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A02", "改名")])], now: now + 2)
    for (first, second) in [(1, 2), (1, 3), (3, 1)] as [(Int64, Int64)] {
      let difference = try store.difference(from: first, to: second)
      #expect(difference.rows.map(\.key) == [["1000000001"]])
      #expect(difference.notComparable == [.bzml])
    }
    let since = try store.difference(from: 2, to: 3)
    #expect(since.rows.map(\.key) == [["A02", "1", "", ""]])
    #expect(since.notComparable.isEmpty)
  }

  /// Columns that are in no record: an imported code, an end date beside a record that stays or changes.
  @Test func columnsBesideTheRecordAreCompared() throws {
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    let drugs = [try StoreFixture.drug("1000000001"), try StoreFixture.drug("1000000002")]
    _ = try store.publish([StoreFixture.batch(drugs)], now: now)
    let ended = CatalogueRecord(
      kind: .ypml, canonicalFields: drugs[0].fields, additional: ["zzsj": "2021-06-30", "tpbz": "1"])
    let dearer = CatalogueRecord(
      kind: .ypml, canonicalFields: try StoreFixture.drug("1000000002", price: "3").fields,
      additional: ["xzzffw": "限二线"])
    _ = try store.publish([StoreFixture.batch([ended, dearer])], now: now + 1)
    let difference = try store.difference(from: 1, to: 2)
    #expect(difference.recordOnly.isEmpty)
    #expect(difference.rows.map(\.key) == [["1000000002"], ["1000000001"]])
    #expect(
      difference.rows[0].fields == [
        FieldDifference(column: "pfj", old: "2.50", new: "3"), FieldDifference(column: "xzzffw", old: "", new: "限二线"),
      ])
    #expect(
      difference.rows[1].fields == [
        FieldDifference(column: "tpbz", old: "", new: "1"),
        FieldDifference(column: "zzsj", old: "", new: "2021-06-30"),
      ])
    let backwards = try store.difference(from: 2, to: 1)
    #expect(backwards.rows[1].fields.last == FieldDifference(column: "zzsj", old: "2021-06-30", new: ""))
    let codes = try store.importCodes([.ypml: ["1000000001": "X1"]], now: now + 2, publishes: true)
    #expect(codes.release == 3)
    let coded = try store.difference(from: 2, to: 3)
    #expect(coded.rows.map(\.fields) == [[FieldDifference(column: "gjmldm", old: "", new: "X1")]])
    #expect(try store.release(3)?.codes == [.ypml: 1])
    #expect(try store.release(2)?.codes == [:])
    // Release 2's file goes; what the journal knows is still told.
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000003")])], now: now + 3)
    let later = try store.difference(from: 2, to: 4)
    #expect(later.recordOnly == [.ypml])
    #expect(later.rows.map(\.key) == [["1000000003"]])
  }

  @Test func everyReleaseIsFoundByItsNumber() throws {
    let store = try fixture.open()
    for number in 0..<502 {
      _ = try store.publish([StoreFixture.batch([try StoreFixture.disease("A00", "霍乱\(number)")])], now: now)
    }
    #expect(try store.releases(limit: 2).map(\.number) == [502, 501])
    #expect(try store.release(1)?.batches[.bzml]?.changes.added == 1)
    #expect(try store.release(503) == nil)
    var numbers: [Int64] = []
    try store.forEachRelease { numbers.append($0.number) }
    #expect(numbers == Array(1...502))
  }
}
