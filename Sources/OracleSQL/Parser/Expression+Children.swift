extension Expression {
  /// The expressions directly inside, those of subselects left out: they belong to another SELECT.
  var children: [Expression] {
    switch self {
    case .text, .number, .null, .boolean, .dateLiteral, .parameter, .name, .star, .exists, .scalar, .arraySelect,
      .interval:
      []
    case .negated(let inner, _), .not(let inner), .isNull(let inner, _), .isBoolean(let inner, _, _),
      .cast(let inner, _, _), .inSelect(let inner, _, _, _), .quantified(let inner, _, _, _, _),
      .outerMark(let inner, _),
      .prior(let inner, _), .connectByRoot(let inner, _):
      [inner]
    case .binary(_, let left, let right, _), .any(let left, _, let right, _, _), .element(let left, let right, _),
      .isDistinct(let left, let right, _, _):
      [left, right]
    case .chain(_, let operands), .array(let operands, _), .row(let operands, _): operands
    case .between(let value, let low, let high, _, _): [value, low, high]
    case .inList(let value, let list, _, _): [value] + list
    case .like(let like): [like.value, like.pattern] + (like.escape.map { [$0] } ?? [])
    case .matches(let match): [match.value, match.pattern]
    case .call(let call):
      call.arguments + call.withinGroup.map(\.expression) + (call.filter.map { [$0] } ?? [])
        + (call.keep?.orderBy.map(\.expression) ?? [])
        + (call.window.map { $0.partitionBy + $0.orderBy.map(\.expression) } ?? [])
    case .caseWhen(let operand, let branches, let otherwise, _):
      [operand, otherwise].compactMap { $0 } + branches.flatMap { [$0.condition, $0.result] }
    }
  }

  /// Whether the expression or one inside it, subselects left out, meets a condition.
  func contains(where condition: (Expression) -> Bool) -> Bool {
    condition(self) || children.contains { $0.contains(where: condition) }
  }

  var isAnalytic: Bool {
    if case .call(let call) = self { call.window != nil } else { false }
  }

  var isStar: Bool {
    if case .star = self { true } else { false }
  }

  /// The elements of an array written as one.
  var writtenElements: [Expression]? {
    switch self {
    case .array(let elements, _): elements
    case .cast(.array(let elements, _), let type, _) where type.isArray: elements
    default: nil
    }
  }

  var isRownum: Bool {
    if case .name(let names, _) = self, names.count == 1, !names[0].isQuoted {
      names[0].text == "rownum"
    } else {
      false
    }
  }
}

extension Array {
  /// What the first element with an answer answers, each asked once. `lazy.compactMap(…).first` asks that element again:
  /// of a tree, each level twice what is below it.
  func first<Answer>(of answer: (Element) -> Answer?) -> Answer? {
    for element in self {
      if let found = answer(element) { return found }
    }
    return nil
  }
}
