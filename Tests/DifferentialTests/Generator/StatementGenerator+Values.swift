/// Expressions by type.
extension StatementGenerator {
  static let kinds: [GeneratedTable.Kind] = [.code, .name, .number, .date]

  /// An expression for a select list.
  mutating func value(_ sources: [Source], depth: Int = 2) -> String {
    switch random.below(10) {
    case 0...3: return column(sources, Self.kinds)
    case 4...5: return text(sources, depth: depth)
    case 6: return number(sources, depth: depth)
    case 7: return integer(sources, depth: depth)
    case 8: return random.oneIn(3) ? "(\(predicate(sources, depth: 1)))" : date(sources)
    default: return random.pick(["1", "'x'", "null", "2.50", "-3", "cast(null as varchar(5))", "'药''品'"])
    }
  }

  mutating func text(_ sources: [Source], depth: Int) -> String {
    guard depth > 0 else { return column(sources, [.code, .name, .number]) }
    let inner = text(sources, depth: depth - 1)
    let code = self.code(sources, depth: depth - 1)
    switch random.below(16) {
    case 0: return "nullif(substr(\(inner), \(1 + random.below(4)), \(1 + random.below(5))), '')"
    case 1: return "nullif(substring(\(inner) from \(1 + random.below(3)) for \(1 + random.below(4))), '')"
    case 2: return "nullif(trim(\(inner)), '')"
    case 3: return "nullif(\(random.pick(["ltrim", "rtrim"]))(\(inner)), '')"
    case 4: return "replace(\(inner), \(random.pick(["'A'", "'片'", "'0'", "' '"])), 'zz')"
    case 5: return "coalesce(\(inner), \(column(sources, [.code, .name])))"
    case 6: return "coalesce(\(inner), '—') || coalesce(\(code), 'none')"
    case 7: return "concat(\(inner), '-', \(code))"
    case 8: return caseOf(sources, depth: depth - 1)
    case 9: return "nullif(\(inner), \(column(sources, [.code, .name])))"
    case 10: return "cast(\(inner) as varchar(\(1 + random.below(20))))"
    case 11: return dateText(sources)
    case 12: return "translate(\(inner), 'A0片', 'bx丸')"
    case 13: return "reverse(\(inner))"
    default: return code
    }
  }

  /// Text that is ASCII.
  mutating func code(_ sources: [Source], depth: Int) -> String {
    let plain = column(sources, [.code])
    guard depth > 0 else { return plain }
    switch random.below(7) {
    case 0: return "upper(\(plain))"
    case 1: return "lower(\(plain))"
    case 2: return "lpad(\(plain), \(1 + random.below(12)), \(random.pick(["'0'", "'ab'", "' '"])))"
    case 3: return "rpad(\(plain), \(1 + random.below(12)), '*')"
    case 4: return "initcap(\(plain))"
    case 5: return "greatest(coalesce(\(plain), 'A'), \(random.pick(["'B'", "'1'", "'XA5'"])))"
    default: return "nullif(trim(\(random.pick(["both", "leading", "trailing"])) '0' from \(plain)), '')"
    }
  }

  private mutating func caseOf(_ sources: [Source], depth: Int) -> String {
    if random.oneIn(2) {
      let (subject, column) = pickColumn(sources, [.code])
      let others = column.values.prefix(2).map { "when \(quoted($0)) then \(quoted("is " + $0))" }
      return "case \(subject) \(others.joined(separator: " "))\(random.oneIn(2) ? " else 'other'" : "") end"
    }
    return
      "case when \(predicate(sources, depth: 1)) then \(text(sources, depth: depth)) else \(text(sources, depth: depth)) end"
  }

  /// A whole number of PostgreSQL's integer type.
  mutating func integer(_ sources: [Source], depth: Int) -> String {
    switch random.below(4) {
    case 0: return "length(\(text(sources, depth: depth - 1)))"
    case 1: return "ascii(nullif(\(column(sources, [.code])), ''))"
    case 2: return "case when \(predicate(sources, depth: 1)) then 1 else 0 end"
    default: return "coalesce(length(\(column(sources, [.name]))), 0)"
    }
  }

  /// An exact decimal.
  mutating func number(_ sources: [Source], depth: Int) -> String {
    let plain = "cast(\(column(sources, [.number])) as numeric)"
    guard depth > 0 else { return plain }
    let left = number(sources, depth: depth - 1)
    let right = number(sources, depth: depth - 1)
    switch random.below(12) {
    case 0: return "\(left) + \(right)"
    case 1: return "(\(left) - \(right))"
    case 2: return "(\(left)) * \(random.pick(["2", "0.1", "-1.5", "1000.01"]))"
    case 3: return "round((\(left)) / \(random.pick(["3", "7.5", "-0.3", "100"])), 6)"
    case 4: return "round(\(left), \(random.below(4) - 1))"
    case 5: return "trunc(\(left), \(random.below(3)))"
    case 6: return "mod(\(left), \(random.pick(["7", "2.5", "-3"])))"
    case 7: return "\(random.pick(["abs", "sign", "ceil", "floor"]))(\(left))"
    case 8: return "coalesce(\(left), \(random.pick(["0", "1.5", "-2"])))"
    case 9: return "-(\(left))"
    case 10: return "case when \(predicate(sources, depth: 1)) then \(left) else \(right) end"
    case 11 where random.oneIn(2):
      // Values below 10: PostgreSQL works these out to some sixteen digits.
      let base = "abs(mod(\(left), 7)) + 1"
      let exponent = random.pick(["0.5", "2", "-1", "1.5", "3", "-0.25"])
      return random.pick([
        "round(power(\(base), \(exponent)), 6)", "round(ln(\(base)), 6)", "round(exp(\(base)), 6)",
        "round(log(2.0, \(base)), 6)",
      ])
    default: return random.oneIn(2) ? "round(sqrt(abs(\(left))), 6)" : "nullif(\(left), \(right))"
    }
  }

  mutating func date(_ sources: [Source]) -> String {
    let plain = column(sources, [.date])
    switch random.below(4) {
    case 0: return "coalesce(\(plain), \(column(sources, [.date])))"
    case 1: return "coalesce(\(plain), timestamp '2021-03-01 12:00:00')"
    case 2: return "case when \(predicate(sources, depth: 1)) then \(plain) end"
    default: return plain
    }
  }

  private mutating func dateText(_ sources: [Source]) -> String {
    let model = random.pick([
      "YYYYMMDD", "yyyy-mm-dd", "YYYY", "YYYY/MM/DD HH24:MI:SS", "MM", "DD", "HH24MISS", "Q", "DDD", "IW", "YYYYMM",
      "HH12:MI AM",
    ])
    return "to_char(\(date(sources)), '\(model)')"
  }
}
