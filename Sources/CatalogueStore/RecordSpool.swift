import Catalogue
import Crypto
import Glibc

/// Pages of record texts in a file, one frame a page, so that what is downloaded takes disk and not memory.
///
/// A frame: `QZP1`, bytes of the payload, texts in it, total (8 bytes), end mark (each little-endian, 4 bytes else), the
/// first 8 bytes of the SHA-256 of what precedes and of the payload; then the payload, each text with its length (4
/// bytes) before it. A data format, but only for the way from a download to its publication: a torn or foreign frame ends
/// the file.
final class RecordSpool: @unchecked Sendable {
  struct Page: Equatable {
    let total: Int
    let isLast: Bool
    let textCount: Int
  }

  private static let mark: UInt32 = 0x3150_5A51
  private static let headerBytes = 36
  /// The longest frame; a centre's answer is at most 64 MiB.
  static let frameLimit = 160 << 20

  private let descriptor: Int32
  private let path: String
  /// Bytes of whole frames. Changed by the one who writes, before anyone reads.
  private var end: Int64 = 0

  /// Opens a file, making it when it is missing, and cuts off what is no whole frame.
  ///
  /// - Parameter pages: called with each page kept.
  init(path: String, pages: ((Page, [String]) -> Void)? = nil) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("无法打开", path) }
    end = try Self.scan(descriptor, path, until: Int64.max) { page, payload throws(StoreError) in
      pages?(page, Self.texts(payload))
    }
    guard ftruncate(descriptor, off_t(end)) == 0 else { throw DurableFile.failure("无法截断", path) }
  }

  deinit { close(descriptor) }

  /// Keeps a page. It lasts when `sync` was called.
  func append(_ texts: [String], total: Int, isLast: Bool) throws(StoreError) {
    try append(parts: texts.map(\.utf8), total: total, isLast: isLast)
  }

  /// As ``append(_:total:isLast:)``, of any bytes.
  func append<Part: Collection<UInt8>>(parts: [Part], total: Int, isLast: Bool) throws(StoreError) {
    var payload: [UInt8] = []
    payload.reserveCapacity(parts.reduce(0) { $0 + $1.count + 4 })
    for part in parts {
      Self.put(UInt32(part.count), into: &payload)
      payload.append(contentsOf: part)
    }
    guard payload.count <= Self.frameLimit else {
      throw StoreError(.cannotWrite, "一页的记录超过 \(Self.frameLimit >> 20) MiB")
    }
    var frame: [UInt8] = []
    Self.put(Self.mark, into: &frame)
    Self.put(UInt32(payload.count), into: &frame)
    Self.put(UInt32(parts.count), into: &frame)
    Self.put(UInt64(bitPattern: Int64(total)), into: &frame)
    Self.put(UInt32(isLast ? 1 : 0), into: &frame)
    frame += Self.check(frame[...], payload)
    frame += [UInt8](repeating: 0, count: Self.headerBytes - frame.count)
    try write(frame, at: end)
    try write(payload, at: end + Int64(frame.count))
    end += Int64(frame.count + payload.count)
  }

  func sync() throws(StoreError) {
    guard fdatasync(descriptor) == 0 else { throw DurableFile.failure("无法写到磁盘", path) }
  }

  /// Forgets all pages.
  func empty() throws(StoreError) {
    guard ftruncate(descriptor, 0) == 0 else { throw DurableFile.failure("无法截断", path) }
    end = 0
  }

  /// Takes the file's name away: the pages are there as long as this object.
  func detach() throws(StoreError) { try DurableFile.remove(path) }

  /// The texts of all pages in order, as bytes that are valid during the call.
  func forEachText(_ body: (UnsafeBufferPointer<UInt8>) throws(StoreError) -> Void) throws(StoreError) {
    let read = try Self.scan(descriptor, path, until: end) { _, payload throws(StoreError) in
      var offset = 0
      while offset + 4 <= payload.count {
        let count = Int(payload.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        offset += 4
        guard offset + count <= payload.count else { return }
        try body(UnsafeRawBufferPointer(rebasing: payload[offset..<offset + count]).assumingMemoryBound(to: UInt8.self))
        offset += count
      }
    }
    guard read == end else { throw StoreError(.cannotWrite, "暂存的记录 \(path) 损坏，请重新下载") }
  }

  /// Goes through the whole frames of a file.
  ///
  /// - Returns: where the last of them ends.
  private static func scan(
    _ file: Int32, _ path: String, until limit: Int64,
    _ body: (Page, UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) -> Int64 {
    var offset: Int64 = 0
    var header = [UInt8](repeating: 0, count: headerBytes)
    var payload: [UInt8] = []
    while offset < limit {
      guard try read(file, path, into: &header, count: headerBytes, at: offset) else { return offset }
      let (mark, length, count, total, last) = header.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: 0, as: UInt32.self), $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self),
          $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self), $0.loadUnaligned(fromByteOffset: 12, as: UInt64.self),
          $0.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
        )
      }
      guard mark == Self.mark, length <= frameLimit else { return offset }
      if payload.count != Int(length) { payload = [UInt8](repeating: 0, count: Int(length)) }
      guard try read(file, path, into: &payload, count: Int(length), at: offset + Int64(headerBytes)),
        check(header[..<24], payload) == Array(header[24..<32])
      else { return offset }
      let page = Page(total: Int(Int64(bitPattern: total)), isLast: last != 0, textCount: Int(count))
      // The bytes are handed on without a copy, and `body` may throw a StoreError: through a result.
      let result: Result<Void, StoreError> = payload.withUnsafeBytes { bytes in
        do throws(StoreError) { return .success(try body(page, bytes)) } catch { return .failure(error) }
      }
      try result.get()
      offset += Int64(headerBytes) + Int64(length)
    }
    return offset
  }

  private static func texts(_ payload: UnsafeRawBufferPointer) -> [String] {
    var texts: [String] = []
    var offset = 0
    while offset + 4 <= payload.count {
      let count = Int(payload.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      offset += 4
      guard offset + count <= payload.count else { break }
      texts.append(String(decoding: payload[offset..<offset + count], as: UTF8.self))
      offset += count
    }
    return texts
  }

  private static func put(_ number: some FixedWidthInteger, into bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func check(_ header: ArraySlice<UInt8>, _ payload: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    header.withUnsafeBytes { hash.update(bufferPointer: $0) }
    payload.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Array(hash.finalize().prefix(8))
  }

  /// - Returns: `false` when the file ends before.
  private static func read(
    _ file: Int32, _ path: String, into bytes: inout [UInt8], count: Int, at offset: Int64
  ) throws(StoreError) -> Bool {
    var done = 0
    while done < count {
      let now = bytes.withUnsafeMutableBytes {
        pread(file, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done))
      }
      if now < 0 { throw DurableFile.failure("无法读取", path) }
      if now == 0 { return false }
      done += now
    }
    return true
  }

  private func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let now = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
      }
      if now < 0 { throw DurableFile.failure("无法写入", path) }
      done += now
    }
  }
}
