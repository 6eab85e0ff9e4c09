/// Conditions.
extension StatementGenerator {
  static let comparisons = ["=", "<>", "!=", "<", "<=", ">", ">="]

  mutating func predicate(_ sources: [Source], depth: Int) -> String {
    guard depth > 0 else { return atom(sources) }
    switch random.below(9) {
    case 0: return "not (\(predicate(sources, depth: depth - 1)))"
    case 1...2: return "(\(predicate(sources, depth: depth - 1)) and \(predicate(sources, depth: depth - 1)))"
    case 3...4: return "(\(predicate(sources, depth: depth - 1)) or \(predicate(sources, depth: depth - 1)))"
    case 5 where depth > 1: return random.oneIn(3) ? withListedSubselect(sources) : withSubselect(sources)
    case 6: return typedAtom(sources)
    case 7 where depth > 1: return rowComparison(sources)
    default: return atom(sources)
    }
  }

  private mutating func atom(_ sources: [Source]) -> String {
    let negation = random.oneIn(3) ? "not " : ""
    let sign = random.pick(Self.comparisons)
    let (subject, column) = pickColumn(sources, [.code, .name])
    let literal = quoted(random.pick(column.values))
    switch random.below(16) {
    case 0...1: return "\(subject) \(sign) \(literal)"
    case 2: return "\(literal) \(sign) \(subject)"
    case 3: return "\(subject) \(negation)between \(literal) and \(quoted(random.pick(column.values)))"
    case 4:
      let list = column.values.map(quoted) + (random.oneIn(8) ? ["null"] : [])
      return "\(subject) \(negation)in (\(list.joined(separator: ", ")))"
    case 5...6: return "\(subject) \(negation)like \(pattern(column))"
    case 7: return "\(subject) is \(negation)null"
    case 8: return "\(subject) \(sign) \(self.column(sources, [.code, .name]))"
    case 9:
      return "cast(\(self.column(sources, [.number])) as numeric) \(sign) \(random.pick(["0", "0.1", "10", "50.5"]))"
    case 10: return "\(number(sources, depth: 1)) \(sign) \(number(sources, depth: 1))"
    case 11...12: return dateAtom(sources, sign, negation)
    case 13: return "length(\(subject)) \(sign) \(random.below(12))"
    case 14: return "\(text(sources, depth: 1)) \(sign) \(literal)"
    default:
      return "\(subject) \(random.pick(["= any", "= any", "<> all", "< any", ">= all", "= all"])) (\(array(column)))"
    }
  }

  /// Some of a column's values, written as an array or as the text of one.
  private mutating func array(_ column: GeneratedTable.Column) -> String {
    let values = column.values.filter { _ in !random.oneIn(3) }
    let hasNull = random.oneIn(6)
    if values.isEmpty || random.oneIn(2) {
      let elements = values.map { value in
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
      }
      return quoted("{" + (elements + (hasNull ? ["NULL"] : [])).joined(separator: ",") + "}") + "::text[]"
    }
    return "array[" + (values.map(quoted) + (hasNull ? ["null"] : [])).joined(separator: ", ") + "]"
  }

  private mutating func dateAtom(_ sources: [Source], _ sign: String, _ negation: String) -> String {
    let (subject, column) = pickColumn(sources, [.date])
    let day = random.pick(column.values)
    let digits = day.filter { $0 != "-" }
    switch random.below(8) {
    case 0: return "\(subject) \(sign) timestamp '\(day) \(random.pick(["00:00:00", "12:30:00", "23:59:59"]))'"
    case 1: return "\(subject) \(sign) date '\(day)'"
    case 2: return "\(subject) \(sign) to_date('\(digits)', 'YYYYMMDD')"
    case 3...4: return "to_char(\(subject), 'YYYYMMDD') \(sign) '\(digits)'"
    case 5: return "to_char(\(subject), 'YYYY-MM') \(negation)between '2020-02' and '\(day.prefix(7))'"
    case 6: return "to_char(\(subject), 'yyyy-mm-dd') \(negation)in ('\(day)', '2019-07-01')"
    default: return "\(subject) \(sign) \(self.column(sources, [.date]))"
    }
  }

  private mutating func pattern(_ column: GeneratedTable.Column) -> String {
    let value = random.pick(column.values)
    let characters = Array(value)
    let part = String(characters.prefix(1 + random.below(characters.count)))
    let middle = String(characters.dropFirst(random.below(characters.count)).prefix(2))
    switch random.below(6) {
    case 0: return quoted(part.filter { $0 != "\\" } + "%")
    case 1: return quoted("%" + middle.filter { $0 != "\\" } + "%")
    case 2: return quoted(String(characters.map { random.oneIn(3) || $0 == "\\" ? "_" : $0 }))
    case 3: return quoted("%")
    case 4: return quoted("%#%%") + " escape '#'"
    default: return quoted("%!_%") + " escape '!'"
    }
  }

  private mutating func withSubselect(_ sources: [Source]) -> String {
    let negation = random.oneIn(3) ? "not " : ""
    let inner = source()
    let outer = column(sources, [.code])
    let (own, _) = pickColumn([inner], [.code])
    switch random.below(5) {
    case 0:
      return "\(outer) \(negation)in (select \(own) from \(written(inner)) where \(predicate([inner], depth: 1)))"
    case 1:
      return
        "\(negation)exists (select 1 from \(written(inner)) where \(own) = \(outer) and \(predicate([inner], depth: 1)))"
    case 2:
      return
        "\(outer) \(random.pick(Self.comparisons)) (select \(random.pick(["min", "max"]))(\(own)) from \(written(inner)))"
    case 3:
      return
        "(select count(*) from \(written(inner)) where \(own) = \(outer)) \(random.pick(Self.comparisons)) \(random.below(40))"
    default:
      return
        "\(negation)exists (select \(own) from \(written(inner)) where \(predicate([inner] + sources, depth: 1)) and \(own) <= \(outer))"
    }
  }

  /// Numbers, lengths, dates and truth values against lists and ranges of their own and of nearby types.
  private mutating func typedAtom(_ sources: [Source]) -> String {
    let negation = random.oneIn(3) ? "not " : ""
    let (date, dates) = pickColumn(sources, [.date])
    let day = random.pick(dates.values)
    switch random.below(9) {
    case 0: return "\(number(sources, depth: 1)) \(negation)in (0, 1, 10.0, 13.66)"
    case 1: return "\(number(sources, depth: 1)) \(negation)between \(random.pick(["-1", "0", "0.10"])) and 50"
    case 2: return "\(integer(sources, depth: 1)) \(negation)in (1, 4, 10)"
    case 3:
      return
        "\(integer(sources, depth: 1)) \(random.pick(Self.comparisons)) \(random.pick(["2.5", "4.0", "-1", "0.5 + 3"]))"
    case 4: return "\(date) \(negation)in (timestamp '\(day) 00:00:00', timestamp '2021-03-01 23:59:59')"
    case 5: return "\(date) \(negation)between date '2020-02-29' and timestamp '\(day) 23:59:59'"
    case 6: return "(\(predicate(sources, depth: 0))) is \(negation)\(random.pick(["true", "false"]))"
    case 7: return "(\(predicate(sources, depth: 0))) \(random.pick(["=", "<>"])) (\(predicate(sources, depth: 0)))"
    default: return "\(self.date(sources)) \(random.pick(Self.comparisons)) \(self.date(sources))"
    }
  }

  /// IN and comparisons with subselects of other shapes.
  private mutating func withListedSubselect(_ sources: [Source]) -> String {
    let negation = random.oneIn(2) ? "not " : ""
    let inner = source()
    let other = source()
    let own = column([inner], [.code])
    switch random.below(5) {
    case 0:
      return """
        \(column(sources, [.code])) \(negation)in (select \(own) from \(written(inner)) union \
        select \(column([other], [.code, .name])) from \(written(other)))
        """
    case 1:
      return """
        \(column(sources, [.code])) \(negation)in (select \(own) from \(written(inner)) \
        where \(own) is not null order by \(own) limit \(1 + random.below(9)))
        """
    case 2: return "\(date(sources)) \(negation)in (select \(date([inner])) from \(written(inner)))"
    case 3:
      return "\(number(sources, depth: 1)) \(negation)in (select \(number([inner], depth: 0)) from \(written(inner)))"
    default:
      return """
        \(number(sources, depth: 0)) \(random.pick(Self.comparisons)) \
        (select round(avg(\(number([inner], depth: 0))), 3) from \(written(inner)) where \(predicate([inner], depth: 1)))
        """
    }
  }
}
