import Catalogue
import NIOCore
import OracleSQL
import PGWire

/// A logged-in client: acts on its messages one after the other. Used on its channel's event loop only; rows are made on
/// the pool.
final class Session {
  let context: ServerContext
  let outbox: Outbox
  let loop: any EventLoop
  /// Called when the session can take the next message.
  let becameReady: () -> Void
  var state: SessionState<Prepared, Portal>
  /// Statements of the current Query still to be run; `nil` when there is no Query.
  var batch: ArraySlice<QueuedStatement>?
  var execution: Execution?
  /// Characters of the running statement's rows that the client's encoding lacks.
  var substituted = 0
  /// Of a transaction that keeps its snapshot: the files it reads may be cleared away meanwhile.
  private var keptReader: ReadConnection?
  /// The last query described to the client.
  var described: Described?
  private var pinned: (transaction: Int, set: ReleaseSet)?
  /// Versions of the settings that the client knows, and that `readEncoding` comes from.
  private var reportedVersion = -1
  private var readVersion = -1
  private var readEncoding = ClientEncoding.utf8
  private(set) var isEnded = false
  private let user: String
  private let address: String

  init(
    context: ServerContext, outbox: Outbox, loop: any EventLoop, settings: SessionSettings, user: String,
    address: String, becameReady: @escaping () -> Void
  ) {
    self.context = context
    self.outbox = outbox
    self.loop = loop
    self.user = user
    self.address = address
    self.becameReady = becameReady
    state = SessionState(settings: settings)
  }

  /// Whether a message is still being worked on.
  var isBusy: Bool { batch != nil || execution != nil }

  /// What a client is told before its first ReadyForQuery.
  func begin(key: CancelKey) {
    reportSettings()
    outbox.send(BackendKeyData(key: key))
    outbox.send(ReadyForQuery(status: state.status))
    outbox.flush()
  }

  /// Takes the next message. Only when not busy.
  func receive(_ message: FrontendMessage) {
    guard state.admits(message) else { return }
    switch message {
    case .query(let sql): query(sql)
    case .parse(let message): extended { () throws(WireReport) in try self.parse(message) }
    case .bind(let message): extended { () throws(WireReport) in try self.bind(message) }
    case .describe(let object): extended { () throws(WireReport) in try self.describe(object) }
    case .execute(let message): extended { () throws(WireReport) in try self.execute(message) }
    case .close(let object): extended { () throws(WireReport) in try self.close(object) }
    case .flush: outbox.flush()
    case .sync:
      release(state.syncReceived())
      ready()
    case .functionCall:
      fail(WireReport(.error, "0A000", "不支持 FunctionCall 消息"), isExtended: false)
      ready()
    case .copyIn: break
    case .terminate: outbox.close(with: nil)
    case .password, .startup:
      outbox.close(with: WireReport(.fatal, "08P01", "协议错误：登录之后的登录消息"))
    }
  }

  /// The channel takes data again.
  func resume() {
    if execution != nil {
      pump()
    } else if batch != nil {
      continueBatch()
    }
  }

  /// The client is gone, or goes.
  func end() {
    guard !isEnded else { return }
    isEnded = true
    batch = nil
    stop(.ended)
    execution?.timeout?.cancel()
    if execution?.isFilling != true { execution = nil }
    // A pool job may still have one of the runs: they are dropped here, not touched.
    for portal in state.closeAll() {
      if let run = portal.run { interruptAhead(run, .ended) }
    }
    giveKeptBack()
    context.record(.sessionEnded, user: user, address: address)
  }

  // MARK: Shared by the two ways to send statements

  /// The set a statement that begins now reads.
  func currentSet() -> ReleaseSet {
    guard state.isolation.keepsSnapshot else { return context.currentSet() }
    if let pinned, pinned.transaction == state.transactionNumber { return pinned.set }
    let set = context.currentSet()
    pinned = (state.transactionNumber, set)
    return set
  }

  /// The oldest release that a transaction's snapshot or an open cursor reads; `nil` when nothing is held.
  var heldRelease: Int64? {
    var oldest: Int64?
    if let pinned, state.isolation.keepsSnapshot, state.status != .idle, pinned.transaction == state.transactionNumber {
      oldest = pinned.set.number
    }
    for case let run? in state.lastingPortals.lazy.map(\.run) { oldest = min(oldest ?? run.set.number, run.set.number) }
    return oldest
  }

  func ready() {
    if state.status == .idle { giveKeptBack() }
    reportSettings()
    outbox.send(ReadyForQuery(status: state.status))
    outbox.flush()
  }

  /// Tells the client what has changed, if anything has.
  func reportSettings() {
    guard reportedVersion != state.settingsVersion else { return }
    reportedVersion = state.settingsVersion
    for changed in state.takeChangedSettings() { outbox.send(changed) }
    outbox.encoding = encoding
  }

  /// The client's encoding now.
  var encoding: ClientEncoding {
    if readVersion != state.settingsVersion {
      readVersion = state.settingsVersion
      readEncoding = state.settings.clientEncoding
    }
    return readEncoding
  }

  func fail(_ report: WireReport, isExtended: Bool) {
    outbox.send(report)
    context.counters.withLock { $0.failedStatements += 1 }
    context.record(.statementFailed(report.state), user: user, address: address)
    release(state.failed(isExtended: isExtended))
  }

  /// Gives the connections of closed portals back.
  func release(_ closed: [Portal]) {
    for portal in closed { release(portal.run, isComplete: false) }
  }

  func release(_ run: QueryRun?, isComplete: Bool) {
    if let run, let job = run.readAhead {
      job.isAbandoned = true
      return interruptAhead(run, .ended)
    }
    guard let connection = run?.end(isComplete: isComplete), !isEnded else { return }
    giveBack(connection)
  }

  func takeReader(_ set: ReleaseSet) -> ReadConnection {
    if let kept = keptReader, kept.set == set {
      keptReader = nil
      return kept
    }
    return context.idleReaders.take(set)
  }

  func giveBack(_ connection: ReadConnection) {
    // A held cursor of an earlier transaction may read an older set, which this one never asks for.
    if state.isolation.keepsSnapshot, state.status != .idle, keptReader == nil, pinned?.set == connection.set {
      keptReader = connection
    } else {
      context.idleReaders.give(connection, current: context.currentSet())
    }
  }

  private func giveKeptBack() {
    guard let kept = keptReader else { return }
    keptReader = nil
    context.idleReaders.give(kept, current: context.currentSet())
  }

  func decoded(_ text: WireText) throws(WireReport) -> String {
    try text.decoded(as: encoding)
  }
}

/// A query's RowDescription as it was sent.
struct Described {
  let columns: [ResultColumn]
  let formats: [Int16]
  let encoding: ClientEncoding
  let message: ByteBuffer
}
