import Catalogue
import Testing

@testable import Mirror

/// Two ascending sequences of rows, compared as they pass.
@Suite struct RowMergeTests {
  private func row(_ number: Int64, _ code: String, _ name: String?, date: String = "2021-03-01 00:00:00")
    -> RowMerge.Row
  {
    var values: [String?] = Array(repeating: nil, count: CatalogueTable.bzml.columns.count)
    values[0] = code
    values[1] = name
    values[6] = date
    return RowMerge.Row(number: number, values: values)
  }

  private func compare(_ here: [RowMerge.Row], _ there: [RowMerge.Row]) -> CatalogueComparison {
    var merge = RowMerge(MirrorTable(kind: .bzml))
    var left = here[...]
    var right = there[...]
    while left.first != nil || right.first != nil {
      let step = merge.take(left.first, right.first)
      if step.here { left = left.dropFirst() }
      if step.there { right = right.dropFirst() }
    }
    return merge.finished
  }

  @Test func sameRowsAgree() {
    let rows = [row(1, "A00", "霍乱"), row(4, "A01", nil)]
    let comparison = compare(rows, rows)
    #expect(comparison.agrees)
    #expect(comparison.here.rows == 2)
    #expect(comparison.days.isEmpty)
  }

  @Test func missingExtraAndDifferentAreTold() {
    let here = [row(1, "A00", "霍乱"), row(2, "A01", "伤寒"), row(3, "A02", "甲")]
    let there = [row(2, "A01", "伤寒"), row(3, "A02", "乙"), row(9, "B00", "外", date: "2021-04-01 00:00:00")]
    let comparison = compare(here, there)
    #expect(comparison.missing == ["A00|||"])
    #expect(comparison.different == ["A02|||"])
    #expect(comparison.extra == ["B00|||"])
    #expect(Set(comparison.days.keys) == ["2021-03-01", "2021-04-01"])
    #expect(comparison.days["2021-04-01"]?.here.rows == 0)
    #expect(comparison.days["2021-04-01"]?.there.rows == 1)
    #expect(!comparison.agrees)
  }

  @Test func nothingIsNotAnEmptyText() {
    #expect(!compare([row(1, "A00", nil)], [row(1, "A00", "")]).agrees)
  }

  @Test func keysListedHaveALimit() {
    let limit = CatalogueComparison.keysListed
    let rows = (1...Int64(limit + 1)).map { row($0, "C\($0)", "名") }
    #expect(compare(Array(rows.prefix(limit)), []).missing.count == limit)
    #expect(compare(rows, []).missing.count == limit)
    #expect(compare(rows, []).here.rows == limit + 1)
  }
}
