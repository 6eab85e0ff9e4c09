import Testing

@testable import OracleSQL
@testable import QueryEngine

/// Intervals, dates, regular expressions, bytes, ROWID and the order of texts.
@Suite struct FunctionTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let exponentials = [
    // Python's decimal: 2^0.5 = 1.41421356237…, ln 10 = 2.30258509299…, e = 2.71828182845….
    GoldenCase("select power(4, 0.5), power(2, -1), power(-2, 3), power(2, 10) from dual", "2 0.5 -8 1024"),
    GoldenCase(
      "select round(power(2, '0.5'), 10), round(ln(10), 10), round(exp(1), 10), log(2, 8), log(10, 1000) from dual",
      "1.4142135624 2.302585093 2.7182818285 3 3"),
    GoldenCase("select power(pfj, null), ln(null) from ypml where yplsh = '1'", "- -"),
    // 12 = 1100, 10 = 1010; -1 is all ones.
    GoldenCase("select bitand(12, 10), bitand(7.9, '6'), bitand(-1, 255) from dual", "8 6 255"),
  ]

  @Test(arguments: exponentials) func exponential(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("select power(-8, 1/3) from dual", "ORA-01428"), ("select power(0, -1) from dual", "ORA-01428"),
    ("select ln(0) from dual", "ORA-01428"), ("select log(1, 2) from dual", "ORA-01428"),
    ("select exp(300) from dual", "ORA-01426"), ("select power(10, 126) from dual", "ORA-01426"),
    ("select bitand(1e30, 1) from dual", "ORA-01428"),
  ])
  func outOfRange(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }

  static let dates = [
    GoldenCase("select date '2021-03-01' + interval '1' day from dual", "2021-03-02 00:00:00"),
    GoldenCase("select date '2021-03-01' - interval '30' minute from dual", "2021-02-28 23:30:00"),
    GoldenCase("select interval '1' month + date '2021-01-15' from dual", "2021-02-15 00:00:00"),
    GoldenCase("select date '2021-03-15' - interval '1-2' year to month from dual", "2020-01-15 00:00:00"),
    GoldenCase("select date '2021-03-01' + interval '1 2:03:04' day to second from dual", "2021-03-02 02:03:04"),
    GoldenCase("select date '2021-03-01' + interval '-1' day from dual", "2021-02-28 00:00:00"),
    GoldenCase("select date '2021-03-01' + interval '1 day 2 hours' from dual", "2021-03-02 02:00:00"),
    GoldenCase("select date '2021-03-01' + numtodsinterval(90, 'minute') from dual", "2021-03-01 01:30:00"),
    GoldenCase("select date '2021-03-01' + numtoyminterval(1, 'YEAR') from dual", "2022-03-01 00:00:00"),
    GoldenCase("select count(*) from ypml where bgsj > date '2021-03-02' - interval '1' day", "2"),
    GoldenCase(
      "select extract(year from bgsj), extract(month from bgsj), extract(day from bgsj) from ypml where yplsh = '5'",
      "2020 2 29"),
    GoldenCase("select extract(hour from bgsj) + extract(second from bgsj) from ypml where yplsh = '2'", "40"),
    // 1 March 2021 was a Monday.
    GoldenCase("select to_char(next_day(date '2021-03-01', 'monday'), 'MMDD') from dual", "0308"),
    GoldenCase("select to_char(next_day(date '2021-03-01', '星期二'), 'MMDD') from dual", "0302"),
    GoldenCase("select to_char(next_day(date '2021-03-01', 1), 'MMDD') from dual", "0307"),
  ]

  static let texts = [
    GoldenCase("select count(*) from ypml where regexp_like(tym, '^阿')", "2"),
    GoldenCase("select count(*) from ypml where not regexp_like(tym, 'c$', 'i')", "4"),
    GoldenCase(
      "select count(*) from ypml where regexp_like(yplsh, '^[[:digit:]]$') and regexp_like(tym, '(西|司).*林')", "2"),
    GoldenCase("select regexp_replace('0.25g*12片', '[^0-9.]+', '/') from dual", "0.25/12/"),
    GoldenCase("select regexp_replace('张三,李四', '(.+),(.+)', '\\2,\\1') from dual", "李四,张三"),
    GoldenCase("select regexp_replace('a1b2c3', '[0-9]', '#', 1, 2) from dual", "a1b#c3"),
    GoldenCase("select regexp_replace('aXbX', 'x', '', 3, 0, 'i') from dual", "aXb"),
    GoldenCase("select regexp_substr('0.25g*12片', '[0-9.]+', 1, 2) from dual", "12"),
    GoldenCase("select regexp_substr('a,b,c', '[^,]+', 1, 3) from dual", "c"),
    GoldenCase("select regexp_substr('k=v', '(\\w)=(\\w)', 1, 1, null, 2) from dual", "v"),
    GoldenCase("select nvl(regexp_substr('abc', '[0-9]'), '无') from dual", "无"),
    GoldenCase("select regexp_instr('阿莫西林0.25g', '[0-9]') from dual", "5"),
    GoldenCase("select regexp_instr('a1b22', '[0-9]+', 1, 2, 1) from dual", "6"),
    GoldenCase("select regexp_count('a1b22', '[0-9]') from dual", "3"),
    GoldenCase(
      "select regexp_substr('a-b-c', '[^-]+', 1, level) x from dual connect by level <= regexp_count('a-b-c', '-') + 1",
      "a; b; c"),
    GoldenCase("select substrb('阿莫西林', 1, 4) from dual", "阿莫"),
    GoldenCase("select substrb('a阿b', 3, 2) || '.' from dual", " b."),
    GoldenCase("select left('abc', 2) || right('abc', 1) from dual", "abc"),
    GoldenCase("select count(*) from ypml where tym ~ '[A-Z]'", "1"),
    GoldenCase("select length(rowid), count(distinct rowid) from ypml group by length(rowid)", "18 5"),
    GoldenCase(
      "select yplsh from ypml where rowid in (select min(rowid) from ypml group by ylfydj) order by rowid", "1; 2; 4"),
    GoldenCase(
      "select count(*) from ypml a where rowid > (select min(b.rowid) from ypml b where b.ylfydj = a.ylfydj)", "2"),
  ]

  /// 阿 B0A2, 布 B2BC, 头 CDB7, 维 CEAC in GB18030; 莫 C4AA before 司 CBBE. By code point 布 (5E03) would come first.
  static let orders = [
    GoldenCase("select tym from ypml order by tym", "阿莫西林; 阿司匹林; 布洛芬; 头孢拉定; 维生素C"),
    GoldenCase("select tym from ypml order by tym desc", "维生素C; 头孢拉定; 布洛芬; 阿司匹林; 阿莫西林"),
    GoldenCase("select min(tym), max(tym) from ypml", "阿莫西林 维生素C"),
    GoldenCase("select count(*) from ypml where tym < '布'", "2"),
    GoldenCase("select count(*) from ypml where tym between '布' and '头孢拉定'", "2"),
    GoldenCase("select greatest('阿', '布'), least('头', '布') from dual", "布 布"),
    GoldenCase("select listagg(substr(tym, 1, 1)) within group (order by tym) from ypml", "阿阿布头维"),
    GoldenCase(
      "select tym, row_number() over (order by tym) from ypml where yplsh in ('1', '5')  order by 2", "阿莫西林 1; 布洛芬 2"),
    // ASCII before hanzi in both.
    GoldenCase(
      "select x from (select '阿' x from dual union all select 'Z' from dual union all select '1' from dual) order by x",
      "1; Z; 阿"),
    // A character GBK lacks has four bytes, 0x8139EF30 and up (㐀), before every common hanzi.
    GoldenCase("select x from (select '阿' x from dual union all select '㐀' from dual) order by x", "㐀; 阿"),
  ]

  @Test(arguments: dates + texts + orders) func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  /// By code point, as on an AL32UTF8 database: 布 U+5E03, 头 U+5934, 维 U+7EF4, 阿 U+963F.
  @Test(arguments: [
    ("select tym from ypml order by tym", "头孢拉定; 布洛芬; 维生素C; 阿司匹林; 阿莫西林"), ("select min(tym) from ypml", "头孢拉定"),
    ("select greatest('阿', '布'), least('头', '布') from dual", "阿 头"), ("select greatest('a') from dual", "a"),
  ])
  func orderByCodePoint(sql: String, expected: String) throws {
    let session = try Session(fixture.folder.set, ViewOptions(textOrder: .codePoint))
    let answer = try session.rows(sql).map { $0.map { $0 ?? "-" }.joined(separator: " ") }.joined(separator: "; ")
    #expect(answer == expected)
  }

  @Test(arguments: [
    ("select date '2021-01-31' + interval '1' month from dual", "ORA-01839"),
    ("select sysdate + interval '-9223372036854775808' year from dual", "ORA-01867"),
    ("select sysdate + interval '120001' month from dual", "ORA-01867"),
    ("select sysdate + interval '120000' month from dual", "ORA-01841"),
    ("select sysdate + numtoyminterval(-9223372036854775808, 'month') from dual", "ORA-01873"),
    // 2^63 seconds, one more, and as many months.
    ("select sysdate - 9223372036854775808/86400 from dual", "ORA-01841"),
    ("select sysdate + 9223372036854775808/86400 from dual", "ORA-01841"),
    ("select sysdate - 9223372036854775809/86400 from dual", "ORA-01841"),
    ("select add_months(sysdate, -9223372036854775808) from dual", "ORA-01841"),
    ("select 2147483648::int4 from dual", "ORA-01426"), ("select cast(-2147483649 as integer) from dual", "ORA-01426"),
    ("select 32768::int2 from dual", "ORA-01426"), ("select cast('9999999999' as int) from dual", "ORA-01426"),
    ("select cast('9223372036854775808' as bigint) from dual", "ORA-01426"),
    ("select cast('99999999999999999999' as integer) from dual", "ORA-01426"),
    ("select sysdate + numtodsinterval(99999999999999, 'day') from dual", "ORA-01841"),
    ("select interval '1' day from dual", "INTERVAL"), ("select interval 'x' day from dual", "ORA-01867"),
    ("select interval '1' day * 2 from dual", "INTERVAL"),
    ("select extract(fortnight from sysdate) from dual", "FORTNIGHT".lowercased()),
    ("select next_day(sysdate, 'foo') from dual", "ORA-01846"),
    ("select regexp_substr('a', '(') from dual", "ORA-12726"),
    ("select regexp_substr('a', 'a', 0) from dual", "ORA-01428"),
    ("select regexp_like('a', 'a', 'q') from dual", "ORA-01760"),
    ("select count(*) from dual where regexp_like('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '^(a+)+$')", "过于复杂"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }
}
