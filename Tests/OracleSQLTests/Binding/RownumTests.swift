import Testing

@testable import OracleSQL

@Suite struct RownumTests {
  private let compiler = Compiler()

  @Test(arguments: [
    ("rownum < 1", "0"), ("rownum < 3", "2"), ("rownum <= 3", "3"), ("3 >= rownum", "3"), ("rownum = 1", "1"),
    ("rownum > 1", "0"), ("rownum = 2", "0"),
    ("rownum <> 4", "3"), ("rownum between 1 and 5", "5"), ("rownum >= 2 and rownum < 9", "min(0, 8)"),
    ("rownum < -2147483648", "0"), ("rownum < $1", "max(0, ?1 - 1)"), ("rownum <= $1", "max(0, ?1)"),
  ])
  func aLimit(condition: String, limit: String) throws {
    #expect(
      try compiler.sql("select tym from ypml where \(condition)")
        == "SELECT t1.tym AS c1 FROM ypml AS t1 LIMIT \(limit) OFFSET 0")
    #expect(
      try compiler.sql("select tym from ypml where tym = 'a' and \(condition)")
        == "SELECT t1.tym AS c1 FROM ypml AS t1 WHERE t1.tym = 'a' LIMIT \(limit) OFFSET 0")
  }

  /// ROWNUM counts before grouping and sorting.
  @Test(arguments: [
    (
      "select dummy from dual where rownum < 3 order by dummy",
      "SELECT t2.k1 AS c1 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 2 OFFSET 0) AS t2 ORDER BY t2.k1 COLLATE qz_gb18030 NULLS LAST"
    ),
    (
      "select count(*) from dual where rownum < 3",
      "SELECT count(*) AS c1 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 2 OFFSET 0) AS t2"
    ),
    (
      "select distinct dummy from dual where rownum < 3",
      "SELECT DISTINCT t2.k1 AS c1 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 2 OFFSET 0) AS t2"
    ),
    (
      "select dummy from dual where rownum < 3 limit 1",
      "SELECT t2.k1 AS c1 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 2 OFFSET 0) AS t2 LIMIT 1 OFFSET 0"
    ),
    (
      "select rownum, dummy from dual where rownum < 3",
      "SELECT row_number() OVER () AS c1, t2.k1 AS c2 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 2 OFFSET 0) AS t2"
    ),
    (
      "select * from (select dummy from dual order by 1) where rownum < 3",
      "SELECT t2.c1 AS c1 FROM (SELECT t1.dummy AS c1 FROM dual AS t1 ORDER BY t1.dummy COLLATE qz_gb18030 NULLS LAST) AS t2 LIMIT 2 OFFSET 0"
    ),
    // A set operation's branch keeps its own.
    (
      "select 1 from dual where rownum < 2 union all select 2 from dual",
      "SELECT 1 AS c1 FROM (SELECT t1.dummy AS k1 FROM dual AS t1 LIMIT 1 OFFSET 0) AS t2 UNION ALL SELECT 2 AS c1 FROM dual AS t3"
    ),
  ])
  func beforeGroupsAndOrder(sql: String, expected: String) throws { #expect(try compiler.sql(sql) == expected) }
}
