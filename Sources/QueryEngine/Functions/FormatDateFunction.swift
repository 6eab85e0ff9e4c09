import CSQLite
import OracleSQL

/// `qz_to_char_date` as a raw callback: the model is read once per statement, the date straight from SQLite's bytes.
///
/// It is the function HIS programs run over whole columns; the general path costs ten times as much a row.
enum FormatDateFunction {
  static let name = "qz_to_char_date"

  static func register(on handle: OpaquePointer, state: FunctionState) throws(SQLError) {
    let status = sqlite3_create_function_v2(
      handle, name, 2, SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC,
      Unmanaged.passUnretained(state).toOpaque(), callFormatDate, nil, nil, nil)
    guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
  }
}

/// A model kept with the call's second argument, and the bytes it writes to.
private final class FormatDateCache {
  let model: DateModel
  var output: [UInt8] = []
  init(_ model: DateModel) { self.model = model }
}

private func callFormatDate(
  _ call: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  guard let values, let data = sqlite3_user_data(call) else { return sqlite3_result_null(call) }
  guard let text = sqlite3_value_text(values[0]), sqlite3_value_bytes(values[0]) > 0 else {
    return sqlite3_result_null(call)
  }
  let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(values[0])))
  do throws(SQLError) {
    guard let cache = try formatCache(call, values[1]) else { return sqlite3_result_null(call) }
    guard let date = try date(bytes) else { return sqlite3_result_null(call) }
    cache.output.removeAll(keepingCapacity: true)
    cache.model.format(date, into: &cache.output)
    if cache.output.isEmpty { return sqlite3_result_null(call) }
    cache.output.withUnsafeBytes { output in
      sqlite3_result_text(
        call, output.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(output.count), qz_sqlite_transient())
    }
  } catch {
    Unmanaged<FunctionState>.fromOpaque(data).takeUnretainedValue().fail(error, call)
  }
}

private func date(_ bytes: UnsafeBufferPointer<UInt8>) throws(SQLError) -> OracleDate? {
  if let stored = OracleDate(stored: bytes) { return stored }
  return try SQLValue.text(String(decoding: bytes, as: UTF8.self)).date()
}

/// SQLite keeps the cache as long as the model is the same constant.
private func formatCache(_ call: OpaquePointer?, _ model: OpaquePointer?) throws(SQLError) -> FormatDateCache? {
  if let kept = sqlite3_get_auxdata(call, 1) {
    return Unmanaged<FormatDateCache>.fromOpaque(kept).takeUnretainedValue()
  }
  guard let text = sqlite3_value_text(model), sqlite3_value_bytes(model) > 0 else { return nil }
  let cache = FormatDateCache(try DateModel(String(cString: text)))
  // SQLite may free what it is given at once, when the argument is no constant: it gets a reference of its own.
  sqlite3_set_auxdata(call, 1, Unmanaged.passRetained(cache).toOpaque()) { kept in
    if let kept { Unmanaged<FormatDateCache>.fromOpaque(kept).release() }
  }
  return cache
}
