/// Whole statements.
extension StatementGenerator {
  /// `where …`, or nothing.
  private mutating func filter(_ sources: [Source], always: Bool = false) -> String {
    !always && random.oneIn(4) ? "" : " where " + predicate(sources, depth: 1 + random.below(2))
  }

  /// Expressions with or without an alias.
  private mutating func items(_ sources: [Source], _ count: Int) -> [String] {
    (0..<count).map { index in named(value(sources), index) }
  }

  private mutating func named(_ item: String, _ index: Int) -> String {
    switch random.below(4) {
    case 0: "\(item) as c\(index)"
    case 1: "\(item) \"名称\(index)\""
    default: item
    }
  }

  private mutating func order(_ sources: [Source]) -> String {
    let first =
      random.oneIn(2)
      ? ["\(random.pick(sources).alias).bgsj\(random.pick(["", " desc", " asc nulls first", " desc nulls last"]))"] : []
    let keys = sources.flatMap { source in source.table.key.map { "\(source.alias).\($0)" } }
    return " order by " + (first + keys.map { $0 + random.pick(["", "", " desc"]) }).joined(separator: ", ")
  }

  private mutating func limit() -> String {
    switch random.below(4) {
    case 0: " limit \(random.below(30))"
    case 1: " limit \(1 + random.below(30)) offset \(random.below(20))"
    case 2: " offset \(random.below(50)) rows fetch first \(1 + random.below(20)) rows only"
    default: ""
    }
  }

  mutating func plain() -> Statement {
    let source = source()
    let list = random.oneIn(10) ? "*" : items([source], 1 + random.below(5)).joined(separator: ", ")
    let head = "select \(list) from \(written(source))\(filter([source]))"
    guard random.oneIn(2) else { return Statement(sql: head, isOrdered: false) }
    return Statement(sql: head + order([source]) + limit(), isOrdered: true)
  }

  mutating func join() -> Statement {
    let left = source()
    let right = source()
    let both = [left, right]
    let kind = random.pick(["join", "inner join", "left join", "left outer join"])
    let keys = "\(column([left], [.code])) = \(column([right], [.code]))"
    let extra = random.oneIn(2) ? " and \(predicate(both, depth: 1))" : ""
    let list = items(both, 1 + random.below(4)).joined(separator: ", ")
    let head = "select \(list) from \(written(left)) \(kind) \(written(right)) on \(keys)\(extra)\(filter(both))"
    return Statement(sql: head + order(both) + " limit \(1 + random.below(200))", isOrdered: true)
  }

  private mutating func aggregate(_ sources: [Source]) -> String {
    let distinct = random.oneIn(4) ? "distinct " : ""
    switch random.below(9) {
    case 0: return "count(*)"
    case 1...2: return "count(\(distinct)\(text(sources, depth: 1)))"
    case 3: return "sum(\(distinct)\(number(sources, depth: 1)))"
    case 4: return "round(avg(\(number(sources, depth: 1))), 3)"
    case 5: return "\(random.pick(["min", "max"]))(\(number(sources, depth: 1)))"
    case 6: return "\(random.pick(["min", "max"]))(\(text(sources, depth: 1)))"
    case 7: return "\(random.pick(["min", "max"]))(\(date(sources)))"
    default: return "coalesce(sum(\(number(sources, depth: 0))), 0)"
    }
  }

  mutating func grouped() -> Statement {
    let source = source()
    let groups = (0..<(1 + random.below(2))).map { _ in
      random.oneIn(3) ? text([source], depth: 1) : column([source], [.code, .name, .date])
    }
    let shown = groups + (0..<(1 + random.below(3))).map { _ in aggregate([source]) }
    let list = shown.enumerated().map { named($1, $0) }.joined(separator: ", ")
    let having = random.oneIn(3) ? " having \(havingCondition([source]))" : ""
    let keys = groups.joined(separator: ", ")
    let order = random.oneIn(2) ? " order by " + (1...shown.count).map { "\($0)" }.joined(separator: ", ") : ""
    return Statement(
      sql: "select \(list) from \(written(source))\(filter([source])) group by \(keys)\(having)\(order)",
      isOrdered: !order.isEmpty)
  }

  private mutating func havingCondition(_ sources: [Source]) -> String {
    switch random.below(4) {
    case 0: "count(*) > \(random.below(20))"
    case 1: "count(*) between 2 and 30 and min(\(column(sources, [.code]))) is not null"
    case 2: "sum(\(number(sources, depth: 0))) > 100 or max(\(column(sources, [.code]))) < 'M'"
    default: "not (count(distinct \(column(sources, [.code]))) = 1)"
    }
  }

  /// One row of aggregates, over a filter that may let nothing through.
  mutating func totals() -> Statement {
    let source = source()
    let list = (0..<(1 + random.below(4))).map { index in named(aggregate([source]), index) }.joined(separator: ", ")
    return Statement(sql: "select \(list) from \(written(source))\(filter([source]))", isOrdered: true)
  }

  mutating func distinct() -> Statement {
    let source = source()
    let values = (0..<(1 + random.below(3))).map { _ in
      random.oneIn(3) ? value([source], depth: 1) : column([source], [.code, .name, .date])
    }
    let list = values.joined(separator: ", ")
    let head = "select distinct \(list) from \(written(source))\(filter([source]))"
    guard random.oneIn(2) else { return Statement(sql: head, isOrdered: false) }
    return Statement(
      sql: head + " order by " + (1...values.count).map { "\($0)" }.joined(separator: ", ") + limit(), isOrdered: true)
  }

  mutating func union() -> Statement {
    let word = random.pick(["union", "union all"])
    let width = 1 + random.below(3)
    let makers = (0..<width).map { _ in random.below(3) }
    var branches: [String] = []
    for _ in 0..<(2 + random.below(2)) {
      let source = source()
      let list = makers.enumerated().map { index, maker in
        let item =
          switch maker {
          case 0: text([source], depth: 1)
          case 1: number([source], depth: 1)
          default: date([source])
          }
        return "\(item) as c\(index)"
      }
      branches.append("select \(list.joined(separator: ", ")) from \(written(source))\(filter([source]))")
    }
    let head = branches.joined(separator: " \(word) ")
    guard random.oneIn(2) else { return Statement(sql: head, isOrdered: false) }
    return Statement(
      sql: head + " order by " + (1...width).map { "\($0)\(random.pick(["", " desc"]))" }.joined(separator: ", ")
        + limit(),
      isOrdered: true)
  }

  mutating func derived() -> Statement {
    let inner = source()
    let key = inner.table.key.map { "\(inner.alias).\($0) as k_\($0)" }.joined(separator: ", ")
    let body =
      "select \(key), \(text([inner], depth: 1)) as w, \(number([inner], depth: 1)) as n from \(written(inner))\(filter([inner]))"
    let order = " order by " + inner.table.key.map { "k_\($0)" }.joined(separator: ", ")
    switch random.below(3) {
    case 0:
      return Statement(sql: "select * from (\(body)) d where d.n > 1 or d.w is null\(order)\(limit())", isOrdered: true)
    case 1:
      return Statement(sql: "select w, count(*), sum(n) from (\(body)) d group by w order by 1, 2, 3", isOrdered: true)
    default:
      return Statement(
        sql: "select upper(d.k_\(inner.table.key[0])), d.n * 2 as m from (\(body)) d\(order)", isOrdered: true)
    }
  }

  /// Literals and subselects, without a table outside.
  mutating func valuesOnly() -> Statement {
    let inner = source()
    let choices = [
      "(select count(*) from \(written(inner))\(filter([inner], always: true)))",
      "(select max(\(column([inner], [.code]))) from \(written(inner)))",
      "exists (select 1 from \(written(inner))\(filter([inner], always: true)))",
      "round(\(random.pick(["10", "1", "22.5", "0.0001"])) / \(random.pick(["3.0", "7.25", "0.3"])), \(random.below(7)))",
      "\(random.pick(["12345678901234567890", "0.1", "1e3", ".5", "7."])) + \(random.pick(["0.2", "1.000", "99999999999999999999.9"]))",
      "substr('药品目录abc', \(1 + random.below(5)), \(1 + random.below(3)))",
      "case when 1 = \(random.pick(["1", "2", "null"])) then 'yes' else 'no' end",
      "coalesce(null, \(random.pick(["'x'", "null, 'y'"])))", "'a' || 'b''c' as j",
      "cast('\(random.pick(["1.50", "-0", "007", ".5"]))' as numeric)",
      "to_char(timestamp '\(random.pick(["2024-02-29 00:00:00", "2021-12-31 23:59:59", "2020-01-01 12:00:00"]))', 'YYYY-MM-DD HH24:MI:SS DDD Q IW')",
      "mod(\(random.pick(["10.5", "-7.0"])), 3)", "trunc(\(random.pick(["-1.55", "99.999"])), 1)", "null is null",
      "not (null = 1)",
    ]
    let list = (0..<(1 + random.below(3))).map { _ in random.pick(choices) }
    return Statement(sql: "select " + list.joined(separator: ", "), isOrdered: true)
  }
}
