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
  private(set) var instant: Instant

  init(wall: Int64) { instant = Instant(wallMilliseconds: wall, bootMilliseconds: 1_000_000) }

  func now() -> Instant { instant }
  func advance(_ milliseconds: Int64) { instant = instant.adding(milliseconds: milliseconds) }
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

struct Crash: Error {}

/// A folder in memory. What was not synced is lost, kept or torn at a crash. Used by one task at a time.
final class MemoryDisk: JournalDisk, @unchecked Sendable {
  enum CrashPoint: CaseIterable { case beforeWrite, lostWrite, keptWrite, tornWrite, afterSync, syncFails }

  private(set) var written: [String: [UInt8]] = [:]
  private(set) var durable: [String: [UInt8]] = [:]
  private(set) var operations = 0
  private var crashAt: (operation: Int, point: CrashPoint)?
  private(set) var crashed = false
  /// Breaks the disk: `sync` says it did and did not. For showing that the checks have teeth.
  var lies = false

  /// The n-th append (from 0) from now on meets the crash.
  func arm(_ append: Int, _ point: CrashPoint) { crashAt = (operations + append, point) }

  func segmentNames() throws -> [String] { Array(written.keys) }
  func read(_ name: String) throws -> [UInt8] { written[name] ?? [] }
  func create(_ name: String) throws { written[name] = [] }
  func reserve(_ name: String, length: Int) throws {}
  func claim() throws {}

  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {
    if crashed { throw Crash() }
    let point = crashAt.flatMap { $0.operation == operations ? $0.point : nil }
    operations += 1
    if point == .beforeWrite { throw die() }
    var file = written[name] ?? []
    let kept = point == .tornWrite ? Array(bytes.prefix(bytes.count / 2)) : bytes
    file.replaceSubrange(offset..<file.count, with: kept)
    written[name] = file
    if point == .lostWrite {
      written = durable
      throw die()
    }
    if point == .keptWrite || point == .tornWrite {
      durable = written
      throw die()
    }
  }

  func sync(_ name: String) throws {
    if crashed { throw Crash() }
    let point = crashAt.flatMap { $0.operation == operations - 1 ? $0.point : nil }
    if point == .syncFails {
      written = durable
      throw die()
    }
    if !lies { durable[name] = written[name] }
    if point == .afterSync { throw die() }
  }

  func syncFolder() throws {}

  private func die() -> Crash {
    crashed = true
    crashAt = nil
    return Crash()
  }

  /// The machine starts again with what was durable.
  func restart() {
    crashed = false
    written = durable
  }

  /// Records as they would be found after a power cut now.
  func durableRecords() throws -> [JournalRecord] {
    let copy = MemoryDisk()
    copy.written = durable
    return try SettlementJournal.open(copy).records
  }

  func durableContains(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard let last = durable.keys.max(), let file = durable[last] else { return false }
    let tail = Array(file.suffix(needle.count + 1000))
    guard tail.count >= needle.count else { return false }
    for start in stride(from: tail.count - needle.count, through: 0, by: -1)
    where tail[start] == needle[0] && Array(tail[start..<start + needle.count]) == needle {
      return true
    }
    return false
  }
}

struct MemoryItems: SwipeItemSource {
  var count = 3
  func newestRelease() async throws -> Int64? { 7 }
  func newlyChanged(limit: Int) async throws -> [SwipeItem] {
    (0..<min(limit, count)).map { index in
      SwipeItem(
        serial: "Y00\(index)", code: "N\(index)", name: "测试项目\(index)", price: UnitPrice(tenThousandths: 12_345),
        quantity: index + 1, nationalCode: "XA0\(index)")
    }
  }
  func item(serial: String) async throws -> SwipeItem? {
    try await newlyChanged(limit: count).first { $0.serial == serial }
  }
}
