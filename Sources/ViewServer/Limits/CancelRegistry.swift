import PGWire
import Synchronization

/// Which session a CancelRequest means.
final class CancelRegistry: Sendable {
  private struct State {
    var nextProcessID: Int32 = 1
    var sessions: [CancelKey: @Sendable () -> Void] = [:]
  }
  private let state = Mutex(State())

  func register(_ cancel: @escaping @Sendable () -> Void) -> CancelKey {
    state.withLock { state in
      let key = CancelKey(processID: state.nextProcessID, secret: Int32.random(in: .min ... .max))
      state.nextProcessID = state.nextProcessID == .max ? 1 : state.nextProcessID + 1
      state.sessions[key] = cancel
      return key
    }
  }

  func remove(_ key: CancelKey) { state.withLock { $0.sessions[key] = nil } }

  /// An unknown key is ignored, as PostgreSQL does.
  func cancel(_ key: CancelKey) { state.withLock { $0.sessions[key] }?() }
}
