extension RuntimeFunctions {
  static let aggregates: [RuntimeFunction] = [
    RuntimeFunction(name: RuntimeCall.sum.rawValue, arity: 1, body: .aggregate { SumAggregate(isAverage: false) }),
    RuntimeFunction(name: RuntimeCall.average.rawValue, arity: 1, body: .aggregate { SumAggregate(isAverage: true) }),
    RuntimeFunction(
      name: RuntimeCall.minimumNumber.rawValue, arity: 1, body: .aggregate { ExtremeAggregate(isMaximum: false) }),
    RuntimeFunction(
      name: RuntimeCall.maximumNumber.rawValue, arity: 1, body: .aggregate { ExtremeAggregate(isMaximum: true) }),
    spread(.variance, .oracle, isRoot: false), spread(.sampleVariance, .sample, isRoot: false),
    spread(.populationVariance, .population, isRoot: false), spread(.deviation, .oracle, isRoot: true),
    spread(.sampleDeviation, .sample, isRoot: true), spread(.populationDeviation, .population, isRoot: true),
    RuntimeFunction(name: RuntimeCall.median.rawValue, arity: 1, body: .aggregate { MedianAggregate() }),
    RuntimeFunction(name: RuntimeCall.list.rawValue, arity: nil, body: .aggregate { ListAggregate() }),
    RuntimeFunction(name: RuntimeCall.keep.rawValue, arity: nil, body: .aggregate { KeepAggregate() }),
    singleRow, presentValue,
  ]

  private static func spread(
    _ call: RuntimeCall, _ divisor: SpreadAggregate.Divisor, isRoot: Bool
  ) -> RuntimeFunction {
    RuntimeFunction(name: call.rawValue, arity: 1, body: .aggregate { SpreadAggregate(divisor, isRoot: isRoot) })
  }
}

/// `SUM` and `AVG`, exact; NULLs are skipped, no values give NULL.
private final class SumAggregate: RuntimeAggregate {
  private let isAverage: Bool
  private var total = OracleNumber.zero
  private var count: Int64 = 0

  init(isAverage: Bool) { self.isAverage = isAverage }

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    total = try total.adding(number)
    count += 1
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    total = try total.subtracting(number)
    count -= 1
  }

  func result() throws(SQLError) -> SQLValue {
    if count == 0 { return .null }
    return isAverage ? try total.divided(by: OracleNumber(count)).sqlValue : total.sqlValue
  }
}

/// `MIN` and `MAX` by numeric value.
private final class ExtremeAggregate: RuntimeAggregate {
  private let isMaximum: Bool
  /// Values that are, or can become, the extreme as those before them leave: each beats all after it.
  private var candidates: [OracleNumber] = []
  private var first = 0

  init(isMaximum: Bool) { self.isMaximum = isMaximum }

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    while candidates.count > first, let last = candidates.last, isMaximum ? last < number : last > number {
      candidates.removeLast()
    }
    candidates.append(number)
  }

  /// Values leave a window in the order in which they came.
  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number(), first < candidates.count, candidates[first] == number else { return }
    first += 1
  }

  func result() throws(SQLError) -> SQLValue {
    first < candidates.count ? candidates[first].sqlValue : .null
  }
}
