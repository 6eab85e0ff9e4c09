/// `VARIANCE`, `STDDEV` and their sample and population forms, exact to 38 digits; NULLs are skipped.
final class SpreadAggregate: RuntimeAggregate {
  enum Divisor {
    /// VARIANCE, STDDEV: one less than the values; zero for a single value.
    case oracle
    /// VAR_SAMP, STDDEV_SAMP: one less than the values; NULL for a single value.
    case sample
    /// VAR_POP, STDDEV_POP: the number of values.
    case population
  }

  private let divisor: Divisor
  private let isRoot: Bool
  private var count: Int64 = 0
  private var total = OracleNumber.zero
  private var squares = OracleNumber.zero

  /// - Parameter isRoot: the standard deviation rather than the variance.
  init(_ divisor: Divisor, isRoot: Bool) {
    self.divisor = divisor
    self.isRoot = isRoot
  }

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    total = try total.adding(number)
    squares = try squares.adding(number.multiplied(by: number))
    count += 1
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    total = try total.subtracting(number)
    squares = try squares.subtracting(number.multiplied(by: number))
    count -= 1
  }

  func result() throws(SQLError) -> SQLValue {
    if count == 0 { return .null }
    if count == 1, divisor == .sample { return .null }
    if count == 1 { return .integer(0) }
    let mean = try total.multiplied(by: total).divided(by: OracleNumber(count))
    var spread = try squares.subtracting(mean).divided(by: OracleNumber(divisor == .population ? count : count - 1))
    if spread.isNegative { spread = .zero }
    return try (isRoot ? spread.squareRoot() : spread).sqlValue
  }
}

/// `MEDIAN`: the middle value, or the mean of the two in the middle.
final class MedianAggregate: RuntimeAggregate {
  private var values: [OracleNumber] = []

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    if let number = try arguments[0].number() { values.append(number) }
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number(), let place = values.firstIndex(of: number) else { return }
    values.remove(at: place)
  }

  func result() throws(SQLError) -> SQLValue {
    guard !values.isEmpty else { return .null }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if !sorted.count.isMultiple(of: 2) { return sorted[middle].sqlValue }
    return try sorted[middle - 1].adding(sorted[middle]).divided(by: OracleNumber(2)).sqlValue
  }
}
