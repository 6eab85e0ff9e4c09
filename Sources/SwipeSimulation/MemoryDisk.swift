import Settlement
import SettlementJournal
import SwipeTest

struct Crash: Error {}
/// A disk without a free block.
struct Full: Error {}

/// A folder in memory that behaves as files on Linux do: writes go to the page cache, a sync makes them durable, a sync
/// that fails drops them there while the cache goes on showing them. Used by one task at a time.
final class MemoryDisk: JournalDisk, @unchecked Sendable {
  enum CrashPoint: CaseIterable, Sendable {
    /// The process dies before the write, after it (the page cache stays), or after the sync.
    case beforeWrite, keptWrite, afterSync
    /// The power goes: the write is lost or half of it is on the disk.
    case lostWrite, tornWrite
    /// An error: no space, half of the bytes, or the sync. The process must exit.
    case diskFull, shortWrite, syncFails
  }

  /// What reading shows.
  private var written: [String: [UInt8]] = [:]
  /// What a power cut leaves.
  private(set) var durable: [String: [UInt8]] = [:]
  private var dirty: [String: [(offset: Int, bytes: [UInt8])]] = [:]
  private(set) var operations = 0
  private var crashAt: (operation: Int, point: CrashPoint)?
  private(set) var crashed = false
  private var powerIsLost = false
  /// Breaks the disk: `sync` says it did and did not. For showing that the checks have teeth.
  var lies = false
  /// No block is left: only reserved space can be written.
  var isFull = false
  private var reserved: [String: Int] = [:]
  /// An earlier state of the folder, which somebody restores at the next restart.
  private var copy: [String: [UInt8]]?
  private var copyAt: Int?
  private(set) var isRestored = false

  /// The n-th append (from 0) from now on meets the crash.
  func arm(_ append: Int, _ point: CrashPoint) { crashAt = (operations + append, point) }

  /// The folder as it is after the n-th append is what is there after the first restart later than that.
  func restoreLater(copiedAfter append: Int) { copyAt = append }

  /// That copy was made and not put back yet.
  var hasCopy: Bool { copy != nil }

  func segmentNames() throws -> [String] { Array(written.keys) }
  func read(_ name: String) throws -> [UInt8] { written[name] ?? [] }
  func reserve(_ name: String, length: Int) throws {
    if isFull, length > room(name) { throw Full() }
    reserved[name] = max(length, reserved[name] ?? 0)
  }
  private func room(_ name: String) -> Int { max(reserved[name] ?? 0, written[name]?.count ?? 0) }
  /// A lock that ends with the process.
  func claim() throws { isClaimed = true }
  private(set) var isClaimed = false

  func create(_ name: String) throws {
    if crashed { throw Crash() }
    if isFull { throw Full() }
    written[name] = []
  }

  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {
    if crashed { throw Crash() }
    if isFull, offset + bytes.count > room(name) { throw Full() }
    let point = crashAt.flatMap { $0.operation == operations ? $0.point : nil }
    operations += 1
    if point == .beforeWrite || point == .diskFull { throw die() }
    let isHalf = point == .tornWrite || point == .shortWrite
    let kept = isHalf ? Array(bytes.prefix(bytes.count / 2)) : bytes
    Self.patch(&written[name, default: []], kept, offset)
    dirty[name, default: []].append((offset, kept))
    switch point {
    case .lostWrite: throw die(power: true)
    case .tornWrite:
      Self.patch(&durable[name, default: []], kept, offset)
      throw die(power: true)
    case .keptWrite, .shortWrite: throw die()
    case .beforeWrite, .afterSync, .diskFull, .syncFails, nil: break
    }
  }

  func sync(_ name: String) throws {
    if crashed { throw Crash() }
    let point = crashAt.flatMap { $0.operation == operations - 1 ? $0.point : nil }
    let writes = dirty.removeValue(forKey: name) ?? []
    if point == .syncFails { throw die() }
    if !lies { for write in writes { Self.patch(&durable[name, default: []], write.bytes, write.offset) } }
    if operations - 1 == copyAt { copy = durable }
    if point == .afterSync { throw die() }
  }

  func syncFolder() throws {
    if crashed { throw Crash() }
    for name in written.keys where durable[name] == nil { durable[name] = [] }
  }

  private func die(power: Bool = false) -> Crash {
    crashed = true
    powerIsLost = power
    crashAt = nil
    return Crash()
  }

  /// The power goes between two appends.
  func cutPower() -> any Error { die(power: true) }

  /// What ended the process ended the machine too: a power cut, or one before an older copy is put back.
  var isMachineDown: Bool { powerIsLost || copy != nil }

  /// The process starts again; after a power cut, with what was durable.
  func restart() {
    crashed = false
    isClaimed = false
    if isMachineDown {
      if let copy {
        durable = copy
        isRestored = true
      }
      copy = nil
      copyAt = nil
      written = durable
      dirty = [:]
      powerIsLost = false
    }
  }

  private static func patch(_ file: inout [UInt8], _ bytes: [UInt8], _ offset: Int) {
    if file.count < offset { file += [UInt8](repeating: 0, count: offset - file.count) }
    file.replaceSubrange(offset..<min(file.count, offset + bytes.count), with: bytes)
  }

  /// Records as they would be found after a power cut now.
  func durableRecords() throws -> [JournalRecord] {
    let copy = MemoryDisk()
    copy.written = durable
    return try SettlementJournal.open(copy).records
  }

  /// Whether the last records on the disk contain a text.
  func durableContains(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard let last = durable.filter({ !$0.value.isEmpty }).keys.max(), let file = durable[last] else { return false }
    let from = max(0, file.count - needle.count - 1500)
    return file.withUnsafeBufferPointer { file in
      var start = file.count - needle.count
      while start >= from {
        if file[start] == needle[0], file[start..<start + needle.count].elementsEqual(needle) { return true }
        start -= 1
      }
      return false
    }
  }
}

/// The same folder as another process sees it.
struct SecondProcess: JournalDisk {
  let disk: MemoryDisk

  func segmentNames() throws -> [String] { try disk.segmentNames() }
  func read(_ name: String) throws -> [UInt8] { try disk.read(name) }
  func create(_ name: String) throws { try disk.create(name) }
  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws { try disk.write(bytes, to: name, at: offset) }
  func sync(_ name: String) throws { try disk.sync(name) }
  func syncFolder() throws { try disk.syncFolder() }
  func reserve(_ name: String, length: Int) throws { try disk.reserve(name, length: length) }
  func claim() throws {
    if disk.isClaimed { throw JournalError.inUse("另一个进程") }
  }
}

/// `agent.sqlite`'s copy of the journal's head, which survives everything but a snapshot of the whole data directory.
actor MemoryHead: JournalHeadStore {
  private(set) var head: JournalHead?
  func restore(_ head: JournalHead?) { self.head = head }
  func storedHead() async throws -> JournalHead? { head }
  func store(_ head: JournalHead) async throws { self.head = head }
}
