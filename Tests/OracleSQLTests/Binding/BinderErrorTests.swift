import Testing

@testable import OracleSQL

@Suite struct BinderErrorTests {
  private let compiler = Compiler()

  @Test(arguments: [
    ("select * from nosuch", "42P01", "ORA-00942 表或视图不存在: nosuch", 15),
    ("select * from other.ypml", "42P01", "ORA-00942 表或视图不存在: other.ypml", 15),
    ("select 中, tym from ypml", "42703", "ORA-00904 标识符无效: 中", 8),
    ("select tym, nosuch from ypml", "42703", "ORA-00904 标识符无效: nosuch", 13),
    ("select a.nosuch from ypml a", "42703", "ORA-00904 标识符无效: a.nosuch", 8),
    ("select b.tym from ypml a", "42P01", "ORA-00904 没有表或别名: b", 8),
    ("select ypml.tym from ypml a", "42P01", "ORA-00904 没有表或别名: ypml", 8),
    ("select bgsj from ypml, zlxm", "42702", "ORA-00918 列 bgsj 的归属不明确", 8),
    ("select foo(tym) from ypml", "42883", "ORA-00904 没有函数 foo", 8),
    ("select other.upper(tym) from ypml", "42883", "ORA-00904 没有函数 other.upper", 8),
    ("select substr(tym) from ypml", "42883", "ORA-00909", 8),
    ("select bgsj + bgsj from ypml", "42883", "ORA-00975", 13),
    ("select 1 from ypml where bgsj = 1", "42804", "ORA-00932", 31),
    ("select 1 from ypml where tym", "42804", "ORA-00920", 26),
    ("select tym, count(*) from ypml", "42803", "ORA-00937", 8),
    ("select tym from ypml group by ylfydj", "42803", "ORA-00979", 8),
    ("select count(*) from ypml where count(*) > 1", "42803", "ORA-00934", 33),
    ("select 1 from ypml a join zlxm b on max(a.tym) = b.xmmc", "42803", "ORA-00934", 37),
    ("select count(*) from ypml group by count(*)", "42803", "ORA-00934", 36),
    ("select count(*) from ypml group by 1", "42803", "ORA-00934", 8),
    ("select max(count(*)) from ypml", "42803", "ORA-00978", 8),
    ("select upper(distinct tym) from ypml", "42809", "DISTINCT", 8),
    ("select tym from ypml order by 2", "42P10", "ORA-01785", 31),
    ("select tym from ypml group by 2", "42P10", "GROUP BY", 31),
    ("select distinct tym from ypml order by bgsj", "42P10", "ORA-01791", 40),
    ("select 1 union select 2 order by x", "42601", "ORA-01785", 34),
    ("select tym from ypml where yplsh in (select xmlsh, xmmc from zlxm)", "42601", "ORA-00913", 34),
    ("select (select xmlsh, xmmc from zlxm) from ypml", "42601", "ORA-00913", 8),
    ("select tym::json from ypml", "42704", "json", 13),
    ("select cast(1 as number(39)) from dual", "22023", "ORA-01727", 18),
    ("select level from dual", "42601", "CONNECT BY", 8),
    ("select 1 from ypml where rownum > tym", "0A000", "ROWNUM", 33),
    ("select 1 from ypml where rownum < 2 or tym = 'a'", "0A000", "ROWNUM", 26),
    ("select rownum, count(*) from ypml", "42803", "ORA-00937", 8),
    ("select * from ypml limit tym", "42703", "tym", 26),
    ("select * from ypml limit 1 + 1", "0A000", "行数", 1),
    (
      "select 1 from ypml where pfj + 0 not in (select rownum from zlxm) and exists (select max(tym) from zlxm)",
      "0A000",
      "外层", 86
    ),
    // As in Oracle, an inline view sees nothing of the statements around it.
    (
      "select 1 from ypml a where exists (select 1 from (select 1 from zlxm where xmmc = a.tym))", "42P01",
      "ORA-00904 没有表或别名: a", 83
    ),
  ])
  func errors(sql: String, state: String, message: String, position: Int) {
    let error = compiler.error(sql)
    #expect(error?.state == state)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "compiled")")
    #expect(error?.position == position)
  }

  /// Messages carry names from the statement, never the values in it.
  @Test func valuesStayOutOfMessages() {
    #expect(compiler.error("select 'secret' 'secret'")?.message.contains("secret") == false)
    #expect(compiler.error("select 1 from pg_class where oid = 'secret'")?.message.contains("secret") == false)
    #expect(compiler.error("select foo('secret')")?.message.contains("secret") == false)
  }

  @Test func differentWidthsOfSetBranches() {
    #expect(compiler.error("select 1 union select 1, 2")?.state == "42601")
  }
}
