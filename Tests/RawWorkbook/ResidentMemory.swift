import Foundation
import Synchronization

/// What this process holds in memory, without pages of files.
public enum ResidentMemory {
  public struct Unknown: Error {}

  public static func bytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
      let kilobytes = Int(line.filter(\.isNumber))
    else { throw Unknown() }
    return kilobytes * 1024
  }

  /// By how much this process grew at most while something ran, looked at every two milliseconds. What was freed before
  /// is given back first, or growth would hide in it.
  public static func peakGrowth(_ body: () throws -> Void) throws -> Int {
    try trim()
    let before = try bytes()
    let meter = Meter()
    Thread.detachNewThread {
      while !meter.isDone.withLock({ $0 }) {
        meter.look()
        usleep(2000)
      }
      meter.ended.signal()
    }
    defer {
      meter.isDone.withLock { $0 = true }
      meter.ended.wait()
    }
    try body()
    meter.look()
    return meter.peak.withLock { $0 } - before
  }

  private final class Meter: Sendable {
    let isDone = Mutex(false)
    let peak = Mutex(0)
    let ended = DispatchSemaphore(value: 0)

    func look() {
      // A status that cannot be read is told by the look before and after.
      guard let now = try? ResidentMemory.bytes() else { return }
      peak.withLock { $0 = max($0, now) }
    }
  }

  /// Gives freed memory back, so that growth does not hide in it (`malloc_trim(3)`, which Swift does not import).
  public static func trim() throws {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let symbol = dlsym(nil, "malloc_trim") else { throw Unknown() }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
