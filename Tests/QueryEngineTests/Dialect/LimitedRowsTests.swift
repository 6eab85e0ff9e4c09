import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Rows are limited before what stands outside sorts, numbers or sums them; against the rows of `DialectFixture`.
@Suite struct LimitedRowsTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let sorted = [
    // The page 5, 4, 3 sorted again by price: 9, 10, none.
    GoldenCase(
      "select * from (select * from (select yplsh, pfj from ypml order by yplsh desc) where rownum <= 3) order by to_number(pfj)",
      "3 9; 5 10; 4 -"),
    GoldenCase(
      "with t as (select * from (select yplsh, pfj from ypml order by yplsh) where rownum <= 2) select * from t order by to_number(pfj)",
      "2 2.5; 1 10"),
    GoldenCase(
      "select * from (select yplsh, pfj from ypml order by yplsh desc limit 3) t order by to_number(pfj)",
      "3 9; 5 10; 4 -"),
    GoldenCase(
      "select * from (select yplsh, pfj from ypml order by yplsh fetch first 1 rows only) order by to_number(pfj)",
      "1 10"),
    GoldenCase(
      "select * from (select yplsh from ypml order by yplsh desc offset 1 rows fetch first 2 rows only) order by yplsh",
      "3; 4"),
    // The table's own order is that of its key.
    GoldenCase("select yplsh from ypml where rownum <= 2 order by to_number(pfj)", "2; 1"),
    GoldenCase("select yplsh from ypml where rownum <= 2 order by to_number(pfj) fetch first 1 row only", "2"),
    GoldenCase("select max(pfj) keep (dense_rank last order by yplsh) from ypml where rownum <= 2", "2.5"),
    // Limited twice: the two of the three.
    GoldenCase(
      "select * from (select * from (select yplsh from ypml order by yplsh desc) where rownum <= 3 order by yplsh) where rownum <= 2",
      "3; 4"),
    GoldenCase(
      "select yplsh from (select yplsh from ypml where rownum <= 2 union all select xmlsh from zlxm where rownum <= 1) order by 1 desc",
      "2; 1; 1"),
    GoldenCase("select max(yplsh) from (select yplsh from ypml order by yplsh limit 2) t", "2"),
    // A negative count is no row, a negative offset none (Oracle SQL Language Reference, row_limiting_clause).
    GoldenCase("select count(*) from (select yplsh from ypml fetch first -1 rows only)", "0"),
    GoldenCase("select yplsh from ypml order by yplsh limit -1", ""),
    GoldenCase("select yplsh from ypml order by yplsh offset -1 rows fetch next 1 row only", "1"),
    GoldenCase("select yplsh from ypml order by yplsh fetch first 0 rows only", ""),
    GoldenCase(
      "select a.yplsh, b.xmlsh from (select yplsh from ypml order by yplsh limit 2) a, zlxm b where a.yplsh = b.xmlsh order by 1 desc",
      "2 2; 1 1"),
  ]

  static let numbered = [
    GoldenCase(
      "select yplsh, rank() over (order by yplsh desc) from ypml where rownum < 4 order by yplsh", "1 3; 2 2; 3 1"),
    GoldenCase(
      "select yplsh, sum(yplsh) over (partition by lbdm) from ypml where rownum < 4 order by yplsh", "1 3; 2 3; 3 3"),
    GoldenCase(
      "select yplsh, row_number() over (order by to_number(pfj) desc) from (select yplsh, pfj from ypml order by yplsh limit 2) t order by 1",
      "1 1; 2 2"),
    GoldenCase(
      "select yplsh, lead(yplsh) over (order by yplsh) from (select * from (select yplsh from ypml order by yplsh desc) where rownum <= 2) order by 1",
      "4 5; 5 -"),
    GoldenCase(
      "select count(*) over (order by yplsh) from (select yplsh from ypml order by yplsh desc limit 2) t", "1; 2"),
  ]

  @Test(arguments: sorted) func sortedOutside(_ golden: GoldenCase) { fixture.check(golden) }
  @Test(arguments: numbered) func numberedOutside(_ golden: GoldenCase) { fixture.check(golden) }

  /// A page of three levels reads the index in order and stops; sorting by anything else keeps the first rows only.
  @Test func aPageIsReadInTheOrderOfTheIndex() throws {
    let folder = try ReleaseFolder()
    try folder.write(.ypml, count: 600, plain: ["yplsh"]) { ["yplsh": "\($0)", "pfj": "\($0 % 7)"] }
    let session = try Session(folder.set)
    func plan(_ sql: String) throws -> [String] { try session.connection.plan(of: session.compile(sql)) }
    let page = try plan(
      """
      select * from (select a.*, rownum rn from (select yplsh, pfj from ypml order by yplsh) a where rownum <= 40)
      where rn > 20
      """)
    #expect(!page.contains { $0.contains("TEMP B-TREE") }, "\(page)")
    let again = try plan(
      "select * from (select * from (select yplsh, pfj from ypml order by yplsh) where rownum <= 3) order by pfj")
    #expect(again.filter { $0.contains("TEMP B-TREE") }.count == 1, "\(again)")
  }
}
