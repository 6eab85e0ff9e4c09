import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Functions, literals and spellings in the combinations old HIS programs use; answers by hand, as in
/// `HISStatementTests`.
@Suite struct HISFunctionTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let dates = [
    GoldenCase("select to_char(to_date('2021-03-01', 'fxYYYY-MM-DD'), 'YYYYMMDD') from dual", "20210301"),
    GoldenCase("select to_char(to_date('2021/3/1', 'YYYY-MM-DD'), 'YYYYMMDD') from dual", "20210301"),
    GoldenCase(
      "select to_char(to_date('21', 'RR'), 'YYYY'), to_char(to_date('99', 'RR'), 'YYYY') from dual", "2021 1999"),
    GoldenCase(
      "select to_char(to_date('49-01', 'RR-MM'), 'YYYY'), to_char(to_date('50-01', 'RR-MM'), 'YYYY') from dual",
      "2049 1950"),
    GoldenCase("select to_char(to_date('01-MAR-21', 'DD-MON-RR'), 'YYYY-MM-DD') from dual", "2021-03-01"),
    GoldenCase(
      "select to_char(to_date('1998', 'RRRR'), 'YYYY'), to_char(to_date('98', 'RRRR'), 'YYYY') from dual", "1998 1998"),
    GoldenCase("select to_date('20210301102030', 'yyyymmddhh24miss') from dual", "2021-03-01 10:20:30"),
    GoldenCase("select to_date('2021-03-01', 'yyyy-mm-dd hh24:mi:ss') from dual", "2021-03-01 00:00:00"),
    GoldenCase("select to_date('2021年03月01日', 'YYYY\"年\"MM\"月\"DD\"日\"') from dual", "2021-03-01 00:00:00"),
    GoldenCase("select to_char(date '2021-03-01', 'YYYY\"年\"fmMM\"月\"DD\"日\"') from dual", "2021年3月1日"),
    GoldenCase(
      "select '[' || to_char(date '2021-03-01', 'Day') || ']', to_char(date '2021-03-01', 'fmDAY') from dual",
      "[Monday   ] MONDAY"),
    GoldenCase(
      "select to_char(date '2021-03-01', 'D DDD Q WW IW'), to_char(date '2021-03-01', 'DY MON RM') || '|' from dual",
      "2 060 1 09 09 MON MAR III |"),
    GoldenCase(
      "select to_char(bgsj, 'HH:MI AM'), to_char(bgsj, 'SSSSS') from ypml where yplsh = '2'", "10:20 AM 37230"),
    GoldenCase(
      "select to_char(date '2021-03-01', 'J'), to_char(date '2021-03-01', 'CC'), to_char(date '2021-03-03', 'fmDDTH'), to_char(date '2021-03-11', 'DDTH') from dual",
      "2459275 21 3RD 11TH"),
    GoldenCase(
      "select to_char(date '2021-03-01' + 30 / 1440, 'HH24:MI'), to_char(date '2021-03-01' - 1 / 24, 'DD HH24') from dual",
      "00:30 28 23"),
    GoldenCase("select months_between(date '2021-03-31', date '2021-02-28') from dual", "1"),
    GoldenCase(
      "select to_char(add_months(date '2021-01-31', 1), 'MMDD'), to_char(add_months(date '2021-02-28', 1), 'MMDD'), to_char(add_months(date '2021-03-31', -1), 'MMDD') from dual",
      "0228 0331 0228"),
    GoldenCase(
      "select to_char(trunc(date '2021-03-18', 'MM'), 'MMDD'), to_char(trunc(date '2021-03-18', 'Q'), 'MMDD'), to_char(trunc(date '2021-03-18', 'yyyy'), 'MMDD'), to_char(trunc(date '2021-03-18', 'iw'), 'MMDD'), to_char(trunc(date '2021-03-18', 'd'), 'MMDD') from dual",
      "0301 0101 0101 0315 0314"),
    GoldenCase(
      "select to_char(round(date '2021-07-16', 'YYYY'), 'YYYY'), to_char(round(date '2021-03-16', 'MM'), 'MMDD') from dual",
      "2022 0401"),
    GoldenCase("select last_day(date '2020-02-10') - date '2020-02-10' from dual", "19"),
    GoldenCase("select trunc(sysdate) - trunc(sysdate - 3) from dual", "3"),
    GoldenCase("select trunc(months_between(date '2021-03-01', date '1980-07-15') / 12) from dual", "40"),
    GoldenCase("select yplsh from ypml where trunc(bgsj) = date '2021-03-02' order by 1", "2; 3"),
    GoldenCase(
      "select yplsh from ypml where to_char(bgsj, 'YYYYMMDD') between '20210301' and '20210331' order by 1", "1; 2; 3"),
    GoldenCase(
      "select yplsh from ypml where bgsj >= to_date('2021-03-02', 'yyyy-mm-dd') and bgsj < to_date('2021-03-02', 'yyyy-mm-dd') + 1 order by 1",
      "2; 3"),
    GoldenCase(
      "select yplsh from ypml where bgsj between to_date('2021-03-01 00:00:00', 'yyyy-mm-dd hh24:mi:ss') and to_date('2021-03-02 00:00:00', 'yyyy-mm-dd hh24:mi:ss') order by 1",
      "1; 3"),
    GoldenCase(
      "select to_char(to_timestamp('2021-03-01 10:20:30.123', 'YYYY-MM-DD HH24:MI:SS.FF3'), 'HH24:MI:SS') from dual",
      "10:20:30"),
    GoldenCase("select to_char(cast(bgsj as date), 'yyyy') from ypml where yplsh = 5", "2020"),
    GoldenCase(
      "select extract(year from date '2021-03-01') - extract(year from to_date('1990', 'yyyy')) from dual", "31"),
  ]
  @Test(arguments: dates) func date(_ golden: GoldenCase) { fixture.check(golden) }

  @Test(arguments: [
    ("select to_date('2021-3-1', 'fxYYYY-MM-DD') from dual", "ORA-01862"),
    ("select to_date('2021/03/01', 'fxYYYY-MM-DD') from dual", "ORA-01861"),
    ("select to_date('2021-13-01', 'YYYY-MM-DD') from dual", "ORA-01843"),
    ("select to_date('2021-02-30', 'YYYY-MM-DD') from dual", "ORA-01839"),
    ("select to_date('2021-03-xx', 'YYYY-MM-DD') from dual", "ORA-01858"),
    ("select to_date('2021-03', 'fxYYYY-MM-DD') from dual", "ORA-01840"),
    ("select to_date('2021-03-01 10', 'YYYY-MM-DD') from dual", "ORA-01830"),
    ("select to_number('12a') from dual", "ORA-01722"), ("select 1 / 0 from dual", "ORA-01476"),
    ("select tym, count(*) from ypml", "ORA-00937"), ("select nosuch from ypml", "ORA-00904"),
    ("select * from nosuch", "ORA-00942"), ("select yplsh, yplsh from ypml union select '1' from dual", "ORA-01789"),
    ("select a.ylfydj from ypml a, zlxm b where ylfydj = '1'", "ORA-00918"),
  ])
  func refused(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(sql): \(error?.message ?? "answered")")
  }

  static let texts = [
    // The reference's own examples.
    GoldenCase("select instr('CORPORATE FLOOR', 'OR', 3, 2), instr('CORPORATE FLOOR', 'OR', -3, 2) from dual", "14 2"),
    GoldenCase("select instr('abc', 'z'), instr('abc', ''), instr('阿莫西林', '西') from dual", "0 - 3"),
    GoldenCase(
      "select regexp_substr('500 Oracle Parkway, Redwood Shores, CA', ',[^,]+,') from dual", ", Redwood Shores,"),
    GoldenCase("select regexp_substr('1234567890', '(123)(4(56)(78))', 1, 1, 'i', 4) from dual", "78"),
    GoldenCase("select regexp_substr('a,b,,d', '[^,]+', 1, 3) from dual", "d"),
    GoldenCase("select regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[^ ]+', 1, 6) from dual", "37"),
    GoldenCase(
      "select regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[s|r|p][[:alpha:]]{6}', 3, 2, 1, 'i') from dual",
      "28"),
    GoldenCase("select regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 0, 'i', 4) from dual", "7"),
    GoldenCase("select regexp_count('123123123123123', '(12)3', 1, 'i') from dual", "5"),
    GoldenCase(
      "select regexp_replace('500   Oracle     Parkway,    Redwood  Shores, CA', '( ){2,}', ' ') from dual",
      "500 Oracle Parkway, Redwood Shores, CA"),
    GoldenCase(
      "select regexp_replace('515.123.4444', '([[:digit:]]{3})\\.([[:digit:]]{3})\\.([[:digit:]]{4})', '(\\1) \\2-\\3') from dual",
      "(515) 123-4444"),
    GoldenCase("select count(*) from ypml where regexp_like(tym, '^阿.*林$')", "2"),
    GoldenCase(
      "select initcap('hello wORLD'), lpad('abc', 5, '*'), rpad('中', 4, '*'), lpad('中', 4, '*') from dual",
      "Hello World **abc 中** **中"),
    GoldenCase(
      "select ltrim('xxabc', 'x'), rtrim('1.500', '0'), trim(both 'x' from 'xxax'), trim(leading '0' from '0012') from dual",
      "abc 1.5 a 12"),
    GoldenCase(
      "select translate('123abc', '123', 'xyz'), translate('a-b', '-', ' ') , replace('abc', 'b'), replace('abc', 'b', '') from dual",
      "xyzabc a b ac ac"),
    GoldenCase(
      "select substr('abcdef', -3, 2), substr('abcdef', 0, 2), substr('abc', 5), substr('abc', 2, 0) from dual",
      "de ab - -"),
    GoldenCase("select substrb('中文ab', 1, 4), lengthb('中a'), length('中a'), instrb('中a', 'a') from dual", "中文 3 2 3"),
    GoldenCase("select ascii('A'), chr(65), length(chr(13) || chr(10)), reverse('abc') from dual", "65 A 2 cba"),
    GoldenCase("select 'a' || '' || null || 'b' || 1 || 0.5 from dual", "ab1.5"),
    GoldenCase("select to_char(0.5), to_char(-0.5), to_char(12.50), to_char(100) from dual", ".5 -.5 12.5 100"),
    GoldenCase("select concat(concat('a', ''), 'b'), upper('aé'), lower('ABC') from dual", "ab AÉ abc"),
    GoldenCase("select q'[it's]', N'中', 'It''s', q'{a'b}', 'a&b' from dual", "it's 中 It's a'b a&b"),
    GoldenCase(
      "select cast('abc' as varchar2(2)), cast('x' as varchar2(10 char)) from dual",
      "ab x"),
    GoldenCase("select yplsh from ypml order by nlssort(tym, 'NLS_SORT=SCHINESE_PINYIN_M')", "1; 3; 5; 2; 4"),
    GoldenCase("select dbms_lob.substr(tym, 2, 1), to_char(tym) from ypml where yplsh = '5'", "布洛 布洛芬"),
    GoldenCase(
      "select userenv('language'), sys_context('USERENV', 'LANGUAGE') from dual",
      "SIMPLIFIED CHINESE_CHINA.ZHS16GBK SIMPLIFIED CHINESE_CHINA.ZHS16GBK"),
    GoldenCase("select yplsh from ypml where tym like '%拉_' or tym like '阿%' escape '\\' order by 1", "1; 2; 3"),
    GoldenCase("select count(*) from ypml where tym not like '%林' and tym not like ''", "0"),
    GoldenCase("select to_single_byte('ＡＢ１'), to_multi_byte('A1') from dual", "AB1 Ａ１"),
  ]
  @Test(arguments: texts) func text(_ golden: GoldenCase) { fixture.check(golden) }

  static let numbers = [
    GoldenCase(
      "select round(2.5), round(-2.5), round(1234.567, -2), trunc(15.79, 1), trunc(15.79, -1) from dual",
      "3 -3 1200 15.7 10"),
    GoldenCase(
      "select mod(11, 4), mod(-11, 4), mod(11, 0), remainder(11, 4), ceil(-1.5), floor(-1.5) from dual",
      "3 -3 11 -1 -1 -2"),
    GoldenCase("select '10' + 5, '5' * '2', 0.1 + 0.2, 1 / 4, 10 - 2 * 3, -(-3) from dual", "15 10 0.3 0.25 4 3"),
    GoldenCase(
      "select to_number('1,234.56', '9,999.99'), to_number('-5'), to_number(' 7 '), to_number('1e3') from dual",
      "1234.56 -5 7 1000"),
    GoldenCase(
      "select to_char(1234.5, '9,999.99'), to_char(-5, '999'), to_char(12, '0000') from dual", " 1,234.50   -5  0012"),
    // The sign outlives rounding to zero ("to_char of negative number round up becomes -0", asked of Oracle 11g).
    GoldenCase(
      "select to_char(-0.001, '990.00'), to_char(-0.2, 'fm999'), to_char(-0.004, '0.00pr'), to_char(0, '0.00') from dual",
      "  -0.00 -0 <0.00>  0.00"),
    GoldenCase(
      "select to_char(0.5, 'fm90.00'), to_char(5, 'fm000'), to_char(1000000, '999'), to_char(0.5, 'fm99.99') from dual",
      "0.50 005 #### .5"),
    GoldenCase(
      "select trim(to_char(nvl(pfj, 0), '90000.00')) from ypml order by yplsh",
      "0010.00; 0002.50; 0009.00; 0000.00; 0010.00"),
    // The widest of each integer type.
    GoldenCase(
      "select 2147483647::int4, cast('-2147483648' as integer), 32767::int2, cast('9223372036854775807' as bigint) from dual",
      "2147483647 -2147483648 32767 9223372036854775807"),
    GoldenCase("select cast('99999999999999999999' as number(38)) from dual", "99999999999999999999"),
    GoldenCase(
      "select cast(123.456 as number(5, 1)), cast('12.5' as number), cast(7.5 as integer) from dual", "123.5 12.5 8"),
    GoldenCase("select yplsh from ypml where yplsh > 3 and yplsh <> 5", "4"),
    GoldenCase("select count(*) from ypml where tym = 1 or tym > 0", "0"),
    GoldenCase("select yplsh from ypml where pfj between 2 and 9 order by 1", "2; 3"),
    GoldenCase("select yplsh from ypml where ylfydj in (1, 3) and bgsj > '2021-01-01' order by 1", "1; 4"),
    GoldenCase("select bitand(6, 3), sign(-5), abs(-2.5), power(2, 10), sqrt(16) from dual", "2 -1 2.5 1024 4"),
  ]
  @Test(arguments: numbers) func number(_ golden: GoldenCase) { fixture.check(golden) }

  static let spellings = [
    GoldenCase("select/*c*/yplsh/**/from--x\n ypml/*+hint*/where yplsh='1'--尾", "1"),
    GoldenCase("select /*+ index(ypml ypml_key) */ yplsh from ypml where yplsh = '1' ;", "1"),
    GoldenCase("select yplsh from ypml where yplsh = '1'\n/\n", "1"),
    GoldenCase("SELECT　yplsh　FROM　YPML　WHERE　yplsh　=　'1'", "1"),
    GoldenCase("select 药.tym as 通用名, yplsh 流水号 from ypml 药 where 药.yplsh='1'", "阿莫西林 1"),
    GoldenCase("select \"通用名\" from (select tym \"通用名\" from ypml where yplsh = '1')", "阿莫西林"),
    GoldenCase("select a.\"YPLSH\", \"tym\" from \"HIS_INTERFACE\".\"YPML\" a where \"YPLSH\" = '1'", "1 阿莫西林"),
    GoldenCase("select count(1)zs from YPML", "5"),
    GoldenCase("select ypml.*, 1 from bzml, dual, (select 'x' ypml from dual) ypml where rownum = 1", "x 1"),
    GoldenCase("select his_interface.ypml.yplsh from his_interface.ypml where his_interface.ypml.yplsh = 1", "1"),
    GoldenCase("select yplsh from ypml where yplsh != '1' and yplsh ^= '2' and not (yplsh <> '3')", "3"),
    GoldenCase("select dummy from sys.dual", "X"),
    GoldenCase("select * from dual where 1 = 2 or (1 = 1 and 'a' = 'a')", "X"),
    GoldenCase("select count(*) from ypml where rowid = (select max(rowid) from ypml)", "1"),
    GoldenCase("select user, uid - uid from dual", "HIS_INTERFACE 0"),
    GoldenCase("select table_name from user_tables where table_name = upper('ypml')", "YPML"),
    GoldenCase("select count(*) from user_tab_columns where table_name = 'BZML'", "11"),
    GoldenCase("select value from nls_session_parameters where parameter = 'NLS_CHARACTERSET'", "ZHS16GBK"),
    GoldenCase("select '' 大类编码, null 空 from dual", "- -"),
    GoldenCase("select 1 as \"A b\" from dual", "1"),
    GoldenCase("select all yplsh from ypml where yplsh in('1','2')order by 1", "1; 2"),
    GoldenCase("(select yplsh from ypml where yplsh = '1')", "1"),
    GoldenCase("select yplsh from (ypml) where (((yplsh = '1')))", "1"),
    GoldenCase("select t.yplsh from (select * from (select * from ypml) where lbdm = 'A') t where t.yplsh = '2'", "2"),
  ]
  @Test(arguments: spellings) func spelling(_ golden: GoldenCase) { fixture.check(golden) }

  /// Everything that writes or runs a program is refused, by its name where it has one.
  @Test(arguments: [
    ("insert into ypml (yplsh) values ('9')", "INSERT"), ("update ypml set tym = 'x'", "UPDATE"),
    ("delete from ypml", "DELETE"), ("delete ypml where yplsh = '1'", "DELETE"),
    ("merge into ypml a using zlxm b on (a.yplsh = b.xmlsh) when matched then update set a.tym = b.xmmc", "MERGE"),
    ("truncate table ypml", "TRUNCATE"), ("drop table ypml", "DROP"), ("create table x (a number)", "CREATE"),
    ("create or replace view v as select 1 from dual", "CREATE"), ("alter table ypml add x number", "ALTER"),
    ("grant select on ypml to public", "GRANT"), ("revoke select on ypml from public", "REVOKE"),
    ("lock table ypml in exclusive mode", "LOCK"), ("begin null; end;", "PL/SQL"),
    ("declare x number; begin x := 1; end;", "PL/SQL"), ("call p()", "CALL"), ("exec p", "EXEC"),
    ("comment on table ypml is 'x'", "COMMENT"), ("rename ypml to x", "RENAME"),
    ("select * from ypml for update", "FOR UPDATE"), ("select * from ypml for update nowait", "FOR UPDATE"),
    ("select * from ypml@link", "@"), ("select * from ypml where yplsh = :1", "绑定变量"),
    ("select * from ypml as of timestamp sysdate - 1", "AS OF"),
    ("select tym into x from ypml", "INTO"), ("explain plan for select 1 from dual", "EXPLAIN"),
  ])
  func refusedByName(sql: String, name: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(name) == true, "\(sql): \(error?.state ?? "") \(error?.message ?? "answered")")
  }
}
