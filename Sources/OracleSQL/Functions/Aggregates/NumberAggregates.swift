extension RuntimeFunctions {
  static let aggregates: [RuntimeFunction] = [
    RuntimeFunction(name: RuntimeCall.sum.rawValue, arity: 1, body: .aggregate { SumAggregate(isAverage: false) }),
    RuntimeFunction(name: RuntimeCall.average.rawValue, arity: 1, body: .aggregate { SumAggregate(isAverage: true) }),
    RuntimeFunction(
      name: RuntimeCall.minimumNumber.rawValue, arity: 1, body: .aggregate { ExtremeAggregate(isMaximum: false) }),
    RuntimeFunction(
      name: RuntimeCall.maximumNumber.rawValue, arity: 1, body: .aggregate { ExtremeAggregate(isMaximum: true) }),
    singleRow,
  ]
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

  func result() throws(SQLError) -> SQLValue {
    if count == 0 { return .null }
    return isAverage ? try total.divided(by: OracleNumber(count)).sqlValue : total.sqlValue
  }
}

/// `MIN` and `MAX` by numeric value.
private final class ExtremeAggregate: RuntimeAggregate {
  private let isMaximum: Bool
  private var best: OracleNumber?

  init(isMaximum: Bool) { self.isMaximum = isMaximum }

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard let number = try arguments[0].number() else { return }
    guard let best else {
      self.best = number
      return
    }
    self.best = isMaximum ? max(best, number) : min(best, number)
  }

  func result() throws(SQLError) -> SQLValue { best?.sqlValue ?? .null }
}
