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

  @Test(arguments: [
    ("yplsh = any($1)", "{1,3}", "1; 3"), ("tym = any($1)", #"{"阿莫西林","a\"b,{}",NULL}"#, "1"),
    ("yplsh = any($1)", "{}", ""),
    ("length(tym) = any($1)", "{3}", "5"), ("yplsh <> all($1::text[])", "{1,2,3}", "4; 5"),
  ])
  func arraysAsParameters(condition: String, value: String, answer: String) throws {
    let rows = try fixture.session.rows("select yplsh from ypml where \(condition) order by 1", [value])
    #expect(rows.map { $0[0] ?? "-" }.joined(separator: "; ") == answer)
  }

  @Test(arguments: ["1,2", "{1", "{a\"b}", "{,}", #"{"a}"#, "{{1},{2}}"])
  func otherTextsAreNoArrays(value: String) {
    let error = #expect(throws: SQLError.self) {
      try fixture.session.rows("select yplsh from ypml where yplsh = any($1)", [value])
    }
    #expect(error?.state == "22P02")
  }

  @Test func arraysOfDeclaredTypes() throws {
    let session = fixture.session
    let parsed = try session.frontEnd.parse("select count(*) from ypml where yplsh = any($1) and length(tym) = any($2)")
    guard case .query(let query) = try session.frontEnd.compile(parsed[0], parameterTypes: [1015, 1007]) else {
      throw SQLError("XX000", "not a query")
    }
    let statement = try session.connection.prepare(query)
    try statement.bind(["{1,2,5}", "{4}"])
    let rows = try allRows(statement)
    #expect(rows == [["2"]])
  }
}
