import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Statements in the combinations old HIS programs send. Each answer is worked out by hand from Oracle's SQL Language
/// Reference (many are its own examples), never taken from ours.
@Suite struct HISStatementTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let paging = [
    GoldenCase(
      """
      SELECT * FROM (SELECT a.*, ROWNUM rn FROM (SELECT yplsh, tym FROM ypml ORDER BY yplsh DESC) a WHERE ROWNUM <= 4)
      WHERE rn > 2
      """, "3 阿司匹林 3; 2 头孢拉定 4"),
    GoldenCase(
      """
      select yplsh from (select yplsh, row_number() over (order by bgsj desc, yplsh) rn from ypml)
      where rn between 2 and 3 order by rn
      """, "3; 1"),
    GoldenCase(
      "select * from (select t.yplsh, count(*) over () zs, rownum rn from ypml t where lbdm is not null) where rn <= 2",
      "1 4 1; 2 4 2"),
    GoldenCase("select count(*) from ypml where rownum = 1", "1"),
    GoldenCase("select count(*) from ypml where rownum = 2", "0"),
    GoldenCase("select count(*) from ypml where rownum > 1", "0"),
    GoldenCase("select count(*) from ypml where rownum < 3.5", "3"),
    GoldenCase(
      "select rownum, t.yplsh from (select yplsh from ypml order by yplsh desc) t where rownum < 3", "1 5; 2 4"),
    GoldenCase("select yplsh from ypml order by yplsh desc fetch first 2 rows only", "5; 4"),
    GoldenCase("select yplsh from ypml order by yplsh desc offset 1 row fetch next 2 rows only", "4; 3"),
    GoldenCase("select yplsh from ypml order by yplsh fetch first row only", "1"),
    GoldenCase("select count(*) over () from ypml where rownum <= 2", "2; 2"),
    GoldenCase("select yplsh, rownum from ypml where yplsh > 3 and rownum <= 10", "4 1; 5 2"),
    GoldenCase("select t.*, rownum from (select yplsh from ypml order by yplsh desc) t where rownum = 1", "5 1"),
  ]
  @Test(arguments: paging) func paged(_ golden: GoldenCase) { fixture.check(golden) }

  static let choices = [
    GoldenCase("select nvl2(pfj, '有', '无') from ypml order by yplsh", "有; 有; 有; 无; 有"),
    GoldenCase(
      "select decode(ylfydj,'1',decode(lbdm,'A','甲A','甲'),'2','乙','自费') from ypml order by yplsh",
      "甲A; 乙; 乙; 自费; 甲"),
    GoldenCase("select decode(ylfydj, 1, 'x', 2, 'y') from ypml order by yplsh", "x; y; y; -; x"),
    GoldenCase("select decode(lbdm, null, '空', lbdm) from ypml order by yplsh", "A; A; B; B; 空"),
    // The first value searched for decides how: beside a text '01' is not '1', beside a number it is.
    GoldenCase(
      "select decode(1, '01', 'a', 'b'), decode(1, '1.0', 'a', 'b'), decode('01', 1, 'a', 'b') from dual", "b b a"),
    GoldenCase("select decode(1.50, '1.5', 'a', 'b'), decode('1.0', '1', 'a', 1, 'b', 'c') from dual", "a c"),
    GoldenCase("select decode('01', 7, 'a', '1', 'b', 'c'), decode(null, 7, 'a', 'x', 'b', 'c') from dual", "b c"),
    GoldenCase(
      "select decode(yplsh, 9, 'a', '02.0', 'b', null, 'c', 'd') from ypml where yplsh < 3 order by yplsh", "d; b"),
    // A first result NULL makes texts of all: '10' is before '9'.
    GoldenCase("select decode(yplsh, '1', null, 13 - yplsh) n from ypml order by n desc nulls last", "9; 8; 11; 10; -"),
    GoldenCase("select decode(yplsh, '1', 0, 13 - yplsh) n from ypml order by n desc", "11; 10; 9; 8; 0"),
    GoldenCase(
      "select decode(yplsh, '1', null, '2', null), decode(yplsh, '1', null, lbdm) from ypml where yplsh < 4 order by yplsh",
      "- -; - A; - B"),
    GoldenCase("select decode(yplsh, '1', 0, '2', 1.5) from ypml order by yplsh", "0; 1.5; -; -; -"),
    GoldenCase(
      "select decode(sign(to_number(pfj) - 9), 1, '贵', -1, '贱', 0, '平', '无') from ypml order by yplsh",
      "贵; 贱; 平; 无; 贵"),
    GoldenCase(
      "select max(decode(ylfydj,'1',yplsh)) 甲, max(decode(ylfydj,'2',yplsh)) 乙 from ypml", "5 3"),
    GoldenCase("select case ylfydj when '1' then '甲' when '2' then '乙' end from ypml order by yplsh", "甲; 乙; 乙; -; 甲"),
    GoldenCase(
      "select sum(case when ylfydj in ('1', '2') then 1 else 0 end), nvl(sum(null), 0) from ypml", "4 0"),
    GoldenCase("select nvl(pfj, 0) from ypml order by yplsh", "10; 2.5; 9; 0; 10"),
    GoldenCase("select nvl(to_number(pfj), 0) * 1.1 from ypml order by yplsh", "11; 2.75; 9.9; 0; 11"),
    GoldenCase("select coalesce(lbdm, pfj, 'x'), nullif('a', 'a'), nullif(1, 2) from ypml where yplsh = 5", "10 - 1"),
    GoldenCase("select greatest(1, 10, '9'), least('a', 'B'), greatest('a', '') from dual", "10 B -"),
    GoldenCase("select nvl2('', 1, 2), decode('', null, 1, 2), length(''), nvl('', 'x') from dual", "2 1 - x"),
    GoldenCase("select case when '' = '' then 1 else 0 end, case when '' is null then 1 else 0 end from dual", "0 1"),
    GoldenCase("select yplsh from ypml where lnnvl(lbdm = 'A') order by yplsh", "3; 4; 5"),
  ]
  @Test(arguments: choices) func choice(_ golden: GoldenCase) { fixture.check(golden) }

  static let joins = [
    GoldenCase(
      """
      select a.yplsh, b.xmmc from ypml a, zlxm b where a.yplsh = b.xmlsh(+) and b.ylfydj(+) = '1' order by a.yplsh
      """, "1 挂号费; 2 -; 3 -; 4 -; 5 -"),
    GoldenCase(
      "select a.yplsh, b.xmmc from ypml a, zlxm b where a.yplsh = b.xmlsh(+) and b.ylfydj = '2'", "2 诊查费"),
    GoldenCase(
      """
      select a.yplsh, b.xmmc from ypml a, zlxm b where b.xmlsh ( + ) = a.yplsh and b.xmmc(+) like '诊%'
      and a.yplsh < 4 order by 1
      """, "1 -; 2 诊查费; 3 -"),
    GoldenCase(
      """
      select a.yplsh, b.xmmc, c.bzmc from ypml a, zlxm b, bzml c
      where a.yplsh = b.xmlsh(+) and a.ylfydj = c.bzfl(+) and a.yplsh in ('1', '5') order by 1
      """, "1 挂号费 伤寒; 5 - 伤寒"),
    GoldenCase(
      """
      select x.k, y.n from (select yplsh k from ypml where rownum <= 3) x, (select xmlsh k, xmmc n from zlxm) y
      where x.k = y.k(+) and y.n is null
      """, "3 -"),
    GoldenCase(
      """
      select a.yplsh from ypml a left outer join zlxm b on a.yplsh = b.xmlsh and b.ylfydj = '1'
      where b.xmlsh is null order by a.yplsh
      """, "2; 3; 4; 5"),
    GoldenCase(
      "select count(*) from ypml a full outer join zlxm b on a.yplsh = b.xmlsh", "6"),
    GoldenCase("select count(*) from ypml cross join zlxm", "15"),
    GoldenCase("select ylfydj, count(*) from ypml join zlxm using (ylfydj) group by ylfydj order by 1", "1 2; 2 2"),
    GoldenCase(
      "select yplsh from ypml where (yplsh, ylfydj) in (('1', '1'), ('2', '9'), ('3', '2')) order by 1", "1; 3"),
    GoldenCase(
      "select yplsh from ypml a where exists (select null from zlxm b where b.xmlsh = a.yplsh) order by 1", "1; 2"),
    GoldenCase(
      "select yplsh from ypml where ylfydj > all (select bzfl from bzml where bzfl < 3) order by 1", "2; 3; 4"),
    GoldenCase("select yplsh from ypml where ylfydj = any ('1', '3') order by 1", "1; 4; 5"),
    GoldenCase("select count(*) from ypml where yplsh not in (select xmlsh from zlxm)", "3"),
    GoldenCase("select count(*) from ypml where lbdm not in ('A', null)", "0"),
    GoldenCase(
      "select a.tym, (select b.xmmc from zlxm b where b.xmlsh = a.yplsh) mc from ypml a where a.yplsh <= 3 order by a.yplsh",
      "阿莫西林 挂号费; 头孢拉定 诊查费; 阿司匹林 -"),
  ]
  @Test(arguments: joins) func joined(_ golden: GoldenCase) { fixture.check(golden) }

  static let sets = [
    GoldenCase("select yplsh from ypml minus select '1' from dual minus select '2' from dual order by 1", "3; 4; 5"),
    GoldenCase(
      "select ylfydj from ypml intersect select ylfydj from zlxm minus select '2' from dual", "1"),
    GoldenCase(
      "(select yplsh from ypml minus select xmlsh from zlxm) union all (select xmlsh from zlxm minus select yplsh from ypml) order by 1",
      "3; 4; 5; 7"),
    GoldenCase("select 1 x, 'a' y from dual union select null, 'b' from dual order by y", "1 a; - b"),
    GoldenCase(
      """
      select '合计' 类别, sum(to_number(pfj)) 金额, 2 级数 from ypml
      union all select lbdm, sum(to_number(pfj)), 1 from ypml group by lbdm order by 级数, 类别
      """, "A 12.5 1; B 9 1; - 10 1; 合计 31.5 2"),
    GoldenCase(
      "with a as (select /*+ materialize */ lbdm, count(*) c from ypml group by lbdm), b as (select max(c) m from a) select lbdm from a, b where c = m order by 1",
      "A; B"),
    GoldenCase(
      "with t(n) as (select 1 from dual union all select n + 1 from t where n < 4) select sum(n) from t", "10"),
    GoldenCase("select unique ylfydj from ypml order by 1", "1; 2; 3"),
    GoldenCase("select count(distinct lbdm), count(unique ylfydj), count(lbdm), count(*) from ypml", "2 3 4 5"),
    GoldenCase("select lbdm, count(*) from ypml group by lbdm having count(*) > 1 order by lbdm desc", "B 2; A 2"),
    GoldenCase("select count(*) from ypml having count(*) > 100", ""),
    GoldenCase("select nvl(lbdm, '无'), count(1) from ypml group by nvl(lbdm, '无') order by 2 desc, 1", "A 2; B 2; 无 1"),
    GoldenCase(
      "select substr(tym, 1, 1) 首字, count(1)个数 from ypml group by substr(tym, 1, 1) order by 个数 desc, min(yplsh)",
      "阿 2; 头 1; 维 1; 布 1"),
    GoldenCase("select yplsh from ypml order by decode(ylfydj, '3', 0, 1), yplsh desc", "4; 5; 3; 2; 1"),
    GoldenCase("select yplsh, lbdm from ypml order by 2 desc nulls last, 1 desc", "4 B; 3 B; 2 A; 1 A; 5 -"),
    GoldenCase("select yplsh from ypml order by to_number(pfj) desc nulls last, yplsh", "1; 5; 3; 2; 4"),
  ]
  @Test(arguments: sets) func combined(_ golden: GoldenCase) { fixture.check(golden) }

  static let trees = [
    GoldenCase("select level from dual connect by level <= 4", "1; 2; 3; 4"),
    GoldenCase("select rownum from dual connect by rownum <= 3", "1; 2; 3"),
    GoldenCase(
      "select to_char(date '2021-02-27' + level - 1, 'MMDD') from dual connect by level <= 3", "0227; 0228; 0301"),
    GoldenCase(
      "select regexp_substr('甲,乙,丙', '[^,]+', 1, level) from dual connect by level <= regexp_count('甲,乙,丙', ',') + 1",
      "甲; 乙; 丙"),
    GoldenCase(
      "select regexp_substr('a;b', '[^;]+', 1, level) from dual connect by regexp_substr('a;b', '[^;]+', 1, level) is not null",
      "a; b"),
    GoldenCase(
      "select level, sys_connect_by_path(lbmc, '/') from \(DialectFixture.tree) start with fxbh = 0 connect by prior bh = fxbh order siblings by bh",
      "1 /西药; 2 /西药/抗生素; 3 /西药/抗生素/青霉素; 2 /西药/维生素; 1 /中成药"),
    GoldenCase(
      "select lpad('-', level - 1, '-') || lbmc, connect_by_isleaf, connect_by_root bh from \(DialectFixture.tree) start with fxbh = '0' connect by fxbh = prior bh order siblings by bh desc",
      "中成药 1 2; 西药 0 1; -维生素 1 1; -抗生素 0 1; --青霉素 1 1"),
    GoldenCase(
      "select bh from \(DialectFixture.tree) start with bh = '111' connect by nocycle prior fxbh = bh", "111; 11; 1"),
    GoldenCase(
      "select lbmc from \(DialectFixture.tree) where level = 2 start with fxbh = '0' connect by prior bh = fxbh order by lbmc",
      "抗生素; 维生素"),
    GoldenCase(
      "select max(level), count(*) from \(DialectFixture.tree) start with fxbh = '0' connect by prior bh = fxbh", "3 5"),
    GoldenCase(
      "select a.lbmc from (select lbmc, level lv from \(DialectFixture.tree) start with fxbh='0' connect by prior bh=fxbh) a where a.lv = 3",
      "青霉素"),
  ]
  @Test(arguments: trees) func tree(_ golden: GoldenCase) { fixture.check(golden) }

  static let analytics = [
    GoldenCase(
      "select lbdm, listagg(yplsh, ',') within group (order by yplsh desc) from ypml group by lbdm order by lbdm",
      "A 2,1; B 4,3; - 5"),
    GoldenCase(
      "select yplsh, listagg(yplsh, '/') within group (order by yplsh) over (partition by lbdm) from ypml order by yplsh",
      "1 1/2; 2 1/2; 3 3/4; 4 3/4; 5 5"),
    GoldenCase("select listagg(pfj) within group (order by yplsh) from ypml", "102.5910"),
    GoldenCase("select wm_concat(yplsh) from (select yplsh from ypml where lbdm = 'A' order by yplsh)", "1,2"),
    GoldenCase(
      "select yplsh, sum(to_number(pfj)) over (order by yplsh) from ypml order by yplsh",
      "1 10; 2 12.5; 3 21.5; 4 21.5; 5 31.5"),
    GoldenCase(
      "select lag(yplsh, 1, '无') over (order by yplsh), lead(yplsh, 2) over (order by yplsh) from ypml order by yplsh",
      "无 3; 1 4; 2 5; 3 -; 4 -"),
    GoldenCase(
      "select ntile(2) over (order by yplsh), dense_rank() over (order by ylfydj), rank() over (order by ylfydj) from ypml order by yplsh",
      "1 1 1; 1 2 3; 1 2 3; 2 3 5; 2 1 1"),
    GoldenCase("select max(yplsh) keep (dense_rank last order by to_number(pfj) nulls first) from ypml", "5"),
    GoldenCase(
      "select yplsh, ratio_to_report(to_number(pfj)) over () from ypml where yplsh in (1, 5) order by 1", "1 0.5; 5 0.5"
    ),
    GoldenCase(
      "select yplsh, first_value(tym) over (partition by lbdm order by yplsh desc) from ypml where lbdm = 'A' order by 1",
      "1 头孢拉定; 2 头孢拉定"),
    GoldenCase(
      "select yplsh from (select yplsh, row_number() over (partition by ylfydj order by bgsj desc) rn from ypml) where rn = 1 order by 1",
      "1; 2; 4"),
    GoldenCase(
      "select round(avg(pfj), 2), median(to_number(pfj)), max(pfj), max(to_number(pfj)), sum(pfj) from ypml",
      "7.88 9.5 9 10 31.5"),
    GoldenCase(
      "select yplsh, count(*) over (partition by lbdm) - 1 from ypml order by yplsh", "1 1; 2 1; 3 1; 4 1; 5 0"),
  ]
  @Test(arguments: analytics) func analytic(_ golden: GoldenCase) { fixture.check(golden) }
}
