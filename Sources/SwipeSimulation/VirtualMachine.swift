import Settlement
import SettlementJournal
import SwipeTest

/// SplitMix64.
struct SeededRandom: RandomNumberGenerator, Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Both clocks, moved by the simulation only. Used by one task at a time.
final class VirtualClock: SwipeClock, @unchecked Sendable {
  static let firstBootMilliseconds: Int64 = 1_000_000

  private(set) var instant: Instant
  /// The simulation's own time: neither setting the wall clock nor a reboot moves it. It begins as the boot clock does.
  private(set) var steadyMilliseconds = firstBootMilliseconds

  init(wall: Int64) { instant = Instant(wallMilliseconds: wall, bootMilliseconds: Self.firstBootMilliseconds) }

  func now() -> Instant { instant }
  func advance(_ milliseconds: Int64) {
    instant = instant.adding(milliseconds: milliseconds)
    steadyMilliseconds += milliseconds
  }

  /// The machine starts again: its boot clock begins at 0.
  func reboot() { instant = Instant(wallMilliseconds: instant.wallMilliseconds, bootMilliseconds: 0) }

  func sleep(until target: Instant) async throws {
    advance(max(0, target.bootMilliseconds - instant.bootMilliseconds))
  }
  func kernelSynchronised() -> Bool? { true }

  /// Somebody sets the wall clock.
  func setWall(by milliseconds: Int64) {
    instant = Instant(
      wallMilliseconds: instant.wallMilliseconds + milliseconds, bootMilliseconds: instant.bootMilliseconds)
  }
}

struct MemoryItems: SwipeItemSource {
  var count = 3
  func newestRelease() async throws -> Int64? { 7 }
  func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] {
    (0..<min(limit, count)).map { index in
      SwipeItem(
        serial: "Y00\(index)", code: "N\(index)", name: "测试项目\(index)", price: UnitPrice(tenThousandths: 12_345),
        quantity: index + 1, nationalCode: "XA0\(index)", form: "片剂")
    }
  }
  func item(serial: String) async throws -> SwipeItem? {
    try await newlyChanged(limit: count, codedOnly: false).first { $0.serial == serial }
  }
}
