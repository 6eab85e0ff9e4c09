import CODBC

/// A statement and, once executed, its rows in order.
public final class ODBCStatement {
  private let session: ODBCSession
  let handle: SQLHANDLE
  /// The driver reads these while it executes, so they live as long as their execution.
  private var parameters: [WideText?] = []
  private let indicators: UnsafeMutableBufferPointer<SQLLEN>
  private let part: UnsafeMutableBufferPointer<SQLWCHAR>
  private var hasRows = false
  /// Names of the result's columns; empty for a statement that returns none.
  public private(set) var columns: [String] = []

  /// `?` in one statement.
  public static let maximumParameters = 1_600

  init(session: ODBCSession) throws(ODBCError) {
    self.session = session
    handle = try session.allocateStatement()
    indicators = .allocate(capacity: Self.maximumParameters)
    indicators.initialize(repeating: 0)
    part = .allocate(capacity: ODBCLimit.partUnits)
    part.initialize(repeating: 0)
  }

  deinit {
    SQLFreeHandle(SQLSMALLINT(SQL_HANDLE_STMT), handle)
    indicators.deallocate()
    part.deallocate()
  }

  func prepare(_ sql: String) throws(ODBCError) {
    let text = WideText(sql)
    try check(SQLPrepareW(handle, text.pointer, SQLINTEGER(text.count)))
  }

  func executeDirectly(_ sql: String) throws(ODBCError) {
    let text = WideText(sql)
    try executed(SQLExecDirectW(handle, text.pointer, SQLINTEGER(text.count)))
  }

  /// Executes the prepared statement; rows left from the execution before are dropped.
  ///
  /// - Parameter values: one for each `?`, in order; `nil` is NULL. They travel as text.
  public func execute(_ values: [String?] = []) throws(ODBCError) {
    guard values.count <= Self.maximumParameters else {
      throw ODBCError(.statement, detail: "一条语句最多 \(Self.maximumParameters) 个参数")
    }
    release()
    parameters = values.map { $0.map(WideText.init) }
    for (index, parameter) in parameters.enumerated() {
      let indicator = indicators.baseAddress.map { $0 + index }
      indicator?.pointee = parameter.map { SQLLEN($0.byteCount) } ?? SQLLEN(SQL_NULL_DATA)
      try check(
        SQLBindParameter(
          handle, SQLUSMALLINT(index + 1), SQLSMALLINT(SQL_PARAM_INPUT), SQLSMALLINT(SQL_C_WCHAR),
          SQLSMALLINT(SQL_WVARCHAR), SQLULEN(max(1, parameter?.count ?? 1)), 0, parameter?.pointer,
          SQLLEN(parameter?.byteCount ?? 0), indicator))
    }
    try executed(SQLExecute(handle))
  }

  /// Drops the rows and bindings of the execution before.
  func release() {
    SQLFreeStmt(handle, SQLUSMALLINT(SQL_CLOSE))
    SQLFreeStmt(handle, SQLUSMALLINT(SQL_RESET_PARAMS))
    hasRows = false
  }

  /// The next row in the order of ``columns``, `nil` after the last: NULL is `nil`, everything else the driver's text.
  ///
  /// With `UseDeclareFetch=1` the driver holds `Fetch` rows at a time, without it the whole result.
  public func next() throws(ODBCError) -> [String?]? {
    guard hasRows else { return nil }
    let code = SQLFetch(handle)
    if code == SQL_NO_DATA {
      hasRows = false
      SQLFreeStmt(handle, SQLUSMALLINT(SQL_CLOSE))
      return nil
    }
    try check(code)
    var row: [String?] = []
    row.reserveCapacity(columns.count)
    for column in 1...columns.count { row.append(try value(ofColumn: column)) }
    return row
  }

  /// Reads a value, a long one in parts.
  private func value(ofColumn column: Int) throws(ODBCError) -> String? {
    let unit = MemoryLayout<SQLWCHAR>.size
    let capacity = part.count * unit
    var longValue: [SQLWCHAR] = []
    while true {
      var length: SQLLEN = 0
      let code = SQLGetData(
        handle, SQLUSMALLINT(column), SQLSMALLINT(SQL_C_WCHAR), part.baseAddress, SQLLEN(capacity), &length)
      if code == SQL_NO_DATA { return text(ofUnits: longValue) }
      try check(code)
      if length == SQLLEN(SQL_NULL_DATA) { return nil }
      let isCut = length == SQLLEN(SQL_NO_TOTAL) || length > capacity - unit
      // A part ends with a zero, which is not part of the value.
      let units = part.prefix(isCut ? part.count - 1 : length / unit)
      if !isCut, longValue.isEmpty { return text(ofUnits: units) }
      guard longValue.count + units.count <= ODBCLimit.valueUnits else {
        throw ODBCError(.valueTooLong, detail: "第 \(column) 列，上限 \(ODBCLimit.valueUnits) 个字符")
      }
      longValue.append(contentsOf: units)
      if !isCut { return text(ofUnits: longValue) }
    }
  }

  /// Learns what an execution returned.
  func executed(_ code: SQLRETURN) throws(ODBCError) {
    // SQL_NO_DATA: a searched update or delete that met no row.
    if code != SQL_NO_DATA { try check(code) }
    var count: SQLSMALLINT = 0
    try check(SQLNumResultCols(handle, &count))
    columns = []
    for column in 0..<Int(count) { columns.append(try name(ofColumn: column + 1)) }
    hasRows = count > 0
  }

  private func name(ofColumn column: Int) throws(ODBCError) -> String {
    var length: SQLSMALLINT = 0
    var type: SQLSMALLINT = 0
    var size: SQLULEN = 0
    var digits: SQLSMALLINT = 0
    var nullable: SQLSMALLINT = 0
    try check(
      SQLDescribeColW(
        handle, SQLUSMALLINT(column), part.baseAddress, SQLSMALLINT(part.count), &length, &type, &size, &digits,
        &nullable))
    return text(ofUnits: part.prefix(min(Int(length), part.count - 1)))
  }

  func check(_ code: SQLRETURN) throws(ODBCError) {
    guard succeeded(code) else { throw diagnostics(ofHandle: handle, type: SQLSMALLINT(SQL_HANDLE_STMT)) }
  }
}
