import Testing

@testable import OracleSQL

@Suite struct OracleNumberTests {
  private func number(_ text: String) throws -> OracleNumber { try #require(OracleNumber(text: text)) }

  @Test func arithmeticAgreesWithPython() throws {
    let lines = numberSamples.split(separator: "\n").map(String.init)
    #expect(lines.count == 55 * 6)
    for start in stride(from: 0, to: lines.count, by: 6) {
      let left = try number(lines[start])
      let right = try number(lines[start + 1])
      #expect(try left.adding(right).description == lines[start + 2], "\(left) + \(right)")
      #expect(try left.subtracting(right).description == lines[start + 3], "\(left) - \(right)")
      #expect(try left.multiplied(by: right).description == lines[start + 4], "\(left) * \(right)")
      #expect(try left.divided(by: right).description == lines[start + 5], "\(left) / \(right)")
    }
  }

  @Test(arguments: [
    ("0.50", "0.5"), ("-3", "-3"), ("12.30", "12.3"), (" 7 ", "7"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"),
    ("1.5E-3", "0.0015"), ("-0.0", "0"), ("+4", "4"), ("000", "0"),
    ("0.000000000000000000001", "0.000000000000000000001"),
    ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ("999999999999999999999999999999999999995", "1000000000000000000000000000000000000000"),
    ("123456789012345678", "123456789012345678"), ("1234567890123456789", "1234567890123456789"),
    ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "9223372036854775808"),
  ])
  func readsAndWritesCanonicalText(text: String, canonical: String) throws {
    #expect(try number(text).description == canonical)
  }

  @Test(arguments: ["", " ", "abc", "1a", "1.2.3", "--1", "1e", "e5", ".", "1 2", "1e999", "九"])
  func refusesWhatIsNotANumber(text: String) { #expect(OracleNumber(text: text) == nil) }

  @Test func theMagnitudeLimitHoldsAtItAndOnePast() throws {
    #expect(OracleNumber(text: "9e125") != nil)
    #expect(OracleNumber(text: "1e126") == nil)
    let large = try number("9e125")
    #expect(throws: OracleNumber.overflow) { try large.adding(large) }
    #expect(try number("1e-130").description.hasSuffix("01"))
    #expect(try number("1e-131").isZero)
  }

  @Test func oneThirdAndTwoThirdsHave38Digits() throws {
    let one = OracleNumber(1)
    #expect(try one.divided(by: OracleNumber(3)).description == "0." + String(repeating: "3", count: 38))
    #expect(
      try OracleNumber(2).divided(by: OracleNumber(3)).description == "0." + String(repeating: "6", count: 37) + "7")
    #expect(throws: SQLError("22012", "ORA-01476 除数为 0")) { try one.divided(by: .zero) }
  }

  @Test(arguments: [
    ("2.5", 0, "3", "2"), ("-2.5", 0, "-3", "-2"), ("2.45", 1, "2.5", "2.4"), ("1234.5", -2, "1200", "1200"),
    ("1250", -2, "1300", "1200"), ("0.04", 1, "0", "0"), ("0.05", 1, "0.1", "0"), ("99.99", 1, "100", "99.9"),
    ("1", .min, "0", "0"), ("-1.5", .max, "-1.5", "-1.5"), ("50", -2, "100", "0"), ("49", -2, "0", "0"),
    ("5", -3, "0", "0"), ("7", 3, "7", "7"),
  ])
  func roundsAndTruncates(text: String, places: Int, rounded: String, truncated: String) throws {
    #expect(try number(text).rounded(to: places).description == rounded)
    #expect(try number(text).truncated(to: places).description == truncated)
  }

  @Test(arguments: [
    ("7", "3", "1"), ("-7", "3", "-1"), ("7", "-3", "1"), ("5.5", "2", "1.5"), ("3", "0", "3"), ("2", "3", "2"),
    ("1e30", "7", "1"), ("0.7", "0.2", "0.1"),
  ])
  func modulo(left: String, right: String, rest: String) throws {
    #expect(try number(left).modulo(number(right)).description == rest)
  }

  @Test func ordersByValue() throws {
    let ascending = [
      "-1e20", "-12.5", "-12.49", "-0.001", "0", "0.1", "1", "9", "10", "12345678901234567890.1", "1e38",
    ]
    let numbers = try ascending.map(number)
    #expect(numbers.shuffled().sorted() == numbers)
  }

  @Test func floorCeilingPowerAndRoot() throws {
    #expect(try number("-1.2").floor().description == "-2")
    #expect(try number("-1.2").ceiling().description == "-1")
    #expect(try number("1.2").ceiling().description == "2")
    #expect(try number("1.5").power(3).description == "3.375")
    #expect(try number("2").power(-2).description == "0.25")
    #expect(try number("144").squareRoot().description == "12")
    #expect(try number("0.25").squareRoot().description == "0.5")
    #expect(try number("2").squareRoot().description.hasPrefix("1.41421356237309504880168872420969807"))
  }

  @Test func oracleTextHasNoZeroBeforeThePoint() throws {
    #expect(try number("0.5").oracleText == ".5")
    #expect(try number("-0.5").oracleText == "-.5")
    #expect(try number("10.5").oracleText == "10.5")
  }
}
