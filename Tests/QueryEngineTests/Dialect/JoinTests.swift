import Testing

@testable import OracleSQL

@Suite struct JoinTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let cases = [
    GoldenCase(
      "select a.yplsh, b.xmmc from ypml a, zlxm b where a.yplsh = b.xmlsh(+) order by 1",
      "1 挂号费; 2 诊查费; 3 -; 4 -; 5 -"),
    // A marked condition with a constant belongs to the join.
    GoldenCase(
      "select a.yplsh, b.xmmc from ypml a, zlxm b where a.yplsh = b.xmlsh(+) and b.ylfydj(+) = '1' and a.yplsh < '3' order by 1",
      "1 挂号费; 2 -"),
    // An unmarked one holds afterwards.
    GoldenCase(
      "select a.yplsh from ypml a, zlxm b where b.xmlsh(+) = a.yplsh and b.xmlsh is null order by 1", "3; 4; 5"),
    GoldenCase(
      """
      select x.yplsh, y.n from (select yplsh from ypml where yplsh <= '3') x,
      (select xmlsh, count(*) n from zlxm group by xmlsh) y where x.yplsh = y.xmlsh(+) order by x.yplsh
      """, "1 1; 2 1; 3 -"),
    // A chain: c hangs on b, which hangs on a.
    GoldenCase(
      """
      select a.xmlsh, b.yplsh, c.bzfl from zlxm a, ypml b, bzml c
      where a.xmlsh = b.yplsh(+) and b.ylfydj = c.bzfl(+) order by 1
      """, "1 1 1; 2 2 -; 7 - -"),
    GoldenCase(
      "select a.yplsh, b.xmlsh from ypml a right join zlxm b on a.yplsh = b.xmlsh order by b.xmlsh", "1 1; 2 2; - 7"),
    GoldenCase(
      "select a.yplsh, b.xmlsh from ypml a full outer join zlxm b on a.yplsh = b.xmlsh order by nvl(a.yplsh, b.xmlsh)",
      "1 1; 2 2; 3 -; 4 -; 5 -; - 7"),
    // The right join's left side is b alone, not what stands before the comma.
    GoldenCase(
      "select count(*) from bzml d, ypml a right join zlxm b on a.yplsh = b.xmlsh", "6"),
    GoldenCase(
      "select ylfydj, yplsh, xmlsh from ypml join zlxm using (ylfydj) order by yplsh", "1 1 1; 2 2 2; 2 3 2; 1 5 1"),
    GoldenCase(
      "select ylfydj, yplsh, xmlsh from ypml full join zlxm using (ylfydj) where ylfydj in ('3', '9') order by 1",
      "3 4 -; 9 - 7"),
    GoldenCase(
      "select * from (select yplsh id, tym from ypml) natural join (select xmlsh id, xmmc from zlxm) order by id",
      "1 阿莫西林 挂号费; 2 头孢拉定 诊查费"),
    GoldenCase(
      "select a.yplsh from ypml a left join zlxm b on a.yplsh = b.xmlsh left join bzml c on b.ylfydj = c.bzfl where c.bzfl = 1",
      "1"),
  ]

  @Test(arguments: cases) func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("select 1 from ypml a, zlxm b where a.yplsh(+) = b.xmlsh(+)", "ORA-01468"),
    ("select 1 from ypml a, zlxm b where a.yplsh(+) = b.xmlsh and b.ylfydj(+) = a.ylfydj", "ORA-01416"),
    ("select 1 from ypml a, zlxm b where a.yplsh = b.xmlsh(+) or a.ylfydj = '1'", "ORA-01719"),
    ("select 1 from ypml a join bzml c on 1 = 1, zlxm b where a.yplsh = b.xmlsh(+)", "ORA-25156"),
    ("select yplsh(+) from ypml", "ORA-25155"), ("select 1 from ypml a join zlxm b using (tym)", "ORA-00904"),
    ("select ylfydj from ypml a, zlxm b where a.yplsh = b.xmlsh", "ORA-00918"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }
}
