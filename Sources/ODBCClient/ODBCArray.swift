import CODBC

/// Values of one column, UTF-8, in the order of the rows: what array binding sends.
public struct ODBCColumn {
  private(set) var bytes: [UInt8] = []
  /// End of each value in `bytes`; -1 for NULL.
  private(set) var ends: [Int] = []
  /// Bytes of the longest value.
  private(set) var width = 1

  public init() {}
  public var count: Int { ends.count }

  /// - Parameter value: UTF-8; `nil` is NULL.
  public mutating func append(_ value: UnsafeBufferPointer<UInt8>?) {
    guard let value else {
      ends.append(-1)
      return
    }
    bytes.append(contentsOf: value)
    ends.append(bytes.count)
    width = max(width, value.count)
  }

  public mutating func append(_ value: String?) {
    guard var value else { return append(nil as UnsafeBufferPointer<UInt8>?) }
    value.withUTF8 { append($0) }
  }

  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    width = 1
  }
}

/// Rows for one statement, bound column by column (`SQL_ATTR_PARAMSET_SIZE`): many rows a call instead of one.
///
/// Values travel as UTF-8 (`SQL_C_CHAR`), which both psqlODBC Unicode and MariaDB Connector/ODBC with `charset=utf8mb4`
/// take as it is, whatever the process's locale. Memory is rows × the longest value of each column.
public final class ODBCArray {
  private struct Column {
    let bytes: UnsafeMutablePointer<UInt8>
    let indicators: UnsafeMutablePointer<SQLLEN>
    /// Bytes one value has room for.
    let width: Int
  }

  public let rowCount: Int
  private let columns: [Column]
  private let statuses: UnsafeMutableBufferPointer<SQLUSMALLINT>

  /// - Parameter columns: at least one, all with the same number of values, at least one.
  public init(_ columns: [ODBCColumn]) {
    let rowCount = columns.first?.count ?? 0
    precondition(rowCount > 0 && columns.allSatisfy { $0.count == rowCount }, "an array has rows, and columns as long")
    self.rowCount = rowCount
    self.columns = columns.map { column in
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: column.width * rowCount)
      bytes.initialize(repeating: 0, count: column.width * rowCount)
      let indicators = UnsafeMutablePointer<SQLLEN>.allocate(capacity: rowCount)
      indicators.initialize(repeating: SQLLEN(SQL_NULL_DATA), count: rowCount)
      var start = 0
      for (row, end) in column.ends.enumerated() where end >= 0 {
        column.bytes.withUnsafeBufferPointer { all -> Void in
          let value = UnsafeBufferPointer(rebasing: all[start..<end])
          _ = UnsafeMutableBufferPointer(start: bytes + row * column.width, count: column.width)
            .update(fromContentsOf: value)
        }
        indicators[row] = SQLLEN(end - start)
        start = end
      }
      return Column(bytes: bytes, indicators: indicators, width: column.width)
    }
    statuses = .allocate(capacity: rowCount)
    statuses.initialize(repeating: SQLUSMALLINT(SQL_PARAM_UNUSED))
  }

  deinit {
    for column in columns {
      column.bytes.deallocate()
      column.indicators.deallocate()
    }
    statuses.deallocate()
  }

  /// Whether the driver marked a row as failed.
  fileprivate var hasFailedRow: Bool { statuses.contains { $0 == SQLUSMALLINT(SQL_PARAM_ERROR) } }

  fileprivate func bind(to handle: SQLHANDLE) -> SQLRETURN {
    for (attribute, value) in [
      (SQL_ATTR_PARAM_BIND_TYPE, SQLPOINTER(bitPattern: UInt(SQL_PARAM_BIND_BY_COLUMN))),
      (SQL_ATTR_PARAMSET_SIZE, SQLPOINTER(bitPattern: UInt(rowCount))),
      (SQL_ATTR_PARAM_STATUS_PTR, SQLPOINTER(statuses.baseAddress)),
    ] {
      let code = SQLSetStmtAttr(handle, SQLINTEGER(attribute), value, 0)
      guard succeeded(code) else { return code }
    }
    for (index, column) in columns.enumerated() {
      let code = SQLBindParameter(
        handle, SQLUSMALLINT(index + 1), SQLSMALLINT(SQL_PARAM_INPUT), SQLSMALLINT(SQL_C_CHAR),
        SQLSMALLINT(SQL_VARCHAR), SQLULEN(column.width), 0, column.bytes, SQLLEN(column.width), column.indicators)
      guard succeeded(code) else { return code }
    }
    return SQLRETURN(SQL_SUCCESS)
  }
}

extension ODBCStatement {
  /// Executes the prepared statement once for each row of an array. It returns no rows.
  ///
  /// - Throws: the first failure; which of the rows before it took effect is the transaction's business.
  public func execute(_ array: ODBCArray) throws(ODBCError) {
    release()
    defer {
      release()
      SQLSetStmtAttr(handle, SQLINTEGER(SQL_ATTR_PARAMSET_SIZE), SQLPOINTER(bitPattern: UInt(1)), 0)
      SQLSetStmtAttr(handle, SQLINTEGER(SQL_ATTR_PARAM_STATUS_PTR), nil, 0)
    }
    try check(array.bind(to: handle))
    let code = SQLExecute(handle)
    // A searched update or delete that met no row.
    if code != SQL_NO_DATA { try check(code) }
    // SQL_SUCCESS_WITH_INFO hides single rows that failed.
    if array.hasFailedRow { throw diagnostics(ofHandle: handle, type: SQLSMALLINT(SQL_HANDLE_STMT)) }
  }

  /// Executes the prepared statement with long texts, UTF-8; it returns no rows.
  public func execute(texts: [[UInt8]]) throws(ODBCError) {
    release()
    defer { release() }
    var lengths = texts.map { SQLLEN($0.count) }
    let code: SQLRETURN = lengths.withUnsafeMutableBufferPointer { lengths in
      bindAll(texts[...], to: lengths) { SQLExecute(handle) }
    }
    if code != SQL_NO_DATA { try check(code) }
  }

  /// Binds the texts one inside the other, so that each is at its address while the statement executes.
  private func bindAll(
    _ texts: ArraySlice<[UInt8]>, to lengths: UnsafeMutableBufferPointer<SQLLEN>, then execute: () -> SQLRETURN
  ) -> SQLRETURN {
    guard let text = texts.first else { return execute() }
    let index = texts.startIndex
    return text.withUnsafeBufferPointer { bytes in
      let code = SQLBindParameter(
        handle, SQLUSMALLINT(index + 1), SQLSMALLINT(SQL_PARAM_INPUT), SQLSMALLINT(SQL_C_CHAR),
        SQLSMALLINT(SQL_LONGVARCHAR), SQLULEN(max(1, bytes.count)), 0,
        UnsafeMutablePointer(mutating: bytes.baseAddress), SQLLEN(bytes.count), lengths.baseAddress.map { $0 + index })
      guard succeeded(code) else { return code }
      return bindAll(texts.dropFirst(), to: lengths, then: execute)
    }
  }
}
