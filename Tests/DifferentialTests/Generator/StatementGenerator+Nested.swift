/// Statements within statements, and orders by expressions.
extension StatementGenerator {
  /// Two joins of different kinds, the second to a table or to a grouped subselect.
  mutating func threeTables() -> Statement {
    let sources = [source(), source(), source()]
    let kinds = [random.pick(["join", "left join"]), random.pick(["join", "left join"])]
    let first = "\(column([sources[0]], [.code])) = \(column([sources[1]], [.code]))"
    let (key, keyColumn) = pickColumn([sources[2]], [.code])
    let last = random.oneIn(2) ? sources[0] : sources[1]
    let second = "\(column([last], [.code])) = x.k"
    let inner =
      "(select \(key) as k, count(*) as n, max(\(column([sources[2]], [.code]))) as m from \(written(sources[2])) group by \(key))"
    let condition = random.pick([
      "x.n > 1", "x.m is null", "x.k is not null or x.n is null", "x.k <> \(quoted(keyColumn.values[0]))",
    ])
    let keys = sources.prefix(2).flatMap { source in source.table.key.map { "\(source.alias).\($0)" } }
    return Statement(
      sql: """
        select \(value([sources[0]])) as v, \(value([sources[1]])) as w, x.n, x.m from \(written(sources[0])) \(kinds[0]) \
        \(written(sources[1])) on \(first) \(kinds[1]) \(inner) x on \(second) where \(condition) \
        order by \(keys.joined(separator: ", ")), x.k limit \(1 + random.below(150))
        """, isOrdered: true)
  }

  /// Correlated subselects as values.
  mutating func withScalars() -> Statement {
    let outer = source()
    let inner = source()
    let link = "\(column([inner], [.code])) = \(column([outer], [.code]))"
    let filter = random.oneIn(2) ? " and \(predicate([inner, outer], depth: 1))" : ""
    let key = inner.table.key[0]
    let scalars = [
      "(select count(*) from \(written(inner)) where \(link)\(filter))",
      "(select max(\(text([inner], depth: 1))) from \(written(inner)) where \(link)\(filter))",
      "(select sum(\(number([inner], depth: 1))) from \(written(inner)) where \(link)\(filter))",
      "(select \(inner.alias).\(key) from \(written(inner)) where \(link)\(filter) order by \(orderKeys(inner)) limit 1)",
      "coalesce((select min(\(inner.alias).\(key)) from \(written(inner)) where \(link)\(filter)), 'none')",
      "case when exists (select 1 from \(written(inner)) where \(link)\(filter)) then 'yes' else 'no' end",
      // One row or ORA-01427, whichever the rows say.
      "(select \(column([inner], [.name])) from \(written(inner)) where \(link)\(filter))",
      "(select distinct \(column([inner], [.code])) from \(written(inner)) where \(link)\(filter))",
    ]
    let condition = random.oneIn(2) ? " where \(predicate([outer], depth: 1))" : ""
    return Statement(
      sql: """
        select \(outer.alias).\(outer.table.key[0]), \(random.pick(scalars)) as s from \(written(outer))\(condition) \
        order by \(orderKeys(outer))
        """, isOrdered: true)
  }

  /// By values that are not shown, NULLs where the statement says, and by the key at the end.
  mutating func sortedByExpressions() -> Statement {
    let source = source()
    let places = ["", " desc", " nulls first", " desc nulls last", " asc nulls last"]
    let first = [
      number([source], depth: 1), text([source], depth: 1), date([source]), "length(\(column([source], [.name])))",
    ]
    let keys = (0..<(1 + random.below(2))).map { _ in random.pick(first) + random.pick(places) }
    let list = "\(source.alias).\(source.table.key[0]), \(value([source])) as v"
    let order = (keys + [orderKeys(source)]).joined(separator: ", ")
    return Statement(
      sql: "select \(list) from \(written(source)) order by \(order) limit \(1 + random.below(100))", isOrdered: true)
  }

  /// Grouped by a column's alias, a place or an expression, sorted by an aggregate that may not be shown.
  mutating func groupedOtherwise() -> Statement {
    let source = source()
    let group = text([source], depth: 2)
    let key = random.pick(["g", "1", group])
    let sorted = random.pick([
      "count(*) desc, 1", "max(\(column([source], [.code]))) nulls first, g", "sum(\(number([source], depth: 0))), 1",
      "g desc",
    ])
    let having = random.oneIn(3) ? " having max(\(number([source], depth: 0))) > \(random.below(60))" : ""
    return Statement(
      sql: """
        select \(group) as g, count(*), count(distinct \(column([source], [.code, .date]))) as d from \(written(source)) \
        group by \(key)\(having) order by \(sorted)
        """, isOrdered: true)
  }

  /// Aggregates without GROUP BY, kept or dropped by HAVING.
  mutating func oneGroup() -> Statement {
    let source = source()
    let condition = predicate([source], depth: 1)
    return Statement(
      sql: """
        select count(*) as n, \(random.pick(["min", "max"]))(\(text([source], depth: 1))) as m from \(written(source)) \
        where \(condition) having count(*) \(random.pick(Self.comparisons)) \(random.below(100))
        """, isOrdered: true)
  }
}
