import Testing

@testable import OracleSQL

/// Set operations and WITH.
@Suite struct SetOperationTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let cases = [
    GoldenCase("select yplsh from ypml minus select xmlsh from zlxm order by 1", "3; 4; 5"),
    GoldenCase("select yplsh from ypml except select xmlsh from zlxm order by 1", "3; 4; 5"),
    GoldenCase("select yplsh from ypml intersect select xmlsh from zlxm order by 1 desc", "2; 1"),
    // All of one rank, from left to right: (1 ∪ 2) ∩ 2, not 1 ∪ (2 ∩ 2).
    GoldenCase("select 1 from dual union select 2 from dual intersect select 2 from dual", "2"),
    GoldenCase("select 1 from dual union (select 2 from dual intersect select 3 from dual)", "1"),
    GoldenCase(
      "select yplsh from ypml minus (select xmlsh from zlxm union all select '5' from dual) order by 1", "3; 4"),
    GoldenCase(
      "select ylfydj from ypml union all select xmlsh from zlxm minus select '1' from dual order by 1", "2; 3; 7"),
    // Numbers and texts that are alike meet as texts.
    GoldenCase("select 1 from dual intersect select '1' from dual", "1"),
    GoldenCase("select null from dual minus select null from dual", ""),
    GoldenCase(
      "(select yplsh from ypml order by yplsh desc fetch first 1 rows only) union all select xmlsh from zlxm where xmlsh = '7'",
      "5; 7"),
    GoldenCase("with a as (select yplsh n from ypml where yplsh > '3') select * from a order by n", "4; 5"),
    GoldenCase(
      "with a as (select yplsh n from ypml), b (m) as (select max(n) from a) select a.n from a, b where a.n = b.m", "5"),
    GoldenCase(
      "select count(*) from (with x as (select 1 a from dual union all select 2 from dual) select * from x, x y)", "4"),
    GoldenCase("select (with q as (select tym from ypml where yplsh = '5') select tym from q) t from dual", "布洛芬"),
    GoldenCase(
      "with n (i) as (select 1 from dual union all select i + 1 from n where i < 5) select sum(i), max(i) from n",
      "15 5"),
    GoldenCase(
      "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select i from n", "1; 2; 3"),
    // An inner WITH hides an outer one of the same name.
    GoldenCase(
      "with a as (select 1 v from dual) select (with a as (select 2 v from dual) select v from a), v from a", "2 1"),
    GoldenCase(
      "select yplsh from ypml where (lbdm, ylfydj) in (select lbdm, max(ylfydj) from ypml group by lbdm) order by 1",
      "2; 4"),
    // Number, date and text meet in rows as they do alone: 2.5 and '2.50', a day and its text.
    GoldenCase(
      "select yplsh from ypml where (yplsh, to_number(pfj)) in (select '2', '2.50' from dual union all select '1', '010.0' from dual) order by 1",
      "1; 2"),
    GoldenCase(
      "select yplsh from ypml where (bgsj, yplsh) in (select '2021-03-01', 1 from dual union all select '2021-03-02', 3 from dual) order by 1",
      "1; 3"),
    GoldenCase(
      "select count(*) from ypml where (yplsh, to_number(pfj)) not in (select '2', '2.50' from dual)", "4"),
    // The unknown price of 4 could be 9; that of another row could not.
    GoldenCase(
      "select yplsh from ypml where (yplsh, to_number(pfj)) not in (select '4', '9' from dual) order by 1", "1; 2; 3; 5"
    ),
    GoldenCase(
      "select yplsh from ypml where (yplsh, ylfydj) = (select xmlsh, ylfydj from zlxm where xmlsh = '2')", "2"),
    GoldenCase(
      "select count(*) from ypml where (yplsh, ylfydj) <> (select xmlsh, ylfydj from zlxm where xmlsh = '2')", "4"),
    // No row is NULL, and so is the comparison.
    GoldenCase("select count(*) from ypml where (yplsh, ylfydj) = (select xmlsh, ylfydj from zlxm where 1 = 2)", "0"),
    GoldenCase("select count(*) from ypml where (yplsh, ylfydj) <> (select xmlsh, ylfydj from zlxm where 1 = 2)", "0"),
    GoldenCase("select yplsh from ypml where (yplsh, ylfydj) in (('1', 1), ('3', 2), ('4', 9)) order by 1", "1; 3"),
    GoldenCase("select yplsh from ypml where (yplsh, ylfydj) = ('2', '2')", "2"),
    GoldenCase(
      "select yplsh from ypml where to_number(pfj) >= all (select pfj from ypml where pfj is not null) order by 1",
      "1; 5"),
    // One NULL leaves ALL undecided.
    GoldenCase("select yplsh from ypml where to_number(pfj) >= all (select pfj from ypml)", ""),
    GoldenCase("select yplsh from ypml where pfj + 0 < any (select pfj from ypml where lbdm = 'B') order by 1", "2"),
    GoldenCase("select yplsh from ypml where ylfydj > all (1, 2)", "4"),
    GoldenCase("select yplsh from ypml where ylfydj = some (2, 3) order by 1", "2; 3; 4"),
    GoldenCase("select yplsh from ypml where ylfydj <> all (select ylfydj from zlxm)", "4"),
    GoldenCase("select count(*) from ypml where lbdm is distinct from 'A'", "3"),
    GoldenCase("select count(*) from ypml where lbdm is not distinct from null", "1"),
    // One value under one name twice is no question.
    GoldenCase("select yplsh, a.yplsh from ypml a where yplsh > '3' order by yplsh", "4 4; 5 5"),
  ]

  @Test(arguments: cases) func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("select 1 from dual where (1, 2) = (select 1, 2 from dual union all select 1, 2 from dual)", "ORA-01427"),
    ("select case when rank() over (order by yplsh) in (select ylfydj from zlxm) then 1 end from ypml", "分析函数"),
    (
      "select case when (rank() over (order by yplsh), yplsh) in (select ylfydj, xmlsh from zlxm) then 1 end from ypml",
      "分析函数"
    ),
    ("select 1 from dual where (1, 2) <> (select yplsh, ylfydj from ypml)", "ORA-01427"),
    ("select 1 from dual intersect all select 1 from dual", "INTERSECT ALL"),
    ("select 1, 2 from dual minus select 1 from dual", "ORA-01789"),
    ("with a (x, y) as (select 1 from dual) select * from a", "ORA-32038"),
    ("with a as (select 1 x from dual), A as (select 2 x from dual) select x from a", "两个查询叫 a"),
    ("select yplsh k, tym k from ypml order by k", "ORA-00960"),
    ("select yplsh k, tym k from ypml union select xmlsh, xmmc from zlxm order by k", "ORA-00960"),
    ("select a.yplsh, b.yplsh from ypml a, ypml b order by yplsh", "ORA-00960"),
    ("select 1 from ypml where (1, 2) > (1, 1)", "ORA-01796"),
    ("select 1 from ypml where (1, 2) in (select 1 from dual)", "ORA-00913"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }

  @Test func setBranchesAreLimited() throws {
    func statement(_ count: Int) -> String {
      (1...count).map { "select \($0) from dual" }.joined(separator: " union all ")
    }
    let rows = try fixture.session.rows(statement(500))
    #expect(rows.count == 500)
    #expect(fixture.refusal(statement(501))?.state == "54001")
  }
}
