extension Binder {
  /// Takes `ROWNUM < n` and its like out of a WHERE's top-level conjunction; what remains is an ordinary filter.
  func splitRowLimit(_ filter: Expression?) -> (filter: Expression?, limit: Expression?) {
    guard let filter else { return (nil, nil) }
    guard case .chain(.and, let operands) = filter else {
      return isRowLimit(filter) ? (nil, filter) : (filter, nil)
    }
    guard let index = operands.firstIndex(where: isRowLimit) else { return (filter, nil) }
    var rest = operands
    rest.remove(at: index)
    return (rest.count == 1 ? rest[0] : .chain(.and, rest), operands[index])
  }

  private func isRowLimit(_ expression: Expression) -> Bool {
    guard case .binary(let comparison, let left, let right, _) = expression, comparison.isComparison else {
      return false
    }
    return left.isRownum || right.isRownum
  }

  /// `ROWNUM < n`, `<= n`, `= 1` as a number of rows; other comparisons of ROWNUM are refused by name.
  func rowLimit(_ expression: Expression, _ scope: Scope) throws(SQLError) -> String {
    guard case .binary(let written, let left, let right, let position) = expression else {
      preconditionFailure("splitRowLimit takes out comparisons only")
    }
    let comparison = left.isRownum ? written : written.mirrored
    let bound = adopt(try bind(left.isRownum ? right : left, scope), .int8)
    let refusal = SQLError("0A000", "不支持 ROWNUM 的这种比较，可用 ROWNUM < n、ROWNUM <= n、ROWNUM = 1", position: position)
    switch (comparison, bound.literal) {
    case (.less, .number(let text)?):
      guard let number = Int(text) else { throw refusal }
      return "\(max(0, number - 1))"
    case (.lessOrEqual, .number(let text)?):
      guard let number = Int(text) else { throw refusal }
      return "\(max(0, number))"
    case (.equal, .number("1")?): return "1"
    case (.less, .parameter?): return "max(0, \(bound.sql) - 1)"
    case (.lessOrEqual, .parameter?): return "max(0, \(bound.sql))"
    default: throw refusal
    }
  }
}
