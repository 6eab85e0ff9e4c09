import Testing

@testable import OracleSQL

@Suite struct ParserTests {
  private let compiler = Compiler()

  @Test func emptyStatementsAreSkipped() throws {
    #expect(try compiler.statements("").isEmpty)
    #expect(try compiler.statements(" ;; -- nothing\n;").isEmpty)
    #expect(try compiler.statements("select 1;;select 2;-- 结束").count == 2)
  }

  @Test func aSyntaxErrorAnywhereFailsTheWholeBatchWithItsPlace() {
    let error = compiler.error("BEGIN;select 1;selec 2")
    #expect(error?.state == "42601")
    #expect(error?.position == 16)
  }

  @Test(arguments: [
    ("select 1 from", "42601", 14), ("select from ypml", "42601", 8), ("select a b c from ypml", "42601", 12),
    ("select (1 from ypml", "42601", 11), ("select * from ypml where", "42601", 25), ("select 1 1", "42601", 10),
    ("select case end from dual", "42601", 13), ("foo bar", "42601", 1), ("select 中文 中文 中文", "42601", 14),
  ])
  func syntaxErrors(sql: String, state: String, position: Int) {
    #expect(compiler.error(sql)?.state == state)
    #expect(compiler.error(sql)?.position == position)
  }

  @Test(arguments: [
    "insert into ypml values (1)", "update ypml set tym = ''", "delete from ypml", "merge into a",
    "truncate table ypml",
    "create table x (a int)", "drop view ypml", "alter user x identified by y", "grant select on ypml to x",
    "lock table ypml",
  ])
  func writingIsRefusedAsSuch(sql: String) {
    let error = compiler.error(sql)
    #expect(error?.state == "42501")
    #expect(error?.message.contains("只读") == true)
  }

  @Test(arguments: [
    ("select 1 intersect all select 2", "INTERSECT ALL"), ("select tym from ypml for update", "FOR UPDATE"),
    ("select tym from ypml@remote", "@"), ("select :x from dual", ":x"), ("copy ypml to stdout", "COPY"),
    ("explain select 1", "EXPLAIN"), ("select distinct lbdm from ypml group by rollup(lbdm)", "ROLLUP"),
    ("select distinct on (tym) tym from ypml", "DISTINCT ON"), ("select (1, 2) from dual", "行值"),
    ("select array(select 1 from dual) from ypml", "ARRAY"),
    ("select median(pfj) keep (dense_rank last order by tym) from ypml", "KEEP"),
    ("select interval '1' day from dual", "INTERVAL"),
    ("begin null; end;", "PL/SQL"), ("declare x number; begin null; end;", "PL/SQL"),
    ("select tym into x from ypml", "INTO"), ("select 1 from ypml as of scn 1", "AS OF"),
    ("select :1 from dual", "绑定变量"),
    ("select tym from ypml fetch first 2 rows with ties", "WITH TIES"),
    ("select tym from ypml fetch first 2 percent rows only", "PERCENT"),
    ("select * from ypml pivot (count(*) for lbdm in ('A'))", "PIVOT"),
    ("select * from dual, lateral (select 1)", "LATERAL"),
    ("select a from ypml model dimension by (a)", "MODEL"),
  ])
  func constructsAreRefusedByName(sql: String, name: String) {
    let error = compiler.error(sql)
    #expect(error?.state == "0A000")
    #expect(error?.message.contains(name) == true, "\(error?.message ?? "compiled")")
    #expect(error?.position != nil)
  }

  @Test(arguments: [
    "select ((select count(*) from ypml) + 1) * 2 from dual",
    "select * from ((select yplsh from ypml) union (select xmlsh from zlxm)) x",
    "select * from ((select yplsh from ypml) a join (select xmlsh from zlxm) b on a.yplsh = b.xmlsh)",
    "select * from (((select yplsh from ypml)))", "(select yplsh from ypml order by 1) ",
    "((select yplsh from ypml) union all (select xmlsh from zlxm)) order by 1 limit 3",
    "select 1 from ypml where yplsh in ((select xmlsh from zlxm))", "select 1 where ((1 = 1) and (2 = 2))",
    "select tym from ypml for read only", "select all tym from ypml", "select unique tym from ypml",
  ])
  func parenthesesHoldSelectsJoinsOrExpressions(sql: String) { #expect(compiler.error(sql) == nil) }
}
