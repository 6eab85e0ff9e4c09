import Testing

@testable import Spreadsheet

@Suite struct SheetNumberTests {
  /// As Excel shows what it stores.
  @Test(arguments: [
    ("0.10000000000000001", "0.1"), ("2.5", "2.5"), ("12", "12"), ("-0.05", "-0.05"), ("1E3", "1000"), ("0", "0"),
    ("12.300000000000001", "12.3"), ("999999999999999", "999999999999999"), ("1.5E-3", "0.0015"),
    ("123456.789", "123456.789"), ("999999999999999.4", "999999999999999"), ("99999999999999.96", "100000000000000"),
  ]) func decimals(_ stored: String, _ shown: String) { #expect(SheetNumber.decimal(stored) == shown) }

  @Test(arguments: [
    "1000000000000000", "999999999999999.9", "-999999999999999.9", "999999999999999.5", "0x1F", "-0x1p3", "infinity",
    "1.2345678901234567E+17", "nan", "inf", "x", "", "1E-10",
  ])
  func whatExcelCannotKeepIsNone(_ stored: String) { #expect(SheetNumber.decimal(stored) == nil) }

  /// Days since 1970 by hand: 44256 is 2021-03-01, 18,687 days after.
  @Test func dates() throws {
    let day = try #require(SheetNumber.date("44256", from1904: false))
    #expect(day.dayNumber == 18_687)
    #expect(day.secondOfDay == 0)
    let noon = try #require(SheetNumber.date("44256.520833333336", from1904: false))
    #expect(noon.dayNumber == 18_687)
    #expect(noon.secondOfDay == 12 * 3600 + 1800)
    // 2021-03-01 is day 42,794 after 1904-01-01.
    let other = try #require(SheetNumber.date("42794", from1904: true))
    #expect(other.dayNumber == 18_687)
    // The last second of a day rounds within it, half a second before midnight does not.
    let late = try #require(SheetNumber.date("44256.999999", from1904: false))
    #expect(late.dayNumber == 18_688)
    #expect(late.secondOfDay == 0)
    // 1900-02-28 and 1900-03-01 around the day that never was.
    #expect(SheetNumber.date("59", from1904: false)?.dayNumber == -25_509)
    #expect(SheetNumber.date("60", from1904: false) == nil)
    #expect(SheetNumber.date("61", from1904: false)?.dayNumber == -25_508)
    #expect(SheetNumber.date("2958465", from1904: false)?.dayNumber == 2_932_896)
    #expect(SheetNumber.date("2958466", from1904: false) == nil)
    #expect(SheetNumber.date("0.5", from1904: false) == nil)
    #expect(SheetNumber.date("0xACE0", from1904: false) == nil)
  }

  @Test(arguments: [
    ("yyyy-mm-dd", true), ("yyyy\"年\"m\"月\"d\"日\"", true), ("[$-804]aaaa;@", false), ("[h]:mm", true), ("0.00", false),
    ("#,##0_);[Red](#,##0)", false), ("\"day\"0", false), ("General", false), ("\\d0", false), ("h:mm:ss", true),
    ("[s]", true), ("@", false),
  ]) func dateFormats(_ code: String, _ isDate: Bool) { #expect(SheetStyles.showsDate(code) == isDate) }

  @Test func addresses() {
    #expect(CellAddress("A1") == CellAddress(column: 1, row: 1))
    #expect(CellAddress("BC73") == CellAddress(column: 55, row: 73))
    #expect(CellAddress(column: 702, row: 1_048_576).description == "ZZ1048576")
    #expect(CellAddress(column: 703, row: 9).description == "AAA9")
    for text in ["", "A", "1", "a1", "A0", "A1B", "ABCD1", "A12345678"] { #expect(CellAddress(text) == nil) }
  }
}
