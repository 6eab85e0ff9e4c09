import Catalogue
import OracleSQL
import QueryEngine
import Synchronization

/// A query connection that is opened where it is used, on the pool.
///
/// `@unchecked Sendable`: a session hands it to one pool job at a time and touches it only while no job runs; the
/// interrupt handle alone is used meanwhile, and it has a lock.
final class ReadConnection: @unchecked Sendable {
  let set: ReleaseSet
  private var opened: QueryConnection?
  private let interrupting = Mutex<InterruptHandle?>(nil)

  init(set: ReleaseSet) { self.set = set }

  func open(_ context: ServerContext) throws(SQLError) -> QueryConnection {
    if let opened { return opened }
    let connection = try QueryConnection(set: set, options: context.configuration.options, now: context.now)
    interrupting.withLock { $0 = connection.interruptHandle }
    opened = connection
    return connection
  }

  /// From any thread.
  func interrupt() { interrupting.withLock { $0 }?.interrupt() }
}

/// A session's read connections. One with an unfinished statement belongs to that statement alone: an interrupt ends
/// everything that is active on a connection.
struct ReadConnections {
  private var idle: [ReadConnection] = []

  mutating func take(_ set: ReleaseSet) -> ReadConnection {
    idle.removeAll { $0.set != set }
    return idle.popLast() ?? ReadConnection(set: set)
  }

  mutating func give(_ connection: ReadConnection) {
    if idle.count < SessionLimits.idleReaders { idle.append(connection) }
  }

  mutating func closeAll() { idle = [] }
}
