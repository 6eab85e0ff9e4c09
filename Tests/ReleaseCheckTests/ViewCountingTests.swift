import Catalogue
import Testing

@testable import ReleaseCheck

@Suite struct ViewCountingTests {
  /// The notice's three statements, to the letter.
  @Test(arguments: [
    (CatalogueKind.ypml, "SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';"),
    (.zlxm, "SELECT COUNT(*) FROM zlxm WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';"),
    (.bzml, "SELECT COUNT(*) FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301';"),
  ]) func countsWithTheNoticesStatement(_ kind: CatalogueKind, _ statement: String) {
    #expect(CheckStatement.count(of: kind, on: CivilDate(year: 2021, month: 3, day: 1)!) == statement)
  }

  @Test func readsTheKeysOfTheSameRows() {
    #expect(
      CheckStatement.keys(of: .bzml, on: CivilDate(year: 2021, month: 3, day: 1)!)
        == "SELECT bzbm, bzfl, jmbzfl, sybzfl FROM bzml WHERE TO_CHAR(kssj, 'YYYYMMDD') = '20210301'")
  }
}
