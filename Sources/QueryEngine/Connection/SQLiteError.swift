import CSQLite
import OracleSQL

/// A failure of SQLite itself as a client sees it. SQLite's own text stays out: it can quote values of the statement.
func sqliteError(_ status: Int32, handle: OpaquePointer? = nil) -> SQLError {
  let primary = status & 0xFF
  switch primary {
  case SQLITE_INTERRUPT: return SQLError("57014", "语句已取消")
  case SQLITE_TOOBIG: return TextLimit.error
  case SQLITE_NOMEM: return SQLError("53200", "内存不足（SQLite \(status)）")
  case SQLITE_FULL: return SQLError("53100", "临时空间不足（SQLite \(status)）")
  case SQLITE_CORRUPT, SQLITE_NOTADB: return SQLError("XX001", "发布文件已损坏（SQLite \(status)）")
  case SQLITE_IOERR, SQLITE_CANTOPEN: return SQLError("58030", "发布文件读取失败（SQLite \(status)）")
  default: break
  }
  if primary == SQLITE_ERROR, let handle, let message = sqlite3_errmsg(handle).map({ String(cString: $0) }) {
    if let error = windowArgumentError(message) { return error }
    if isComplexityComplaint(message) { return SQLError("54001", "语句过于复杂，请拆分或简化后再执行") }
  }
  return SQLError("XX000", "语句无法执行，内部错误（SQLite \(status)）")
}

/// SQLite reports its depth limits with its general error code only.
private func isComplexityComplaint(_ text: String) -> Bool {
  ["parser stack overflow", "Expression tree is too large", "too many", "at most"].contains {
    text.hasPrefix($0)
  }
}

/// Arguments that SQLite looks at when the rows come; PostgreSQL's states for them.
private func windowArgumentError(_ text: String) -> SQLError? {
  switch text {
  case "argument of ntile must be a positive integer": SQLError("22014", "ORA-01428 NTILE 的参数必须是正整数")
  case "second argument to nth_value must be a positive integer":
    SQLError("22016", "ORA-01428 NTH_VALUE 的第二个参数必须是正整数")
  default: nil
  }
}

/// Runs a statement of our own without parameters or rows.
func execute(_ sql: String, on handle: OpaquePointer) throws(SQLError) {
  let status = sqlite3_exec(handle, sql, nil, nil, nil)
  guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
}
