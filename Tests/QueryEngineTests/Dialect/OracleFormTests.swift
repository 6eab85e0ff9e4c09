import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Forms of Oracle's language that old HIS programs and report tools use, against the rows of `DialectFixture`; answers
/// by hand from the SQL Language Reference.
@Suite struct OracleFormTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let aggregates = [
    GoldenCase("select wmsys.wm_concat(yplsh) from ypml where ylfydj = '1'", "1,5"),
    GoldenCase("select count(wmsys.wm_concat(distinct lbdm)) from ypml group by lbdm having lbdm = 'A'", "1"),
    // One level of nesting, with GROUP BY: the groups 1, 2, 3 have 2, 2, 1 rows.
    GoldenCase("select max(count(*)) from ypml group by ylfydj", "2"),
    GoldenCase("select max(count(*)), min(count(*)), sum(count(*)) + 1, 'x' from ypml group by ylfydj", "2 1 6 x"),
    GoldenCase("select avg(sum(pfj)) from ypml where pfj is not null group by ylfydj", "15.75"),
    GoldenCase("select count(count(*)) from ypml group by ylfydj having count(*) > 1", "2"),
    GoldenCase("select nvl(max(max(tym)), '-') from ypml where yplsh = '5' group by lbdm", "布洛芬"),
    GoldenCase("select * from (select max(count(*)) 最多 from ypml group by ylfydj order by 1)", "2"),
    GoldenCase("select max(count(*)) from ypml where 1 = 2 group by ylfydj", "-"),
  ]

  static let orderings = [
    // In an expression of ORDER BY a name of the select list may stand where no column of FROM has it.
    GoldenCase("select yplsh, nvl(pfj, 0) 价格 from ypml order by to_number(价格), yplsh", "4 0; 2 2.5; 3 9; 1 10; 5 10"),
    GoldenCase("select ylfydj, count(*) c from ypml group by ylfydj order by c * -1, ylfydj", "1 2; 2 2; 3 1"),
    GoldenCase(
      "select yplsh y, to_number(pfj) p from ypml where pfj is not null order by -p, y", "1 10; 5 10; 3 9; 2 2.5"),
    GoldenCase(
      "select lbdm x, max(pfj) m from ypml group by lbdm order by upper(x) desc nulls last", "B 9; A 2.5; - 10"),
    // DISTINCT: by what is made of the selected columns alone.
    GoldenCase("select distinct ylfydj from ypml order by 5 - to_number(ylfydj)", "3; 2; 1"),
    GoldenCase("select distinct ylfydj dj from ypml order by dj || 'x' desc", "3; 2; 1"),
    GoldenCase(
      "select distinct lbdm, ylfydj from ypml order by nvl(lbdm, 'Z') desc, ylfydj * -1", "- 1; B 3; B 2; A 2; A 1"),
    GoldenCase(
      "select distinct p.* from (select ylfydj, lbdm from ypml) p order by lower(p.lbdm), -ylfydj",
      "2 A; 1 A; 3 B; 2 B; 1 -"),
    GoldenCase(
      "select distinct upper(lbdm) u from ypml where lbdm is not null order by lower(upper(lbdm)) desc", "B; A"),
    GoldenCase(
      "select distinct ylfydj from ypml order by decode(ylfydj, '2', 0, 1), ylfydj fetch first 2 rows only", "2; 1"),
    GoldenCase("select * from (select distinct ylfydj d from ypml order by -to_number(d)) where rownum = 1", "3"),
    // A column of FROM comes before it.
    GoldenCase("select yplsh, 9 - yplsh pfj from ypml where yplsh < 4 order by pfj + 0 desc", "1 8; 3 6; 2 7"),
    GoldenCase(
      "select yplsh, ylfydj || '' ylfydj from ypml where yplsh < 4 order by to_number(ylfydj) desc, 1", "2 2; 3 2; 1 1"),
  ]

  static let rowNumbers = [
    GoldenCase("select max(rownum), count(rownum), sum(rownum) from ypml", "5 5 15"),
    GoldenCase("select max(rownum) from ypml where rownum <= 3", "3"),
    GoldenCase("select mod(rownum, 2), count(*) from ypml group by mod(rownum, 2) order by 1", "0 2; 1 3"),
    GoldenCase("select count(*) from ypml where rownum in (1)", "1"),
    GoldenCase("select count(*) from ypml where rownum in (2, 1, 4)", "2"),
    GoldenCase("select count(*) from ypml where rownum in (2, 3)", "0"),
    GoldenCase("select count(*) from ypml where not rownum > 3", "3"),
    GoldenCase("select count(*) from ypml where not rownum <= 3", "0"),
    GoldenCase("select count(*) from ypml where rownum not in (3, 4)", "2"),
    GoldenCase("select count(*) from ypml where rownum <= 4 or 1 = 2", "4"),
    GoldenCase("select count(*) from ypml where (rownum = 1 or rownum = 2 or rownum = 4)", "2"),
    GoldenCase("select count(*) from ypml where not (rownum between 3 and 4)", "2"),
    GoldenCase("select count(*) from ypml where rownum <= 4 or rownum > 0", "5"),
    GoldenCase("select count(*) from ypml where lbdm = 'B' and rownum in (1)", "1"),
  ]

  static let functions = [
    GoldenCase("select to_char(0, 'FM999.99'), to_char(255, 'fmXX'), to_char(1.50, 'TM9') from dual", "0. FF 1.5"),
    GoldenCase(
      "select to_number('ff', 'XX'), to_number('1,234.5', '9G999D9', 'NLS_NUMERIC_CHARACTERS=''.,''') from dual",
      "255 1234.5"),
    GoldenCase(
      "select to_char(date '2021-03-01', 'DAY', 'NLS_DATE_LANGUAGE=AMERICAN') || '|', to_char(date '2021-03-01', 'fmDay', 'nls_date_language = english') from dual",
      "MONDAY   | Monday"),
    GoldenCase(
      "select to_char(date '2021-03-01', 'DAY', 'NLS_DATE_LANGUAGE=''SIMPLIFIED CHINESE'''), to_char(date '2021-11-07', 'DY MON', 'NLS_DATE_LANGUAGE=SIMPLIFIED CHINESE'), to_char(date '2021-03-01', 'fmMonth', 'NLS_DATE_LANGUAGE=SIMPLIFIED CHINESE') from dual",
      "星期一 星期日 11月 3月"),
    GoldenCase(
      "select to_char(to_date('3月-01-2021', 'MON-DD-YYYY', 'NLS_DATE_LANGUAGE=SIMPLIFIED CHINESE'), 'MMDD') from dual",
      "0301"),
    GoldenCase(
      "select to_clob('a'), to_nchar(5), to_nchar(date '2021-03-01', 'YYYY'), convert('中', 'UTF8', 'ZHS16GBK') from dual",
      "a 5 2021 中"),
    GoldenCase(
      "select nls_upper('ab'), nls_lower('AB', 'NLS_SORT=BINARY'), nls_initcap('ab cd') from dual", "AB ab Ab Cd"),
    GoldenCase(
      "select vsize('中a'), vsize(sysdate), length(sys_guid()), length(rawtohex(sys_guid())) from dual", "3 7 32 32"),
    // 中 is D6 D0 in GBK.
    GoldenCase(
      "select rawtohex('中A'), utl_raw.cast_to_raw('中'), utl_raw.cast_to_varchar2('D6D041'), utl_raw.cast_to_varchar2(hextoraw('d6d0')) from dual",
      "D6D041 D6D0 中A 中"),
    GoldenCase(
      "select count(*) from ypml where rowid = chartorowid((select rowidtochar(rowid) from ypml where yplsh = '3'))",
      "1"),
    GoldenCase(
      "select hextoraw('0aFf'), hextoraw('f'), hextoraw(''), rawtohex(hextoraw('ff')) from dual", "0AFF 0F - FF"),
    GoldenCase(
      "select count(*) from ypml where sys.dbms_random.value < 1 and sys.dbms_random.value(5, 6) between 5 and 6 and dbms_random.random between -2147483647 and 2147483647",
      "5"),
    GoldenCase("select sessiontimezone, dbtimezone, length(current_time) from dual", "+08:00 +08:00 8"),
    GoldenCase(
      "select count(*) from ypml where dbms_random.value < 1 and dbms_random.value(5, 6) between 5 and 6", "5"),
    GoldenCase("select count(*) from (select yplsh from ypml order by dbms_random.value) where rownum <= 2", "2"),
    GoldenCase(
      "select instr('aaaa', 'aa', 1, 3), instr('中中国中国', '中国', 3), instr('abab', 'b', -1), instr('ab', 'b', 3) from dual",
      "3 4 4 0"),
    GoldenCase(
      "select cast('x' as char(3)) || '|', cast('中' as char(2)) || '|', cast('abcd' as char(2)), cast(null as char(2)) from dual",
      "x  | 中 | ab -"),
    GoldenCase("select count(*) from ypml where cast(lbdm as char(4)) = 'A'", "2"),
    GoldenCase("select count(*) from ypml where cast(lbdm as char(4)) in ('A', 'X')", "2"),
    GoldenCase("select count(*) from ypml where cast(lbdm as char(4)) = tym || ''", "0"),
  ]

  static let dates = [
    GoldenCase(
      "select to_char(to_timestamp('2021-03-01 10:20:30.5', 'yyyy-mm-dd hh24:mi:ssxff'), 'hh24:mi:ss') from dual",
      "10:20:30"),
    GoldenCase(
      "select to_timestamp_tz('2021-03-01 10:20:30 +08:00', 'yyyy-mm-dd hh24:mi:ss tzh:tzm') from dual",
      "2021-03-01 10:20:30"),
    GoldenCase(
      "select to_timestamp_tz('2021-03-01 10:20:30 -05:30', 'yyyy-mm-dd hh24:mi:ss tzh:tzm') from dual",
      "2021-03-01 23:50:30"),
    GoldenCase(
      "select to_char(date '2021-03-01', 'y,yyy'), to_char(date '2021-03-01', 'HH24:MI:SSXFF3 TZH:TZM') from dual",
      "2,021 00:00:00.000 +08:00"),
    GoldenCase("select to_char(to_date('2,021-03-01', 'y,yyy-mm-dd'), 'yyyy') from dual", "2021"),
  ]

  static let spellings = [
    // One value under one name twice is no doubt; and these words are names of tables too.
    GoldenCase("select yplsh k, yplsh k from ypml where yplsh < 3 order by k || 'x' desc", "2 2; 1 1"),
    GoldenCase("select sample.yplsh from ypml sample, dual partition where sample.yplsh = '1'", "1"),
    GoldenCase("select yplsh from ypml where yplsh in '1' or yplsh not in '1' and yplsh in 2 order by 1", "1; 2"),
    GoldenCase("select dummy from public.dual", "X"), GoldenCase("select sys.dual.dummy from sys.dual", "X"),
    GoldenCase("select dual.dummy, d.dummy from dual, sys.dual d", "X X"),
  ]

  @Test(arguments: aggregates + orderings + rowNumbers) func queries(_ golden: GoldenCase) { fixture.check(golden) }
  @Test(arguments: functions + dates + spellings) func values(_ golden: GoldenCase) { fixture.check(golden) }

  @Test(arguments: [
    ("select max(count(*)) from ypml", "42803", "ORA-00978"),
    ("select ylfydj, max(count(*)) from ypml group by ylfydj", "42803", "ORA-00937"),
    ("select count(*), max(count(*)) from ypml group by ylfydj", "42803", "ORA-00937"),
    ("select max(max(count(*))) from ypml group by ylfydj", "42803", "ORA-00978"),
    ("select max(count(*)) from ypml group by rollup(ylfydj)", "0A000", "ROLLUP"),
    ("select rownum, count(*) from ypml", "42803", "ORA-00937"),
    ("select 1 from ypml where mod(rownum, 2) = 0", "0A000", "ROWNUM"),
    ("select 1 from ypml where rownum <= 5 or yplsh = '1'", "0A000", "ROWNUM"),
    ("select yplsh from ypml order by nosuch + 1", "42703", "nosuch"),
    ("select * from (select yplsh from ypml) pivot (count(*) for yplsh in ('1'))", "0A000", "PIVOT"),
    ("select * from (select yplsh from ypml) unpivot include nulls (a for b in (c))", "0A000", "UNPIVOT"),
    ("select to_char(1, 'L99') from dual", "0A000", "L"), ("select dump('a') from dual", "0A000", "DUMP"),
    ("select dbms_utility.get_time() from dual", "0A000", "DBMS_UTILITY"),
    ("select seq.nextval from dual", "0A000", "NEXTVAL"),
    ("select to_char(sysdate, 'DAY', 'NLS_DATE_LANGUAGE=FRENCH') from dual", "0A000", "FRENCH"),
    ("select to_char(sysdate, 'DAY', 'nonsense') from dual", "22023", "ORA-12702"),
    ("select utl_raw.cast_to_varchar2('XY') from dual", "22P02", "ORA-01465"),
    ("select hextoraw('zz') from dual", "22P02", "ORA-01465"),
    ("select xmlagg(xmlelement(e, tym)) from ypml", "0A000", "XMLAGG"),
    ("select value(t) from ypml t", "0A000", "VALUE"),
    ("select dbms_random.normal from dual", "0A000", "DBMS_RANDOM.NORMAL"),
    ("select sys.dbms_random.string('a', 3) from dual", "0A000", "DBMS_RANDOM.STRING"),
    ("select dbms_utility.get_time from dual", "0A000", "DBMS_UTILITY.GET_TIME"),
    ("select * from ypml sample (10)", "0A000", "SAMPLE"), ("select * from ypml sample block (1) s", "0A000", "SAMPLE"),
    ("select * from his_interface.ypml partition (p1) p", "0A000", "PARTITION"),
    ("select cursor(select 1 from dual) from dual", "0A000", "CURSOR"),
    ("select to_char(bgsj, 'DL') from ypml", "0A000", "DL"), ("select to_date('1', 'TS') from dual", "0A000", "TS"),
    ("select yplsh k, tym k from ypml order by k || ''", "42702", "ORA-00960"),
    ("select yplsh k, tym k, pfj from ypml where rownum < 3 order by nvl(k, 'x'), 3", "42702", "ORA-00960"),
  ])
  func refused(sql: String, state: String, message: String) {
    let error = fixture.refusal(sql)
    #expect(error?.state == state, "\(sql)")
    #expect(error?.message.contains(message) == true, "\(sql): \(error?.message ?? "answered")")
  }
}
