import SettlementJournal

/// A folder in memory that behaves as files on Linux do: a write goes to the page cache, a sync makes it durable, and a
/// sync that fails drops it there while the cache goes on showing it.
final class LossyDisk: JournalDisk {
  /// What reading shows.
  var files: [String: [UInt8]] = [:]
  /// What a power cut leaves.
  var durable: [String: [UInt8]] = [:]
  var failSync = false
  var failWrite = false
  /// No block is left: only reserved space can be written.
  var isFull = false
  /// Segments that are there and cannot be read.
  var unread: Set<String> = []
  var syncs = 0
  private var dirty: [String: [(offset: Int, bytes: [UInt8])]] = [:]

  struct Full: Error {}

  func powerCut() {
    files = durable
    dirty = [:]
  }

  func segmentNames() throws -> [String] { Array(files.keys) }
  func read(_ name: String) throws -> [UInt8] {
    if unread.contains(name) { throw Full() }
    return files[name] ?? []
  }

  func create(_ name: String) throws {
    if isFull { throw Full() }
    files[name] = []
  }

  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {
    if failWrite { throw Full() }
    if isFull, offset + bytes.count > (files[name] ?? []).count { throw Full() }
    files[name] = Self.patched(files[name] ?? [], bytes, offset)
    dirty[name, default: []].append((offset, bytes))
  }

  func sync(_ name: String) throws {
    syncs += 1
    let writes = dirty.removeValue(forKey: name) ?? []
    if failSync { throw Full() }
    let length = files[name]?.count ?? 0
    var file = durable[name] ?? []
    file += [UInt8](repeating: 0, count: max(0, length - file.count))
    for write in writes { file = Self.patched(file, write.bytes, write.offset) }
    durable[name] = file
  }

  func syncFolder() throws {
    for (name, file) in files where durable[name] == nil { durable[name] = [UInt8](repeating: 0, count: file.count) }
  }

  func reserve(_ name: String, length: Int) throws {
    let file = files[name] ?? []
    if isFull, length > file.count { throw Full() }
    files[name] = file + [UInt8](repeating: 0, count: max(0, length - file.count))
  }

  func claim() throws {}

  private static func patched(_ file: [UInt8], _ bytes: [UInt8], _ offset: Int) -> [UInt8] {
    var file = file
    file.replaceSubrange(offset..<min(file.count, offset + bytes.count), with: bytes)
    return file
  }
}
