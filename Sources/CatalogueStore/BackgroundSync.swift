import Dispatch
import Synchronization

/// A file being made to last on another thread.
final class BackgroundSync: Sendable {
  private let group = DispatchGroup()
  private let failure = Mutex<StoreError?>(nil)

  init(_ path: String) {
    DispatchQueue.global(qos: .userInitiated).async(group: group) { [self] in
      do throws(StoreError) { try DurableFile.sync(path) } catch { failure.withLock { $0 = error } }
    }
  }

  /// - Throws: what the disk said. A file's error is told once, so whoever began must ask.
  func wait() throws(StoreError) {
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
