import OracleSQL
import Testing

@testable import QueryEngine

/// Parameters whose type the client did not say, as psqlODBC with `UseServerSidePrepare=1` sends them, by the rows that
/// come back. The rows are those of `DialectFixture`.
@Suite struct OpenParameterTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  @Test(arguments: [
    ("trunc(bgsj) = trunc(?)", "2021-03-02 10:20:30", "2; 3"), ("bgsj - ? > 0", "2021-03-01", "2; 3"),
    ("bgsj >= ? - 1", "2021-03-02", "1; 2; 3"),
    ("to_char(?, 'yyyymmdd') = '20210301' and rownum = 1", "2021-03-01", "1"),
    // Of two texts the comparison is one of numbers when a side of it is a number: nvl(?, 0) is one.
    ("? between bgsj - 1 and bgsj", "2021-03-01 12:00", "2; 3"),
    ("pfj > nvl(?, 0)", "2.5", "1; 3; 5"), ("length(tym) > ?", "3.5", "1; 2; 3; 4"), ("pfj * 2 > ?", "5.5", "1; 3; 5"),
    // Beside a text it is a text: '9' and '2.5' are above '10' as texts are compared.
    ("pfj > ?", "10", "2; 3"), ("to_number(pfj) > ?", "9.5", "1; 5"),
  ])
  func rows(condition: String, value: String, answer: String) throws {
    let sql = "select yplsh from ypml where \(condition) order by yplsh".replacing("?", with: "$1")
    let rows = try fixture.session.rows(sql, [value]).map { $0[0] ?? "-" }.joined(separator: "; ")
    #expect(rows == answer)
  }

  /// A date as programs write one; PostgreSQL passes over a zone in a `timestamp`.
  @Test(arguments: [
    "2021-03-02", "20210302", "2021-3-2", "2021/3/2", "2021-03-02 00:00", "2021-03-02 ", "2021-03-02T00:00:00",
    "2021-03-02 00:00:00.000", "2021-03-02 00:00:00+08", "2021-03-02 00:00:00-05:30", "2021-03-02T00:00:00Z",
    "2021-03-02 00:00:00.123 +08:00", "2021-03-02 00:00:00+0800",
  ])
  func datesAreReadAsWritten(text: String) throws {
    let rows = try fixture.session.rows("select yplsh from ypml where bgsj = $1", [text])
    #expect(rows == [["3"]])
  }

  @Test(arguments: ["2021-02-30", "2021", "2021-03-02 25:00", "2021-03-02+08", "2021-03-02 00:00:00+99", "x"])
  func otherTextsAreNoDates(text: String) throws {
    let error = #expect(throws: SQLError.self) {
      try fixture.session.rows("select yplsh from ypml where bgsj = $1", [text])
    }
    #expect(error?.state == "22007")
  }

  /// Declared as `timestamptz` it is a moment, and the views hold Beijing's time.
  @Test(arguments: [
    ("2021-03-01 16:00:00Z", "3"), ("2021-03-01 16:00:00+00", "3"), ("2021-03-02 00:00:00+08", "3"),
    ("2021-03-01 11:00:00-05", "3"), ("2021-03-02 00:00:00", "3"), ("2021-03-02 00:00:00+00", ""),
  ])
  func momentsAreShifted(text: String, answer: String) throws {
    let session = fixture.session
    let parsed = try session.frontEnd.parse("select yplsh from ypml where bgsj = $1")
    guard case .query(let query) = try session.frontEnd.compile(parsed[0], parameterTypes: [1184]) else {
      throw SQLError("XX000", "not a query")
    }
    let statement = try session.connection.prepare(query)
    try statement.bind([text])
    let rows = try allRows(statement).map { $0[0] ?? "-" }.joined()
    #expect(rows == answer)
  }
}
