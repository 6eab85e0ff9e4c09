extension Binder {
  /// Takes `ROWNUM < n` and its like out of a WHERE's top-level conjunction; what remains is an ordinary filter.
  func splitRowLimit(_ filter: Expression?) -> (filter: Expression?, limits: [Expression]) {
    guard let filter else { return (nil, []) }
    let conditions = filter.conjuncts.map(withoutNot)
    let limits = conditions.filter(isRowLimit)
    guard !limits.isEmpty else { return (filter, []) }
    let rest = conditions.filter { !isRowLimit($0) }
    return (rest.isEmpty ? nil : rest.count == 1 ? rest[0] : .chain(.and, rest), limits)
  }

  /// `NOT rownum > n` as `rownum <= n`.
  private func withoutNot(_ expression: Expression) -> Expression {
    guard case .not(.binary(let comparison, let left, let right, let position)) = expression,
      left.isRownum || right.isRownum, let opposite = comparison.negated
    else { return expression }
    return .binary(opposite, left, right, position: position)
  }

  private func isRowLimit(_ expression: Expression) -> Bool {
    if RownumPredicate(expression) != nil { return true }
    return switch expression {
    case .binary(let comparison, let left, let right, _): comparison.isComparison && (left.isRownum || right.isRownum)
    case .between(let value, _, _, let isNegated, _): value.isRownum && !isNegated
    default: false
    }
  }

  /// The number of rows that conditions on ROWNUM let through; `nil` when it is all.
  ///
  /// A row gets its number when it has passed, so a condition that number 1 does not satisfy lets none through
  /// (Oracle SQL Language Reference, "ROWNUM Pseudocolumn").
  func rowLimit(_ limits: [Expression], _ scope: Scope) throws(SQLError) -> String? {
    var counts: [String] = []
    for limit in limits {
      if let predicate = RownumPredicate(limit) {
        if let count = predicate.rows { counts.append(String(count)) }
        continue
      }
      switch limit {
      case .binary(let written, let left, let right, let position):
        let comparison = left.isRownum ? written : written.mirrored
        counts += try rowCount(comparison, left.isRownum ? right : left, position, scope)
      case .between(_, let low, let high, _, let position):
        counts += try rowCount(.greaterOrEqual, low, position, scope)
        counts += try rowCount(.lessOrEqual, high, position, scope)
      default: preconditionFailure("splitRowLimit takes out comparisons only")
      }
    }
    return counts.count > 1 ? "min(\(counts.joined(separator: ", ")))" : counts.first
  }

  /// What one comparison lets through; nothing when it lets everything through.
  private func rowCount(
    _ comparison: BinaryOperator, _ expression: Expression, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> [String] {
    let bound = adopt(try bind(expression, scope), .int8)
    switch bound.literal {
    case .number(let text)? where Int32(text) != nil:
      guard let number = Int32(text).map(Int.init) else { break }
      return switch comparison {
      case .less: ["\(max(0, number - 1))"]
      case .lessOrEqual: ["\(max(0, number))"]
      case .equal: [number == 1 ? "1" : "0"]
      case .notEqual: number >= 1 ? ["\(number - 1)"] : []
      case .greater: number < 1 ? [] : ["0"]
      default: number <= 1 ? [] : ["0"]
      }
    case .parameter?:
      switch comparison {
      case .less: return ["max(0, \(bound.sql) - 1)"]
      case .lessOrEqual: return ["max(0, \(bound.sql))"]
      case .equal: return ["(\(bound.sql) = 1)"]
      case .greaterOrEqual: return ["CASE WHEN \(bound.sql) <= 1 THEN 9223372036854775807 ELSE 0 END"]
      case .greater: return ["CASE WHEN \(bound.sql) < 1 THEN 9223372036854775807 ELSE 0 END"]
      default: break
      }
    default: break
    }
    guard bound.loose == nil, !bound.hasOuter, !bound.hasAggregate, !bound.hasWindow,
      let count = try computedCount(comparison, number(bound, position: position).sql)
    else {
      throw SQLError("0A000", "不支持 ROWNUM 的这种比较，只能与不含列的值比较", position: position)
    }
    return [count]
  }

  /// The same for a value that no row changes (`10 * 2`, `3.5`, a subselect), NULL letting nothing through; `nil` for `<>`.
  private func computedCount(_ comparison: BinaryOperator, _ value: String) -> String? {
    let all = "9223372036854775807"
    return switch comparison {
    case .less: "coalesce(max(0, CAST(\(RuntimeCall.ceiling(value)) AS INTEGER) - 1), 0)"
    case .lessOrEqual: "coalesce(max(0, CAST(\(RuntimeCall.floor(value)) AS INTEGER)), 0)"
    case .equal: "coalesce(\(RuntimeCall.compareNumbers(value, "1")) = 0, 0)"
    case .greaterOrEqual: "CASE WHEN \(RuntimeCall.compareNumbers(value, "1")) <= 0 THEN \(all) ELSE 0 END"
    case .greater: "CASE WHEN \(RuntimeCall.compareNumbers(value, "1")) < 0 THEN \(all) ELSE 0 END"
    default: nil
    }
  }
}
