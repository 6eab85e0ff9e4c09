/// One page of a catalogue window, as 24 answers it.
struct CataloguePage: Sendable {
  /// Distinct rows in the whole window.
  var total: Int
  /// The end mark.
  var isLast: Bool
  var records: [String]
}

/// What a 24 asks for.
struct CatalogueWindow: Sendable, Equatable {
  let layout: CatalogueLayout
  /// `yyyy-MM-dd`, inclusive; empty for no bound.
  let from: String
  /// `yyyy-MM-dd`, inclusive; empty for no bound.
  let to: String

  func contains(_ date: String) -> Bool {
    (from.isEmpty || date >= from) && (to.isEmpty || date <= to)
  }
}
