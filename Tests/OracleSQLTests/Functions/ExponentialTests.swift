import Testing

@testable import OracleSQL

/// EXP, LN, LOG and POWER. The values are those of Python's `decimal` with 60 digits, rounded half up to 38.
@Suite struct ExponentialTests {
  private func number(_ text: String) throws -> OracleNumber { try #require(OracleNumber(text: text)) }

  @Test(arguments: [
    ("4", "0.5", "2"), ("2", "-1", "0.5"), ("2", "0.5", "1.4142135623730950488016887242096980786"),
    ("10", "0.3", "1.995262314968879601352455396739535558"),
    ("1.5", "2.5", "2.755675960631075360471944584044127816"),
    ("0.001", "0.3333", "0.10002302850208247526835942556719413319"),
    ("123.456", "7.89", "31771028258180977.309068659682205126176"),
    ("99.99", "-3.7", "0.000000039825450482859855569612191803536882107"),
    ("1.0000001", "100000", "1.0100501665791430077946740598424741949"),
    ("7", "40", "6366805760909027985741435139224001"),
    ("2", "200", "1606938044258990275541962092341162602500000000000000000000000"),
    ("3", "-50.25", "0.000000000000000000000001058417349928192184475398826127405109"),
    ("-2", "3", "-8"), ("-2", "200", "1606938044258990275541962092341162602500000000000000000000000"),
    ("-7", "41", "-44567640326363195900190045974568007"), ("0", "0", "1"), ("0", "2.5", "0"), ("5", "0", "1"),
    ("1", "0.123", "1"), ("-3", "-1", "-0.33333333333333333333333333333333333333"), ("10", "-200", "0"),
    ("0.5", "1e30", "0"), ("1e-5", "1e40", "0"), ("2", "-9223372036854775808", "0"),
    ("1", "-9223372036854775808", "1"), ("-1", "-9223372036854775808", "1"),
  ])
  func power(base: String, exponent: String, expected: String) throws {
    let value = try number(base).raised(to: try number(exponent))
    #expect(value == (try number(expected)))
  }

  @Test(arguments: [
    ("0", "1"), ("1", "2.7182818284590452353602874713526624978"), ("4", "54.598150033144239078110261202860878403"),
    ("-1", "0.36787944117144232159552377016146086745"), ("0.1", "1.1051709180756476248117078264902466682"),
    ("100", "26881171418161354484126255515800135874000000"),
    ("-100", "0.000000000000000000000000000000000000000000037200759760208359629596958038631183374"),
    ("0.00000001", "1.0000000100000000500000001666666670833"), ("-302", "0"), ("-1e50", "0"), ("1e-120", "1"),
  ])
  func exponential(of text: String, expected: String) throws {
    let value = try number(text).exponential()
    #expect(value == (try number(expected)))
  }

  @Test(arguments: [
    ("1", "0"), ("2", "0.69314718055994530941723212145817656808"),
    ("10", "2.3025850929940456840179914546843642076"), ("0.5", "-0.69314718055994530941723212145817656808"),
    ("95", "4.5538768916005408346097867651140411768"), ("1e-10", "-23.025850929940456840179914546843642076"),
    ("1.0000000001", "0.000000000099999999995000000000333333333308333333"),
    ("123456789.987654321", "18.631401774168018074093933598819872591"),
    ("1e100", "230.25850929940456840179914546843642076"), ("9.99", "2.3015845926604621505178484724302958626"),
  ])
  func naturalLogarithm(of text: String, expected: String) throws {
    let value = try number(text).naturalLogarithm()
    #expect(value == (try number(expected)))
  }

  @Test(arguments: [
    ("10", "100", "2"), ("2", "8", "3"), ("10", "2", "0.30102999566398119521373889472449302677"),
    ("3", "7", "1.7712437491614222600679283070824577181"), ("0.5", "10", "-3.3219280948873623478703194294893901759"),
    ("2", "0.1", "-3.3219280948873623478703194294893901759"), ("7", "1", "0"),
    // A quotient beyond 2^127.
    ("1.0000000000000000000000000000000000001", "1e100", "2302585092994045684017991454684364207700"),
  ])
  func logarithm(base: String, of text: String, expected: String) throws {
    let value = try number(text).logarithm(base: try number(base))
    #expect(value == (try number(expected)))
  }

  @Test func outsideTheirRanges() throws {
    let two = try number("2")
    let zero = OracleNumber.zero
    func code(_ body: () throws -> OracleNumber) -> String {
      do { return "\(try body())" } catch { return String((error as? SQLError)?.message.prefix(9) ?? "") }
    }
    #expect(code { try self.number("-8").raised(to: self.number("0.3333")) } == "ORA-01428")
    #expect(code { try zero.raised(to: self.number("-1")) } == "ORA-01428")
    #expect(code { try two.raised(to: self.number("419")) } == "ORA-01426")
    #expect(code { try two.raised(to: self.number("1e35")) } == "ORA-01426")
    #expect(code { try zero.naturalLogarithm() } == "ORA-01428")
    #expect(code { try self.number("-1").naturalLogarithm() } == "ORA-01428")
    #expect(code { try two.logarithm(base: OracleNumber(1)) } == "ORA-01428")
    #expect(code { try two.logarithm(base: self.number("-2")) } == "ORA-01428")
    #expect(code { try zero.logarithm(base: two) } == "ORA-01428")
    #expect(code { try self.number("291").exponential() } == "ORA-01426")
    #expect(code { try self.number("1e9").exponential() } == "ORA-01426")
  }

  /// 2^418 is below 10^126 and 2^419 is not; e^290 is, e^291 is not.
  @Test func largest() throws {
    let power = try number("2").raised(to: number("418"))
    #expect(power.magnitude == 126)
    let exponential = try number("290").exponential()
    #expect(exponential.magnitude == 126)
  }
}
