import Foundation

/// ROLLUP, CUBE, GROUPING SETS and named windows, which PostgreSQL has as Oracle does.
extension StatementGenerator {
  mutating func groupings() -> Statement {
    let source = source()
    var columns: [String] = []
    while columns.count < 3 {
      let next = column([source], [.code, .name, .date]).lowercased().replacingOccurrences(of: "\"", with: "")
      if !columns.contains(next) { columns.append(next) }
    }
    if random.oneIn(4) { columns[0] = "substr(\(column([source], [.code])), 1, 1)" }
    let (a, b, c) = (columns[0], columns[1], columns[2])
    let (element, used) = random.pick([
      ("rollup (\(a))", 1), ("rollup (\(a), \(b))", 2), ("rollup (\(a), \(b), \(c))", 3), ("cube (\(a), \(b))", 2),
      ("cube (\(a), \(b), \(c))", 3), ("rollup ((\(a), \(b)), \(c))", 3), ("cube ((\(a), \(c)), \(b))", 3),
      ("\(a), rollup (\(b), \(c))", 3), ("\(a), \(b), cube (\(c))", 3), ("rollup (\(a)), rollup (\(b))", 2),
      ("grouping sets ((\(a), \(b)), \(a), ())", 2), ("grouping sets (\(a), \(b), \(c))", 3),
      ("grouping sets ((\(a)), rollup (\(b), \(c)))", 3), ("\(a), grouping sets ((\(b)), (\(b), \(c)), ())", 3),
      ("grouping sets (cube (\(a), \(b)), ())", 2), ("(), \(a)", 1), ("\(b), grouping sets (\(a), ())", 2),
    ])
    let groups = Array(columns.prefix(used))
    var items = groups
    items.append("grouping(\(groups.joined(separator: ", ")))")
    let total = random.pick([
      "count(*)", "sum(\(number([source], depth: 0)))", "max(\(column([source], [.code])))",
      "count(distinct \(column([source], [.code])))", "min(\(groups[0]))", "count(\(groups[0]))",
    ])
    items.append(total)
    if random.oneIn(2) {
      items.append(
        random.pick([
          "case when grouping(\(groups[0])) = 1 then 'all' else 'some' end", "coalesce(cast(\(a) as text), 'x')",
          "grouping(\(groups[used - 1]))", "1 as one",
        ]))
    }
    let condition = random.oneIn(3) ? " where \(predicate([source], depth: 1))" : random.oneIn(8) ? " where 1 = 2" : ""
    let having =
      random.oneIn(3)
      ? random.pick([
        " having count(*) > 2", " having grouping(\(groups[0])) = 0", " having \(groups[0]) is null or count(*) > 5",
      ]) : ""
    let order = (1...items.count).map { "\($0)" }.joined(separator: ", ")
    let first = random.pick(["", "", "grouping(\(groups[0])) desc, ", "count(*), "])
    return Statement(
      sql: """
        select \(items.joined(separator: ", ")) from \(written(source))\(condition) group by \(element)\(having) \
        order by \(first)\(order)\(random.oneIn(6) ? " limit 7" : "")
        """, isOrdered: true)
  }

  mutating func namedWindows() -> Statement {
    let source = source()
    let key = orderKeys(source)
    let group = column([source], [.code])
    return Statement(
      sql: """
        select \(key), row_number() over w, sum(\(number([source], depth: 0))) over (w rows 2 preceding), \
        count(*) over v, max(\(column([source], [.code]))) over (v order by \(key)) from \(written(source)) \
        window w as (partition by \(group) order by \(key)), v as (partition by \(group)) order by \(key)
        """, isOrdered: true)
  }
}
