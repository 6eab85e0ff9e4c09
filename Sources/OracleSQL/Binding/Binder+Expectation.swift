/// Parameters whose type the client left open, inside a call or a sum, where what stands on the other side of the
/// comparison says what they are: `TRUNC(bgsj) = TRUNC(?)`, `bgsj >= ? - 1`, `bgsj - ? > 0`.
///
/// Oracle knows a bind's type from the client. A driver that sends none (psqlODBC does for every `?`) leaves only the
/// place it stands in.
extension Binder {
  /// Binds two sides of a comparison or a sum of terms, the one that decides first.
  func bindSides(
    _ left: Expression, _ right: Expression, _ scope: Scope
  ) throws(SQLError) -> (left: Typed, right: Typed) {
    if hasOpenParameter(left), !hasOpenParameter(right) {
      let second = try bind(right, scope)
      try expect(left, second.type, scope)
      return (try bind(left, scope), second)
    }
    let first = try bind(left, scope)
    try expect(right, first.type, scope)
    return (first, try bind(right, scope))
  }

  /// Binds what is compared with a value already known.
  func bind(_ expression: Expression, meeting value: Typed, _ scope: Scope) throws(SQLError) -> Typed {
    try expect(expression, value.type, scope)
    return try bind(expression, scope)
  }

  /// Gives open parameters inside a call or a sum the type that makes the whole a date or a number; a bare parameter is
  /// left to the comparison.
  func expect(_ expression: Expression, _ type: SQLType, _ scope: Scope) throws(SQLError) {
    guard type.isDate || type.isNumber, hasOpenParameter(expression) else { return }
    switch expression {
    case .call(let call):
      switch call.name {
      case "trunc", "round":
        guard let first = call.arguments.first else { return }
        try settle(first, type, scope)
      case "nvl", "ifnull", "coalesce", "greatest", "least":
        for argument in call.arguments { try settle(argument, type, scope) }
      default: return
      }
    case .binary(.plus, let left, let right, _) where type.isDate:
      if !isNumberWritten(left) { return try settle(left, type, scope) }
      try settle(right, type, scope)
    case .binary(.minus, let left, _, _) where type.isDate: try settle(left, type, scope)
    case .binary(.minus, let left, let right, _):
      // A difference that is a number: of two dates when one side is one.
      if isOpen(right), try trialType(left, scope).isDate { return settle(right, .timestamp) }
      if isOpen(left), try trialType(right, scope).isDate { return settle(left, .timestamp) }
      try expect(left, type, scope)
      try expect(right, type, scope)
    case .binary(.plus, let left, let right, _), .binary(.times, let left, let right, _),
      .binary(.divided, let left, let right, _):
      try expect(left, type, scope)
      try expect(right, type, scope)
    case .negated(let inner, _): try expect(inner, type, scope)
    default: return
    }
  }

  private func settle(_ expression: Expression, _ type: SQLType, _ scope: Scope) throws(SQLError) {
    if isOpen(expression) { return settle(expression, type) }
    try expect(expression, type, scope)
  }

  private func settle(_ expression: Expression, _ type: SQLType) {
    guard case .parameter(let number, _) = expression else { return }
    parameters[number] = type.isDate ? .timestamp : .numeric(precision: nil, scale: nil)
  }

  /// The type alone; what it says of parameters is forgotten.
  private func trialType(_ expression: Expression, _ scope: Scope) throws(SQLError) -> SQLType {
    let kept = parameters
    defer { parameters = kept }
    return try bind(expression, scope).type
  }

  private func isOpen(_ expression: Expression) -> Bool {
    guard case .parameter(let number, _) = expression else { return false }
    return (parameters[number] ?? .unknown) == .unknown
  }

  private func hasOpenParameter(_ expression: Expression) -> Bool { expression.contains(where: isOpen) }

  private func isNumberWritten(_ expression: Expression) -> Bool {
    switch expression {
    case .number: true
    case .negated(let inner, _): isNumberWritten(inner)
    case .binary(.times, let left, let right, _), .binary(.divided, let left, let right, _):
      isNumberWritten(left) || isNumberWritten(right)
    default: false
    }
  }

  /// The type a model gives to an open parameter in TO_CHAR: a number for a number model, a date for another.
  func typeOfFormatted(by model: Typed?) -> SQLType {
    guard case .text(let written)? = model?.literal else { return .numeric(precision: nil, scale: nil) }
    do throws(SQLError) {
      _ = try NumberModel(written)
      return .numeric(precision: nil, scale: nil)
    } catch {
      return error.state == "0A000" ? .numeric(precision: nil, scale: nil) : .timestamp
    }
  }
}

extension Typed {
  /// A parameter whose type is not known yet.
  var isOpenParameter: Bool { !isNull && isUndecided }
}
