import Testing

@testable import OracleSQL
@testable import QueryEngine

/// ROLLUP, CUBE, GROUPING SETS and IGNORE NULLS, which old report statements use; answers by hand.
@Suite struct GroupingTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let groupings = [
    // Drugs by category: A 2, B 2, none 1.
    GoldenCase(
      "select lbdm, count(*) from ypml group by rollup(lbdm) order by grouping(lbdm), lbdm", "A 2; B 2; - 1; - 5"),
    GoldenCase(
      "select decode(grouping(lbdm), 1, '合计', nvl(lbdm, '无')) 类别, sum(to_number(pfj)) from ypml group by rollup(lbdm) order by grouping(lbdm), 1",
      "A 12.5; B 9; 无 10; 合计 31.5"),
    GoldenCase(
      "select lbdm, ylfydj, count(*), grouping_id(lbdm, ylfydj) from ypml where lbdm is not null group by cube(lbdm, ylfydj) order by 4, 1, 2",
      "A 1 1 0; A 2 1 0; B 2 1 0; B 3 1 0; A - 2 1; B - 2 1; - 1 1 2; - 2 2 2; - 3 1 2; - - 4 3"),
    GoldenCase(
      "select lbdm, ylfydj, count(*) from ypml group by grouping sets ((lbdm), (ylfydj), ()) having count(*) > 1 order by 3, 1, 2",
      "A - 2; B - 2; - 1 2; - 2 2; - - 5"),
    GoldenCase(
      "select lbdm, ylfydj, count(*) from ypml where lbdm = 'A' group by lbdm, rollup(ylfydj) order by 3, 2",
      "A 1 1; A 2 1; A - 2"),
    GoldenCase("select count(*), sum(to_number(pfj)) from ypml where 1 = 2 group by rollup(lbdm)", "0 -"),
    GoldenCase(
      "select lbdm, count(lbdm), max(lbdm) from ypml group by rollup(lbdm) having grouping(lbdm) = 1", "- 4 B"),
    GoldenCase(
      "select * from (select lbdm, count(*) c from ypml group by rollup(lbdm) order by c desc) where rownum <= 1", "- 5"
    ),
    GoldenCase(
      "select lbdm, count(*) from ypml group by rollup(lbdm) union all select 'x', 0 from dual order by 2, 1",
      "x 0; - 1; A 2; B 2; - 5"),
    GoldenCase(
      "select rank() over (order by c desc) r, lbdm from (select lbdm, count(*) c from ypml group by rollup(lbdm)) order by r, lbdm",
      "1 -; 2 A; 2 B; 4 -"),
    // One grouping expression is a part of another.
    GoldenCase(
      "select substr(yplsh, 1, 1), yplsh, count(*) from ypml where yplsh < 2 group by grouping sets ((yplsh), (substr(yplsh, 1, 1))) order by 1, 2",
      "1 - 1; - 1 1"),
    GoldenCase("select grouping(lbdm), lbdm from ypml group by lbdm order by lbdm", "0 A; 0 B; 0 -"),
    GoldenCase(
      "select a.lbdm, b.ylfydj, count(*) from ypml a, zlxm b where a.yplsh = b.xmlsh group by rollup(a.lbdm, b.ylfydj) order by grouping(a.lbdm), grouping(b.ylfydj), 2",
      "A 1 1; A 2 1; A - 2; - - 2"),
  ]
  @Test(arguments: groupings) func grouping(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  static let present = [
    // pfj by number: 1 10, 2 2.5, 3 9, 4 NULL, 5 10; lbdm: A A B B NULL.
    GoldenCase(
      "select yplsh, last_value(pfj ignore nulls) over (order by yplsh) from ypml order by yplsh",
      "1 10; 2 2.5; 3 9; 4 9; 5 10"),
    GoldenCase(
      "select yplsh, last_value(pfj) ignore nulls over (order by yplsh rows between 1 preceding and current row) from ypml order by yplsh desc",
      "5 10; 4 9; 3 9; 2 2.5; 1 10"),
    GoldenCase(
      "select yplsh, first_value(pfj ignore nulls) over (order by yplsh desc) from ypml order by yplsh desc",
      "5 10; 4 10; 3 10; 2 10; 1 10"),
    GoldenCase(
      "select yplsh, first_value(pfj) ignore nulls over (partition by lbdm order by yplsh desc) from ypml where lbdm = 'B' order by yplsh",
      "3 9; 4 -"),
    GoldenCase(
      "select yplsh, lag(pfj, 1, '无') ignore nulls over (order by yplsh) from ypml order by yplsh",
      "1 无; 2 10; 3 2.5; 4 9; 5 9"),
    GoldenCase(
      "select yplsh, lead(pfj ignore nulls, 2) over (order by yplsh) from ypml order by yplsh",
      "1 9; 2 10; 3 -; 4 -; 5 -"),
    GoldenCase(
      "select yplsh, nth_value(pfj, 2) ignore nulls over (order by yplsh rows between unbounded preceding and unbounded following) from ypml where yplsh > 3 order by 1",
      "4 -; 5 -"),
    GoldenCase(
      "select yplsh, lag(pfj) respect nulls over (order by yplsh) from ypml where yplsh > 3 order by 1", "4 -; 5 -"),
    GoldenCase(
      "select yplsh, sum(to_number(pfj)) over w from ypml window w as (partition by lbdm order by yplsh) order by yplsh",
      "1 10; 2 12.5; 3 9; 4 9; 5 10"),
  ]
  @Test(arguments: present) func ignoringNulls(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  /// What stays refused, by its name.
  @Test(arguments: [
    ("select distinct lbdm from ypml group by rollup(lbdm)", "DISTINCT"),
    ("select lbdm, rank() over (order by count(*)) from ypml group by rollup(lbdm)", "分析函数"),
    ("select lbdm, count(*) from ypml where rownum < 3 group by rollup(lbdm)", "ROWNUM"),
    ("select grouping(tym), count(*) from ypml group by rollup(lbdm)", "ORA-30481"),
    ("select grouping(lbdm) from ypml", "ORA-30481"),
    ("select tym, count(*) from ypml group by rollup(lbdm)", "ORA-00979"),
    ("select count(*) from ypml group by cube(yplsh, ypbm, tym, spm, ywm, lbdm, jx)", "64"),
    ("select sum(pfj) ignore nulls over () from ypml", "ORA-30484"),
    ("select sum(pfj) over w from ypml", "窗口"),
    ("select yplsh from ypml intersect all select xmlsh from zlxm", "INTERSECT ALL"),
  ])
  func refused(sql: String, part: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(part) == true, "\(sql): \(error?.message ?? "answered")")
  }

  /// Six columns of CUBE are the 64 groupings that are allowed.
  @Test func asManyGroupingsAsAreAllowed() throws {
    let answer = try fixture.answer(
      "select count(*) from (select count(*) from ypml group by cube(yplsh, ypbm, spm, ywm, lbdm, jx))")
    // A grouping with yplsh has five rows: 32 of them. Of the others those with lbdm (16) have three (A, B, none), the
    // rest (16) one, since the other columns are empty.
    #expect(answer == "224")
  }
}
