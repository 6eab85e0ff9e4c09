/// Oracle's NUMBER: an exact decimal of up to 38 significant digits, `coefficient × 10^exponent`.
///
/// Always normalised: the coefficient has no trailing zero, zero is `+0 × 10^0`; so equal values are equal in all parts.
public struct OracleNumber: Sendable, Hashable {
  /// Below 10^38.
  let coefficient: UInt128
  /// -130…125, as Oracle's.
  let exponent: Int
  let isNegative: Bool

  /// Significant digits kept.
  public static let maximumDigits = 38
  /// A value is below 10 to this power.
  public static let magnitudeLimit = 126
  /// A smaller power of ten of the last digit is zero.
  static let smallestExponent = -130

  public static let zero = OracleNumber(coefficient: 0, exponent: 0, isNegative: false)

  private init(coefficient: UInt128, exponent: Int, isNegative: Bool) {
    self.coefficient = coefficient
    self.exponent = exponent
    self.isNegative = isNegative
  }

  public init(_ value: Int64) {
    self.init(normalising: UInt128(value.magnitude), exponent: 0, isNegative: value < 0)
  }

  /// Removes trailing zeros; below the smallest exponent digits are cut off.
  init(normalising coefficient: UInt128, exponent: Int, isNegative: Bool) {
    var coefficient = coefficient
    var exponent = exponent
    while exponent < Self.smallestExponent, coefficient != 0 {
      coefficient /= 10
      exponent += 1
    }
    if coefficient == 0 {
      self = .zero
      return
    }
    if coefficient <= UInt128(UInt64.max) {
      // The common sizes in machine words: a 128-bit division costs twenty times as much.
      var small = UInt64(coefficient)
      while small % 10 == 0 {
        small /= 10
        exponent += 1
      }
      self.init(coefficient: UInt128(small), exponent: exponent, isNegative: isNegative)
      return
    }
    while true {
      let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { break }
      coefficient = quotient
      exponent += 1
    }
    self.init(coefficient: coefficient, exponent: exponent, isNegative: isNegative)
  }

  /// Rounds a coefficient of any size half up to 38 digits.
  ///
  /// - Throws: 22003 (ORA-01426) at 10^126 and above.
  init(rounding wide: WideInteger, exponent: Int, isNegative: Bool) throws(SQLError) {
    let (kept, dropped) = wide.roundedTo38Digits()
    let number = OracleNumber(normalising: kept, exponent: exponent + dropped, isNegative: isNegative)
    guard number.magnitude <= Self.magnitudeLimit else { throw Self.overflow }
    self = number
  }

  static let overflow = SQLError("22003", "ORA-01426 数字溢出")

  public var isZero: Bool { coefficient == 0 }
  public var isInteger: Bool { exponent >= 0 }

  /// Digits of the coefficient.
  var digitCount: Int { decimalDigitCount(coefficient) }
  /// The value is below 10 to this power and not below 10 to the one before.
  var magnitude: Int { coefficient == 0 ? 0 : digitCount + exponent }

  /// The value when it is an integer that fits.
  public var int64: Int64? {
    guard exponent >= 0, magnitude <= 19 else { return coefficient == 0 ? 0 : nil }
    let absolute = coefficient * powersOfTen[exponent]
    if isNegative { return absolute <= UInt128(Int64.min.magnitude) ? Int64(truncatingIfNeeded: 0 &- absolute) : nil }
    return Int64(exactly: absolute)
  }

  public var negated: OracleNumber {
    isZero ? self : OracleNumber(coefficient: coefficient, exponent: exponent, isNegative: !isNegative)
  }
  public var absolute: OracleNumber { isNegative ? negated : self }
}

extension OracleNumber: Comparable {
  public static func < (left: OracleNumber, right: OracleNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let order = compareMagnitudes(left, right)
    return left.isNegative ? order > 0 : order < 0
  }

  /// -1, 0 or 1 for the values without their signs.
  static func compareMagnitudes(_ left: OracleNumber, _ right: OracleNumber) -> Int {
    if left.isZero || right.isZero { return (left.isZero ? 0 : 1) - (right.isZero ? 0 : 1) }
    if left.magnitude != right.magnitude { return left.magnitude < right.magnitude ? -1 : 1 }
    // Equal magnitudes: the exponents differ by at most 37, so the scaled coefficient has at most 38 digits.
    var a = left.coefficient
    var b = right.coefficient
    if left.exponent > right.exponent {
      a *= powersOfTen[left.exponent - right.exponent]
    } else {
      b *= powersOfTen[right.exponent - left.exponent]
    }
    return a == b ? 0 : (a < b ? -1 : 1)
  }
}

/// 10^0 … 10^38.
let powersOfTen: [UInt128] = {
  var powers: [UInt128] = [1]
  for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
  return powers
}()

func decimalDigitCount(_ value: UInt128) -> Int {
  var low = 0
  var high = powersOfTen.count
  while low < high {
    let middle = (low + high) / 2
    if powersOfTen[middle] <= value { low = middle + 1 } else { high = middle }
  }
  return max(low, 1)
}
