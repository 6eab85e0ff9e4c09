import CSQLite
import OracleSQL

/// A failure of SQLite itself as a client sees it. SQLite's own text stays out: it can quote values of the statement.
func sqliteError(_ status: Int32, handle: OpaquePointer? = nil) -> SQLError {
  let primary = status & 0xFF
  switch primary {
  case SQLITE_INTERRUPT: return SQLError("57014", "语句已取消")
  case SQLITE_TOOBIG: return SQLError("54001", "语句或结果超出处理能力（SQLite \(status)）")
  case SQLITE_NOMEM: return SQLError("53200", "内存不足（SQLite \(status)）")
  case SQLITE_FULL: return SQLError("53100", "临时空间不足（SQLite \(status)）")
  case SQLITE_CORRUPT, SQLITE_NOTADB: return SQLError("XX001", "发布文件已损坏（SQLite \(status)）")
  case SQLITE_IOERR, SQLITE_CANTOPEN: return SQLError("58030", "发布文件读取失败（SQLite \(status)）")
  default: break
  }
  if primary == SQLITE_ERROR, let handle, isComplexityComplaint(of: handle) {
    return SQLError("54001", "语句过于复杂，请拆分或简化后再执行")
  }
  return SQLError("XX000", "语句无法执行，内部错误（SQLite \(status)）")
}

/// SQLite reports its depth limits with its general error code only.
private func isComplexityComplaint(of handle: OpaquePointer) -> Bool {
  guard let message = sqlite3_errmsg(handle) else { return false }
  let text = String(cString: message)
  return ["parser stack overflow", "Expression tree is too large", "too many", "at most"].contains {
    text.hasPrefix($0)
  }
}

/// Runs a statement of our own without parameters or rows.
func execute(_ sql: String, on handle: OpaquePointer) throws(SQLError) {
  let status = sqlite3_exec(handle, sql, nil, nil, nil)
  guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
}
