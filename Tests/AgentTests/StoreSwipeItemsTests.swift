import Catalogue
import CatalogueStore
import Foundation
import SwipeTest
import Testing

@testable import Agent

/// What the swipe test is offered from a real store.
@Suite struct StoreSwipeItemsTests {
  private func drug(_ serial: String, code: String = "") throws -> CatalogueRecord {
    var fields = [String](repeating: "", count: 55)
    fields[0] = serial
    fields[2] = "阿莫西林"
    fields[29] = "2021-03-01"
    let record = try CatalogueRecord.decode(fields: fields, kind: .ypml)
    return CatalogueRecord(
      kind: .ypml, canonicalFields: record.fields, additional: code.isEmpty ? [:] : ["gjmldm": code])
  }

  /// `require_national_code`: the limit counts rows with a code; a release without one is passed over.
  @Test func rowsWithACodeAreAskedForBeforeTheLimit() async throws {
    let directory = "\(NSTemporaryDirectory())qianzhi-items-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try CatalogueStore(directory: directory)
    let first = try #require(CivilDate(year: 1900, month: 1, day: 1))
    func publish(_ records: [CatalogueRecord]) throws {
      let batch = PublishableBatch(
        kind: .ypml, from: first, through: first, isWhole: false, announced: records.count, records: records)
      _ = try store.publish([batch], now: 1_614_312_000_000)
    }
    try publish([
      try drug("1000000001"), try drug("1000000002"), try drug("1000000003"),
      try drug("1000000004", code: "XA02BCA219A001010184506"), try drug("1000000005", code: "XA02BCA219A001010184507"),
    ])
    let items = StoreSwipeItems(store: store, institution: "H1")
    let coded = ["1000000004", "1000000005"]
    #expect(try await items.newlyChanged(limit: 3, codedOnly: true).map(\.serial) == coded)
    #expect(try await items.newlyChanged(limit: 1, codedOnly: true).map(\.serial) == ["1000000004"])
    #expect(try await items.newlyChanged(limit: 3, codedOnly: false).count == 3)
    try publish([try drug("1000000006")])
    #expect(try await items.newlyChanged(limit: 3, codedOnly: true).map(\.serial) == coded)
    #expect(try await items.newlyChanged(limit: 3, codedOnly: false).map(\.serial) == ["1000000006"])
  }
}
