/// One statement of a batch, read and resolved, ready to be performed by a session.
public enum CompiledStatement: Sendable {
  case query(CompiledQuery)
  case begin(isolation: String?)
  case commit
  case rollback
  case savepoint(String)
  case release(String)
  case rollbackTo(String)
  /// `SET name TO value`; `nil` is DEFAULT. `isLocal` for SET LOCAL.
  case set(name: String, value: String?, isLocal: Bool)
  /// `ALTER SESSION SET a = … b = …`
  case setSeveral([SessionSetting])
  /// The column of the one-row answer carries the name as the client wrote it.
  case show(name: String, columnName: String)
  case reset(String?)
  /// `nil` is ALL.
  case deallocate(String?)
  case prepare(name: String, CompiledQuery)
  /// `EXECUTE name (…)`; the values' texts.
  case executePrepared(name: String, [String?])
  case discard(String)
  case declareCursor(name: String, isHeld: Bool, isScrollable: Bool, CompiledQuery)
  /// `nil` is ALL.
  case fetch(count: Int?, cursor: String)
  case move(count: Int?, cursor: String)
  /// FETCH and MOVE in any direction but onward.
  case scroll(CursorMotion, cursor: String, isMove: Bool)
  /// `COPY (…) TO STDOUT`
  case copy(CompiledQuery, CopyOptions)
  /// `nil` is ALL.
  case closeCursor(String?)
}

/// A setting of the session and its value; `nil` is DEFAULT.
public struct SessionSetting: Sendable, Hashable {
  public let name: String
  public let value: String?
}

/// A SELECT as SQLite text.
public struct CompiledQuery: Sendable {
  /// Parameters of the statement are `?1`, `?2`, … in SQLite's text.
  public let sqliteText: String
  /// The same where not all of ``assumedASCII`` holds.
  public var unassumingText: String?
  /// Columns, as `table.column`, that the text orders as if they held nothing but ASCII.
  public var assumedASCII: Set<String> = []
  /// Calls functions that take a fraction of a millisecond each, so that a small limit on its time is noticed late.
  public var isCostly = false
  public let columns: [ResultColumn]
  /// Inferred from what each parameter is compared with; `unknown` where nothing decides.
  public let parameters: [SQLType]

  /// Of ``parameters``, counted from 1, those the client declared as moments (`timestamptz`): a zone written in one counts.
  public var moments: Set<Int> = []

  public init(sqliteText: String, columns: [ResultColumn], parameters: [SQLType]) {
    self.sqliteText = sqliteText
    self.columns = columns
    self.parameters = parameters
  }
}

public struct ResultColumn: Sendable, Hashable {
  public let name: String
  public let type: SQLType

  public init(name: String, type: SQLType) {
    self.name = name
    self.type = type
  }
}
