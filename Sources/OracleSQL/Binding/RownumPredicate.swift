/// A condition on ROWNUM and whole numbers written in the statement alone: `rownum IN (1, 2)`, `rownum <= 5 OR 1 = 2`,
/// `NOT (rownum BETWEEN 3 AND 9)`.
///
/// A row gets the next number when it has passed, so that rows stop at the first number the condition is not true for.
struct RownumPredicate {
  private let condition: Expression
  /// Where the truth may change.
  private var numbers: [Int] = []

  /// `nil` for a condition with anything else in it, or without ROWNUM.
  init?(_ condition: Expression) {
    self.condition = condition
    guard condition.contains(where: \.isRownum), collect(condition) else { return nil }
  }

  /// The rows let through; `nil` for all.
  var rows: Int? {
    let places = Set(numbers.flatMap { [$0, $0 + 1] } + [1]).filter { $0 >= 1 }
    return places.sorted().first { truth(condition, at: $0) != true }.map { $0 - 1 }
  }

  private mutating func collect(_ expression: Expression) -> Bool {
    switch expression {
    case .chain(let connective, let operands):
      guard connective != .concatenate else { return false }
      for operand in operands { guard collect(operand) else { return false } }
      return true
    case .not(let inner): return collect(inner)
    case .binary(let comparison, let left, let right, _):
      return comparison.isComparison && term(left) && term(right)
    case .between(let value, let low, let high, _, _): return term(value) && term(low) && term(high)
    case .inList(let value, let list, _, _):
      guard term(value) else { return false }
      for element in list { guard term(element) else { return false } }
      return true
    default: return false
    }
  }

  private mutating func term(_ expression: Expression) -> Bool {
    if expression.isRownum { return true }
    guard let number = Self.whole(expression) else { return false }
    numbers.append(number)
    return true
  }

  private static func whole(_ expression: Expression) -> Int? {
    switch expression {
    case .number(let text, _): Int32(text).map(Int.init)
    case .negated(.number(let text, _), _): Int32(text).map { -Int($0) }
    default: nil
    }
  }

  private func value(_ expression: Expression, at number: Int) -> Int? {
    expression.isRownum ? number : Self.whole(expression)
  }

  private func truth(_ expression: Expression, at number: Int) -> Bool? {
    switch expression {
    case .chain(let connective, let operands):
      let truths = operands.map { truth($0, at: number) }
      return connective == .and ? truths.allSatisfy { $0 == true } : truths.contains(true)
    case .not(let inner): return truth(inner, at: number).map { !$0 }
    case .binary(let comparison, let left, let right, _):
      guard let left = value(left, at: number), let right = value(right, at: number) else { return nil }
      return comparison.holds(left, right)
    case .between(let value, let low, let high, let isNegated, _):
      guard let value = self.value(value, at: number), let low = self.value(low, at: number),
        let high = self.value(high, at: number)
      else { return nil }
      return (low <= value && value <= high) != isNegated
    case .inList(let value, let list, let isNegated, _):
      guard let value = self.value(value, at: number) else { return nil }
      return list.contains { self.value($0, at: number) == value } != isNegated
    default: return nil
    }
  }
}

extension BinaryOperator {
  /// What holds where this comparison of two values does not.
  var negated: BinaryOperator? {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .plus, .minus, .times, .divided, .modulo: nil
    }
  }

  fileprivate func holds(_ left: Int, _ right: Int) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .plus, .minus, .times, .divided, .modulo: false
    }
  }
}
