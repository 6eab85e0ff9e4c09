/// The protocol's state of one session: transaction, savepoints, prepared statements, portals and cursors, settings, and
/// which messages are skipped after an error.
///
/// Generic over what the shell keeps for a prepared statement and a portal. Whatever ends hands back the portals it
/// closes, in `Effect` or as a result, because they hold connections.
///
/// Transaction: none → (first statement) single or implicit → none at Sync or the end of a Query;
/// none, single, implicit → explicit (BEGIN) → none (COMMIT, ROLLBACK) or failed (an error);
/// failed → explicit (ROLLBACK TO) or none (COMMIT, ROLLBACK).
public struct SessionState<Prepared, Portal> {
  enum Block: Equatable {
    case none
    /// One statement by itself.
    case single
    /// Several statements of one Query.
    case implicit
    case explicit
    case failed
  }

  struct OpenPortal {
    let portal: Portal
    /// 0 for a held cursor of a committed transaction, 1 in a transaction, one more within each savepoint.
    var level: Int
    let isHeld: Bool
    let isCursor: Bool
  }

  struct Savepoint {
    let name: String
    let settings: SessionSettings
  }

  var block = Block.none
  var savepoints: [Savepoint] = []
  var portals: [String: OpenPortal] = [:]
  var settingsBefore: SessionSettings?
  var lastReported: [ParameterStatus] = []
  private var prepared: [String: Prepared] = [:]
  private var isSkipping = false
  private var readIsolation = (version: -1, level: IsolationLevel.readCommitted)

  public var settings: SessionSettings {
    didSet { settingsVersion &+= 1 }
  }
  /// Differs after each change of a setting, so that what follows from settings is worked out only then.
  public private(set) var settingsVersion = 0
  /// Of the current transaction, or of the next one when there is none.
  public internal(set) var isolation: IsolationLevel
  /// Differs from one transaction to the next.
  public internal(set) var transactionNumber = 0

  public init(settings: SessionSettings) {
    self.settings = settings
    isolation = settings.defaultIsolation
  }

  public var status: TransactionStatus {
    switch block {
    case .none, .single, .implicit: .idle
    case .explicit: .inBlock
    case .failed: .failed
    }
  }

  // MARK: Messages

  /// Whether a message is to be acted on: after an error in the extended protocol nothing is until Sync.
  public func admits(_ message: FrontendMessage) -> Bool {
    guard isSkipping else { return true }
    switch message {
    case .sync, .terminate: return true
    default: return false
    }
  }

  /// A Query with this many statements begins; 1 or 0 are not a transaction of their own. Its unnamed statement and
  /// portal go.
  public mutating func queryReceived(statementCount: Int) -> [Portal] {
    prepared[""] = nil
    let closed = close(portal: "")
    if block == .none || block == .single { enter(statementCount > 1 ? .implicit : .single) }
    return closed
  }

  /// A message of the extended protocol other than Sync.
  public mutating func extendedMessageReceived() {
    if block == .none { enter(.single) }
  }

  /// Sync, or the end of a Query: ends a transaction that BEGIN did not open.
  public mutating func syncReceived() -> [Portal] {
    isSkipping = false
    return block == .single || block == .implicit ? endTransaction(keepingHeld: true) : []
  }

  /// A statement or message failed.
  ///
  /// - Parameter isExtended: skip what follows until Sync.
  public mutating func failed(isExtended: Bool) -> [Portal] {
    isSkipping = isExtended
    switch block {
    case .none, .failed: return []
    case .single, .implicit: return rollBack()
    case .explicit:
      block = .failed
      return []
    }
  }

  // MARK: Prepared statements

  /// - Throws: 42P05 for a name in use, 54000 beyond the limit.
  public mutating func prepare(_ name: String, _ statement: Prepared) throws(WireReport) {
    if !name.isEmpty, prepared[name] != nil {
      throw WireReport(.error, "42P05", "预备语句 \"\(name)\" 已存在")
    }
    guard prepared[name] != nil || prepared.count < WireLimits.preparedStatements else {
      throw WireReport(.error, "54000", "一个会话最多 \(WireLimits.preparedStatements) 个预备语句")
    }
    prepared[name] = statement
  }

  /// - Throws: 26000 when there is none of this name.
  public func preparedStatement(_ name: String) throws(WireReport) -> Prepared {
    if let statement = prepared[name] { return statement }
    throw WireReport(.error, "26000", "预备语句 \"\(name)\" 不存在")
  }

  /// Close: a missing one is no error.
  public mutating func forget(statement name: String) { prepared[name] = nil }

  /// `DEALLOCATE name`.
  public mutating func deallocate(_ name: String) throws(WireReport) {
    _ = try preparedStatement(name)
    prepared[name] = nil
  }

  public mutating func deallocateAll() { prepared = [:] }

  // MARK: Settings

  /// ParameterStatus messages due since the last call.
  public mutating func takeChangedSettings() -> [ParameterStatus] {
    let now = settings.reported
    defer { lastReported = now }
    return now.filter { !lastReported.contains($0) }
  }

  mutating func enter(_ new: Block) {
    if block == .none {
      transactionNumber += 1
      settingsBefore = settings
      isolation = defaultIsolation()
    }
    block = new
  }

  /// The settings' own, read from their text only after a change.
  mutating func defaultIsolation() -> IsolationLevel {
    if readIsolation.version != settingsVersion { readIsolation = (settingsVersion, settings.defaultIsolation) }
    return readIsolation.level
  }
}
