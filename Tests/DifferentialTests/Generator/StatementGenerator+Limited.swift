/// The first rows of a subselect, sorted, numbered, grouped or joined again outside.
extension StatementGenerator {
  mutating func limited() -> Statement {
    let source = source()
    let keys = source.table.key.map { "\(source.alias).\($0) as k_\($0)" }.joined(separator: ", ")
    let key = source.table.key.map { "k_\($0)" }.joined(separator: ", ")
    let condition = random.oneIn(2) ? " where \(predicate([source], depth: 1))" : ""
    let first = random.pick([number([source], depth: 1), text([source], depth: 1), date([source])])
    let order = "\(first)\(random.pick(["", " desc", " nulls first"])), \(orderKeys(source))"
    let rows = random.pick([
      "limit \(random.below(20))", "limit \(1 + random.below(20)) offset \(random.below(9))",
      "fetch first \(1 + random.below(20)) rows only",
    ])
    let inner = """
      select \(keys), \(text([source], depth: 1)) as w, \(number([source], depth: 1)) as n from \(written(source))\(condition) \
      order by \(order) \(rows)
      """
    let (list, rest) = outside(key)
    return Statement(
      sql: random.oneIn(3)
        ? "with d as (\(inner)) select \(list) from d \(rest)" : "select \(list) from (\(inner)) d \(rest)",
      isOrdered: true)
  }

  /// What is asked of the rows: a select list and what follows FROM.
  private mutating func outside(_ key: String) -> (list: String, rest: String) {
    switch random.below(7) {
    case 0: ("*", "order by n\(random.pick(["", " desc"])), \(key)")
    case 1: ("\(key), w", "order by w nulls first, \(key) limit \(1 + random.below(8))")
    case 2: ("\(key), rank() over (order by n) as r", "order by \(key)")
    case 3: ("\(key), sum(n) over (partition by w) as s", "order by \(key)")
    case 4: ("w, count(*), max(n)", "group by w order by 1, 2, 3")
    case 5: ("distinct w", "order by 1")
    default: ("\(key), n, row_number() over (order by w, \(key)) as r", "where n is not null order by r")
    }
  }
}
