import Foundation

extension Decimal {
  /// `scaled` divided by ten to the power of `places`, exact.
  static func scaled(_ scaled: Int64, places: Int) -> Decimal {
    Decimal(sign: scaled < 0 ? .minus : .plus, exponent: -places, significand: Decimal(scaled.magnitude))
  }
}
