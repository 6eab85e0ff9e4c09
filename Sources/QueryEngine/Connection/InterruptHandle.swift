import CSQLite
import Synchronization

/// Ends the running statement of one connection, from any thread; its `step()` throws 57014.
///
/// A statement that starts afterwards is not affected.
public final class InterruptHandle: Sendable {
  private struct Target: @unchecked Sendable { var handle: OpaquePointer? }
  private let target: Mutex<Target>

  init(_ handle: OpaquePointer) { target = Mutex(Target(handle: handle)) }

  public func interrupt() {
    target.withLock { target in
      // Under the lock: sqlite3_interrupt must not meet sqlite3_close.
      if let handle = target.handle { sqlite3_interrupt(handle) }
    }
  }

  func close() { target.withLock { $0.handle = nil } }
}
