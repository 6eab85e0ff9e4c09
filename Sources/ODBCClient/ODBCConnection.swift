import CODBC

/// A connection through unixODBC's driver manager, in autocommit mode.
///
/// Not for use by several threads at once. Statements keep the connection open: it is closed when ``close()`` was called
/// (or the connection dropped) and the last statement is gone.
public final class ODBCConnection {
  private var session: ODBCSession?

  /// Connects.
  ///
  /// - Parameters:
  ///   - connectionString: `DSN=…;UID=…;PWD=…` or `Driver=…;Server=…;…`.
  ///   - loginTimeoutSeconds: how long to wait for the server; 0 waits as long as the system does. psqlODBC waits at
  ///     least two seconds.
  public init(connectionString: String, loginTimeoutSeconds: Int = 15) throws(ODBCError) {
    session = try ODBCSession(connectionString: connectionString, loginTimeoutSeconds: loginTimeoutSeconds)
  }

  /// A statement whose `?` are filled at each execution.
  public func prepare(_ sql: String) throws(ODBCError) -> ODBCStatement {
    let statement = try ODBCStatement(session: openSession())
    try statement.prepare(sql)
    return statement
  }

  /// Executes a statement and hands over its rows one by one, by ``ODBCStatement/next()``.
  ///
  /// Without parameters the text goes to the driver to the letter, `;` included.
  public func query(_ sql: String, parameters: [String?] = []) throws(ODBCError) -> ODBCStatement {
    guard parameters.isEmpty else {
      let statement = try prepare(sql)
      try statement.execute(parameters)
      return statement
    }
    let statement = try ODBCStatement(session: openSession())
    try statement.executeDirectly(sql)
    return statement
  }

  /// Executes a statement and reads all its rows.
  ///
  /// - Parameter maximumRows: one more row is refused with ``ODBCError/Code/tooManyRows``.
  public func execute(
    _ sql: String, parameters: [String?] = [], maximumRows: Int = 100_000
  ) throws(ODBCError) -> ODBCResult {
    let statement = try query(sql, parameters: parameters)
    var rows: [[String?]] = []
    while let row = try statement.next() {
      guard rows.count < maximumRows else {
        throw ODBCError(.tooManyRows, detail: "上限 \(maximumRows) 行")
      }
      rows.append(row)
    }
    return ODBCResult(columns: statement.columns, rows: rows)
  }

  /// What the database calls itself, e.g. `PostgreSQL`, `MariaDB`.
  public func productName() throws(ODBCError) -> String { try openSession().information(SQL_DBMS_NAME) }

  /// Begins to collect statements into transactions that ``commit()`` and ``rollback()`` end.
  public func useTransactions() throws(ODBCError) {
    let connection = try openSession().connection
    let code = SQLSetConnectAttr(
      connection, SQLINTEGER(SQL_ATTR_AUTOCOMMIT), SQLPOINTER(bitPattern: UInt(SQL_AUTOCOMMIT_OFF)),
      SQLINTEGER(SQL_IS_UINTEGER))
    guard succeeded(code) else { throw diagnostics(ofHandle: connection, type: SQLSMALLINT(SQL_HANDLE_DBC)) }
  }

  public func commit() throws(ODBCError) { try end(SQL_COMMIT) }
  public func rollback() throws(ODBCError) { try end(SQL_ROLLBACK) }

  /// Whether the driver knows its connection to be lost (`SQL_ATTR_CONNECTION_DEAD`).
  public var isDead: Bool {
    guard let session else { return true }
    var dead = SQLUINTEGER(SQL_CD_FALSE)
    let code = SQLGetConnectAttr(session.connection, SQLINTEGER(SQL_ATTR_CONNECTION_DEAD), &dead, 0, nil)
    return succeeded(code) && dead == SQLUINTEGER(SQL_CD_TRUE)
  }

  private func end(_ how: Int32) throws(ODBCError) {
    let connection = try openSession().connection
    guard succeeded(SQLEndTran(SQLSMALLINT(SQL_HANDLE_DBC), connection, SQLSMALLINT(how))) else {
      throw diagnostics(ofHandle: connection, type: SQLSMALLINT(SQL_HANDLE_DBC))
    }
  }

  /// Ends the connection as soon as no statement uses it. A second call does nothing.
  public func close() { session = nil }

  private func openSession() throws(ODBCError) -> ODBCSession {
    guard let session else { throw ODBCError(.connection, detail: "连接已经关闭") }
    return session
  }
}

/// A whole result: NULL is `nil`, everything else the driver's text.
public struct ODBCResult: Sendable, Hashable {
  public let columns: [String]
  public let rows: [[String?]]
}

/// Environment and connection handle, freed in ODBC's order.
final class ODBCSession {
  private let environment: SQLHANDLE
  let connection: SQLHANDLE
  private var isConnected = false

  init(connectionString: String, loginTimeoutSeconds: Int) throws(ODBCError) {
    environment = try Self.allocate(SQL_HANDLE_ENV, nil)
    _ = SQLSetEnvAttr(
      environment, SQLINTEGER(SQL_ATTR_ODBC_VERSION), SQLPOINTER(bitPattern: UInt(SQL_OV_ODBC3)), 0)
    do throws(ODBCError) {
      connection = try Self.allocate(SQL_HANDLE_DBC, environment)
    } catch {
      SQLFreeHandle(SQLSMALLINT(SQL_HANDLE_ENV), environment)
      throw error
    }
    _ = SQLSetConnectAttr(
      connection, SQLINTEGER(SQL_ATTR_LOGIN_TIMEOUT), SQLPOINTER(bitPattern: UInt(max(0, loginTimeoutSeconds))),
      SQLINTEGER(SQL_IS_UINTEGER))
    let text = WideText(connectionString)
    guard text.count <= Int(SQLSMALLINT.max) else {
      throw ODBCError(.driver, detail: "连接串超过 \(SQLSMALLINT.max) 个字符")
    }
    let code = SQLDriverConnectW(
      connection, nil, text.pointer, SQLSMALLINT(text.count), nil, 0, nil, SQLUSMALLINT(SQL_DRIVER_NOPROMPT))
    guard succeeded(code) else {
      throw diagnostics(ofHandle: connection, type: SQLSMALLINT(SQL_HANDLE_DBC), otherwise: .connection)
        .ofConnecting()
    }
    isConnected = true
  }

  /// A text of `SQLGetInfo`.
  func information(_ item: Int32) throws(ODBCError) -> String {
    let units = UnsafeMutableBufferPointer<SQLWCHAR>.allocate(capacity: 256)
    defer { units.deallocate() }
    units.initialize(repeating: 0)
    var length: SQLSMALLINT = 0
    let code = SQLGetInfoW(
      connection, SQLUSMALLINT(item), units.baseAddress, SQLSMALLINT(units.count * MemoryLayout<SQLWCHAR>.size),
      &length)
    guard succeeded(code) else { throw diagnostics(ofHandle: connection, type: SQLSMALLINT(SQL_HANDLE_DBC)) }
    return text(ofUnits: units.prefix { $0 != 0 })
  }

  deinit {
    // A connection inside a transaction does not disconnect.
    if isConnected {
      SQLEndTran(SQLSMALLINT(SQL_HANDLE_DBC), connection, SQLSMALLINT(SQL_ROLLBACK))
      SQLDisconnect(connection)
    }
    SQLFreeHandle(SQLSMALLINT(SQL_HANDLE_DBC), connection)
    SQLFreeHandle(SQLSMALLINT(SQL_HANDLE_ENV), environment)
  }

  func allocateStatement() throws(ODBCError) -> SQLHANDLE { try Self.allocate(SQL_HANDLE_STMT, connection) }

  private static func allocate(_ type: Int32, _ parent: SQLHANDLE?) throws(ODBCError) -> SQLHANDLE {
    var handle: SQLHANDLE?
    let code = SQLAllocHandle(SQLSMALLINT(type), parent, &handle)
    if succeeded(code), let handle { return handle }
    guard let parent else { throw ODBCError(.resources, detail: "没有取得环境句柄") }
    let parentType = type == SQL_HANDLE_STMT ? SQL_HANDLE_DBC : SQL_HANDLE_ENV
    throw diagnostics(ofHandle: parent, type: SQLSMALLINT(parentType), otherwise: .resources)
  }
}
