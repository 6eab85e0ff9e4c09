/// WITH and set operations. Where INTERSECT meets another operation parentheses say which comes first: Oracle has them all
/// of one rank, PostgreSQL lets INTERSECT bind first.
extension StatementGenerator {
  /// Two to four branches of the same types.
  mutating func setOperations() -> Statement {
    let makers = (0..<(1 + random.below(3))).map { _ in random.below(4) }
    let body = setTree(makers, depth: 1 + random.below(2))
    guard random.oneIn(2) else { return Statement(sql: body, isOrdered: false) }
    let order = (1...makers.count).map { "\($0)\(random.pick(["", " desc", " nulls first"]))" }.joined(separator: ", ")
    return Statement(sql: "\(body) order by \(order)\(rowLimit())", isOrdered: true)
  }

  private mutating func setTree(_ makers: [Int], depth: Int) -> String {
    guard depth > 0 else { return branch(makers) }
    let left = setTree(makers, depth: depth - 1)
    let right = setTree(makers, depth: depth - 1)
    let word = random.pick(["union", "union all", "except", "intersect", "intersect", "union distinct"])
    // One level without parentheses reads alike: from left to right.
    if depth == 1 { return "\(left) \(word) \(right)" }
    switch random.below(3) {
    case 0: return "(\(left)) \(word) \(branch(makers))"
    case 1: return "\(branch(makers)) \(word) (\(right))"
    default: return "(\(left)) \(word) (\(right))"
    }
  }

  private mutating func branch(_ makers: [Int]) -> String {
    let source = source()
    let list = makers.enumerated().map { index, maker in
      let item =
        switch maker {
        case 0: column([source], [.code])
        case 1: "substr(\(column([source], [.code])), 1, 1)"
        case 2: "round(\(number([source], depth: 0)), 0)"
        default: column([source], [.date])
        }
      return "\(item) as c\(index)"
    }
    let condition = random.oneIn(2) ? " where \(predicate([source], depth: 1))" : ""
    return
      "select \(random.oneIn(6) ? "distinct " : "")\(list.joined(separator: ", ")) from \(written(source))\(condition)"
  }

  func orderKeys(_ source: Source) -> String {
    source.table.key.map { "\(source.alias).\($0)" }.joined(separator: ", ")
  }

  mutating func rowLimit() -> String {
    switch random.below(5) {
    case 0: " limit \(random.below(30))"
    case 1: " limit \(1 + random.below(30)) offset \(random.below(20))"
    case 2: " offset \(random.below(50)) rows fetch next \(1 + random.below(20)) rows only"
    case 3: " fetch first \(1 + random.below(20)) rows only"
    default: ""
    }
  }

  /// One to three named queries, each of which may use those before it.
  mutating func common() -> Statement {
    let first = source()
    let second = source()
    let key = first.table.key[0]
    let names = random.oneIn(2) ? ("p", "q") : ("选", "Q2")
    let one =
      "\(names.0)\(random.oneIn(2) ? "(k, w, n)" : "") as (select \(first.alias).\(key) as k, \(column([first], [.code])) as w, "
      + "\(number([first], depth: 1)) as n from \(written(first)) where \(predicate([first], depth: 1)))"
    let two =
      "\(names.1) as (select w, count(*) as c, sum(n) as s from \(names.0)\(random.oneIn(2) ? " where n > 0" : "") group by w)"
    switch random.below(5) {
    case 0:
      return Statement(
        sql: "with \(one) select k, w, n from \(names.0) where w is not null order by k, w, n\(rowLimit())",
        isOrdered: true)
    case 1: return Statement(sql: "with \(one), \(two) select * from \(names.1) order by w", isOrdered: true)
    case 2:
      return Statement(
        sql: """
          with \(one), \(two) select x.k, x.w, y.c, y.s from \(names.0) x left join \(names.1) y on x.w = y.w \
          order by x.k, x.w, x.n
          """, isOrdered: true)
    case 3:
      return Statement(
        sql: """
          with \(one) select \(orderKeys(second)) from \(written(second)) where \(column([second], [.code])) \
          \(random.oneIn(2) ? "not " : "")in (select w from \(names.0) where w is not null) order by \(orderKeys(second))
          """, isOrdered: true)
    default:
      return Statement(
        sql: "with \(one), \(two) select w from \(names.1) where c > 1 union select w from \(names.0) order by 1",
        isOrdered: true)
    }
  }

  /// Counted up, or walked along a column's values.
  mutating func recursive() -> Statement {
    let source = source()
    let code = column([source], [.code])
    let last = 2 + random.below(12)
    switch random.below(4) {
    case 0:
      let step = random.pick(["i + 1", "i + 2", "i + 3"])
      return Statement(
        sql: """
          with recursive n(i) as (select cast(1 as numeric) union all select \(step) from n where i < \(last)) \
          select i, mod(i, 3) as m from n order by i desc
          """, isOrdered: true)
    case 1:
      return Statement(
        sql: """
          with recursive n as (select 1 as i, cast('x' as varchar(40)) as s union all \
          select i + 1, cast(s || '-' || cast(i as varchar(9)) as varchar(40)) from n where i < \(last)) \
          select i, s from n order by 1
          """, isOrdered: true)
    case 2:
      // The next greater value, until there is none.
      return Statement(
        sql: """
          with recursive n(v, i) as (select min(\(code)), 1 from \(written(source)) union all \
          select (select min(\(code)) from \(written(source)) where \(code) > n.v), n.i + 1 from n \
          where n.v is not null and n.i < \(last)) select v, i from n order by i
          """, isOrdered: true)
    default:
      return Statement(
        sql: """
          with recursive n(i) as (select cast(1 as numeric) union select \(random.pick(["mod(i, 7) + 1", "mod(i * 3, 11)", "7 - i"])) from n) \
          select count(*), max(i), sum(i) from n
          """, isOrdered: true)
    }
  }
}
