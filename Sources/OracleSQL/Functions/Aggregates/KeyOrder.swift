/// An ORDER BY over keys that aggregates are given: for each key `a` or `d` (ascending, descending) and `f` or `l` (NULLs
/// first, last). Keys are integers, or texts that sort bytewise.
struct KeyOrder {
  private let directions: [Character]

  init(_ directions: some StringProtocol) { self.directions = Array(directions) }

  var isEmpty: Bool { directions.isEmpty }

  /// Below zero, zero or above: which keys come first.
  func compare(_ left: [SQLValue], _ right: [SQLValue]) -> Int {
    for (index, pair) in zip(left, right).enumerated() where 2 * index + 1 < directions.count {
      let isDescending = directions[2 * index] == "d"
      let nullsFirst = directions[2 * index + 1] == "f"
      switch (pair.0.isNull, pair.1.isNull) {
      case (true, true): continue
      case (true, false): return nullsFirst ? -1 : 1
      case (false, true): return nullsFirst ? 1 : -1
      case (false, false):
        let order = Self.order(pair.0, pair.1)
        if order != 0 { return isDescending ? -order : order }
      }
    }
    return 0
  }

  /// Of two keys that are not NULL.
  static func order(_ left: SQLValue, _ right: SQLValue) -> Int {
    if case .integer(let one) = left, case .integer(let other) = right { return one < other ? -1 : one > other ? 1 : 0 }
    let texts = (left.textOrEmpty.utf8, right.textOrEmpty.utf8)
    if texts.0.lexicographicallyPrecedes(texts.1) { return -1 }
    return texts.1.lexicographicallyPrecedes(texts.0) ? 1 : 0
  }
}
