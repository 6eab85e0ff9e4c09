#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A failed system call, with its name and errno.
public struct SystemCallError: Error, Sendable, Equatable, CustomStringConvertible {
  public let call: String
  public let code: Int32

  public var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// The journal's folder on a real disk: the folder 0700, files 0600.
///
/// A file stays open from its first use, so that an error of writing back is reported to the sync that follows it.
public final class FileJournalDisk: JournalDisk {
  public let folder: String
  private var descriptors: [String: Int32] = [:]
  private var claimDescriptor: Int32 = -1

  deinit {
    if claimDescriptor >= 0 { close(claimDescriptor) }
    for descriptor in descriptors.values { close(descriptor) }
  }

  /// Creates the folder when it is missing and makes its name durable in its parent.
  public init(folder: String) throws(SystemCallError) {
    self.folder = folder
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemCallError(call: "mkdir", code: errno) }
    let parts = folder.split(separator: "/")
    let parent = (folder.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
    try Self.syncFolder(parent)
  }

  public func segmentNames() throws -> [String] {
    guard let directory = opendir(folder) else { throw SystemCallError(call: "opendir", code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  public func read(_ name: String) throws -> [UInt8] {
    try opened(name, O_RDWR) { descriptor in
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let got = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
        if got < 0 {
          if errno == EINTR { continue }
          throw SystemCallError(call: "read", code: errno)
        }
        if got == 0 { return bytes }
        bytes += chunk[0..<got]
      }
    }
  }

  public func create(_ name: String) throws {
    try opened(name, O_RDWR | O_CREAT | O_EXCL) { _ in }
  }

  public func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {
    try opened(name, O_RDWR) { descriptor in
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { raw in
          pwrite(descriptor, raw.baseAddress, raw.count, off_t(offset + written))
        }
        if count < 0 {
          if errno == EINTR { continue }
          throw SystemCallError(call: "pwrite", code: errno)
        }
        guard count > 0 else { throw SystemCallError(call: "pwrite", code: ENOSPC) }
        written += count
      }
    }
  }

  public func sync(_ name: String) throws {
    try opened(name, O_RDWR) { descriptor in
      if fdatasync(descriptor) != 0 { throw SystemCallError(call: "fdatasync", code: errno) }
    }
  }

  public func syncFolder() throws { try Self.syncFolder(folder) }

  public func reserve(_ name: String, length: Int) throws {
    try opened(name, O_RDWR) { descriptor in
      let code = posix_fallocate(descriptor, 0, off_t(length))
      if code != 0 { throw SystemCallError(call: "posix_fallocate", code: code) }
    }
  }

  /// An flock on `claim` in the folder, which ends with the process. A second process, or a folder that was replaced or
  /// restored under us, is refused.
  public func claim() throws {
    let path = "\(folder)/claim"
    if claimDescriptor < 0 {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw SystemCallError(call: "open", code: errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw JournalError.inUse("另一个进程正在使用 \(folder)")
      }
      claimDescriptor = descriptor
    }
    var held = stat()
    var named = stat()
    guard fstat(claimDescriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
      held.st_dev == named.st_dev
    else { throw JournalError.inUse("\(folder) 在运行中被移动或替换") }
  }

  private static func syncFolder(_ path: String) throws(SystemCallError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemCallError(call: "open", code: errno) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0 { throw SystemCallError(call: "fsync", code: errno) }
  }

  private func opened<Result>(_ name: String, _ flags: Int32, _ body: (Int32) throws -> Result) throws -> Result {
    if let descriptor = descriptors[name] { return try body(descriptor) }
    let descriptor = open("\(folder)/\(name)", flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemCallError(call: "open", code: errno) }
    descriptors[name] = descriptor
    return try body(descriptor)
  }
}
