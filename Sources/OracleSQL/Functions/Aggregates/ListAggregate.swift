/// `LISTAGG`, `STRING_AGG`, `WM_CONCAT`: texts joined by a separator; NULLs are skipped, no values give NULL.
///
/// Arguments: directions, separator, value, up to eight keys. The directions are `u` first for DISTINCT, then for each key
/// `a` or `d` (ascending, descending) and `f` or `l` (NULLs first, last).
final class ListAggregate: RuntimeAggregate {
  private struct Entry {
    let text: String
    let keys: [SQLValue]
  }

  private var entries: [Entry] = []
  /// Entries before this one left the window.
  private var first = 0
  private var directions: [Character] = []
  private var isDistinct = false
  private var separator = ""

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    if entries.isEmpty {
      directions = Array(arguments[0].textOrEmpty)
      isDistinct = directions.first == "u"
      if isDistinct { directions.removeFirst() }
      separator = arguments[1].textOrEmpty
    }
    guard let text = arguments[2].text else { return }
    entries.append(Entry(text: text, keys: Array(arguments[3...])))
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    if !arguments[2].isNull { first += 1 }
  }

  func result() throws(SQLError) -> SQLValue {
    var listed = Array(entries[first...])
    guard !listed.isEmpty else { return .null }
    if !directions.isEmpty {
      // By place where the keys are equal, so that the order is the rows'.
      listed = listed.enumerated().sorted { left, right in
        let order = compare(left.element.keys, right.element.keys)
        return order == 0 ? left.offset < right.offset : order < 0
      }.map(\.element)
    }
    var texts = listed.map(\.text)
    if isDistinct {
      var seen: Set<String> = []
      texts = texts.filter { seen.insert($0).inserted }
    }
    return .text(orNull: texts.joined(separator: separator))
  }

  private func compare(_ left: [SQLValue], _ right: [SQLValue]) -> Int {
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

  private static func order(_ left: SQLValue, _ right: SQLValue) -> Int {
    if case .integer(let one) = left, case .integer(let other) = right { return one < other ? -1 : one > other ? 1 : 0 }
    let texts = (left.textOrEmpty.utf8, right.textOrEmpty.utf8)
    if texts.0.lexicographicallyPrecedes(texts.1) { return -1 }
    return texts.1.lexicographicallyPrecedes(texts.0) ? 1 : 0
  }
}
