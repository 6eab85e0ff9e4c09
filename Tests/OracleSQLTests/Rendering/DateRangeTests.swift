import Testing

@testable import OracleSQL

/// `TO_CHAR(col, model) = x` over an indexed date becomes a range, and only where that means the same.
@Suite struct DateRangeTests {
  private let compiler = Compiler()

  private func filter(_ condition: String, table: String = "ypml") throws -> String {
    let parts = try compiler.sql("select 1 from \(table) where \(condition)").split(separator: " WHERE ", maxSplits: 1)
    return String(parts[1])
  }

  @Test func theNoticesStatement() throws {
    #expect(
      try compiler.sql("SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';")
        == "SELECT count(*) AS c1 FROM ypml AS t1 WHERE t1.bgsj >= qz_format_range_low('20210301', 'YYYYMMDD') AND "
        + "t1.bgsj < qz_format_range_high('20210301', 'YYYYMMDD')")
  }

  @Test(arguments: [
    (
      "to_char(bgsj, 'yyyymmdd') = $1",
      "t1.bgsj >= qz_format_range_low(?1, 'YYYYMMDD') AND t1.bgsj < qz_format_range_high(?1, 'YYYYMMDD')"
    ),
    // No whole value: an equality is empty by itself.
    (
      "to_char(bgsj, 'YYYYMMDD') = '2021030'",
      "t1.bgsj >= qz_format_range_low('2021030', 'YYYYMMDD') AND t1.bgsj < qz_format_range_high('2021030', 'YYYYMMDD')"
    ),
    (
      "'2021-03' = to_char(bgsj, 'YYYY-MM')",
      "t1.bgsj >= qz_format_range_low('2021-03', 'YYYY-MM') AND t1.bgsj < qz_format_range_high('2021-03', 'YYYY-MM')"
    ),
    (
      "to_char(bgsj, 'YYYYMMDD') = 20210301",
      "t1.bgsj >= qz_format_range_low('20210301', 'YYYYMMDD') AND t1.bgsj < qz_format_range_high('20210301', 'YYYYMMDD')"
    ),
    ("to_char(bgsj, 'YYYY-MM-DD') >= '2021-03-01'", "t1.bgsj >= qz_format_range_low('2021-03-01', 'YYYY-MM-DD')"),
    ("to_char(bgsj, 'YYYY-MM-DD') > '2021-03-01'", "t1.bgsj >= qz_format_range_high('2021-03-01', 'YYYY-MM-DD')"),
    ("to_char(bgsj, 'YYYY-MM-DD') <= '2021-03-01'", "t1.bgsj < qz_format_range_high('2021-03-01', 'YYYY-MM-DD')"),
    ("'2021-03-01' > to_char(bgsj, 'YYYY-MM-DD')", "t1.bgsj < qz_format_range_low('2021-03-01', 'YYYY-MM-DD')"),
    (
      "to_char(bgsj, 'YYYYMM') between '202102' and '202103'",
      "t1.bgsj >= qz_format_range_low('202102', 'YYYYMM') AND t1.bgsj < qz_format_range_high('202103', 'YYYYMM')"
    ),
  ])
  func becomesARange(condition: String, sql: String) throws { #expect(try filter(condition) == sql) }

  @Test(arguments: [
    // The texts order as the dates do only for whole values that are known here.
    "to_char(bgsj, 'YYYY-MM-DD') >= '2021-3-1'", "to_char(bgsj, 'YYYYMMDD') >= '20210230'",
    "to_char(bgsj, 'YYYYMMDD') < $1",
    "to_char(bgsj, 'YYYYMMDD') between '20210301' and '2'", "to_char(bgsj, 'DDMMYYYY') = '01032021'",
    "to_char(bgsj, 'YYYYMMDD HH24') = '20210301 10'", "to_char(bgsj, 'YYYYMMDD') <> '20210301'",
    "to_char(bgsj, 'YYYYMMDD') = tym", "to_char(bgsj, 'YYYYMMDD') = ''", "to_char(bgsj + 1, 'YYYYMMDD') = '20210301'",
    "to_char(bgsj, tym) = '20210301'", "to_char(bgsj, 'YYYYMMDD') = 2021030",
    // NULL is not false here.
    "not (to_char(bgsj, 'YYYYMMDD') = '20210301')", "(to_char(bgsj, 'YYYYMMDD') = '20210301') is null",
    "to_char(bgsj, 'YYYYMMDD') not between '20210301' and '20210302'",
  ])
  func staysAFunction(condition: String) throws {
    let sql = try filter(condition)
    #expect(!sql.contains("qz_format_range"), "\(sql)")
  }

  @Test func aColumnWithoutIndexStaysAFunction() throws {
    #expect(
      try filter("to_char(kssj, 'YYYYMMDD') = '20210301'", table: "zlxm")
        == "qz_to_char_date(t1.kssj, 'YYYYMMDD') = '20210301'")
  }

  @Test func truncatedToTheDay() throws {
    let day =
      "CASE WHEN qz_trunc_date(qz_date_from_text('2021-03-01')) = qz_date_from_text('2021-03-01') THEN qz_date_from_text('2021-03-01') END"
    #expect(
      try filter("trunc(bgsj) = '2021-03-01'")
        == "t1.bgsj >= \(day) AND t1.bgsj < qz_format_range_high(substr(\(day), 1, 10), 'YYYY-MM-DD')")
    #expect(try filter("trunc(bgsj) > '2021-03-01'") == "qz_trunc_date(t1.bgsj) > qz_date_from_text('2021-03-01')")
    #expect(try filter("trunc(bgsj, 'mm') = '2021-03-01'").hasPrefix("qz_trunc_date(t1.bgsj, 'mm')"))
  }

  @Test(arguments: [
    ("2021", "YYYY", true), ("0000", "YYYY", false), ("202113", "YYYYMM", false), ("20240229", "YYYYMMDD", true),
    ("20210229", "YYYYMMDD", false), ("21000229", "YYYYMMDD", false), ("20000229", "YYYYMMDD", true),
    ("2021/12/31", "YYYY/MM/DD", true),
    ("2021-12-32", "YYYY-MM-DD", false), ("2021-12-00", "YYYY-MM-DD", false), (" 0210301", "YYYYMMDD", false),
    ("２０２１", "YYYY", false),
  ])
  func wholeValues(text: String, model: String, isWhole: Bool) { #expect(Binder.isWhole(text, model) == isWhole) }
}
