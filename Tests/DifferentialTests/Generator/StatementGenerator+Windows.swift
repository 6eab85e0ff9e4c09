/// Analytic functions. What depends on the order of rows is ordered by the whole key, so that one answer is right; what
/// does not is ordered by anything.
extension StatementGenerator {
  /// Beside the key of each row.
  mutating func windows() -> Statement {
    let source = source()
    let key = orderKeys(source)
    let calls = (0..<(1 + random.below(3))).map { "\(analytic(source)) as w\($0)" }
    let condition = random.oneIn(2) ? " where \(predicate([source], depth: 1))" : ""
    let order = random.oneIn(4) ? "\(analytic(source)), \(key)" : key
    return Statement(
      sql: "select \(key), \(calls.joined(separator: ", ")) from \(written(source))\(condition) order by \(order)",
      isOrdered: true)
  }

  /// The first rows of each group, the usual reason for ROW_NUMBER.
  mutating func firstOfEachGroup() -> Statement {
    let source = source()
    let keys = source.table.key.map { "\(source.alias).\($0) as k_\($0)" }.joined(separator: ", ")
    let number = random.pick([
      "row_number() over (\(window(source, .whole)))", "rank() over (\(window(source, .any)))",
      "dense_rank() over (\(window(source, .any)))", "count(*) over (\(window(source, .none)))",
    ])
    let inner = "select \(keys), \(value([source])) as v, \(number) as rn from \(written(source))"
    let order = source.table.key.map { "k_\($0)" }.joined(separator: ", ")
    let condition = random.pick([
      "rn = 1", "rn <= \(1 + random.below(5))", "d.rn > 2 and v is not null", "rn between 2 and 4",
    ])
    return Statement(sql: "select * from (\(inner)) d where \(condition) order by \(order)", isOrdered: true)
  }

  /// Over the groups of a GROUP BY.
  mutating func windowsOfGroups() -> Statement {
    let source = source()
    let group = column([source], [.code, .name, .date])
    let total = random.pick(["count(*)", "sum(\(number([source], depth: 0)))", "max(\(column([source], [.code])))"])
    let calls = [
      "rank() over (order by \(total) desc)", "dense_rank() over (order by \(total))",
      "row_number() over (order by \(total) desc, \(group))", "sum(count(*)) over ()",
      "sum(count(*)) over (order by \(group))", "max(\(total)) over ()",
      "lag(\(group)) over (order by \(group))", "count(*) over ()",
    ]
    let list = (0..<(1 + random.below(2))).map { "\(random.pick(calls)) as w\($0)" }.joined(separator: ", ")
    let having = random.oneIn(3) ? " having count(*) > \(random.below(4))" : ""
    return Statement(
      sql: """
        select \(group) as g, count(*) as n, \(list) from \(written(source)) group by \(group)\(having) order by 1, 2
        """, isOrdered: true)
  }

  /// Aggregates of some of a group's rows, and texts joined in order.
  mutating func filteredAggregates() -> Statement {
    let source = source()
    let group = column([source], [.code])
    let key = orderKeys(source)
    let choices = (0..<3).map { _ in
      let condition = "filter (where \(predicate([source], depth: 1)))"
      return random.pick([
        "count(*) \(condition)", "sum(\(number([source], depth: 1))) \(condition)",
        "max(\(column([source], [.code]))) \(condition)",
        "string_agg(\(column([source], [.code, .name])), '\(random.pick([",", "; ", "、"]))' order by \(key))",
        "string_agg(\(column([source], [.code])), '/' order by \(number([source], depth: 0)) desc nulls last, \(key))",
        "count(distinct \(column([source], [.code, .name]))) \(condition)",
      ])
    }
    let list = choices.enumerated().map { "\($1) as f\($0)" }.joined(separator: ", ")
    guard random.oneIn(3) else {
      return Statement(
        sql: "select \(group) as g, \(list) from \(written(source)) group by \(group) order by 1", isOrdered: true)
    }
    return Statement(sql: "select \(list) from \(written(source))", isOrdered: true)
  }

  // The parts.

  enum RowOrder {
    case none
    /// Rows may be equal.
    case any
    /// No two rows are equal.
    case whole
  }

  /// What stands between the parentheses of OVER, but the frame.
  mutating func window(_ source: Source, _ order: RowOrder) -> String {
    var parts: [String] = []
    if random.oneIn(2) || order == .none {
      let partition = random.oneIn(4) ? text([source], depth: 1) : column([source], [.code, .name, .date])
      parts.append("partition by \(partition)\(random.oneIn(5) ? ", \(column([source], [.code]))" : "")")
    }
    guard order != .none else { return random.oneIn(5) ? "" : parts[0] }
    var keys: [String] = []
    if random.oneIn(2) || order == .any {
      let places = ["", " desc", " nulls first", " desc nulls last", " asc nulls last"]
      let key = random.pick([
        column([source], [.code, .name, .date]), number([source], depth: 1), text([source], depth: 1), date(source),
      ])
      keys.append(key + random.pick(places))
    }
    if order == .whole { keys += source.table.key.map { "\(source.alias).\($0)\(random.pick(["", "", " desc"]))" } }
    return (parts + ["order by " + keys.joined(separator: ", ")]).joined(separator: " ")
  }

  private mutating func date(_ source: Source) -> String { date([source]) }

  private mutating func analytic(_ source: Source) -> String {
    let whole = window(source, .whole)
    switch random.below(12) {
    case 0: return "row_number() over (\(whole))"
    case 1: return "\(random.pick(["rank", "dense_rank"]))() over (\(window(source, .any)))"
    case 2: return "ntile(\(1 + random.below(7))) over (\(whole))"
    case 3...4:
      let distance = random.pick(["", ", 1", ", 2", ", 7", ", 0"])
      return "\(random.pick(["lag", "lead"]))(\(decided(source))\(distance)) over (\(whole))"
    case 5:
      let (subject, column) = pickColumn([source], [.code, .name])
      return
        "\(random.pick(["lag", "lead"]))(\(subject), \(1 + random.below(3)), \(quoted(column.values[0]))) over (\(whole))"
    case 6:
      return "\(random.pick(["first_value", "last_value"]))(\(decided(source))) over (\(whole)\(frame()))"
    case 7: return "\(windowed(source)) over (\(window(source, .none)))"
    case 8: return "\(windowed(source)) over (\(window(source, .any)))"
    case 9: return "round(avg(\(number([source], depth: 1))) over (\(whole)\(frame())), 3)"
    case 10:
      return "nth_value(\(column([source], Self.kinds)), \(1 + random.below(4))) over (\(whole)\(frame()))"
    default: return "\(windowed(source)) over (\(whole)\(frame()))"
    }
  }

  /// A value whose type PostgreSQL knows without meeting another.
  private mutating func decided(_ source: Source) -> String {
    switch random.below(5) {
    case 0: text([source], depth: 1)
    case 1: number([source], depth: 1)
    case 2: date([source])
    case 3: integer([source], depth: 1)
    default: column([source], Self.kinds)
    }
  }

  private mutating func windowed(_ source: Source) -> String {
    let filter = random.oneIn(5) ? " filter (where \(predicate([source], depth: 0)))" : ""
    switch random.below(6) {
    case 0: return "count(*)\(filter)"
    case 1: return "count(\(text([source], depth: 1)))\(filter)"
    case 2: return "\(random.pick(["min", "max"]))(\(number([source], depth: 0)))\(filter)"
    case 3: return "\(random.pick(["min", "max"]))(\(column([source], [.code, .name, .date])))\(filter)"
    default: return "sum(\(number([source], depth: 1)))\(filter)"
    }
  }

  /// A frame whose beginning is not after its end.
  private mutating func frame() -> String {
    let few = 1 + random.below(4)
    return random.pick([
      "", " rows between unbounded preceding and current row", " rows \(few) preceding",
      " rows between \(few) preceding and \(few) following", " rows between current row and unbounded following",
      " rows between \(few + 2) preceding and \(few) preceding",
      " rows between \(few) following and \(few + 1) following",
      " rows between unbounded preceding and unbounded following", " range unbounded preceding",
      " range between current row and unbounded following", " rows between \(few) preceding and unbounded following",
      " rows between unbounded preceding and \(few) preceding", " rows current row",
    ])
  }
}
