import CSQLite
import OracleSQL

/// What the functions of one connection share: the statement's context, and the error that stopped one of them.
final class FunctionState {
  var context: RuntimeContext
  private var error: SQLError?
  /// Kept alive for SQLite, which holds plain pointers.
  private var registrations: [FunctionRegistration] = []

  init(context: RuntimeContext) { self.context = context }

  func takeError() -> SQLError? {
    defer { error = nil }
    return error
  }

  /// Keeps the error for `step()`; SQLite itself learns only that there was one.
  func fail(_ error: SQLError, _ call: OpaquePointer?) {
    if self.error == nil { self.error = error }
    sqlite3_result_error(call, "qz", 2)
  }

  /// - Parameter system: the functions that answer from the connection's catalogue.
  func register(on handle: OpaquePointer, system: [RuntimeFunction]) throws(SQLError) {
    for function in RuntimeFunctions.all + system where function.name != FormatDateFunction.name {
      let registration = FunctionRegistration(function, state: self)
      registrations.append(registration)
      try registration.register(on: handle)
    }
    try FormatDateFunction.register(on: handle, state: self)
    try TextOrder.register(on: handle)
  }
}

/// One function on one connection, the user data of its callbacks.
final class FunctionRegistration {
  let function: RuntimeFunction
  unowned let state: FunctionState

  init(_ function: RuntimeFunction, state: FunctionState) {
    self.function = function
    self.state = state
  }

  func register(on handle: OpaquePointer) throws(SQLError) {
    // To SQLite "deterministic" means within one execution, for which the context is fixed; no schema uses our functions.
    // So a constant call is made once a statement and not once a row.
    let flags = SQLITE_UTF8 | SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC
    let userData = Unmanaged.passUnretained(self).toOpaque()
    let arity = Int32(function.arity ?? -1)
    let status: Int32
    switch function.body {
    case .scalar:
      status = sqlite3_create_function_v2(
        handle, function.name, arity, flags, userData, callScalar, nil, nil, nil)
    case .aggregate:
      status = sqlite3_create_window_function(
        handle, function.name, arity, flags, userData, callStep, callFinal, callValue, callInverse, nil)
    }
    guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
  }
}

private func registration(_ call: OpaquePointer?) -> FunctionRegistration {
  guard let data = sqlite3_user_data(call) else { preconditionFailure("our functions are registered with user data") }
  return Unmanaged<FunctionRegistration>.fromOpaque(data).takeUnretainedValue()
}

private func callScalar(
  _ call: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
  let registration = registration(call)
  guard case .scalar(let body) = registration.function.body else { return }
  do throws(SQLError) {
    setResult(try body(arguments(count, values), registration.state.context), call)
  } catch {
    registration.state.fail(error, call)
  }
}

/// SQLite gives each group zeroed memory for one pointer: the accumulator, retained until the group's end.
private func accumulator(_ call: OpaquePointer?, size: Int32) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
  sqlite3_aggregate_context(call, size)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
}

private func callStep(_ call: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
  let registration = registration(call)
  guard case .aggregate(let make) = registration.function.body,
    let slot = accumulator(call, size: Int32(MemoryLayout<UnsafeMutableRawPointer?>.size))
  else { return sqlite3_result_error_nomem(call) }
  let box: AccumulatorBox
  if let existing = slot.pointee {
    box = Unmanaged<AccumulatorBox>.fromOpaque(existing).takeUnretainedValue()
  } else {
    box = AccumulatorBox(make())
    slot.pointee = Unmanaged.passRetained(box).toOpaque()
  }
  do throws(SQLError) {
    try box.accumulator.step(arguments(count, values))
  } catch {
    registration.state.fail(error, call)
  }
}

private func callInverse(_ call: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
  let registration = registration(call)
  guard let slot = accumulator(call, size: 0), let existing = slot.pointee else { return }
  let box = Unmanaged<AccumulatorBox>.fromOpaque(existing).takeUnretainedValue()
  do throws(SQLError) {
    try box.accumulator.inverse(arguments(count, values))
  } catch {
    registration.state.fail(error, call)
  }
}

/// A window's value between two rows; the accumulator stays.
private func callValue(_ call: OpaquePointer?) {
  let registration = registration(call)
  guard case .aggregate(let make) = registration.function.body else { return }
  var accumulator: any RuntimeAggregate = make()
  if let slot = QueryEngine.accumulator(call, size: 0), let existing = slot.pointee {
    accumulator = Unmanaged<AccumulatorBox>.fromOpaque(existing).takeUnretainedValue().accumulator
  }
  do throws(SQLError) {
    setResult(try accumulator.result(), call)
  } catch {
    registration.state.fail(error, call)
  }
}

private func callFinal(_ call: OpaquePointer?) {
  let registration = registration(call)
  guard case .aggregate(let make) = registration.function.body else { return }
  var accumulator: any RuntimeAggregate = make()
  // No memory means no step: an empty group.
  if let slot = QueryEngine.accumulator(call, size: 0), let existing = slot.pointee {
    accumulator = Unmanaged<AccumulatorBox>.fromOpaque(existing).takeRetainedValue().accumulator
    slot.pointee = nil
  }
  do throws(SQLError) {
    setResult(try accumulator.result(), call)
  } catch {
    registration.state.fail(error, call)
  }
}

private final class AccumulatorBox {
  let accumulator: any RuntimeAggregate
  init(_ accumulator: any RuntimeAggregate) { self.accumulator = accumulator }
}

private func arguments(_ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?) -> [SQLValue] {
  guard let values, count > 0 else { return [] }
  return (0..<Int(count)).map { index in
    let value = values[index]
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
    default:
      let text = sqlite3_value_text(value)
      return .text(
        String(decoding: UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value))), as: UTF8.self))
    }
  }
}

private func setResult(_ value: SQLValue, _ call: OpaquePointer?) {
  switch value {
  case .null: sqlite3_result_null(call)
  case .integer(let number): sqlite3_result_int64(call, number)
  case .text(var text):
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_result_text(call, $0.baseAddress, Int32($0.count), qz_sqlite_transient())
      }
    }
  }
}
