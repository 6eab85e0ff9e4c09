import Catalogue

/// One window being paged through, by itself or as a part of a larger one.
struct DownloadPass: Sendable {
  /// Where a page edge may have cut a group of rows with one code.
  struct Edge: Sendable {
    /// The last distinct code before the group; pages that begin after it bring the group from its start.
    let after: String
    let code: String
  }

  let window: CatalogueWindow
  /// The centre's for this window; `nil` before the first page.
  var total: Int?
  var continueAfter = ""
  var edges: [Edge] = []
  /// The edge whose page is awaited, once the window has been paged through.
  var gap: Edge?
  /// Keys and rejected texts this part brought; `nil` for the whole, whose rows are the download's own.
  var seen: Set<String>?
  /// A group is larger than a page, so that no page can show its end.
  var hasUnseenEnd = false

  init(window: CatalogueWindow, isPart: Bool) {
    self.window = window
    if isPart { seen = [] }
  }

  /// 病种 rows continue by code alone while their key has four parts: rows of one code that a page edge cuts are never
  /// sent.
  mutating func noteEdge(_ page: CataloguePage) {
    guard !page.isLast, let last = page.records.last else { return }
    let code = CatalogueDownload.code(of: last)
    let previous = page.records.last { CatalogueDownload.code(of: $0) != code }
    edges.append(Edge(after: previous.map(CatalogueDownload.code) ?? continueAfter, code: code))
  }

  /// A page that was asked for to close a gap shows the end of its group, unless the group fills it.
  mutating func noteGapPage(_ page: CataloguePage) {
    guard let gap, !page.isLast, let last = page.records.last else { return }
    if CatalogueDownload.code(of: last) == gap.code { hasUnseenEnd = true }
  }
}
