/// GROUP BY with ROLLUP, CUBE and GROUPING SETS (Oracle SQL Language Reference, "group_by_clause"), written out as the
/// groupings they mean.
extension Parser {
  /// Groupings of one statement; each is a query of its own.
  static let maximumGroupings = 64

  /// What follows GROUP BY. Elements multiply: `a, ROLLUP (b, c)` groups by (a, b, c), (a, b) and (a).
  mutating func groupings(_ core: inout SelectCore) throws(SQLError) {
    var all: [[Int]] = [[]]
    var isPlain = true
    repeat {
      let position = current.position
      if startsGrouping {
        isPlain = false
        let sets = try groupingElement(&core)
        guard all.count * sets.count <= Self.maximumGroupings else { throw tooMany(position) }
        all = all.flatMap { first in sets.map { first + $0 } }
      } else if isSymbol("("), isSymbol(")", 1) {
        isPlain = false
        advance()
        advance()
      } else {
        let set = try groupedTogether(&core)
        all = all.map { $0 + set }
      }
    } while accept(symbol: ",")
    if !isPlain { core.groupings = all }
  }

  private var startsGrouping: Bool {
    (isWord("rollup") || isWord("cube")) && isSymbol("(", 1) || isWord("grouping") && isWord("sets", 1)
  }

  private func tooMany(_ position: Int) -> SQLError {
    SQLError("54001", "GROUP BY 的分组超过 \(Self.maximumGroupings) 种", position: position)
  }

  /// ROLLUP (…), CUBE (…) or GROUPING SETS (…) as groupings.
  private mutating func groupingElement(_ core: inout SelectCore) throws(SQLError) -> [[Int]] {
    let position = current.position
    if accept(word: "grouping") {
      advance()
      try expect(symbol: "(")
      var sets: [[Int]] = []
      repeat {
        if startsGrouping {
          sets += try nested { parser throws(SQLError) in try parser.groupingElement(&core) }
        } else {
          sets.append(try groupedTogether(&core))
        }
        guard sets.count <= Self.maximumGroupings else { throw tooMany(position) }
      } while accept(symbol: ",")
      try expect(symbol: ")")
      return sets
    }
    let isCube = isWord("cube")
    advance()
    try expect(symbol: "(")
    var parts: [[Int]] = []
    repeat { parts.append(try groupedTogether(&core)) } while accept(symbol: ",")
    try expect(symbol: ")")
    if !isCube {
      guard parts.count < Self.maximumGroupings else { throw tooMany(position) }
      return (0...parts.count).reversed().map { parts.prefix($0).flatMap { $0 } }
    }
    guard parts.count <= 6 else { throw tooMany(position) }
    // From all to none, the first parts kept longest, as Oracle lists them.
    return (0..<(1 << parts.count)).reversed().map { kept in
      parts.indices.filter { kept >> (parts.count - 1 - $0) & 1 == 1 }.flatMap { parts[$0] }
    }
  }

  /// An expression, or several in parentheses that are grouped by together; `()` is none.
  private mutating func groupedTogether(_ core: inout SelectCore) throws(SQLError) -> [Int] {
    if isSymbol("("), isSymbol(")", 1) {
      advance()
      advance()
      return []
    }
    var expressions = [try expression()]
    if case .row(let several, _) = expressions[0] { expressions = several }
    let first = core.groupBy.count
    core.groupBy += expressions
    return Array(first..<core.groupBy.count)
  }
}
