/// Joins of every kind, and comparisons of several values.
extension StatementGenerator {
  /// RIGHT and FULL joins. PostgreSQL joins fully by equality only.
  mutating func outerJoin() -> Statement {
    let left = source()
    let right = source()
    let kind = random.pick(["right join", "right outer join", "full join", "full outer join", "cross join"])
    let keys = [left, right].map(orderKeys).joined(separator: ", ")
    let list = "\(value([left])) as v, \(value([right])) as w, \(left.alias).\(left.table.key[0]) as k"
    let on =
      kind == "cross join" ? "" : " on \(column([left], [.code])) = \(column([right], [.code]))"
    let condition = random.oneIn(2) ? " where \(predicate([left, right], depth: 1))" : ""
    return Statement(
      sql: """
        select \(list) from \(written(left)) \(kind) \(written(right))\(on)\(condition) order by \(keys) \
        limit \(1 + random.below(200))
        """, isOrdered: true)
  }

  /// NATURAL and USING, over subselects whose columns are called what the join needs.
  mutating func namedJoin() -> Statement {
    let left = source()
    let right = source()
    let kind = random.pick(["join", "left join", "right join", "full join"])
    let shared = random.oneIn(2) ? ["k"] : ["k", "j"]
    func side(_ source: Source, _ own: String, _ generator: inout StatementGenerator) -> String {
      let items = shared.map { "\(generator.column([source], [.code])) as \($0)" }
      let key = source.table.key[0]
      return
        "(select \(items.joined(separator: ", ")), \(source.alias).\(key) as \(own) from \(generator.written(source)))"
    }
    let one = side(left, "a", &self)
    let other = side(right, "b", &self)
    let isNatural = random.oneIn(2)
    let join =
      isNatural
      ? "\(one) x natural \(kind) \(other) y" : "\(one) x \(kind) \(other) y using (\(shared.joined(separator: ", ")))"
    let list = random.pick(["*", "x.*", "k, a, b", "x.k as xk, y.k as yk, k, a"])
    let condition = random.pick(["", " where k is not null", " where a is null or b is null", " where k > '1'"])
    return Statement(
      sql:
        "select \(list) from \(join)\(condition) order by k, \(shared.count > 1 ? "j, " : "")a, b, x.k, y.k\(shared.count > 1 ? ", x.j, y.j" : "") limit 300",
      isOrdered: true)
  }

  /// Rows compared with rows, and single values with all rows of a subselect.
  mutating func rowComparison(_ sources: [Source]) -> String {
    let negation = random.oneIn(3) ? "not " : ""
    let inner = source()
    let pair = [pickColumn(sources, [.code]), pickColumn(sources, [.code, .name])]
    let left = "(\(pair[0].sql), \(pair[1].sql))"
    let from = " from \(written(inner))\(random.oneIn(2) ? " where \(predicate([inner], depth: 0))" : "")"
    let own = column([inner], [.code])
    switch random.below(7) {
    case 0:
      let rows = (0..<(1 + random.below(3))).map { _ in
        "(\(quoted(random.pick(pair[0].column.values))), \(quoted(random.pick(pair[1].column.values))))"
      }
      return "\(left) \(negation)in (\(rows.joined(separator: ", ")))"
    case 1: return "\(left) \(negation)in (select \(own), \(column([inner], [.code, .name]))\(from))"
    case 2: return "\(left) \(random.pick(["=", "<>"])) (\(column(sources, [.code])), \(column(sources, [.code])))"
    case 3:
      return
        "\(pair[0].sql) \(random.pick(Self.comparisons)) \(random.pick(["any", "some", "all"])) (select \(own)\(from))"
    case 4:
      return """
        \(number(sources, depth: 0)) \(random.pick(Self.comparisons)) \(random.pick(["any", "all"])) \
        (select \(number([inner], depth: 0))\(from))
        """
    case 5:
      return
        "\(date(sources)) \(random.pick(Self.comparisons)) \(random.pick(["any", "all"])) (select \(date([inner]))\(from))"
    default:
      return """
        (\(pair[0].sql), \(number(sources, depth: 0))) \(negation)in \
        (select \(own), max(\(number([inner], depth: 0)))\(from) group by \(own))
        """
    }
  }

  mutating func rowComparisons() -> Statement {
    let source = source()
    let condition = rowComparison([source])
    let more = random.oneIn(3) ? " \(random.pick(["and", "or"])) \(predicate([source], depth: 1))" : ""
    return Statement(
      sql: """
        select \(orderKeys(source)), (\(rowComparison([source]))) as p from \(written(source)) where \(condition)\(more) \
        order by \(orderKeys(source))
        """, isOrdered: true)
  }

  /// EXTRACT, and dates moved by intervals. Not by months: Oracle refuses the day that the month lacks, PostgreSQL takes
  /// its last one. Whole years and months start from days that every month has.
  mutating func dateArithmetic() -> Statement {
    let source = source()
    let plain = date([source])
    let field = random.pick(["year", "month", "day"])
    let length = random.pick([
      "interval '1' day", "interval '36' hour", "interval '90' minute", "interval '1' second",
      "interval '2 12:30:05' day to second", "interval '-1' day", "interval '400' day",
      "interval '1:30' hour to minute",
    ])
    let months = random.pick([
      "interval '1' month", "interval '1-6' year to month", "interval '3' year", "interval '-13' month",
    ])
    let other = column([source], [.date])
    let sign = random.pick(["+", "-"])
    let choices = [
      "extract(\(field) from \(plain))", "\(plain) \(sign) \(length)",
      "timestamp '2021-03-15 08:00:00' \(sign) \(months)", "\(length) + \(plain)",
      "to_char(\(plain) \(sign) \(length), 'YYYYMMDD HH24:MI:SS')",
      "extract(\(random.pick(["hour", "minute", "second"])) from timestamp '2024-02-29 23:59:58' \(sign) \(length))",
      "extract(\(field) from \(plain) \(sign) \(length)) * 1.0",
      "case when \(plain) \(sign) \(length) \(random.pick(Self.comparisons)) \(other) then 1 else 0 end",
      "\(plain) between \(other) - \(length) and \(other) + \(length)",
    ]
    let list = (0..<(1 + random.below(3))).map { "\(random.pick(choices)) as d\($0)" }.joined(separator: ", ")
    let condition = random.oneIn(2) ? " where \(plain) \(sign) \(length) > \(other)" : ""
    return Statement(
      sql: "select \(orderKeys(source)), \(list) from \(written(source))\(condition) order by \(orderKeys(source))",
      isOrdered: true)
  }
}
