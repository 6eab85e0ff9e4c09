import Testing

@testable import OracleSQL

/// Analytic functions and the aggregates beyond the five.
@Suite struct AnalyticTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let cases = [
    GoldenCase(
      "select yplsh, row_number() over (order by to_number(pfj) desc, yplsh) n from ypml order by 1",
      "1 2; 2 5; 3 4; 4 1; 5 3"),
    GoldenCase("select yplsh, rank() over (order by ylfydj) from ypml order by 1", "1 1; 2 3; 3 3; 4 5; 5 1"),
    GoldenCase(
      "select yplsh, dense_rank() over (order by ylfydj desc) from ypml order by 1", "1 3; 2 2; 3 2; 4 1; 5 3"),
    GoldenCase(
      "select yplsh, row_number() over (partition by lbdm order by yplsh desc) from ypml where lbdm is not null order by 1",
      "1 2; 2 1; 3 2; 4 1"),
    GoldenCase(
      "select yplsh from (select yplsh, row_number() over (partition by ylfydj order by pfj) rn from ypml) where rn = 1 order by 1",
      "1; 2; 4"),
    // Numbers are ordered by value: 2.5 before 9 before 10.
    GoldenCase(
      "select yplsh, lag(yplsh) over (order by to_number(pfj), yplsh), lead(yplsh, 1, '无') over (order by to_number(pfj), yplsh) from ypml where pfj is not null order by 1",
      "1 3 5; 2 - 3; 3 2 1; 5 1 无"),
    GoldenCase(
      "select yplsh, sum(pfj) over (order by yplsh) from ypml where pfj is not null order by 1",
      "1 10; 2 12.5; 3 21.5; 5 31.5"),
    GoldenCase(
      "select yplsh, sum(pfj) over (order by yplsh rows between 1 preceding and current row) from ypml where pfj is not null order by 1",
      "1 10; 2 12.5; 3 11.5; 5 19"),
    GoldenCase(
      "select yplsh, max(to_number(pfj)) over (order by yplsh rows between current row and 1 following) m from ypml where pfj is not null order by 1",
      "1 10; 2 9; 3 10; 5 10"),
    GoldenCase("select distinct lbdm, count(*) over (partition by lbdm) from ypml order by 1", "A 2; B 2; - 1"),
    GoldenCase(
      "select lbdm, rank() over (order by sum(pfj) desc) from ypml where lbdm is not null group by lbdm order by 1",
      "A 1; B 2"),
    GoldenCase("select lbdm, sum(count(*)) over () from ypml group by lbdm order by 1", "A 5; B 5; - 5"),
    GoldenCase(
      "select yplsh, ratio_to_report(pfj) over () from ypml where pfj in (10, 2.5) and yplsh < '3' order by 1",
      "1 0.8; 2 0.2"),
    GoldenCase(
      "select first_value(tym) over (order by yplsh), last_value(yplsh) over () from ypml where rownum = 1", "阿莫西林 1"),
    GoldenCase("select yplsh, ntile(2) over (order by yplsh) from ypml order by 1", "1 1; 2 1; 3 1; 4 2; 5 2"),
    GoldenCase(
      "select lbdm, listagg(yplsh, ',') within group (order by yplsh desc) from ypml where lbdm is not null group by lbdm order by 1",
      "A 2,1; B 4,3"),
    // By value of the number, NULL last.
    GoldenCase("select listagg(yplsh, '') within group (order by to_number(pfj), yplsh) from ypml", "23154"),
    GoldenCase("select wm_concat(yplsh) from ypml where lbdm = 'A'", "1,2"),
    GoldenCase("select listagg(distinct ylfydj, '/') within group (order by ylfydj) from ypml", "1/2/3"),
    GoldenCase("select string_agg(yplsh, '-' order by yplsh desc) from ypml", "5-4-3-2-1"),
    GoldenCase("select nvl(listagg(pfj, ',') within group (order by 1), '无') from ypml where pfj is null", "无"),
    GoldenCase(
      "select yplsh, listagg(yplsh, '') within group (order by yplsh) over (partition by lbdm) from ypml where lbdm = 'A' order by 1",
      "1 12; 2 12"),
    GoldenCase("select median(pfj) from ypml", "9.5"),
    GoldenCase("select median(pfj) from ypml where lbdm is not null", "9"),
    // 10, 2.5, 9, 10: mean 7.875, squares 287.25, variance (287.25 - 4 * 62.015625) / 3 = 13.0625.
    GoldenCase("select variance(pfj), var_pop(pfj) from ypml", "13.0625 9.796875"),
    GoldenCase("select stddev_pop(x) from (select 2 x from dual union all select 4 from dual)", "1"),
    GoldenCase("select stddev(5), stddev_samp(5), stddev_pop(5) from dual", "0 - 0"),
    GoldenCase("select count(*) filter (where lbdm = 'A'), count(*) from ypml", "2 5"),
    // Kind A: 1 (grade 1), 2 (grade 2); B: 3 (2), 4 (3); none: 5 (1).
    GoldenCase(
      "select lbdm, max(tym) keep (dense_rank first order by ylfydj) a, min(tym) keep (dense_rank last order by ylfydj) b from ypml group by lbdm order by 1",
      "A 阿莫西林 头孢拉定; B 阿司匹林 维生素C; - 布洛芬 布洛芬"),
    // Grade 1 is of 1 and 5, grade 3 of 4, whose price is NULL.
    GoldenCase(
      "select sum(pfj) keep (dense_rank first order by ylfydj), count(*) keep (dense_rank first order by ylfydj), avg(pfj) keep (dense_rank last order by ylfydj), count(pfj) keep (dense_rank last order by ylfydj), count(*) keep (dense_rank last order by ylfydj) from ypml",
      "20 2 - 0 1"),
    // The NULL price comes last ascending, first descending; numbers by value: 2.5 before 9 before 10.
    GoldenCase(
      "select max(yplsh) keep (dense_rank first order by to_number(pfj)) a, max(yplsh) keep (dense_rank last order by to_number(pfj)) b, max(yplsh) keep (dense_rank first order by to_number(pfj) desc) c, max(yplsh) keep (dense_rank last order by to_number(pfj) nulls first) d, min(yplsh) keep (dense_rank first order by to_number(pfj) desc nulls last) e from ypml",
      "2 4 4 5 1"),
    GoldenCase(
      "select min(bgsj) keep (dense_rank last order by lbdm nulls first, yplsh) from ypml", "2021-01-31 00:00:00"),
    GoldenCase("select max(tym) keep (dense_rank first order by yplsh) from ypml where 1 = 2", "-"),
    GoldenCase(
      "select yplsh, max(pfj + 0) keep (dense_rank last order by yplsh) over (partition by lbdm) m from ypml order by 1",
      "1 2.5; 2 2.5; 3 -; 4 -; 5 10"),
    // Of rows 1 and 2, 2 and 3, …: those of kind B only.
    GoldenCase(
      "select yplsh, max(tym) filter (where lbdm = 'B') over (order by yplsh rows 1 preceding) from ypml order by 1",
      "1 -; 2 -; 3 阿司匹林; 4 维生素C; 5 维生素C"),
    GoldenCase(
      "select yplsh, min(bgsj) filter (where lbdm = 'A') over (order by yplsh rows between current row and 1 following) m from ypml order by 1",
      "1 2021-03-01 00:00:00; 2 2021-03-02 10:20:30; 3 -; 4 -; 5 -"),
    // COUNT of no rows is 0, with KEEP too; other aggregates of none are NULL (Oracle SQL Language Reference, "COUNT").
    GoldenCase(
      "select count(*) keep (dense_rank first order by tym) c, max(pfj) keep (dense_rank first order by tym) m from ypml where 1 = 0",
      "0 -"),
    GoldenCase(
      "select yplsh, count(*) keep (dense_rank first order by tym) filter (where lbdm = 'X') over () from ypml where yplsh = '1'",
      "1 0"),
    // What FILTER leaves out takes no part in KEEP's order.
    GoldenCase(
      "select max(yplsh) keep (dense_rank first order by yplsh) filter (where yplsh > '2') a, max(yplsh) keep (dense_rank first order by yplsh) b from ypml",
      "3 1"),
    GoldenCase(
      "select yplsh, max(yplsh) keep (dense_rank first order by yplsh) filter (where yplsh > '2') over () from ypml where yplsh < '5' order by 1",
      "1 3; 2 3; 3 3; 4 3"),
  ]

  @Test(arguments: cases) func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("select yplsh from ypml where row_number() over (order by yplsh) = 1", "ORA-30483"),
    ("select row_number() over () from ypml", "ORA-30485"),
    ("select tym, rank() over (order by yplsh) from ypml group by tym", "ORA-00979"),
    ("select max(tym) ignore nulls over (order by yplsh) from ypml", "ORA-30484"),
    ("select count(distinct lbdm) over () from ypml", "DISTINCT"),
    ("select sum(rank() over (order by yplsh)) from ypml", "ORA-30483"),
    ("select cume_dist() over (order by yplsh) from ypml", "CUME_DIST"),
    ("select sum(pfj) over (order by yplsh range 1 preceding) from ypml", "RANGE"),
    ("select count(*) filter (where count(*) > 1) from ypml", "ORA-00934"),
    ("select count(*) filter (where row_number() over (order by yplsh) > 1) from ypml", "ORA-30483"),
    ("select count(distinct lbdm) keep (dense_rank first order by yplsh) from ypml", "KEEP"),
    ("select listagg(tym, ',') keep (dense_rank first order by yplsh) from ypml", "ORA-00909"),
    ("select median(pfj) keep (dense_rank first order by yplsh) from ypml", "KEEP"),
    ("select max(pfj) keep (dense_rank first order by yplsh) over (order by yplsh) from ypml", "ORA-30487"),
    ("select max(pfj) keep (dense_rank first) from ypml", "ORDER BY"),
    ("select max(tym) keep (dense_rank first order by max(yplsh)) from ypml", "ORA-00934"),
    ("select max(tym) keep (dense_rank first order by count(*) over ()) from ypml", "ORA-30483"),
    ("select listagg(tym) within group (order by max(tym)) from ypml", "ORA-00934"),
    ("select ntile(0) over (order by yplsh) from ypml", "NTILE"),
    ("select ntile(-1) over (order by yplsh) from ypml", "NTILE"),
    ("select nth_value(tym, 0) over (order by yplsh) from ypml", "NTH_VALUE"),
    ("select nth_value(tym, 1.5) over (order by yplsh) from ypml", "NTH_VALUE"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }
}
