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
    let length = Int(max(0, try size() - offset))
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

  private static func failure(_ what: String, _ path: String) -> StoreError {
    StoreError(.cannotWrite, "\(what) \(path)：\(String(cString: strerror(errno)))")
  }
}
