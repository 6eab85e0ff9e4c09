import CFileCopy
import Crypto
import Glibc

/// The few system calls that make a file last.
public enum DurableFile {
  /// Makes a folder that only the agent's user may enter, where there is none.
  ///
  /// - Throws: ``StoreError/Code/cannotWrite``, as everything here.
  public static func makeFolder(_ path: String) throws(StoreError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("无法建立文件夹", path) }
  }

  /// Copies a whole file to a new one with mode 0600: within the kernel where the file system can, which shares the blocks
  /// on some and spares the way through memory on others.
  static func copy(_ source: String, to target: String) throws(StoreError) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw failure("无法读取", source) }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw failure("无法写入", target) }
    defer { close(output) }
    try copyWithinKernel(input, output, target)
    try copyThroughMemory(input, source, output, target)
  }

  /// Copies as far as the kernel can by itself; both offsets stand behind what was copied.
  ///
  /// - Throws: when the disk is full or fails. That the kernel cannot is no error.
  private static func copyWithinKernel(_ input: Int32, _ output: Int32, _ target: String) throws(StoreError) {
    while true {
      let count = qz_copy_file_range(input, output, 1 << 30)
      if count > 0 { continue }
      if count == 0 { return }
      switch errno {
      case EINTR: continue
      // Two file systems, an old kernel, one that knows no such files, a sandbox.
      case EXDEV, ENOSYS, EINVAL, EOPNOTSUPP, EBADF, EPERM: return
      default: throw failure("无法写入", target)
      }
    }
  }

  /// Copies from both offsets to the end.
  static func copyThroughMemory(
    _ input: Int32, _ source: String, _ output: Int32, _ target: String
  ) throws(StoreError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(input, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw failure("无法读取", source) }
      if count == 0 { return }
      var written = 0
      while written < count {
        let now = Glibc.write(output, buffer.baseAddress! + written, count - written)
        if now < 0, errno == EINTR { continue }
        if now < 0 { throw failure("无法写入", target) }
        written += now
      }
    }
  }

  /// Writes a whole file with mode 0600, which appears under its name when it is on the disk; one of that name is replaced.
  public static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
    let part = path + ".part"
    do throws(StoreError) {
      try fill(part, with: bytes)
      try sync(part)
      try replace(path, with: part)
    } catch {
      // What failed first is what the caller hears of.
      unlink(part)
      throw error
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    try sync(folder)
  }

  private static func fill(_ path: String, with bytes: [UInt8]) throws(StoreError) {
    let output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw failure("无法写入", path) }
    defer { close(output) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure("无法写入", path) }
      rest = rest.dropFirst(written)
    }
  }

  /// Makes contents, or a folder's entries, last.
  public static func sync(_ path: String) throws(StoreError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("无法打开", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure("无法写到磁盘", path) }
  }

  /// Only the agent's user may read and write it.
  static func restrict(_ path: String) throws(StoreError) {
    guard chmod(path, 0o600) == 0 else { throw failure("无法设置权限", path) }
  }

  /// Removes a file; one that is not there is as good.
  static func remove(_ path: String) throws(StoreError) {
    if unlink(path) != 0, errno != ENOENT { throw failure("无法删除", path) }
  }

  /// Puts one file in another's place at once; who has the other open keeps it.
  static func replace(_ path: String, with newer: String) throws(StoreError) {
    guard rename(newer, path) == 0 else { throw failure("无法改名", newer) }
  }

  /// Names in a folder, without `.` and `..`.
  static func names(in folder: String) throws(StoreError) -> [String] {
    guard let directory = opendir(folder) else { throw failure("无法列出", folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func size(_ path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  /// Size and SHA-256 (lower-case hexadecimal) of a file.
  static func digest(_ path: String) throws(StoreError) -> (bytes: Int64, sha256: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("无法读取", path) }
    defer { close(file) }
    var hash = SHA256()
    var total: Int64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(file, buffer.baseAddress, buffer.count)
      if count < 0 { throw failure("无法读取", path) }
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
      total += Int64(count)
    }
    return (total, hexadecimal(hash.finalize()))
  }

  /// Makes a file's contents last, and reads it for its digest while the disk writes.
  static func syncAndDigest(_ path: String) throws(StoreError) -> (bytes: Int64, sha256: String) {
    let sync = BackgroundWork { () throws(StoreError) in try self.sync(path) }
    let digest = Result { () throws(StoreError) in try self.digest(path) }
    try sync.wait().get()
    return try digest.get()
  }

  static func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func failure(_ what: String, _ path: String) -> StoreError {
    StoreError(.cannotWrite, "\(what) \(path)：\(DiskWords.system(errno))")
  }
}
