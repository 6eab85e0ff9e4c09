/// EXP, LN, LOG and POWER, to 38 digits.
extension OracleNumber {
  /// e to this power; what is below 10^-130 is zero.
  ///
  /// - Throws: 22003 (ORA-01426) at 10^126 and above.
  public func exponential() throws(SQLError) -> OracleNumber {
    // e^1000 and e^-1000 are far outside.
    guard magnitude <= 3 else {
      if isNegative { return .zero }
      throw Self.overflow
    }
    return try Self.exponential(BinaryFraction(self))
  }

  /// - Throws: 22003 (ORA-01428) for zero and less.
  public func naturalLogarithm() throws(SQLError) -> OracleNumber {
    guard !isZero, !isNegative else { throw Self.outOfRange("LN") }
    if self == OracleNumber(1) { return .zero }
    return try Self.decimal(wideLogarithm())
  }

  /// - Throws: 22003 (ORA-01428) for a base that is not positive or is 1, and for a number that is not positive.
  public func logarithm(base: OracleNumber) throws(SQLError) -> OracleNumber {
    guard !isZero, !isNegative, !base.isZero, !base.isNegative, base != OracleNumber(1) else {
      throw Self.outOfRange("LOG")
    }
    if self == OracleNumber(1) { return .zero }
    // Beside 1 a base's logarithm is as small as 10^-38, and the quotient beyond what a fraction holds.
    let tens = 6
    return try Self.decimal(
      wideLogarithm().divided(by: 1_000_000).divided(by: base.wideLogarithm()), tens: tens)
  }

  /// Oracle's POWER: any exponent of a positive base, whole exponents of a negative one.
  ///
  /// - Throws: 22003, ORA-01428 for a negative base with a fraction and for zero with a negative exponent, ORA-01426 at
  ///   10^126 and above.
  public func raised(to exponent: OracleNumber) throws(SQLError) -> OracleNumber {
    if exponent.isZero { return OracleNumber(1) }
    if isZero {
      guard !exponent.isNegative else { throw Self.outOfRange("POWER") }
      return .zero
    }
    guard !isNegative || exponent.isInteger else { throw Self.outOfRange("POWER") }
    // A product that needs no rounding, or one rounding at its end.
    if let whole = exponent.int64,
      whole.magnitude <= 2 || whole.magnitude <= 38 && digitCount * Int(whole.magnitude) <= 38
    {
      return try power(Int(whole))
    }
    let isOdd = exponent.isInteger && exponent.exponent == 0 && exponent.coefficient % 2 == 1
    let result = try absolute.positiveRaised(to: exponent)
    return isNegative && isOdd ? result.negated : result
  }

  private func positiveRaised(to exponent: OracleNumber) throws(SQLError) -> OracleNumber {
    if self == OracleNumber(1) { return self }
    let logarithm = wideLogarithm()
    // The exponent of e stays below 1000 for whatever can be shown; an exponent of 10^41 is beyond all of them.
    let isFalling = logarithm.isNegative != exponent.isNegative
    guard exponent.magnitude <= 38, exponent.magnitude + (try Self.decimal(logarithm)).magnitude <= 4 else {
      if isFalling { return .zero }
      throw Self.overflow
    }
    return try Self.exponential(logarithm.multiplied(by: BinaryFraction(exponent)))
  }

  private static func outOfRange(_ function: String) -> SQLError {
    SQLError("22003", "ORA-01428 \(function) 的参数超出范围")
  }

  // In 256 bits after the point.

  /// e^x for |x| up to 4: x ÷ 256 by its series, then squared eight times.
  private static func smallExponential(_ value: BinaryFraction) -> BinaryFraction {
    let small = value.divided(by: 256)
    var term = BinaryFraction.one
    var sum = BinaryFraction.one
    var place: UInt64 = 1
    while !term.isZero {
      term = term.multiplied(by: small).divided(by: place)
      sum = sum.adding(term)
      place += 1
    }
    for _ in 0..<8 { sum = sum.multiplied(by: sum) }
    return sum
  }

  /// The logarithm of a number from 1 to 10, by y + m·e^-y - 1: the error is squared and halved in each of ten steps,
  /// from 1.15 at most to less than 10^-90.
  private static func smallLogarithm(_ value: BinaryFraction) -> BinaryFraction {
    var guess = BinaryFraction(23).divided(by: 20)
    for _ in 0..<10 {
      let ratio = value.multiplied(by: smallExponential(guess.negated))
      guess = guess.adding(ratio).subtracting(.one)
    }
    return guess
  }

  private static let logarithmOfTen = smallLogarithm(BinaryFraction(10))

  /// The natural logarithm of a positive number.
  private func wideLogarithm() -> BinaryFraction {
    // m × 10^shift with m from 1 to 10.
    let shift = magnitude - 1
    let leading = OracleNumber(normalising: coefficient, exponent: exponent - shift, isNegative: false)
    let tens = Self.logarithmOfTen.times(UInt64(shift.magnitude))
    let own = Self.smallLogarithm(BinaryFraction(leading))
    return own.adding(shift < 0 ? tens.negated : tens)
  }

  /// e^x, |x| below 10^5: x = r + k·ln 10, e^x = e^r × 10^k.
  private static func exponential(_ value: BinaryFraction) throws(SQLError) -> OracleNumber {
    // 1 ÷ ln 10 to seventeen places; k is off by one at most, which the digits below allow for.
    let tens = value.multiplied(by: BinaryFraction(43_429_448_190_325_183)).divided(by: 100_000_000_000_000_000)
    let k = Int(tens.rounded) * (tens.isNegative ? -1 : 1)
    let multiple = logarithmOfTen.times(UInt64(k.magnitude))
    let rest = value.subtracting(k < 0 ? multiple.negated : multiple)
    return try decimal(smallExponential(rest), tens: k)
  }

  /// 38 digits of a number below 10^38, times a power of ten.
  private static func decimal(_ value: BinaryFraction, tens: Int = 0) throws(SQLError) -> OracleNumber {
    var scaled = value
    var places = 0
    if value.isZero { return .zero }
    while scaled.rounded < powersOfTen[37], places < 200 {
      scaled = scaled.times(10)
      places += 1
    }
    if tens - places < -400 { return .zero }
    return try OracleNumber(
      rounding: WideInteger(scaled.rounded), exponent: tens - places, isNegative: value.isNegative)
  }
}
