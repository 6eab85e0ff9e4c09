import Catalogue

/// What the centre itself has for the span just now.
public enum CentreAnswer: Hashable, Sendable {
  /// Every row's key.
  case keys([RowKey])
  /// It could not be asked, and why (Chinese).
  case unanswered(String)
}

/// The centre's rows beside the view's, so that a difference is not only a number.
public struct CentreComparison: Hashable, Sendable {
  public let centreCount: Int
  /// At the centre, not in the view.
  public let missingHere: Set<RowKey>
  /// In the view, not at the centre.
  public let extraHere: Set<RowKey>

  init(centre: [RowKey], view: Set<RowKey>) {
    let keys = Set(centre.map { $0.map(CatalogueCheck.asLogged) })
    centreCount = keys.count
    missingHere = keys.subtracting(view)
    extraHere = view.subtracting(keys)
  }

  public var agrees: Bool { missingHere.isEmpty && extraHere.isEmpty }
}
