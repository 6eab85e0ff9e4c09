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
  private var statements = RecentlyUsed<String, QueryStatement>(limit: SessionLimits.statementsPerReader)

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
    if let statement = statements.take(query.sqliteText), statement.query.columns == query.columns,
      statement.query.parameters == query.parameters
    {
      return statement
    }
    return try connection.prepare(query)
  }

  func keep(_ statement: QueryStatement) {
    statement.rest()
    statements.put(statement.query.sqliteText, statement)
  }

  /// From any thread.
  func interrupt() { interrupting.withLock { $0 }?.interrupt() }
}

/// A session's read connections. One with an unfinished statement belongs to that statement alone: an interrupt ends
/// everything that is active on a connection.
struct ReadConnections {
  private var idle: [ReadConnection] = []

  mutating func take(_ set: ReleaseSet, from shared: borrowing IdleReaders) -> ReadConnection {
    idle.removeAll { $0.set != set }
    return idle.popLast() ?? shared.take(set) ?? ReadConnection(set: set)
  }

  mutating func give(_ connection: ReadConnection) {
    if idle.count < SessionLimits.idleReaders { idle.append(connection) }
  }

  /// The session ends: others may go on with what it had open.
  mutating func closeAll(into shared: borrowing IdleReaders) {
    for connection in idle { shared.give(connection) }
    idle = []
  }
}

/// Open connections of sessions that have ended, for those that begin: a HIS program often connects for one statement.
struct IdleReaders: ~Copyable {
  private let idle = Mutex<[ReadConnection]>([])

  func take(_ set: ReleaseSet) -> ReadConnection? {
    idle.withLock { idle in
      idle.removeAll { $0.set != set }
      return idle.popLast()
    }
  }

  func give(_ connection: ReadConnection) {
    idle.withLock { idle in
      idle.removeAll { $0.set.number < connection.set.number }
      if connection.isOpen, idle.count < SessionLimits.sharedReaders { idle.append(connection) }
    }
  }
}
