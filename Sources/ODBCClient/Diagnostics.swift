import CODBC

/// SQL_SUCCEEDED, a macro that Swift does not import.
func succeeded(_ code: SQLRETURN) -> Bool { code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO }

/// What the driver manager and the driver say about the last call on a handle.
///
/// - Parameter fallback: the code when no record's state says more.
func diagnostics(
  ofHandle handle: SQLHANDLE, type: SQLSMALLINT, otherwise fallback: ODBCError.Code = .statement
) -> ODBCError {
  var state = ""
  var native = 0
  var texts: [String] = []
  let stateUnits = UnsafeMutableBufferPointer<SQLWCHAR>.allocate(capacity: 6)
  let message = UnsafeMutableBufferPointer<SQLWCHAR>.allocate(capacity: ODBCLimit.diagnosticUnits)
  defer {
    stateUnits.deallocate()
    message.deallocate()
  }
  for record in 1...ODBCLimit.diagnosticRecords {
    stateUnits.initialize(repeating: 0)
    message.initialize(repeating: 0)
    var nativeError: SQLINTEGER = 0
    var length: SQLSMALLINT = 0
    let code = SQLGetDiagRecW(
      type, handle, SQLSMALLINT(record), stateUnits.baseAddress, &nativeError, message.baseAddress,
      SQLSMALLINT(message.count), &length)
    guard succeeded(code) else { break }
    if record == 1 {
      state = text(ofUnits: stateUnits.prefix { $0 != 0 })
      native = Int(nativeError)
    }
    let part = text(ofUnits: message.prefix { $0 != 0 })
    if !part.isEmpty, !texts.contains(part) { texts.append(part) }
  }
  let known = ODBCError.code(forState: state)
  let detail = texts.joined(separator: "；").split(whereSeparator: \.isNewline).joined(separator: " ")
  return ODBCError(
    known == .statement ? fallback : known, sqlState: state, native: native,
    detail: detail.isEmpty ? "驱动没有说明原因" : detail)
}
