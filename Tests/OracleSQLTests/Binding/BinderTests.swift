import Testing

@testable import OracleSQL

/// Statements as SQLite text, in both meanings.
@Suite struct BinderTests {
  private let compiler = Compiler()

  private func filter(_ condition: String) throws -> String {
    let sql = try compiler.sql("select 1 from ypml where \(condition)")
    let prefix = "SELECT 1 AS c1 FROM ypml AS t1 WHERE "
    #expect(sql.hasPrefix(prefix), "\(sql)")
    return String(sql.dropFirst(prefix.count))
  }

  @Test(arguments: [
    // Text stays plain, so that an index serves it.
    ("ylfydj = '1'", "t1.ylfydj = '1'"), ("'1' = ylfydj", "'1' = t1.ylfydj"), ("tym <> 'a''b'", "t1.tym <> 'a''b'"),
    ("tym ^= 'a'", "t1.tym <> 'a'"), ("tym in ('a', 'b')", "t1.tym IN ('a', 'b')"),
    ("tym not in ('a', null)", "t1.tym NOT IN ('a', NULL)"), ("yplsh = $1", "t1.yplsh = ?1"),
    // '' is NULL.
    ("tym = ''", "NULL"), ("tym is not null", "t1.tym IS NOT NULL"), ("tym in ('a', '')", "t1.tym IN ('a', NULL)"),
    // A text that is no number matches nothing.
    ("ylfydj = 1", "qz_compare(qz_number_or_null(t1.ylfydj), 1) = 0"),
    ("0.5 < pfj", "qz_compare(qz_to_number('0.5'), qz_number_or_null(t1.pfj)) < 0"),
    (
      "ylfydj in (1, 2)",
      "((qz_compare(qz_number_or_null(t1.ylfydj), 1) = 0) OR (qz_compare(qz_number_or_null(t1.ylfydj), 2) = 0))"
    ),
    (
      "pfj between 1 and 2",
      "qz_compare(qz_number_or_null(t1.pfj), 1) >= 0 AND qz_compare(qz_number_or_null(t1.pfj), 2) <= 0"
    ),
    ("not pfj between '1' and '2'", "NOT (t1.pfj >= '1' AND t1.pfj <= '2')"),
    // Text meets a date as a date.
    ("bgsj >= '2021-03-01'", "t1.bgsj >= qz_date_from_text('2021-03-01')"), ("bgsj = $1", "t1.bgsj = ?1"),
    ("bgsj < to_date('20210301', 'yyyymmdd')", "t1.bgsj < qz_to_date('20210301', 'yyyymmdd')"),
    ("bgsj > sysdate - 3", "t1.bgsj > qz_add_days(qz_sysdate(), qz_negate(3))"),
    // Patterns.
    ("tym like 'a%'", "qz_like(t1.tym, 'a%', NULL)"), ("tym like 'a\\_' escape '\\'", "qz_like(t1.tym, 'a\\_', '\\')"),
    ("tym not like $1", "NOT qz_like(t1.tym, ?1, NULL)"), ("tym ilike 'A'", "qz_ilike(t1.tym, 'A', NULL)"),
    ("tym ~ '^a.*b_$'", "qz_pg_regex(t1.tym, '^a.*b_$')"), ("tym !~* 'x'", "NOT qz_pg_iregex(t1.tym, 'x')"),
    // Connectives.
    ("tym = 'a' or not tym = 'b'", "(t1.tym = 'a') OR (NOT (t1.tym = 'b'))"),
    (
      "true and (tym = 'a') is not false",
      "(1) AND ((t1.tym = 'a') IS NOT FALSE)"
    ),
    ("yplsh = any (array['1', '2'])", "t1.yplsh IN ('1', '2')"),
    (
      "pfj = decode(ylfydj, 1, 'x', 'y')",
      "t1.pfj = CASE WHEN qz_compare(qz_number_or_null(t1.ylfydj), 1) = 0 THEN 'x' ELSE 'y' END"
    ),
  ])
  func conditions(condition: String, sql: String) throws { #expect(try filter(condition) == sql) }

  @Test(arguments: [
    ("'a' || null || tym", "qz_concat('a', NULL, t1.tym)"), ("1 + 2 * 3", "qz_add(1, qz_multiply(2, 3))"),
    ("pfj / 2", "qz_divide(qz_to_number(t1.pfj), 2)"), ("-pfj", "qz_negate(qz_to_number(t1.pfj))"), ("-5", "-5"),
    ("bgsj + 1", "qz_add_days(t1.bgsj, 1)"), ("bgsj - bgsj", "qz_days_between(t1.bgsj, t1.bgsj)"),
    ("to_char(bgsj, 'yyyy')", "qz_to_char_date(t1.bgsj, 'yyyy')"),
    ("to_char(1.5, '0.00')", "qz_to_char_number(qz_to_number('1.5'), '0.00')"),
    ("nvl(tym, '')", "coalesce(t1.tym, NULL)"), ("nvl2(tym, 1, 2)", "CASE WHEN t1.tym IS NOT NULL THEN 1 ELSE 2 END"),
    ("nvl(1, 'a')", "coalesce(1, qz_to_number('a'))"),
    ("nullif(tym, 'a')", "CASE WHEN t1.tym = 'a' THEN NULL ELSE t1.tym END"),
    ("trunc(bgsj)", "qz_trunc_date(t1.bgsj)"), ("trunc(pfj, 1)", "qz_trunc(qz_to_number(t1.pfj), 1)"),
    ("substr(tym, 2)", "qz_substr(t1.tym, 2)"),
    ("cast(pfj as number(10, 2))", "qz_cast_number(qz_to_number(t1.pfj), 10, 2)"),
    ("cast(tym as varchar2(3))", "qz_substr(t1.tym, 1, 3)"), ("to_number(pfj)", "qz_to_number(t1.pfj)"),
    ("greatest(1, pfj)", "qz_greatest_number(1, qz_to_number(t1.pfj))"), ("user", "'READER'"),
    ("'a' || 1", "qz_concat('a', qz_to_char_number(1))"),
    ("ctid", "('(' || ((t1.row - 1) / 60000) || ',' || ((t1.row - 1) % 60000 + 1) || ')')"),
  ])
  func values(expression: String, sql: String) throws {
    #expect(try compiler.sql("select \(expression) from ypml") == "SELECT \(sql) AS c1 FROM ypml AS t1")
  }

  @Test(arguments: [
    ("select count(*) from ypml", "SELECT count(*) AS c1 FROM ypml AS t1"),
    ("select sum(distinct pfj) from ypml", "SELECT qz_sum(DISTINCT qz_to_number(t1.pfj)) AS c1 FROM ypml AS t1"),
    (
      "select ylfydj, count(*) from ypml group by ylfydj having count(*) > 1 order by 2 desc",
      "SELECT t1.ylfydj AS c1, count(*) AS c2 FROM ypml AS t1 GROUP BY t1.ylfydj HAVING count(*) > 1 ORDER BY count(*) DESC NULLS FIRST"
    ),
    (
      "select tym n from ypml order by n, bgsj desc nulls last",
      "SELECT t1.tym AS c1 FROM ypml AS t1 ORDER BY t1.tym COLLATE qz_gb18030 NULLS LAST, t1.bgsj DESC NULLS LAST"
    ),
    (
      "select bh from ypml_lbdm order by bh",
      "SELECT t1.bh AS c1 FROM ypml_lbdm AS t1 ORDER BY qz_number_key(t1.bh) NULLS LAST"
    ),
    ("select distinct ylfydj from ypml", "SELECT DISTINCT t1.ylfydj AS c1 FROM ypml AS t1"),
    (
      "select a.tym from ypml a, zlxm b left join dual on 1 = 1 where a.ylfydj = b.ylfydj",
      "SELECT t1.tym AS c1 FROM ypml AS t1 JOIN zlxm AS t2 LEFT JOIN dual AS t3 ON 1 = 1 WHERE t1.ylfydj = t2.ylfydj"
    ),
    (
      "select x.n from (select tym n from ypml) x",
      "SELECT t2.c1 AS c1 FROM (SELECT t1.tym AS c1 FROM ypml AS t1) AS t2"
    ),
    (
      "select 1 union all select 2 order by 1",
      "SELECT * FROM (SELECT 1 AS c1 UNION ALL SELECT 2 AS c1) AS t1 ORDER BY t1.c1 NULLS LAST"
    ),
    (
      "select 1 from ypml a where exists (select 1 from zlxm where ylfydj = a.ylfydj)",
      "SELECT 1 AS c1 FROM ypml AS t1 WHERE EXISTS (SELECT 1 AS c1 FROM zlxm AS t2 WHERE t2.ylfydj = t1.ylfydj)"
    ),
    ("select tym from ypml limit 5 offset $1", "SELECT t1.tym AS c1 FROM ypml AS t1 LIMIT 5 OFFSET max(0, ?1)"),
    ("select tym from ypml fetch first row only", "SELECT t1.tym AS c1 FROM ypml AS t1 LIMIT 1 OFFSET 0"),
    // A constant orders and groups nothing, and is not a column's place.
    (
      "select tym, 7 x from ypml order by x, 1",
      "SELECT t1.tym AS c1, 7 AS c2 FROM ypml AS t1 ORDER BY t1.tym COLLATE qz_gb18030 NULLS LAST"
    ),
    (
      "select 7, count(*) from ypml group by 1",
      "SELECT 7 AS c1, count(*) AS c2 FROM ypml AS t1 GROUP BY ifnull(7, NULL)"
    ),
    // One group that nothing in the select list shows.
    (
      "select 5 from ypml having count(*) > 1",
      "SELECT CASE WHEN count(*) >= 0 THEN 5 END AS c1 FROM ypml AS t1 HAVING count(*) > 1"
    ),
  ])
  func statements(sql: String, expected: String) throws { #expect(try compiler.sql(sql) == expected) }

  /// Over PostgreSQL's own catalogue '' is a text and integers are SQLite's.
  @Test(arguments: [
    (
      "select oid / 2 from pg_class where relname <> ''",
      "SELECT (t1.oid / 2) AS c1 FROM pg_catalog.pg_class AS t1 WHERE t1.relname <> ''"
    ),
    (
      "select 1 from pg_class where relhasrules and relname like E'a\\\\_%'",
      "SELECT 1 AS c1 FROM pg_catalog.pg_class AS t1 WHERE (t1.relhasrules) AND (qz_pg_like(t1.relname, 'a\\_%', NULL))"
    ),
    (
      "select 1 from pg_index where indisprimary = 't' and indkey[indnkeyatts-1] = 2",
      "SELECT 1 AS c1 FROM pg_catalog.pg_index AS t1 WHERE (t1.indisprimary = 1) AND "
        + "(json_extract('[' || replace(trim(t1.indkey, '{}'), ' ', ',') || ']', '$[' || ((t1.indnkeyatts - 1) - "
        + "(substr(t1.indkey, 1, 1) = '{')) || ']') = 2)"
    ),
    (
      "select relname || 'x' from pg_class where oid = '\"ypml\"'::regclass and relkind operator(pg_catalog.=) 'r' collate pg_catalog.default",
      "SELECT (t1.relname || 'x') AS c1 FROM pg_catalog.pg_class AS t1 WHERE (t1.oid = qz_regclass('\"ypml\"')) AND (t1.relkind = 'r')"
    ),
    (
      "select pg_catalog.format_type(atttypid, atttypmod) from pg_attribute where attrelid = '16402' and not attisdropped",
      "SELECT qz_format_type(t1.atttypid, t1.atttypmod) AS c1 FROM pg_catalog.pg_attribute AS t1 WHERE (t1.attrelid = 16402) AND (NOT (t1.attisdropped))"
    ),
  ])
  func catalogueStatements(sql: String, expected: String) throws { #expect(try compiler.sql(sql) == expected) }

  /// Any table of ours, wherever it is named, gives the statement Oracle's meaning; so does none at all.
  @Test func theMeaningIsTheStatements() throws {
    let empty = "SELECT '' AS c1"
    #expect(try compiler.sql("select '' from pg_class").hasPrefix(empty))
    #expect(try compiler.sql("select ''") == "SELECT NULL AS c1")
    #expect(try !compiler.sql("select '' from pg_class, dual").hasPrefix(empty))
    #expect(try !compiler.sql("select '' from pg_class where exists (select 1 from ypml)").hasPrefix(empty))
    #expect(
      try compiler.sql("select (select '' from pg_class)")
        == "SELECT (SELECT qz_single_row(t2.c1) FROM (SELECT '' AS c1 FROM pg_catalog.pg_class AS t1) AS t2) AS c1")
  }

  @Test(arguments: [
    ("yplsh = $1", [SQLType.varchar(30)]), ("bgsj >= $1 and tym like $2", [.timestamp, .text]),
    ("pfj > $1", [.varchar(30)]), ("pfj + 0 > $1", [.exact]), ("$1 = $1", [.text]),
    ("length(tym) in ($1, $2)", [.exact, .exact]),
    ("bgsj between $1 and $3", [.timestamp, .unknown, .timestamp]), ("to_char(bgsj, 'YYYYMMDD') = $1", [.text]),
    ("nvl($1, bgsj) = bgsj", [.timestamp]), ("rownum <= $1", [.int8]), ("bgsj > to_date($1, 'yyyymmdd')", [.text]),
    // A driver that leaves every type open: what the other side is decides.
    ("trunc(bgsj) = trunc($1)", [.timestamp]), ("trunc($1) = trunc(bgsj)", [.timestamp]),
    ("bgsj - $1 > 0", [.timestamp]), ("$1 - bgsj > 0", [.timestamp]), ("trunc(sysdate - $1) > 3", [.timestamp]),
    ("bgsj > sysdate - $1", [.exact]), ("bgsj >= $1 - 1", [.timestamp]), ("bgsj < $1 + 1", [.timestamp]),
    ("bgsj < 1 / 24 + $1", [.timestamp]), ("bgsj between $1 and $2 + 1", [.timestamp, .timestamp]),
    ("trunc(bgsj) between trunc($1) and trunc($2)", [.timestamp, .timestamp]),
    ("to_char($1, 'yyyymmdd') = '20210301'", [.timestamp]), ("to_char($1, 'fm90.00') = '1.00'", [.exact]),
    ("trunc($1, 'mm') = trunc(bgsj, 'mm')", [.timestamp]), ("trunc($1, 2) = 1.25", [.exact]),
    ("pfj > nvl($1, 0)", [.exact]), ("length(tym) > $1", [.exact]), ("bgsj > nvl($1, sysdate)", [.timestamp]),
    ("decode($1, 1, 'a') = 'a'", [.exact]),
    ("yplsh in (select xmlsh from zlxm where bgsj = $1)", [.timestamp]),
  ])
  func parametersTakeTheTypeTheyMeet(condition: String, types: [SQLType]) throws {
    #expect(try compiler.query("select 1 from ypml where \(condition)").parameters == types)
  }

  @Test func givenParameterTypesHold() throws {
    let query = try compiler.query("select 1 from ypml where yplsh = $1 and bgsj > $2", parameterTypes: [23, 1043])
    #expect(query.parameters == [.int4, .varchar(nil)])
    #expect(
      query.sqliteText.hasSuffix(
        "(qz_compare(qz_number_or_null(t1.yplsh), ?1) = 0) AND (t1.bgsj > qz_date_from_text(?2))"))
    #expect(throws: SQLError.self) { try compiler.query("select $1", parameterTypes: [600]) }
  }
}
