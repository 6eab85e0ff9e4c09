/// An unsigned integer of 256 bits, enough for the exact product or aligned sum of two 38-digit coefficients.
struct WideInteger {
  private(set) var high: UInt128
  private(set) var low: UInt128

  init(_ value: UInt128) {
    high = 0
    low = value
  }

  init(_ left: UInt128, times right: UInt128) {
    (high, low) = left.multipliedFullWidth(by: right)
  }

  /// Scaled by a power of ten. The caller guarantees a result below 10^77.
  init(_ value: UInt128, scaledBy exponent: Int) {
    let first = min(exponent, 38)
    self.init(value, times: powersOfTen[first])
    var left = exponent - first
    while left > 0 {
      let step = min(left, 38)
      let (carry, newLow) = low.multipliedFullWidth(by: powersOfTen[step])
      high = high * powersOfTen[step] + carry
      low = newLow
      left -= step
    }
  }

  mutating func add(_ value: UInt128) {
    let (sum, overflow) = low.addingReportingOverflow(value)
    low = sum
    if overflow { high += 1 }
  }

  /// The caller guarantees that the value is not larger.
  mutating func subtract(_ value: UInt128) {
    let (difference, overflow) = low.subtractingReportingOverflow(value)
    low = difference
    if overflow { high -= 1 }
  }

  func isBelow(_ value: UInt128) -> Bool { high == 0 && low < value }

  private mutating func divideByTen() -> Int {
    let (quotientHigh, remainderHigh) = high.quotientAndRemainder(dividingBy: 10)
    // (remainderHigh × 2^128 + low) ÷ 10 by 64-bit halves: each partial dividend is below 10 × 2^64.
    let upper = remainderHigh << 64 | low >> 64
    let (quotientUpper, remainderUpper) = upper.quotientAndRemainder(dividingBy: 10)
    let lower = remainderUpper << 64 | (low & UInt128(UInt64.max))
    let (quotientLower, remainder) = lower.quotientAndRemainder(dividingBy: 10)
    high = quotientHigh
    low = quotientUpper << 64 | quotientLower
    return Int(remainder)
  }

  /// Keeps 38 digits, rounding half up; `dropped` digits are gone from the end.
  func roundedTo38Digits() -> (kept: UInt128, dropped: Int) {
    if high == 0, low < powersOfTen[38] { return (low, 0) }
    var rest = self
    var dropped = 0
    while true {
      let digit = rest.divideByTen()
      dropped += 1
      if rest.high == 0, rest.low < powersOfTen[38] {
        let kept = rest.low + (digit >= 5 ? 1 : 0)
        return kept == powersOfTen[38] ? (powersOfTen[37], dropped + 1) : (kept, dropped)
      }
    }
  }
}
