/// Statements over the three views whose meaning Oracle and PostgreSQL share.
///
/// What is left out because the two differ, and is tested with expectations written by hand instead:
/// - `''`, and functions that can answer it without `NULLIF(…, '')` around them: NULL in Oracle; `||` with a NULL
/// - text compared with a number, text with a date, `NVL`, `DECODE`, `ROWNUM`, `INSTR`, date arithmetic, `TRUNC(date)`:
///   PostgreSQL has none of them
/// - GREATEST and LEAST with a NULL (NULL in Oracle, ignored in PostgreSQL)
/// - SUBSTR from 0 or from the end; UPPER, LOWER, INITCAP, LPAD, RPAD of hanzi (C collation, display width)
/// - arithmetic on integers (whole division in PostgreSQL; NUMBER in Oracle): here it is on numeric
/// - digits beyond the sixth of a quotient and a root, beyond the third of an average: PostgreSQL cuts an average to 16
///   digits before ROUND sees it, ours is exact to 38
/// - DATE in a select list (`date` in PostgreSQL, with a time of day in Oracle)
/// - UNION and INTERSECT without parentheses, months added to the last days of a month, INTERVAL as a result, RANGE n
///   PRECEDING, PERCENT_RANK (`double precision`), DISTINCT ON
/// - a division by zero or a text that is no number where the order of evaluation decides whether it is met
struct StatementGenerator {
  var random: Seeded
  var aliases = 0

  init(seed: UInt64) { random = Seeded(seed) }

  struct Statement {
    let sql: String
    /// By its ORDER BY no two orders of its rows are possible.
    let isOrdered: Bool
  }

  /// A table of a FROM clause under its alias.
  struct Source {
    let alias: String
    let table: GeneratedTable
  }

  mutating func statement() -> Statement {
    switch random.below(48) {
    case 0...4: return plain()
    case 5...7: return join()
    case 8...11: return grouped()
    case 12: return distinct()
    case 13...14: return union()
    case 15: return derived()
    case 16: return totals()
    case 17...18: return valuesOnly()
    case 19: return threeTables()
    case 20...21: return withScalars()
    case 22: return sortedByExpressions()
    case 23: return groupedOtherwise()
    case 24: return oneGroup()
    case 25...28: return windows()
    case 29: return firstOfEachGroup()
    case 30: return windowsOfGroups()
    case 31...32: return filteredAggregates()
    case 33...35: return setOperations()
    case 36...37: return common()
    case 38: return recursive()
    case 39: return outerJoin()
    case 40...41: return namedJoin()
    case 42...43: return rowComparisons()
    case 44: return dateArithmetic()
    case 45...46: return limited()
    default: return Statement(sql: refused(), isOrdered: true)
    }
  }

  mutating func newAlias() -> String {
    aliases += 1
    return ["a", "b", "t", "x", "Q"][aliases % 5] + String(aliases)
  }

  mutating func source(_ table: GeneratedTable? = nil) -> Source {
    Source(alias: newAlias(), table: table ?? random.pick(GeneratedTable.all))
  }

  /// `ypml a1`, `YPML AS a1`, `his_interface.ypml a1`
  mutating func written(_ source: Source) -> String {
    let name = source.table.name
    let shown = random.pick([name, name, name.uppercased(), "his_interface.\(name)", "\"\(name)\""])
    return shown + random.pick([" ", " as ", " AS "]) + source.alias
  }

  /// A column of one of the sources, qualified.
  mutating func column(_ sources: [Source], _ kinds: [GeneratedTable.Kind]) -> String { pickColumn(sources, kinds).sql }

  mutating func pickColumn(
    _ sources: [Source], _ kinds: [GeneratedTable.Kind]
  ) -> (sql: String, column: GeneratedTable.Column) {
    let source = random.pick(sources.filter { !$0.table.columns(kinds).isEmpty })
    let column = random.pick(source.table.columns(kinds))
    let name = random.pick([column.name, column.name, column.name.uppercased(), "\"\(column.name)\""])
    return ("\(source.alias).\(name)", column)
  }

  func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
