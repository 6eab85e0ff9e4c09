import CatalogueStore
import Glibc

/// A log file on disk, read and written at given offsets.
final class LogFileHandle {
  private let descriptor: Int32
  private let path: String

  /// - Parameter mode: for a file that is made now.
  init(writing path: String, mode: mode_t) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
    self.path = path
    guard descriptor >= 0 else { throw Self.failure("无法打开", path) }
  }

  init(reading path: String) throws(StoreError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw Self.failure("无法打开", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func size() throws(StoreError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure("无法读取", path) }
    return Int64(status.st_size)
  }

  /// The bytes from an offset to the end.
  func bytes(from offset: Int64) throws(StoreError) -> [UInt8] {
    try bytes(from: offset, atMost: Int.max)
  }

  /// At most so many bytes from an offset; fewer only at the end.
  func bytes(from offset: Int64, atMost limit: Int) throws(StoreError) -> [UInt8] {
    let length = min(limit, Int(max(0, try size() - offset)))
    var count = 0
    var bytes = [UInt8](repeating: 0, count: length)
    while count < length {
      let now = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + count, length - count, off_t(offset) + off_t(count))
      }
      if now < 0 { throw Self.failure("无法读取", path) }
      if now == 0 { break }
      count += now
    }
    return Array(bytes.prefix(count))
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
    var count = 0
    while count < bytes.count {
      let now = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + count, bytes.count - count, off_t(offset) + off_t(count))
      }
      if now < 0 { throw Self.failure("无法写入", path) }
      count += now
    }
  }

  func cut(to length: Int64) throws(StoreError) {
    guard ftruncate(descriptor, off_t(length)) == 0 else { throw Self.failure("无法截断", path) }
  }

  func sync() throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw Self.failure("无法写到磁盘", path) }
  }

  /// Makes a folder, or leaves the one there.
  static func makeFolder(_ path: String, mode: mode_t) throws(StoreError) {
    if mkdir(path, mode) != 0, errno != EEXIST { throw failure("无法建立文件夹", path) }
  }

  /// Makes a folder's entries last.
  static func syncFolder(_ path: String) throws(StoreError) {
    try LogFileHandle(reading: path).sync()
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether two files have the same bytes.
  static func areEqual(_ left: String, _ right: String) throws(StoreError) -> Bool {
    let (one, other) = (try LogFileHandle(reading: left), try LogFileHandle(reading: right))
    let length = try one.size()
    guard try length == other.size() else { return false }
    let step = 1 << 20
    for offset in stride(from: Int64(0), to: length, by: step) {
      guard try one.bytes(from: offset, atMost: step) == other.bytes(from: offset, atMost: step) else { return false }
    }
    return true
  }

  /// Puts a file in the place of another, in one step.
  static func rename(_ path: String, to target: String) throws(StoreError) {
    guard Glibc.rename(path, target) == 0 else { throw failure("无法移动", path) }
  }

  /// Gives a file a second name before it is replaced; where a file system has no links, a new name.
  static func keep(_ path: String, as name: String) throws(StoreError) {
    if link(path, name) != 0 { try rename(path, to: name) }
  }

  /// Removes a file; one that is not there is as good.
  static func remove(_ path: String) throws(StoreError) {
    if unlink(path) != 0, errno != ENOENT { throw failure("无法删除", path) }
  }

  private static func failure(_ what: String, _ path: String) -> StoreError {
    StoreError(.cannotWrite, "\(what) \(path)：\(DiskWords.system(errno))")
  }
}
