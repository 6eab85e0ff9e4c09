import Testing

@testable import CentreSimulator

@Suite("Amounts")
struct FenTests {
  @Test(arguments: [("12.30", 1230), ("0", 0), ("-0.05", -5), ("7.5", 750), ("100.000", 10000), ("007", 700)])
  func reads(_ text: String, _ fen: Int) { #expect(Fen(yuan: text) == Fen(Int64(fen))) }

  @Test(arguments: ["", "1.234", ".5", "1.", "1,5", "1e2", "--1", "12345678901.00", "－1"])
  func refuses(_ text: String) { #expect(Fen(yuan: text) == nil) }

  @Test(arguments: [(1230, "12.30"), (-5, "-0.05"), (0, "0.00"), (100, "1.00")])
  func writes(_ fen: Int, _ text: String) { #expect(Fen(Int64(fen)).text == text) }

  @Test("Half a fen goes away from zero")
  func rounds() {
    #expect(ScaledNumber.divideHalfUp(16_665, by: 100) == 167)
    #expect(ScaledNumber.divideHalfUp(16_649, by: 100) == 166)
    #expect(ScaledNumber.divideHalfUp(-16_665, by: 100) == -167)
  }

  @Test("Ten digits are N(10,4), eleven are too many")
  func digitLimit() {
    #expect(ScaledNumber.parse("123456.7891", digits: 10, decimals: 4) == 1_234_567_891)
    #expect(ScaledNumber.parse("1234567.7891", digits: 10, decimals: 4) == nil)
    #expect(ScaledNumber.text(3_333, decimals: 4) == "0.3333")
    #expect(ScaledNumber.text(-125_000, decimals: 4) == "-12.5")
  }
}
