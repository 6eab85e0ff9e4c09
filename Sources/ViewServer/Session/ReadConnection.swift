import Catalogue
import OracleSQL
import QueryEngine
import Synchronization

/// A query connection that is opened where it is used, on the pool, with the statements it has prepared.
///
/// `@unchecked Sendable`: a session hands it to one pool job at a time and touches it only while no job runs; the
/// interrupt handle alone is used meanwhile, and it has a lock.
final class ReadConnection: @unchecked Sendable {
  let set: ReleaseSet
  private var opened: QueryConnection?
  private let interrupting = Mutex<InterruptHandle?>(nil)
  private var statements = RecentlyUsed<StatementKey, QueryStatement>(limit: SessionLimits.statementsPerReader)

  /// Columns of other names or types are another statement with the same text for SQLite.
  private struct StatementKey: Hashable {
    let query: CompiledQuery

    static func == (left: StatementKey, right: StatementKey) -> Bool {
      left.query.sqliteText == right.query.sqliteText && left.query.columns == right.query.columns
        && left.query.parameters == right.query.parameters
    }

    func hash(into hasher: inout Hasher) { hasher.combine(query.sqliteText) }
  }

  init(set: ReleaseSet) { self.set = set }

  /// Whether a statement can begin without opening files.
  var isOpen: Bool { opened != nil }

  func open(_ context: ServerContext) throws(SQLError) -> QueryConnection {
    if let opened { return opened }
    let connection = try QueryConnection(set: set, options: context.configuration.options, now: context.now)
    interrupting.withLock { $0 = connection.interruptHandle }
    opened = connection
    return connection
  }

  /// A statement of this text that nobody uses: prepared before, or now. It comes back by `keep`.
  func statement(_ query: CompiledQuery, _ context: ServerContext) throws(SQLError) -> QueryStatement {
    let connection = try open(context)
    if let statement = statements.take(StatementKey(query: query)) { return statement }
    return try connection.prepare(query)
  }

  func keep(_ statement: QueryStatement) {
    statement.rest()
    statements.put(StatementKey(query: statement.query), statement)
  }

  /// From any thread.
  func interrupt() { interrupting.withLock { $0 }?.interrupt() }
}

/// Open connections that no statement uses, of all sessions: with one each, many sessions would each have caches and
/// mappings of the same files. One with an unfinished statement belongs to that statement alone: an interrupt ends
/// everything that is active on a connection.
struct IdleReaders: ~Copyable {
  private let idle = Mutex<[ReadConnection]>([])

  /// The one that was used last, or a new one.
  func take(_ set: ReleaseSet) -> ReadConnection {
    let found = idle.withLock { idle in
      idle.lastIndex { $0.set.number == set.number && $0.set == set }.map { idle.remove(at: $0) }
    }
    return found ?? ReadConnection(set: set)
  }

  /// Closes those of older sets: nobody asks for them any more, and they keep removed files open.
  func closeOlder(than current: ReleaseSet) {
    let closed = idle.withLock { idle -> [ReadConnection] in
      let older = idle.filter { $0.set.number < current.number }
      idle.removeAll { $0.set.number < current.number }
      return older
    }
    withExtendedLifetime(closed) {}
  }

  /// Those of older sets are closed, but for the one given: its session may keep a snapshot and need it again.
  func give(_ connection: ReadConnection, current: ReleaseSet) {
    guard connection.isOpen else { return }
    let closed = idle.withLock { idle -> [ReadConnection] in
      var closed: [ReadConnection] = []
      if idle.contains(where: { $0.set.number < current.number }) {
        closed = idle.filter { $0.set.number < current.number }
        idle.removeAll { $0.set.number < current.number }
      }
      idle.append(connection)
      if idle.count > SessionLimits.idleReaders { closed.append(idle.removeFirst()) }
      return closed
    }
    // Files are closed outside the lock.
    withExtendedLifetime(closed) {}
  }
}
