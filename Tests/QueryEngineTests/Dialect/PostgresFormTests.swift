import Testing

@testable import OracleSQL

/// PostgreSQL's forms that drivers and tools write.
@Suite struct PostgresFormTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  @Test(arguments: [
    GoldenCase("values (1, 'a'), (2, 'b')", "1 a; 2 b"),
    GoldenCase("select y, x from (values (1, 'a'), (2, 'b')) t(x, y) where x > 1", "b 2"),
    GoldenCase("select column2 from (values (1, 2)) v", "2"),
    GoldenCase("select b from (select 1, 2 from dual) s(a, b)", "2"),
    GoldenCase("select s.r from pg_catalog.generate_series(2, 4) as s(r)", "2; 3; 4"),
    GoldenCase("select s from generate_series(1, 2) s", "1; 2"),
    GoldenCase("select current_schemas(false), (current_schemas(true))[1]", "{his_interface} pg_catalog"),
    GoldenCase("select array_upper(current_schemas(true), 1) from pg_am where oid = 2", "2"),
    GoldenCase(
      "select typname from pg_type where typinput = 'pg_catalog.array_in'::regproc and typname = '_int4'", "_int4"),
    // An empty text is a text to PostgreSQL, and matches.
    GoldenCase("select count(*) from pg_namespace where nspname = 'public' and '' ~ '^$' and 'x\ny' ~* '^X.Y$'", "1"),
    GoldenCase("select count(*) from pg_namespace where nspname = 'public' and 'x\n' ~ 'x$'", "0"),
    GoldenCase("select relname from pg_class where oid = any (array[1259]::oid[])", "pg_class"),
    GoldenCase(
      "select c.relname, null::text from pg_class c where c.relname = 'pg_am' union all select null::text, n.nspname from pg_namespace n where n.nspname = 'public'",
      "pg_am -; - public"),
    GoldenCase(
      "select string_agg(attname, ',') from pg_attribute where attrelid = 'pg_am'::regclass and attnum < 3",
      "oid,amname"),
    GoldenCase("select '3.50'::float8 + 1 from dual", "4.5"),
  ])
  func answers(_ golden: GoldenCase) throws {
    let answer = try fixture.answer(golden.sql)
    #expect(answer == golden.answer)
  }

  @Test(arguments: [
    ("values (1, 2), (3)", "ORA-01789"), ("select * from generate_series(1, 10001) s", "10000"),
    ("select * from (select 1 from dual) s(a, b)", "列名"), ("select 1::int[]", "数组"),
  ])
  func refusals(sql: String, code: String) {
    let error = fixture.refusal(sql)
    #expect(error?.message.contains(code) == true, "\(error?.message ?? "answered")")
  }
}
