/// Literals that may vary without the statement being another one: texts that WHERE compares with a column.
///
/// What a literal means elsewhere can depend on its value (a format model, a ROWNUM, a place in ORDER BY, the type of a
/// select item, a LIKE pattern the planner looks into), so those stay part of the statement.
extension ParsedStatement {
  /// The same statement with those literals as parameters `$1`, `$2`, … of type text.
  ///
  /// - Returns: the literals' positions in the text, in the parameters' order; `nil` when there is none, or when the
  ///   statement has parameters of its own or is no plain query.
  public func withLiteralsAsParameters() -> (statement: ParsedStatement, positions: [Int])? {
    guard case .select(var select) = kind, case .core(var core) = select.body, let filter = core.filter else {
      return nil
    }
    var positions: [Int] = []
    guard let rewritten = Self.rewritten(filter, &positions), !positions.isEmpty else { return nil }
    core.filter = rewritten
    select.body = .core(core)
    return (ParsedStatement(kind: .select(select), tables: tables), positions)
  }

  /// Names that are no columns, whose comparison the binder reads as something else.
  private static let pseudoColumns: Set<String> = ["rownum", "level", "rowid"]

  /// - Returns: `nil` for a condition with parameters of its own.
  private static func rewritten(_ condition: Expression, _ positions: inout [Int]) -> Expression? {
    switch condition {
    case .chain(let connective, let operands) where connective != .concatenate:
      var parts: [Expression] = []
      for operand in operands {
        guard let part = rewritten(operand, &positions) else { return nil }
        parts.append(part)
      }
      return .chain(connective, parts)
    case .binary(let comparison, .name(let names, let place), .text(let text, let position), let at)
    where comparison.isComparison && isColumn(names) && !text.isEmpty:
      positions.append(position)
      return .binary(
        comparison, .name(names, position: place), .parameter(positions.count, position: position), position: at)
    case .binary(let comparison, .text(let text, let position), .name(let names, let place), let at)
    where comparison.isComparison && isColumn(names) && !text.isEmpty:
      positions.append(position)
      return .binary(
        comparison, .parameter(positions.count, position: position), .name(names, position: place), position: at)
    default: return condition.contains(where: \.isParameter) ? nil : condition
    }
  }

  private static func isColumn(_ names: [Name]) -> Bool {
    names.last.map { !pseudoColumns.contains(Lexer.folded($0.text)) } ?? false
  }
}

extension Expression {
  fileprivate var isParameter: Bool {
    if case .parameter = self { true } else { false }
  }
}
