import OracleSQL
import Testing

@testable import QueryEngine

/// `ANY` and `ALL` over arrays, as drivers and PostgreSQL tools write them, against the rows of `DialectFixture`; answers
/// by hand from PostgreSQL's "Row and Array Comparisons".
@Suite struct ArrayComparisonTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  @Test(arguments: [
    ("yplsh = any($1)", "{1,3}", "1; 3"), ("tym = any($1)", #"{"阿莫西林","a\"b,{}",NULL}"#, "1"),
    ("yplsh = any($1)", "{}", ""),
    ("length(tym) = any($1)", "{3}", "5"), ("yplsh <> all($1::text[])", "{1,2,3}", "4; 5"),
  ])
  func arraysAsParameters(condition: String, value: String, answer: String) throws {
    let rows = try fixture.session.rows("select yplsh from ypml where \(condition) order by 1", [value])
    #expect(rows.map { $0[0] ?? "-" }.joined(separator: "; ") == answer)
  }

  /// Written twice it is one expression: GROUP BY knows it again.
  @Test func groupedBy() throws {
    let test = "case when yplsh < any ('{\"3\"}'::text[]) then 'low' else 'high' end"
    let rows = try fixture.session.rows("select \(test) as g, count(*) from ypml group by \(test) order by 1 desc")
    #expect(rows.map { $0.map { $0 ?? "-" } } == [["low", "2"], ["high", "3"]])
  }

  /// A list of psycopg is such a parameter; its type comes from the client: text[], int8[], numeric[], date[].
  @Test(
    arguments: [
      ("yplsh <> all($1)", 1009, "{1,2,3}", "4; 5"), ("yplsh <> all($1)", 1009, "{}", "1; 2; 3; 4; 5"),
      ("yplsh <> all($1)", 1009, "{1,NULL}", ""), ("not yplsh = any($1)", 1009, "{1,2}", "3; 4; 5"),
      ("yplsh = all($1)", 1009, "{2,2}", "2"), ("yplsh = all($1)", 1009, "{1,2}", ""),
      ("yplsh = all($1)", 1009, "{}", "1; 2; 3; 4; 5"), ("yplsh > any($1)", 1009, "{3,4}", "4; 5"),
      ("yplsh > all($1)", 1009, "{3,4}", "5"), ("yplsh < all($1)", 1009, "{3,NULL}", ""),
      ("yplsh <= any($1)", 1009, "{1,NULL}", "1"), ("yplsh <> any($1)", 1009, "{1,1}", "2; 3; 4; 5"),
      // Numbers beside text and a column of NUMBER: by value.
      ("yplsh = any($1)", 1016, "{1,3}", "1; 3"), ("yplsh <> all($1)", 1007, "{1,3}", "2; 4; 5"),
      ("to_number(pfj) = any($1)", 1016, "{9,10}", "1; 3; 5"), ("to_number(pfj) = any($1)", 1231, "{2.50,9}", "2; 3"),
      ("length(tym) > all($1)", 1007, "{3}", "1; 2; 3; 4"), ("to_number(pfj) < any($1)", 1016, "{3,1}", "2"),
      ("bgsj = any($1)", 1182, "{2021-03-02,2020-02-29}", "3; 5"),
      ("bgsj > all($1)", 1115, "{\"2021-03-02 00:00:00\"}", "2"),
      ("yplsh = any($1)", 1015, nil, ""), ("yplsh <> all($1)", 1015, nil, ""),
    ] as [(String, UInt32, String?, String)])
  func declared(condition: String, type: UInt32, value: String?, answer: String) throws {
    let rows = try asked("select yplsh from ypml where \(condition) order by 1", [type], [value])
    #expect(rows == answer)
  }

  /// Without a type from the client the parameter is an array of what it is compared with.
  @Test(arguments: [
    ("yplsh <> all($1)", "{1,2,3}", "4; 5"), ("to_number(pfj) = any($1)", "{10,9.0}", "1; 3; 5"),
    ("bgsj < any($1)", "{2021-01-01}", "5"), ("yplsh >= all($1)", "{4,5}", "5"),
  ])
  func undeclared(condition: String, value: String, answer: String) throws {
    let rows = try asked("select yplsh from ypml where \(condition) order by 1", [], [value])
    #expect(rows == answer)
  }

  /// A text `{…}` is an array, another one the only value to compare with, as in Oracle.
  @Test(arguments: [
    GoldenCase("select yplsh from ypml where yplsh = any ('{1,3}') order by 1", "1; 3"),
    GoldenCase("select yplsh from ypml where yplsh <> all ('{1,3}') order by 1", "2; 4; 5"),
    GoldenCase("select yplsh from ypml where tym <> all ('{\"阿莫西林\",\"a,b\"}'::text[]) and yplsh < 3", "2"),
    GoldenCase("select yplsh from ypml where yplsh > all (array['3', '4'])", "5"),
    GoldenCase("select yplsh from ypml where to_number(yplsh) < any (array[2, 3]) order by 1", "1; 2"),
    GoldenCase("select yplsh from ypml where yplsh = any ('3')", "3"),
    GoldenCase("select yplsh from ypml where yplsh > all (3) order by 1", "4; 5"),
    GoldenCase("select yplsh from ypml where yplsh <> all (ylfydj) order by 1", "3; 4; 5"),
    GoldenCase("select yplsh from ypml where yplsh = any (ylfydj) order by 1", "1; 2"),
  ])
  func written(_ golden: GoldenCase) { fixture.check(golden) }

  /// An array beside a single value would be unlike all of them without a word.
  @Test(arguments: ["yplsh = $1", "yplsh <> $1", "to_number(yplsh) > $1", "yplsh in ($1)", "$1 between yplsh and '2'"])
  func refusedBesideASingleValue(condition: String) {
    let error = #expect(throws: SQLError.self) {
      try asked("select yplsh from ypml where \(condition)", [1009], ["{1}"])
    }
    #expect(error?.state == "42883")
  }

  private func asked(_ sql: String, _ types: [UInt32], _ values: [String?]) throws -> String {
    let session = fixture.session
    let parsed = try session.frontEnd.parse(sql)
    guard case .query(let query) = try session.frontEnd.compile(parsed[0], parameterTypes: types) else {
      throw SQLError("XX000", "not a query")
    }
    let statement = try session.connection.prepare(query)
    try statement.bind(values)
    return try allRows(statement).map { $0[0] ?? "-" }.joined(separator: "; ")
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
