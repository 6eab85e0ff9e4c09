import Testing

@testable import OracleSQL

/// Expected texts as Oracle's documentation and PostgreSQL 15 give them; of a negative number that rounds to zero Oracle
/// keeps the sign, PostgreSQL does not.
@Suite struct NumberModelTests {
  @Test(arguments: [
    ("5.5", "90000.00", "  0005.50"), ("0", "999", "   0"), ("0.5", "999.99", "    .50"), ("0.5", "FM990.99", "0.5"),
    ("5", "FM990.00", "5.00"), ("1234.5", "9,999.99", " 1,234.50"), ("12", "9,999", "    12"), ("-5", "999", "  -5"),
    ("100", "99", "###"), ("-5", "S99", " -5"), ("5", "99S", " 5+"), ("-5", "99MI", " 5-"), ("-5", "99PR", " <5>"),
    ("5", "0999", " 0005"), ("1.005", "9.99", " 1.01"), ("9.99", "9.9", "####"), ("0", "9.99", "  .00"),
    // PostgreSQL's formatting.c keeps the digit after Oracle: `FM9.9` of 0 is `0.`.
    ("0", "FM999.99", "0."), ("0", "fm999D99", "0."), ("0.5", "FM999.99", ".5"), ("0", "FM990.00", "0.00"),
    ("0", "FM.99", "."), ("-0.001", "FM9.9", "-0."),
    ("1234.5", "TM9", "1234.5"), ("0.5", "tm", ".5"),
    // Oracle SQL Language Reference, number format models: X.
    ("255", "XX", " FF"), ("255", "xxxx", "   ff"), ("255", "FM0XXX", "00FF"), ("255", "0XXX", " 00FF"),
    ("256", "XX", "###"), ("-1", "XX", "###"), ("15.5", "fmX", "##"),
    ("1234567.891", "9G999G999D99", " 1,234,567.89"), ("-0.004", "9.99", " -.00"),
  ])
  func formats(number: String, model: String, expected: String) throws {
    #expect(try NumberModel(model).format(#require(OracleNumber(text: number))) == expected)
  }

  @Test(arguments: ["", "abc", "9.9.9", "9X9", "S9S", ",99", String(repeating: "9", count: 64)])
  func refusesOtherModels(model: String) { #expect(throws: NumberModel.invalid) { try NumberModel(model) } }

  @Test(arguments: [("L999", "L"), ("9V9", "V"), ("9.99EEEE", "EEEE"), ("RN", "RN"), ("C99", "C"), ("B99", "B")])
  func refusesByName(model: String, element: String) {
    let error = #expect(throws: SQLError.self) { try NumberModel(model) }
    #expect(error?.state == "0A000")
    #expect(error?.message == "不支持 数字格式模型的 \(element)")
  }

  @Test func readsTextByModel() throws {
    #expect(try NumberModel("9,999.99").parse("1,234.5").description == "1234.5")
    #expect(try NumberModel("99MI").parse("12-").description == "-12")
    #expect(throws: SQLError("22P02", "ORA-01722 无效数字")) { try NumberModel("99").parse("123") }
    #expect(throws: SQLError("22P02", "ORA-01722 无效数字")) { try NumberModel("99").parse("1x") }
  }
}
