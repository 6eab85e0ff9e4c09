import Settlement
import Testing

@Suite("Money is integer fen")
struct FenTests {
  @Test(
    "Parsing and printing are exact",
    arguments: [
      ("0", 0, "0.00"), ("0.01", 1, "0.01"), ("-0.05", -5, "-0.05"), ("12.3", 1230, "12.30"),
      ("12.3400", 1234, "12.34"),
      ("99999999.99", 9_999_999_999, "99999999.99"),
    ])
  func exact(text: String, fen: Int64, printed: String) {
    #expect(Fen(yuan: text)?.amount == fen)
    #expect(Fen(yuan: text)?.yuanText == printed)
  }

  @Test(
    "What is not an amount is nil", arguments: ["", ".", "1.", ".5", "1.001", "1,00", "一", "1e3", "--1", "123456789"])
  func refused(text: String) { #expect(Fen(yuan: text) == nil) }

  @Test("A row is rounded half-up to a fen (centre.md)")
  func rows() {
    #expect(UnitPrice(yuan: "1.2345")?.amount(quantity: 1) == Fen(123))
    #expect(UnitPrice(yuan: "0.0050")?.amount(quantity: 1) == Fen(1))
    #expect(UnitPrice(yuan: "0.0049")?.amount(quantity: 1) == Fen(0))
    #expect(UnitPrice(yuan: "1.2345")?.yuanText == "1.2345")
  }
}
