extension OracleNumber {
  /// Exact, rounded half up to 38 digits.
  ///
  /// - Throws: 22003 at 10^126 and above.
  public func adding(_ other: OracleNumber) throws(SQLError) -> OracleNumber {
    if isZero { return other }
    if other.isZero { return self }
    let (upper, lower) = exponent >= other.exponent ? (self, other) : (other, self)
    let shift = upper.exponent - lower.exponent
    // With 78 digits and more the lower one is below half a unit of the 38th digit, whatever its sign.
    if upper.digitCount + shift > 77 { return upper }
    var sum = WideInteger(upper.coefficient, scaledBy: shift)
    if upper.isNegative == lower.isNegative {
      sum.add(lower.coefficient)
      return try OracleNumber(rounding: sum, exponent: lower.exponent, isNegative: upper.isNegative)
    }
    if sum.isBelow(lower.coefficient) {
      var difference = WideInteger(lower.coefficient)
      difference.subtract(sum.low)
      return try OracleNumber(rounding: difference, exponent: lower.exponent, isNegative: lower.isNegative)
    }
    sum.subtract(lower.coefficient)
    return try OracleNumber(rounding: sum, exponent: lower.exponent, isNegative: upper.isNegative)
  }

  public func subtracting(_ other: OracleNumber) throws(SQLError) -> OracleNumber { try adding(other.negated) }

  public func multiplied(by other: OracleNumber) throws(SQLError) -> OracleNumber {
    try OracleNumber(
      rounding: WideInteger(coefficient, times: other.coefficient), exponent: exponent + other.exponent,
      isNegative: isNegative != other.isNegative)
  }

  /// The quotient to 38 significant digits, half up.
  ///
  /// - Throws: 22012 (ORA-01476) for a zero divisor, 22003 at 10^126 and above.
  public func divided(by other: OracleNumber) throws(SQLError) -> OracleNumber {
    guard !other.isZero else { throw SQLError("22012", "ORA-01476 除数为 0") }
    if isZero { return .zero }
    let divisor = other.coefficient
    var (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: divisor)
    var places = 0
    // At most twice: a quotient below one gives up to 38 digits first, the missing ones then.
    while remainder != 0 {
      let missing = quotient == 0 ? 38 : 38 - decimalDigitCount(quotient)
      if missing == 0 { break }
      let scale = powersOfTen[missing]
      let (digits, rest) = divisor.dividingFullWidth(remainder.multipliedFullWidth(by: scale))
      quotient = quotient * scale + digits
      remainder = rest
      places += missing
    }
    if remainder >= divisor - remainder { quotient += 1 }
    return try OracleNumber(
      rounding: WideInteger(quotient), exponent: exponent - other.exponent - places,
      isNegative: isNegative != other.isNegative)
  }

  /// Oracle's MOD: `m - n × trunc(m ÷ n)`, the sign of m; m itself when n is 0.
  public func modulo(_ other: OracleNumber) -> OracleNumber {
    if other.isZero || isZero { return self }
    if Self.compareMagnitudes(self, other) < 0 { return self }
    // Both as integers of the smaller exponent, reduced digit by digit: exact for any distance.
    let lowest = min(exponent, other.exponent)
    // The dividend is not the smaller one and has at most 38 digits, so the scaled divisor has no more.
    let divisor = other.coefficient * powersOfTen[other.exponent - lowest]
    var rest = coefficient % divisor
    for _ in 0..<(exponent - lowest) {
      // rest < divisor < 10^38, so ten times it may need more than 128 bits.
      rest = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 10)).remainder
    }
    return OracleNumber(normalising: rest, exponent: lowest, isNegative: isNegative)
  }

  /// Places beyond what a number can have change nothing.
  private static func possible(_ places: Int) -> Int { max(-200, min(200, places)) }

  /// Half away from zero, at a place after the decimal point (negative: before it).
  public func rounded(to places: Int) throws(SQLError) -> OracleNumber {
    let places = Self.possible(places)
    let drop = -places - exponent
    if drop <= 0 { return self }
    if drop > digitCount { return .zero }
    let (kept, rest) = coefficient.quotientAndRemainder(dividingBy: powersOfTen[drop])
    let up = rest >= powersOfTen[drop] / 2 ? 1 as UInt128 : 0
    return try OracleNumber(rounding: WideInteger(kept + up), exponent: -places, isNegative: isNegative)
  }

  /// Towards zero.
  public func truncated(to places: Int) -> OracleNumber {
    let places = Self.possible(places)
    let drop = -places - exponent
    if drop <= 0 { return self }
    if drop >= digitCount { return .zero }
    return OracleNumber(normalising: coefficient / powersOfTen[drop], exponent: -places, isNegative: isNegative)
  }

  public func floor() throws(SQLError) -> OracleNumber {
    let whole = truncated(to: 0)
    return isNegative && whole != self ? try whole.subtracting(OracleNumber(1)) : whole
  }

  public func ceiling() throws(SQLError) -> OracleNumber { try negated.floor().negated }

  /// To an integer power, by squaring; each step is rounded to 38 digits. `raised(to:)` knows when that is exact.
  public func power(_ exponent: Int) throws(SQLError) -> OracleNumber {
    if exponent < 0 { return try OracleNumber(1).divided(by: try power(-exponent)) }
    var result = OracleNumber(1)
    var base = self
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = try result.multiplied(by: base) }
      left >>= 1
      if left > 0 { base = try base.multiplied(by: base) }
    }
    return result
  }

  /// By Newton's iteration, to 38 digits.
  ///
  /// - Throws: 22003 (ORA-01428) below zero.
  public func squareRoot() throws(SQLError) -> OracleNumber {
    guard !isNegative else { throw SQLError("22003", "ORA-01428 SQRT 的参数超出范围") }
    if isZero { return self }
    let half = OracleNumber(normalising: 5, exponent: -1, isNegative: false)
    var guess = OracleNumber(normalising: 1, exponent: magnitude / 2, isNegative: false)
    for _ in 0..<200 {
      let next = try guess.adding(try divided(by: guess)).multiplied(by: half)
      if next == guess { break }
      // From the second step on the guesses fall; the first that does not is the limit of 38 digits.
      if next > guess, try next.subtracting(guess).magnitude <= guess.magnitude - 37 { break }
      guess = next
    }
    // An exact root shows when one digit less squares to the value.
    let shorter = try guess.rounded(to: 37 - guess.magnitude)
    return try shorter.multiplied(by: shorter) == self ? shorter : guess
  }
}
