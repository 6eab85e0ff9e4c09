import Settlement

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Both clocks, and waiting on the one nobody can set.
public protocol SwipeClock: Sendable {
  func now() -> Instant
  /// Returns when the boot clock has reached `instant`'s; throws `CancellationError` when the task is cancelled.
  func sleep(until instant: Instant) async throws
  /// Whether the kernel says that the wall clock is synchronised; `nil` when it does not say.
  func kernelSynchronised() -> Bool?
}

/// The machine's clocks: `CLOCK_REALTIME` and `CLOCK_BOOTTIME`, which counts suspended time.
public struct SystemSwipeClock: SwipeClock {
  public init() {}

  public func now() -> Instant {
    Instant(
      wallMilliseconds: Self.milliseconds(CLOCK_REALTIME), bootMilliseconds: Self.milliseconds(CLOCK_BOOTTIME))
  }

  public func sleep(until instant: Instant) async throws {
    // In pieces, so that time spent suspended is noticed soon after waking.
    while true {
      let remaining = instant.bootMilliseconds - now().bootMilliseconds
      if remaining <= 0 { return }
      try await Task.sleep(for: .milliseconds(min(remaining, 1000)))
    }
  }

  /// adjtimex(2), which the Glibc module does not import, with all of `struct timex` zero: it changes nothing.
  public func kernelSynchronised() -> Bool? {
    typealias Adjtimex = @convention(c) (UnsafeMutableRawPointer) -> Int32
    guard let symbol = dlsym(nil, "adjtimex") else { return nil }
    let adjtimex = unsafeBitCast(symbol, to: Adjtimex.self)
    // `struct timex` has 208 bytes on 64-bit Linux.
    let state = withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      return buffer.baseAddress.map(adjtimex) ?? -1
    }
    let timeError: Int32 = 5
    return state < 0 ? nil : state != timeError
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    let result = clock_gettime(clock, &time)
    precondition(result == 0, "Linux has had both clocks since 2.6.39")
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
