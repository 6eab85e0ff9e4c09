/// The catalogues as they stand at the centre now.
struct CatalogueShelf: Sendable {
  private var rows: [CatalogueLayout: [CatalogueRow]] = [:]
  private var positions: [CatalogueLayout: [String: Int]] = [:]
  /// What each publication brought, for the national platform's versions.
  private(set) var history: [CatalogueLayout: [[CatalogueRow]]] = [:]
  private var lastWindow: CatalogueWindow?
  private var lastSelection: [Int] = []

  init() {}

  /// Adds new rows and replaces those whose key is there already.
  mutating func publish(_ changed: [CatalogueRow], layout: CatalogueLayout) {
    history[layout, default: []].append(changed)
    var all = rows[layout] ?? []
    var known = positions[layout] ?? [:]
    for row in changed {
      if let position = known[row.key] {
        all[position] = row
      } else {
        known[row.key] = all.count
        all.append(row)
      }
    }
    all.sort { ($0.place, $0.key) < ($1.place, $1.key) }
    for (position, row) in all.enumerated() { known[row.key] = position }
    rows[layout] = all
    positions[layout] = known
    lastWindow = nil
  }

  /// Publishes a copy of the catalogue's first row under a code nobody has.
  mutating func takeInAnotherRow(_ layout: CatalogueLayout) throws(SimulatorError) {
    guard let first = rows[layout]?.first else { return }
    let code = "ZZ\(count(layout))"
    let record = code + first.record.dropFirst(first.code.count)
    publish([try CatalogueRow(record[...].utf8, layout: layout)], layout: layout)
  }

  func count(_ layout: CatalogueLayout) -> Int { rows[layout]?.count ?? 0 }

  /// The fields of the drug or treatment item with this serial number.
  func item(_ serial: String) -> (layout: CatalogueLayout, fields: [String])? {
    for layout in [CatalogueLayout.drugs, .items] {
      if let position = positions[layout]?[serial], let row = rows[layout]?[position] {
        let parts = row.record.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        return (layout, parts.map { String(Substring($0)) })
      }
    }
    return nil
  }

  /// The rows of a window whose code stands strictly after `code` in the centre's order, at most `limit`.
  ///
  /// Rows that share a code are told apart by the code alone, so one of them that did not fit on a page is never sent.
  mutating func page(_ window: CatalogueWindow, after code: String, limit: Int) -> CataloguePage {
    let all = rows[window.layout] ?? []
    if lastWindow != window {
      lastSelection = all.indices.filter { window.contains(all[$0].changeDate) }
      lastWindow = window
    }
    var start = 0
    if !code.isEmpty {
      let place = CatalogueRow.place(of: code)
      var end = lastSelection.count
      while start < end {
        let middle = (start + end) / 2
        if all[lastSelection[middle]].place <= place { start = middle + 1 } else { end = middle }
      }
    }
    let selected = lastSelection[start...].prefix(limit)
    return CataloguePage(
      total: lastSelection.count, isLast: start + selected.count == lastSelection.count,
      records: selected.map { all[$0].record })
  }
}
