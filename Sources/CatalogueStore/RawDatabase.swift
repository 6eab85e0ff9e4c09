import CSQLite

/// One SQLite connection used directly: building and reading release files, and bulk writes into `agent.sqlite`, where
/// a row costs a tenth of what it costs through GRDB.
final class RawDatabase {
  enum Mode {
    /// An existing file that nobody writes any more.
    case immutable
    /// A release file being built; a crash leaves an orphan, so it needs no journal.
    case building
  }

  let handle: OpaquePointer
  private let isOwned: Bool

  init(path: String, mode: Mode) throws(StoreError) {
    var handle: OpaquePointer?
    let status: Int32
    switch mode {
    case .immutable:
      status = sqlite3_open_v2(
        "file:\(Self.escaped(path))?immutable=1", &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
        nil)
    case .building:
      status = sqlite3_open_v2(
        path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    }
    guard status == SQLITE_OK, let handle else {
      let text = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "内存不足"
      sqlite3_close_v2(handle)
      throw StoreError(.cannotOpen, "无法打开 \(path)：\(text)")
    }
    self.handle = handle
    isOwned = true
    if mode == .building {
      try execute(
        "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA secure_delete=0; "
          + "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-24576")
    }
  }

  /// A connection that belongs to someone else and outlives this object.
  init(borrowing handle: OpaquePointer) {
    self.handle = handle
    isOwned = false
  }

  deinit { if isOwned { sqlite3_close_v2(handle) } }

  func execute(_ sql: String) throws(StoreError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
  }

  func prepare(_ sql: String) throws(StoreError) -> RawStatement {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
      let statement
    else { throw failure() }
    return RawStatement(statement, of: self)
  }

  func failure() -> StoreError {
    let message = String(cString: sqlite3_errmsg(handle))
    return StoreError(.database, "SQLite：\(DiskWords.sqlite(sqlite3_errcode(handle), message))")
  }

  /// A path as a URI writes it.
  static func escaped(_ path: String) -> String {
    let digits = Array("0123456789abcdef")
    return path.utf8.reduce(into: "") { text, byte in
      if byte < 128, byte != UInt8(ascii: "%"), byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

/// A prepared statement. It keeps its connection.
final class RawStatement {
  private let statement: OpaquePointer
  private let database: RawDatabase

  init(_ statement: OpaquePointer, of database: RawDatabase) {
    self.statement = statement
    self.database = database
  }

  deinit { sqlite3_finalize(statement) }

  func bind(_ index: Int, _ text: String) {
    var text = text
    _ = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(
          statement, Int32(index), $0.baseAddress ?? Self.nothing, Int32($0.count), qz_sqlite_transient())
      }
    }
  }

  /// Binds bytes that stay where they are until the statement has run.
  func bindUntilReset(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) {
    text.withMemoryRebound(to: CChar.self) {
      _ = sqlite3_bind_text(statement, Int32(index), $0.baseAddress ?? Self.nothing, Int32($0.count), nil)
    }
  }

  func bind(_ index: Int, _ number: Int64) { sqlite3_bind_int64(statement, Int32(index), number) }
  func bindNull(_ index: Int) { sqlite3_bind_null(statement, Int32(index)) }

  /// Runs to the next row; `false` at the end.
  func step() throws(StoreError) -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw database.failure()
    }
  }

  /// Runs a statement that returns no row, ready to be bound again.
  func run() throws(StoreError) {
    _ = try step()
    sqlite3_reset(statement)
  }

  func reset() { sqlite3_reset(statement) }

  /// A column counted from 0; NULL is empty.
  func text(_ column: Int) -> String {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// A column counted from 0, valid until the next step; `nil` is NULL.
  func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return nil }
    return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, Int32(column))))
  }

  func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  /// An empty text is not NULL, so it needs an address.
  private static var nothing: UnsafePointer<CChar> { UnsafePointer(bitPattern: 1)! }
}
