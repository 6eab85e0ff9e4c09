/// What a cell holds, as stored: nothing is converted or guessed.
public enum SheetCell: Hashable, Sendable {
  case empty
  case text(String)
  /// The number as the file writes it, and how Excel shows it.
  case number(String, NumberStyle)
  case boolean(Bool)
  /// A formula; its stored result is not used.
  case formula
  /// `#N/A` and the like.
  case error(String)

  /// How a number is shown.
  public enum NumberStyle: Hashable, Sendable {
    case plain
    /// As a date or time of day.
    case date
  }
}

/// One row that has cells.
public struct SheetRow: Hashable, Sendable {
  /// Counted from 1.
  public let number: Int
  /// From column A; cells the file leaves out are `empty`.
  public let cells: [SheetCell]

  public init(number: Int, cells: [SheetCell]) {
    self.number = number
    self.cells = cells
  }
}
