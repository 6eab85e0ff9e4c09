import Catalogue
import Glibc
import Synchronization

/// The bytes of a piece of the log from its digest, before the commit, to their place in the log, after it: in a file
/// without a name, so that they take no memory and nothing is left of them after a crash. A piece whose lines were not
/// kept is made again from the database; keeping them only saves that time.
///
/// `@unchecked Sendable`: written by one thread before the commit, read by one after it.
final class KeptLines: @unchecked Sendable {
  /// Free space that keeping lines leaves alone: the release itself is being written meanwhile.
  static let spareBytes: UInt64 = 512 << 20
  private static let readBytes = 1 << 20

  private var descriptor: Int32
  private(set) var length: Int64 = 0

  /// - Returns: `nil` where no file can be made.
  init?(folder: String) {
    let path = "\(folder)/lines-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    unlink(path)
  }

  deinit { drop() }

  /// Whether all that was appended is here.
  var isWhole: Bool { descriptor >= 0 }

  /// Keeps more bytes, or lets go of all when the disk is nearly full or fails.
  func append(_ bytes: [UInt8]) {
    guard isWhole else { return }
    guard hasSpace(for: bytes.count) else { return drop() }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written, off_t(length) + off_t(written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return drop() }
      written += count
    }
    length += Int64(bytes.count)
  }

  /// The bytes in order.
  ///
  /// - Throws: `cannotRead` when the disk fails.
  func forEachBytes(_ body: ([UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    var offset: Int64 = 0
    while offset < length {
      let wanted = Int(min(length - offset, Int64(Self.readBytes)))
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { memory, filled in
        repeat {
          count = pread(descriptor, memory.baseAddress, wanted, off_t(offset))
        } while count < 0 && errno == EINTR
        filled = max(0, count)
      }
      guard count > 0 else { throw StoreError(.cannotWrite, "日志内容的临时文件读取失败：\(DiskWords.system(errno))") }
      offset += Int64(count)
      try body(bytes)
    }
  }

  private func hasSpace(for count: Int) -> Bool {
    var space = statvfs()
    guard fstatvfs(descriptor, &space) == 0 else { return false }
    return UInt64(space.f_bavail) * UInt64(space.f_frsize) > Self.spareBytes + UInt64(count)
  }

  private func drop() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
