import Glibc
import OracleSQL
import Synchronization

/// A release file's bytes, mapped read-only. Published files never change, so every reader of a file shares one map.
final class ReleaseFileMap: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  private struct Weak { weak var map: ReleaseFileMap? }
  private static let open = Mutex<[String: Weak]>([:])

  static func map(_ path: String) throws(SQLError) -> ReleaseFileMap {
    let result = open.withLock { maps -> Result<ReleaseFileMap, SQLError> in
      if let map = maps[path]?.map { return .success(map) }
      maps = maps.filter { $0.value.map != nil }
      do throws(SQLError) {
        let map = try ReleaseFileMap(path)
        maps[path] = Weak(map: map)
        return .success(map)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(_ path: String) throws(SQLError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SQLError("58030", "发布文件读取失败（系统错误 \(errno)）") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0 else {
      throw SQLError("58030", "发布文件读取失败（系统错误 \(errno)）")
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw SQLError("58030", "发布文件读取失败（系统错误 \(errno)）")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
