import Testing

/// Statements that were answered differently once, each in the shape that showed it.
@Suite struct GoldenCaseTests {
  struct Case {
    let sql: String
    /// What both answer, worked out by hand: the SQLSTATE, or the type of the first column.
    let expected: Expected

    enum Expected {
      case state(String)
      case type(UInt32)
    }
  }

  static let varchar: UInt32 = 1043
  static let text: UInt32 = 25

  static let cases = [
    // SQLite takes the first of several rows.
    Case(sql: "select (select ylfydj from ypml)", expected: .state("21000")),
    Case(sql: "select (select ylfydj from ypml order by yplsh)", expected: .state("21000")),
    Case(sql: "select (select distinct ylfydj from ypml)", expected: .state("21000")),
    Case(sql: "select (select ylfydj from ypml group by ylfydj)", expected: .state("21000")),
    Case(sql: "select (select ylfydj from ypml union all select '1')", expected: .state("21000")),
    Case(sql: "select (select cast(null as varchar(3)) from ypml)", expected: .state("21000")),
    Case(sql: "select (select 1 from ypml)", expected: .state("21000")),
    Case(sql: "select (select ylfydj from ypml limit 2)", expected: .state("21000")),
    Case(sql: "select 1 from zlxm where xmlsh = (select yplsh from ypml)", expected: .state("21000")),
    Case(
      sql: "select (select a.xmmc from ypml b where b.ylfydj = a.ylfydj) from zlxm a", expected: .state("21000")),
    Case(
      sql: "select (select upper(b.ywm) from ypml b where b.ylfydj = a.ylfydj) from zlxm a",
      expected: .state("21000")),
    Case(
      sql: "select (select b.tym from ypml b where b.yplsh = a.yplsh) as n from ypml a order by a.yplsh",
      expected: .type(varchar)),
    Case(
      sql: "select (select a.tym from ypml b where b.yplsh = a.yplsh) as n from ypml a order by a.yplsh",
      expected: .type(varchar)),
    Case(
      sql: "select (select (select a.tym) from ypml b where b.yplsh = a.yplsh) as n from ypml a order by a.yplsh",
      expected: .type(varchar)),
    Case(sql: "select (select tym from ypml where yplsh = 'none') as n", expected: .type(varchar)),
    Case(sql: "select (select tym from ypml order by yplsh limit 1) as n", expected: .type(varchar)),
    Case(sql: "select (select count(*) from ypml group by ylfydj having count(*) > 100000) as n", expected: .type(20)),
    // Of texts of different types the first decides.
    Case(sql: "select coalesce(tym, upper(ywm)) as c from ypml order by yplsh", expected: .type(varchar)),
    Case(sql: "select coalesce(upper(ywm), tym) as c from ypml order by yplsh", expected: .type(text)),
    Case(sql: "select jx as c from ypml union select upper(ywm) from ypml order by 1", expected: .type(varchar)),
    Case(sql: "select lower(ywm) as c from ypml union select jx from ypml order by 1", expected: .type(text)),
    Case(
      sql: "select case when yplsh > 'S000000050' then 'x' || 'y' else jx end as c from ypml order by yplsh",
      expected: .type(varchar)),
    Case(
      sql: "select greatest(hldw, 'a') as c from ypml where hldw is not null order by yplsh", expected: .type(varchar)),
    // CASE and COALESCE of literals alone are text, before they meet another type.
    Case(
      sql: "select coalesce(case jx when '片' then 'yes' end, jx) as c from ypml order by yplsh", expected: .type(text)),
    Case(
      sql: "select coalesce(null, 'x') as c from ypml union select jx from ypml order by 1", expected: .type(text)),
    Case(sql: "select least('a' || 'b', 'b') as c", expected: .type(text)),
    Case(sql: "select ntile(3) over (order by yplsh) as n from ypml order by yplsh", expected: .type(23)),
    // One name of two columns says nothing about the order.
    Case(sql: "select yplsh as k, tym as k from ypml order by k", expected: .state("42702")),
    Case(sql: "with a as (select 1 as x), a as (select 2 as x) select x from a", expected: .state("42712")),
    Case(sql: "select count(*) filter (where count(*) > 1) from ypml", expected: .state("42803")),
    Case(sql: "select timestamp '2021-03-01 00:00:00' + interval 'x' day", expected: .state("22007")),
    // SQLite's minimum of a moving frame forgets its FILTER.
    Case(
      sql: """
        select min(jx) filter (where ylfydj = '1') over (order by yplsh rows between 2 preceding and current row) as m \
        from ypml order by yplsh
        """, expected: .type(varchar)),
  ]

  @Test func answeredAsPostgreSQLDoes() async throws {
    try await ComparedServers.with { servers in
      for golden in Self.cases {
        let expected = try servers.postgres.ask(golden.sql)
        let actual = try servers.agent.ask(golden.sql)
        switch (golden.expected, actual) {
        case (.state(let state), .refused(let found, _)): #expect(found == state, "\(golden.sql)")
        case (.type(let type), .rows(let columns, _)): #expect(columns.first?.type == type, "\(golden.sql)")
        default: Issue.record("\(golden.sql): \(actual)")
        }
        let difference = AnswerComparison.difference(
          agent: actual, postgres: expected, isOrdered: true, sql: golden.sql)
        #expect(difference == nil, "\(golden.sql)")
      }
    }
  }
}
