import OracleSQL
import Testing

@testable import QueryEngine

/// What database tools and pgJDBC ask beside the catalogue's tables; answers of a PostgreSQL 15 server.
@Suite struct ToolProbeTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  @Test(arguments: [
    // pgJDBC's getSQLKeywords, with a shorter list.
    GoldenCase(
      "select string_agg(word, ',') from pg_catalog.pg_get_keywords() where word <> ALL ('{a,abs,zone}'::text[]) and word in ('zone', 'abort')",
      "abort"),
    GoldenCase("select count(*) from pg_get_keywords()", "460"),
    GoldenCase(
      "select k.word, k.catcode, k.barelabel, k.baredesc from pg_get_keywords() k where word in ('from', 'ilike') order by 1",
      "from R f requires AS; ilike T t can be bare label"),
    GoldenCase("select count(*) from pg_class where relname = 'pg_get_keywords'", "0"),
    GoldenCase(
      "select pg_is_in_recovery(), inet_server_addr(), pg_catalog.pg_backend_pid() from pg_namespace where nspname = 'public'",
      "f - -"),
    GoldenCase(
      "select to_regclass('nosuch') is null, to_regclass('pg_catalog.pg_class')::text from pg_am where oid = 2",
      "t pg_class"),
    GoldenCase("select yplsh from ypml where yplsh <> all ('{1,2,3}'::text[]) order by 1", "4; 5"),
    GoldenCase("select yplsh from ypml where yplsh <> all (array['1', '2', '3']) order by 1", "4; 5"),
  ])
  func answers(_ golden: GoldenCase) { fixture.check(golden) }
}
