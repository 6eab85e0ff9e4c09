/// `value ~ 'pattern'` for the patterns drivers and psql send, as LIKE: a text, `.` and `.*`, `^` and `$`, one group around
/// the whole. Any other pattern is matched by the regular expression functions.
extension Binder {
  func match(_ predicate: Expression.MatchPredicate, _ scope: Scope) throws(SQLError) -> Typed {
    let value = text(try bind(predicate.value, scope))
    guard case .text(let written, _) = predicate.pattern, let pattern = Self.likePattern(written) else {
      let pattern = text(try bind(predicate.pattern, scope))
      let options = predicate.ignoresCase ? "'i'" : "'c'"
      let sql = RuntimeCall.matchesPattern(value.sql, pattern.sql, options)
      return Typed(predicate.isNegated ? "NOT \(sql)" : sql, .bool, from: [value, pattern])
    }
    let call: RuntimeCall = predicate.ignoresCase ? .postgresLikeIgnoringCase : .postgresLike
    let sql = call(value.sql, sqliteLiteral(pattern), "'\\'")
    return Typed(predicate.isNegated ? "NOT \(sql)" : sql, .bool, from: [value])
  }

  /// The LIKE pattern, with backslash as its escape, that matches what a regular expression matches.
  static func likePattern(_ expression: String) -> String? {
    var rest = Substring(expression)
    let isAnchoredAtStart = rest.hasPrefix("^")
    if isAnchoredAtStart { rest.removeFirst() }
    let isAnchoredAtEnd = rest.hasSuffix("$") && !rest.hasSuffix("\\$")
    if isAnchoredAtEnd { rest.removeLast() }
    if rest.hasPrefix("("), rest.hasSuffix(")"), !rest.hasSuffix("\\)") { rest = rest.dropFirst().dropLast() }
    var pattern = isAnchoredAtStart ? "" : "%"
    while let character = rest.popFirst() {
      switch character {
      case ".":
        if rest.first == "*" {
          rest.removeFirst()
          pattern += "%"
        } else {
          pattern += "_"
        }
      case "\\":
        guard let escaped = rest.popFirst(), !escaped.isLetter, !escaped.isNumber else { return nil }
        pattern += ["%", "_", "\\"].contains(escaped) ? "\\\(escaped)" : "\(escaped)"
      case "%", "_": pattern += "\\\(character)"
      case "^", "$", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|": return nil
      default: pattern.append(character)
      }
      // A quantifier would belong to what was just read.
      if let next = rest.first, ["*", "+", "?", "{"].contains(next) { return nil }
    }
    return pattern + (isAnchoredAtEnd ? "" : "%")
  }
}
