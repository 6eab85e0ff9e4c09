import Testing

@testable import OracleSQL
@testable import QueryEngine

/// `ctid` (sql-and-wire.md, trap 2: blocks of 60,000 rows) and ROWID find their row by its number. Rows of
/// `DialectFixture` have the numbers 1 to 5.
@Suite struct RowNumberTests {
  private let fixture: DialectFixture

  init() throws { fixture = try DialectFixture() }

  static let cases = [
    GoldenCase("select yplsh, ctid from ypml where ctid = '(0,3)'", "3 (0,3)"),
    GoldenCase("select yplsh from ypml where '(0,3)' = ctid", "3"),
    GoldenCase("select yplsh from ypml where ctid in ('(0,2)', '(0,5)', '(1,1)') order by 1", "2; 5"),
    GoldenCase("select yplsh from ypml where ctid not in ('(0,2)', '(0,5)') order by 1", "1; 3; 4"),
    GoldenCase("select yplsh from ypml where ctid not in ('(0,2)', null)", ""),
    GoldenCase("select yplsh from ypml where ctid = '(0,2)' or ctid = '(0,4)' order by 1", "2; 4"),
    GoldenCase("select yplsh from ypml where ctid = currtid2('ypml', '(0,4)')", "4"),
    // Texts that are no place of a row.
    GoldenCase(
      "select count(*) from ypml where ctid in ('(0,0)', '(0,60001)', '(-1,60003)', '0,3', '(0,3', '(0,3)x', '(,)', ' ')",
      "0"),
    GoldenCase("select count(*) from ypml where ctid = '(0,3,3)'", "0"),
    GoldenCase("select count(*) from ypml where not ctid = '(0,60001)'", "5"),
    GoldenCase("select a.yplsh from ypml a, ypml b where a.ctid = b.ctid and b.yplsh = '2'", "2"),
    GoldenCase("select yplsh from ypml where rowid = (select max(rowid) from ypml)", "5"),
    GoldenCase(
      "select yplsh from ypml where rowid in (select min(rowid) from ypml group by lbdm) order by 1", "1; 3; 5"),
    GoldenCase("select yplsh from ypml where rowid = 'AAAQZA000000000003'", "3"),
    GoldenCase("select yplsh from ypml where rowid in ('AAAQZA000000000003', 'AAAQZA000000000001') order by 1", "1; 3"),
    GoldenCase(
      "select count(*) from ypml where rowid in ('AAAQZA3', '3', 'AAAQZB000000000003', 'AAAQZA00000000-003', 'AAAQZA0000000000003')",
      "0"),
    // Compared by order it is a text, as before.
    GoldenCase("select yplsh from ypml where rowid > 'AAAQZA000000000003' order by 1", "4; 5"),
    GoldenCase("select ctid, count(*) from ypml group by ctid having ctid = '(0,2)'", "(0,2) 1"),
    GoldenCase("select c from (select ctid c from ypml) where c = '(0,2)'", "(0,2)"),
  ]

  @Test(arguments: cases) func findsTheRow(_ golden: GoldenCase) { fixture.check(golden) }

  @Test(
    "No table is read whole for it",
    arguments: [
      "select tym from ypml where ctid = '(0,3)'", "select tym from ypml where ctid in ('(0,3)', '(0,4)')",
      "select tym from ypml where ctid = $1", "select tym from ypml where ctid in ($1, $2)",
      "select tym from ypml where rowid = 'AAAQZA000000000003'", "select tym from ypml where rowid = $1",
      "select tym from ypml where ctid = '(0,1)' or ctid = '(0,2)'",
    ])
  func plan(_ sql: String) throws {
    let plan = try fixture.session.connection.plan(of: fixture.session.compile(sql))
    #expect(plan.contains { $0.contains("INTEGER PRIMARY KEY") } && !plan.contains { $0.contains("SCAN") }, "\(plan)")
  }

  @Test("Blocks end after 60,000 rows")
  func blocks() {
    #expect(RowText.row(ofPlace: "(0,60000)") == 60_000)
    #expect(RowText.row(ofPlace: "(1,1)") == 60_001)
    #expect(RowText.row(ofPlace: "(4294967295,60000)") == 257_698_037_760_000)
    #expect(RowText.row(ofPlace: "(4294967296,1)") == 0)
    #expect(RowText.row(ofPlace: "(99999999999999999999,1)") == 0)
  }
}
