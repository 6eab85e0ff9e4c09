import Dispatch
import Synchronization

/// Something being worked out on another thread while the caller goes on.
final class BackgroundWork<Value: Sendable>: Sendable {
  private let group = DispatchGroup()
  private let result = Mutex<Result<Value, StoreError>?>(nil)

  init(_ work: @escaping @Sendable () throws(StoreError) -> Value) {
    DispatchQueue.global(qos: .userInitiated).async(group: group) { [self] in
      let ended = Result { () throws(StoreError) in try work() }
      result.withLock { $0 = ended }
    }
  }

  /// Waits for the end; also who has no use for the value any more must, before what it reads goes.
  func wait() -> Result<Value, StoreError> {
    group.wait()
    guard let ended = result.withLock({ $0 }) else { preconditionFailure("work that ended has a result") }
    return ended
  }
}
