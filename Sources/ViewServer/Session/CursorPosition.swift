import OracleSQL

/// Where a scrollable cursor stands, and which rows a motion brings. PostgreSQL's `PerformPortalFetch`.
struct CursorPosition: Equatable {
  /// 0 before the first row, `total + 1` after the last.
  private(set) var row = 0
  /// Rows of the result, once its end was seen.
  private(set) var total: Int?

  /// What is to be read for a motion.
  enum Plan: Equatable {
    case nothing
    /// From a row onward, `nil` rows for all.
    case ascending(from: Int, count: Int?)
    /// From the higher row down to the lower one.
    case descending(from: Int, to: Int)
    /// The end has to be found first.
    case needsTotal
  }

  mutating func foundTotal(_ total: Int) { self.total = total }

  /// Plans a motion and takes its position; rows of an ascending plan may turn out to be fewer, see `ended`.
  mutating func move(_ motion: CursorMotion) -> Plan {
    switch motion {
    case .forward(let count):
      guard let count else { return ascending(nil) }
      if count < 0 { return descending(-count) }
      return count == 0 ? current() : ascending(count)
    case .backward(let count):
      guard let count else { return descending(row) }
      if count < 0 { return ascending(-count) }
      return count == 0 ? current() : descending(count)
    case .absolute(let number):
      if number >= 0 { return single(number) }
      guard let total else { return .needsTotal }
      return single(max(0, total + 1 + number))
    case .relative(let offset): return offset == 0 ? current() : single(max(0, row + offset))
    }
  }

  /// The row the cursor is on, once more.
  private func current() -> Plan {
    guard row > 0, row <= total ?? .max else { return .nothing }
    return .ascending(from: row, count: 1)
  }

  private mutating func single(_ number: Int) -> Plan {
    if let total, number > total {
      row = total + 1
      return .nothing
    }
    row = number
    return number == 0 ? .nothing : .ascending(from: number, count: 1)
  }

  private mutating func ascending(_ count: Int?) -> Plan {
    let first = row + 1
    if let total, first > total {
      row = total + 1
      return .nothing
    }
    if let count { row += count } else if let total { row = total + 1 }
    if let total, row > total { row = total + 1 }
    return .ascending(from: first, count: count)
  }

  private mutating func descending(_ count: Int) -> Plan {
    guard row > 1 else {
      row = 0
      return .nothing
    }
    let highest = row - 1
    let lowest = max(1, row - count)
    row = max(0, row - count)
    return .descending(from: highest, to: lowest)
  }

  /// An ascending plan met the end of the result.
  mutating func ended(total: Int) {
    self.total = total
    row = total + 1
  }
}
