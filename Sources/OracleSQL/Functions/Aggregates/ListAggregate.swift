/// `LISTAGG`, `STRING_AGG`, `WM_CONCAT`: texts joined by a separator; NULLs are skipped, no values give NULL.
///
/// Arguments: directions, separator, value, up to eight keys. The directions are `u` first for DISTINCT, then those of
/// `KeyOrder`.
final class ListAggregate: RuntimeAggregate {
  struct Entry {
    let text: String
    let keys: [SQLValue]
  }

  private(set) var entries: [Entry] = []
  /// Entries before this one left the window.
  private var first = 0
  /// About the bytes that the entries take.
  private var held = 0
  private var order = KeyOrder("")
  private var isDistinct = false
  /// As many times a text's limit may be collected: keys, and texts of which one of many equal ones is listed.
  private static let heldShare = 4
  private var separator = ""

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    if entries.isEmpty {
      let directions = arguments[0].textOrEmpty
      isDistinct = directions.first == "u"
      order = KeyOrder(directions.drop { $0 == "u" })
      separator = arguments[1].textOrEmpty
    }
    guard let text = arguments[2].text else { return }
    held += Self.size(arguments)
    try TextLimit.check(held / Self.heldShare)
    entries.append(Entry(text: text, keys: Array(arguments[3...])))
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) {
    guard !arguments[2].isNull else { return }
    held -= Self.size(arguments)
    first += 1
    // Half of them at least, so that a row is moved about once.
    guard first > entries.count / 2 else { return }
    entries.removeFirst(first)
    first = 0
  }

  private static func size(_ arguments: [SQLValue]) -> Int {
    arguments.dropFirst(2).reduce(0) { $0 + 16 + ($1.text?.utf8.count ?? 0) }
  }

  func result() throws(SQLError) -> SQLValue {
    var listed = Array(entries[first...])
    guard !listed.isEmpty else { return .null }
    if !order.isEmpty {
      // By place where the keys are equal, so that the order is the rows'.
      listed = listed.enumerated().sorted { left, right in
        let place = order.compare(left.element.keys, right.element.keys)
        return place == 0 ? left.offset < right.offset : place < 0
      }.map(\.element)
    }
    var texts = listed.map(\.text)
    if isDistinct {
      var seen: Set<String> = []
      texts = texts.filter { seen.insert($0).inserted }
    }
    try TextLimit.check(texts.reduce(separator.utf8.count * (texts.count - 1)) { $0 + $1.utf8.count })
    return .text(orNull: texts.joined(separator: separator))
  }
}
