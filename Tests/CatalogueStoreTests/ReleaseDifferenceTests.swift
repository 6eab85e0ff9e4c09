import Catalogue
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
}
