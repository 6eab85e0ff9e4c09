import CSQLite
import OracleSQL

/// Rows of a statement as DataRow messages, in text form and UTF-8.
extension QueryStatement {
  /// Writes rows from where the last call ended, until the memory is full, `limit` rows are written or there are no more.
  ///
  /// - Parameter memory: not empty. When not even one row fits, nothing is written and `bytesNeeded` says what it takes.
  /// - Throws: as `step()`.
  public func fill(_ memory: UnsafeMutableRawBufferPointer, limit: Int) throws(SQLError) -> RowFill {
    var block = RowBlock(memory)
    if let scan = try tableScan() { return try scan.fill(&block, limit: limit) }
    return try stepped(&block, limit)
  }

  /// Passes over rows, of which `fill` is then never told.
  ///
  /// - Returns: how many; fewer than asked for only at the end.
  public func skip(_ count: Int) throws(SQLError) -> Int {
    if let scan = try tableScan(), !scan.isFiltered { return try scan.skip(count) }
    var skipped = 0
    while skipped < count {
      if !hasPendingRow, try !step() { break }
      hasPendingRow = false
      skipped += 1
    }
    return skipped
  }

  private func stepped(_ block: inout RowBlock, _ limit: Int) throws(SQLError) -> RowFill {
    var fill = RowFill()
    while fill.rows < limit {
      if !hasPendingRow {
        guard try step() else {
          fill.bytes = block.count
          return fill
        }
      }
      let needed = write(&block)
      hasPendingRow = needed > 0
      if needed > 0 {
        fill.end = .full
        fill.bytesNeeded = fill.rows == 0 ? needed : 0
        fill.bytes = block.count
        return fill
      }
      fill.rows += 1
    }
    fill.end = .limit
    fill.bytes = block.count
    return fill
  }

  /// Writes the current row.
  ///
  /// - Returns: 0, or the bytes it needs when there is no room for it. A row that was begun is then left unfinished
  ///   beyond the block's end.
  private func write(_ block: inout RowBlock) -> Int {
    let count = query.columns.count
    let before = block
    guard block.hasRoom(RowBlock.size(columns: count, valueBytes: count * RowBlock.integerBytes)) else {
      return rowSize()
    }
    let row = block.begin(columns: count)
    for index in 0..<count {
      let value = sqlite3_column_value(statement, Int32(truncatingIfNeeded: index))
      let type = sqlite3_value_type(value)
      if type == SQLITE_NULL {
        block.null()
        continue
      }
      if type == SQLITE_INTEGER && forms[index] == .text {
        block.integer(sqlite3_value_int64(value))
        continue
      }
      if forms[index] == .flag {
        block.byte(sqlite3_value_int(value) == 0 ? UInt8(ascii: "f") : UInt8(ascii: "t"))
        continue
      }
      // Text needs no terminating zero here, which sqlite3_value_text may have to add.
      guard let bytes = type == SQLITE_TEXT ? sqlite3_value_blob(value) : UnsafeRawPointer(sqlite3_value_text(value))
      else {
        block.empty()
        continue
      }
      var length = Int(sqlite3_value_bytes(value))
      if forms[index] == .day { length = min(10, length) }
      guard block.hasRoom(4 * (count - index) + length + (count - index) * RowBlock.integerBytes + RowBlock.slack)
      else {
        block = before
        return rowSize()
      }
      block.value(bytes, count: length)
    }
    block.end(row)
    return 0
  }

  /// Bytes the current row needs at most.
  private func rowSize() -> Int {
    let count = query.columns.count
    var bytes = 0
    for index in 0..<count {
      bytes += Int(sqlite3_column_bytes(statement, Int32(truncatingIfNeeded: index)))
    }
    return RowBlock.size(columns: count, valueBytes: bytes + count * RowBlock.integerBytes)
  }
}

/// How a column's value becomes its PostgreSQL text.
enum ColumnForm {
  case text
  /// 0 and 1 as `f` and `t`.
  case flag
  /// The first ten characters of a stored date.
  case day

  init(_ type: SQLType) {
    switch type {
    case .bool: self = .flag
    case .date: self = .day
    default: self = .text
    }
  }
}
