/// A number with 128 bits before its point and 256 after it (77 decimal places): what exponentials and logarithms are
/// worked out in, so that 38 digits of them can be rounded.
///
/// The caller keeps values below 2^127; what is below 2^-256 is cut off.
struct BinaryFraction {
  private static let wordCount = 6
  private static let fractionWords = 4

  /// The magnitude, lowest word first.
  private var words: [UInt64]
  private(set) var isNegative = false

  private init(words: [UInt64], isNegative: Bool) {
    self.words = words
    self.isNegative = isNegative
  }

  init(_ whole: UInt128) {
    words = [0, 0, 0, 0, UInt64(truncatingIfNeeded: whole), UInt64(truncatingIfNeeded: whole >> 64)]
  }

  /// The caller knows that the number is below 2^127.
  init(_ number: OracleNumber) {
    self.init(number.coefficient)
    if number.exponent > 0 {
      for _ in 0..<number.exponent { self = times(10) }
    } else {
      for _ in 0..<(-number.exponent) { self = divided(by: 10) }
    }
    isNegative = number.isNegative
  }

  static let zero = BinaryFraction(0)
  static let one = BinaryFraction(1)

  /// What stands before the point, without the sign.
  var whole: UInt128 { UInt128(words[5]) << 64 | UInt128(words[4]) }

  /// To the nearest whole number, without the sign.
  var rounded: UInt128 { whole + UInt128(words[3] >> 63) }

  var isZero: Bool { words.allSatisfy { $0 == 0 } }

  var negated: BinaryFraction { BinaryFraction(words: words, isNegative: !isNegative) }

  func adding(_ other: BinaryFraction) -> BinaryFraction {
    if isNegative == other.isNegative {
      return BinaryFraction(words: Self.sum(words, other.words), isNegative: isNegative)
    }
    let isSmaller = zip(words.reversed(), other.words.reversed()).first { $0 != $1 }.map { $0 < $1 } ?? false
    return isSmaller
      ? BinaryFraction(words: Self.difference(other.words, words), isNegative: other.isNegative)
      : BinaryFraction(words: Self.difference(words, other.words), isNegative: isNegative)
  }

  func subtracting(_ other: BinaryFraction) -> BinaryFraction { adding(other.negated) }

  private static func sum(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var carry = UInt128(0)
    return zip(left, right).map { one, other in
      let total = UInt128(one) + UInt128(other) + carry
      carry = total >> 64
      return UInt64(truncatingIfNeeded: total)
    }
  }

  /// The caller knows that the second is not larger.
  private static func difference(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var borrow = false
    return zip(left, right).map { one, other in
      let (first, under) = one.subtractingReportingOverflow(other)
      let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      borrow = under || again
      return second
    }
  }

  func multiplied(by other: BinaryFraction) -> BinaryFraction {
    var product = [UInt64](repeating: 0, count: 2 * Self.wordCount)
    for (place, word) in words.enumerated() where word != 0 {
      var carry = UInt128(0)
      for (otherPlace, otherWord) in other.words.enumerated() {
        let total = UInt128(word) * UInt128(otherWord) + UInt128(product[place + otherPlace]) + carry
        product[place + otherPlace] = UInt64(truncatingIfNeeded: total)
        carry = total >> 64
      }
      product[place + Self.wordCount] = UInt64(truncatingIfNeeded: carry)
    }
    return BinaryFraction(
      words: Array(product[Self.fractionWords..<(Self.fractionWords + Self.wordCount)]),
      isNegative: isNegative != other.isNegative)
  }

  func times(_ factor: UInt64) -> BinaryFraction {
    var carry = UInt128(0)
    let scaled = words.map { word in
      let total = UInt128(word) * UInt128(factor) + carry
      carry = total >> 64
      return UInt64(truncatingIfNeeded: total)
    }
    return BinaryFraction(words: scaled, isNegative: isNegative)
  }

  func divided(by divisor: UInt64) -> BinaryFraction {
    var quotient = words
    var rest = UInt64(0)
    for place in words.indices.reversed() {
      (quotient[place], rest) = divisor.dividingFullWidth((rest, words[place]))
    }
    return BinaryFraction(words: quotient, isNegative: isNegative)
  }

  /// Both positive: the digits of the quotient bit by bit. The caller knows that it is below 2^127.
  func divided(by divisor: BinaryFraction) -> BinaryFraction {
    // Newton's iteration for 1 ÷ divisor would need a first guess; one long division is rare enough to be plain.
    var rest = [UInt64](repeating: 0, count: Self.wordCount + 1)
    let bottom = divisor.words + [0]
    var quotient = [UInt64](repeating: 0, count: Self.wordCount)
    let bits = 64 * (Self.wordCount + Self.fractionWords)
    for bit in (0..<bits).reversed() {
      let source = bit - 64 * Self.fractionWords
      let next = source < 0 ? 0 : words[source / 64] >> UInt64(source % 64) & 1
      var carry = next
      for place in rest.indices {
        let out = rest[place] >> 63
        rest[place] = rest[place] << 1 | carry
        carry = out
      }
      let isLarger = zip(rest.reversed(), bottom.reversed()).first { $0 != $1 }.map { $0 > $1 } ?? true
      guard isLarger else { continue }
      rest = Self.difference(rest, bottom)
      if bit / 64 < Self.wordCount { quotient[bit / 64] |= 1 << UInt64(bit % 64) }
    }
    return BinaryFraction(words: quotient, isNegative: isNegative != divisor.isNegative)
  }
}
