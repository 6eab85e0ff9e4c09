import Catalogue

@testable import ReleaseCheck

/// Views with the answers given to it.
struct FixedViews: ViewCounting {
  var rows: [CatalogueKind: [RowKey]] = [:]
  /// Where the count statement answers otherwise than the key statement.
  var counts: [CatalogueKind: Int] = [:]

  func count(of kind: CatalogueKind, in span: CheckSpan) throws -> Int { counts[kind] ?? rows[kind]?.count ?? 0 }
  func keys(of kind: CatalogueKind, in span: CheckSpan) throws -> [RowKey] { rows[kind] ?? [] }
}
