import Testing

@testable import ViewServer

/// `_pg_expandarray` as pgJDBC's getPrimaryKeys and getIndexInfo use it. Our views have no index, so what it does with rows
/// is compared on arrays that both servers have.
@Suite(.serialized) struct ExpandArrayTests {
  static let statements = [
    "select (information_schema._pg_expandarray(current_schemas(true))).n as n from pg_catalog.pg_am where amname = 'heap'",
    """
    select r.n, r.oid from (select (information_schema._pg_expandarray(current_schemas(true))).n as n, \
    oid from pg_catalog.pg_am where amname in ('heap', 'btree')) r order by r.n, r.oid
    """,
    """
    select (information_schema._pg_expandarray(i.indkey)).n as key_seq, (information_schema._pg_expandarray(i.indkey)).x as x \
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid where c.relname = 'ypml'
    """,
    "select 12 & 10 as a, 1 + 2 & 2 as b, 12 & 8 + 2 as c, case 5 & 1::smallint when 1 then 'D' else 'A' end as d from pg_catalog.pg_am where oid = 2",
  ]

  @Test func asPostgreSQLDoes() async throws {
    let postgres = try PostgresServer()
    defer {
      do { try postgres.stop() } catch { Issue.record(error) }
    }
    try await RunningServer.with { server in
      for sql in Self.statements {
        try postgresAndAgent(postgres, server, sql)
      }
    }
  }

  private func postgresAndAgent(_ postgres: PostgresServer, _ server: RunningServer, _ sql: String) throws {
    let expected = try shown(postgres.connect(), sql)
    let actual = try shown(server.local(), sql)
    #expect(actual == expected, "\(sql)")
    #expect(expected.first?.hasPrefix("T ") == true, "\(sql)")
  }

  private func shown(_ client: RawClient, _ sql: String) throws -> [String] {
    try client.send(raw: RawClient.query(sql))
    return try client.untilReady().map(WireFile.shown)
  }

  @Test(arguments: [
    ("select (information_schema._pg_expandarray(current_schemas(true))).z from pg_catalog.pg_am", "E 42703"),
    ("select (oid).n from pg_catalog.pg_am", "E 42703"),
    ("select information_schema._pg_expandarray(oid) from pg_catalog.pg_am", "E"),
  ])
  func refusals(sql: String, answer: String) async throws {
    try await RunningServer.with { server in
      let answers = try server.local().ask(sql)
      #expect(answers[0].hasPrefix(answer), "\(answers)")
    }
  }
}
