import CSQLite
import Glibc
import OracleSQL

/// A limit on how long statements of one connection may run where others would have to wait for them.
///
/// SQLite asks it every few thousand instructions of its virtual machine; over the limit the running statement ends as
/// if it were interrupted.
final class StepBudget {
  /// Monotonic nanoseconds; 0 is no limit.
  private var end: UInt64 = 0
  private(set) var isExceeded = false

  /// Instructions between two looks at the clock: some 50 µs of simple ones.
  private static let instructions: Int32 = 2000

  func register(on handle: OpaquePointer) {
    sqlite3_progress_handler(handle, Self.instructions, askBudget, Unmanaged.passUnretained(self).toOpaque())
  }

  func begin(nanoseconds: UInt64) {
    isExceeded = false
    end = Self.now() + nanoseconds
  }

  func finish() { end = 0 }

  /// Whether the limit is reached.
  func isOver() -> Bool {
    if end == 0 { return false }
    if Self.now() >= end { isExceeded = true }
    return isExceeded
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

private func askBudget(_ data: UnsafeMutableRawPointer?) -> Int32 {
  guard let data else { return 0 }
  return Unmanaged<StepBudget>.fromOpaque(data).takeUnretainedValue().isOver() ? 1 : 0
}

extension QueryConnection {
  /// Runs a piece of work whose statements together may take so long.
  ///
  /// - Returns: `nil` when they took longer and were ended; what the work threw otherwise is thrown on.
  public func limited<R>(
    toNanoseconds nanoseconds: UInt64, _ work: () throws(SQLError) -> R
  ) throws(SQLError) -> R? {
    budget.begin(nanoseconds: nanoseconds)
    defer { budget.finish() }
    do {
      return try work()
    } catch {
      if error.state == "57014", budget.isExceeded { return nil }
      throw error
    }
  }
}
