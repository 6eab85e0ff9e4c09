/// A rectangle of cells shown as one; only the first has a value.
public struct MergedCells: Hashable, Sendable, CustomStringConvertible {
  public let first: CellAddress
  public let last: CellAddress

  /// Reads `D2:D6`; `nil` for anything else.
  init?(_ text: String) {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = CellAddress(String(ends[0])), let last = CellAddress(String(ends[1])),
      first.row <= last.row, first.column <= last.column
    else { return nil }
    (self.first, self.last) = (first, last)
  }

  /// Most of one sheet that are read.
  static let limit = 100_000

  public var description: String { "\(first):\(last)" }
}
