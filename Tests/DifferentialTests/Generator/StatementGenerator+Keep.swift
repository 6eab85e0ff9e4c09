/// KEEP for the agent, and for PostgreSQL, which has none, the aggregate of the rows that DENSE_RANK puts first.
extension StatementGenerator {
  struct KeepPair {
    let oracle: String
    let postgres: String
  }

  mutating func keepPair() -> KeepPair {
    let source = source()
    let group = column([source], [.code, .name, .date])
    let value = random.pick([
      number([source], depth: 1), column([source], [.code]), column([source], [.name]), date([source]),
      text([source], depth: 1),
    ])
    let number = number([source], depth: 1)
    let (function, argument) = random.pick([
      ("max", value), ("min", value), ("count", value), ("sum", number), ("max", number), ("count", "*"),
    ])
    var orders: [String] = []
    var reversed: [String] = []
    for _ in 0..<(1 + random.below(2)) {
      let key = random.pick([
        column([source], [.code, .name, .date]), self.number([source], depth: 0), text([source], depth: 1),
      ])
      let isDescending = random.oneIn(2)
      // Where nothing is said NULLs are the greatest, here and there.
      let nullsFirst: Bool? = random.oneIn(2) ? nil : random.oneIn(2)
      orders.append(
        key + (isDescending ? " desc" : "") + (nullsFirst.map { $0 ? " nulls first" : " nulls last" } ?? ""))
      let otherNulls = !(nullsFirst ?? isDescending)
      reversed.append(key + (isDescending ? "" : " desc") + (otherNulls ? " nulls first" : " nulls last"))
    }
    let isLast = random.oneIn(2)
    let condition = random.oneIn(2) ? " where \(predicate([source], depth: 1))" : ""
    let from = "from \(written(source))\(condition)"
    let keep = "keep (dense_rank \(isLast ? "last" : "first") order by \(orders.joined(separator: ", ")))"
    let rank =
      "dense_rank() over (partition by \(group) order by \((isLast ? reversed : orders).joined(separator: ", ")))"
    let shown = argument == "*" ? "1" : argument
    return KeepPair(
      oracle: "select \(group) as g, \(function)(\(argument)) \(keep) as v \(from) group by \(group) order by 1",
      postgres: """
        select g, \(function)(\(argument == "*" ? "*" : "x")) filter (where r = 1) as v \
        from (select \(group) as g, \(shown) as x, \(rank) as r \(from)) d group by g order by 1
        """)
  }
}
