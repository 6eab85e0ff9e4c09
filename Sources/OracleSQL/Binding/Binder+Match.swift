/// PostgreSQL's `value ~ 'pattern'`, which drivers and psql send to the system catalogue.
extension Binder {
  func match(_ predicate: Expression.MatchPredicate, _ scope: Scope) throws(SQLError) -> Typed {
    let value = text(try bind(predicate.value, scope))
    let pattern = text(try bind(predicate.pattern, scope))
    let call: RuntimeCall = predicate.ignoresCase ? .postgresMatchesIgnoringCase : .postgresMatches
    let sql = call(value.sql, pattern.sql)
    return Typed(predicate.isNegated ? "NOT \(sql)" : sql, .bool, from: [value, pattern])
  }
}
