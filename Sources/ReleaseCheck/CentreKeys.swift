import Catalogue

/// What the centre itself has for the span just now.
public enum CentreAnswer: Hashable, Sendable {
  /// The keys of its rows, how many it says there are (`nil`: it says no number), and how many of them cannot be taken
  /// over and have no key here.
  case rows(keys: [RowKey], announced: Int?, rejected: Int)
  /// It has no rows by date, but versions: which of its transactions have a newer one than is held (the national platform).
  case versions(newer: [String])
  /// It could not be asked, and why (Chinese).
  case unanswered(String)
}

/// The centre's rows beside the view's, so that a difference is not only a number.
public struct CentreComparison: Hashable, Sendable {
  /// Its own number where it says one; rejected rows are counted.
  public let centreCount: Int
  /// Rows of the centre that cannot be taken over and are in no view.
  public let rejected: Int
  /// At the centre, not in the view.
  public let missingHere: Set<RowKey>
  /// In the view, not at the centre.
  public let extraHere: Set<RowKey>
  private let isSameCount: Bool

  init(centre: [RowKey], announced: Int?, rejected: Int, view: Set<RowKey>) {
    let keys = Set(centre.map { $0.map(CatalogueCheck.asLogged) })
    centreCount = announced ?? keys.count + rejected
    self.rejected = rejected
    missingHere = keys.subtracting(view)
    extraHere = view.subtracting(keys)
    isSameCount = centreCount == view.count
  }

  public var agrees: Bool { isSameCount && missingHere.isEmpty && extraHere.isEmpty }
}
