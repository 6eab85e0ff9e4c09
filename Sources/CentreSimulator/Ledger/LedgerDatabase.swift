import CSQLite

/// A value of the ledger's columns.
enum LedgerValue: Equatable {
  case null
  case integer(Int64)
  case text(String)

  var text: String {
    switch self {
    case .null: ""
    case .integer(let value): String(value)
    case .text(let value): value
    }
  }

  var integer: Int64 {
    if case .integer(let value) = self { value } else { 0 }
  }

  var isNull: Bool { self == .null }
}

/// One SQLite connection to the ledger's file. Used by one actor only.
final class LedgerDatabase {
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  init(path: String) throws(SimulatorError) {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else {
      let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(handle)
      throw SimulatorError(.ledger, "打不开台账 \(path)：\(message)")
    }
    // The ledger has to survive the process, not the machine: no fsync, so that a test does not wait for the disk.
    try script("PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;")
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Runs statements that return nothing and have no parameters.
  func script(_ sql: String) throws(SimulatorError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
  }

  /// Runs one statement and returns its rows.
  @discardableResult
  func run(_ sql: String, _ values: [LedgerValue] = []) throws(SimulatorError) -> [[LedgerValue]] {
    let statement = try prepare(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let status =
        switch value {
        case .null: sqlite3_bind_null(statement, position)
        case .integer(let number): sqlite3_bind_int64(statement, position, number)
        case .text(let text): sqlite3_bind_text(statement, position, text, -1, qz_sqlite_transient())
        }
      guard status == SQLITE_OK else { throw failure(sql) }
    }
    var rows: [[LedgerValue]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { column(statement, $0) })
      case SQLITE_DONE: return rows
      default: throw failure(sql)
      }
    }
  }

  /// Runs `body` as one transaction: committed when it returns `true`, undone when it returns `false` or throws.
  func transaction<Result>(
    _ body: () throws(SimulatorError) -> (result: Result, commit: Bool)
  ) throws(SimulatorError) -> Result {
    try script("BEGIN IMMEDIATE")
    do throws(SimulatorError) {
      let (result, commit) = try body()
      try script(commit ? "COMMIT" : "ROLLBACK")
      return result
    } catch {
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  private func prepare(_ sql: String) throws(SimulatorError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure(sql) }
    statements[sql] = statement
    return statement
  }

  private func column(_ statement: OpaquePointer, _ index: Int32) -> LedgerValue {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_TEXT:
      guard let text = sqlite3_column_text(statement, index) else { return .null }
      return .text(String(cString: text))
    default: return .null
    }
  }

  private func failure(_ sql: String) -> SimulatorError {
    SimulatorError(.ledger, "\(String(cString: sqlite3_errmsg(handle))) in: \(sql.prefix(80))")
  }
}
