import CZlib

/// The one text inside the zip that a 9102 answers with. Entries stored or deflated; nothing else is needed.
public enum ZipFile {
  /// Bytes one file may unpack to; 1301 whole is about a third of it.
  public static let maximumTextBytes = 512 << 20

  /// Unpacks the archive's only file.
  ///
  /// - Parameter limit: bytes it may have unpacked; an archive that announces or holds more is refused before it is
  ///   unpacked further.
  public static func onlyEntry(
    _ archive: [UInt8], limit: Int = maximumTextBytes
  ) throws(NationalProtocolError) -> [UInt8] {
    guard let directory = endOfDirectory(archive) else { throw .init(.damagedArchive, "文件不是完整的 zip") }
    guard directory.count == 1 else { throw .init(.damagedArchive, "zip 里应有一个文件，实有 \(directory.count) 个") }
    let reader = ByteReader(archive)
    guard let entry = CentralEntry(reader, at: directory.offset) else {
      throw .init(.damagedArchive, "zip 的目录不完整")
    }
    guard entry.flags & 1 == 0 else { throw .init(.damagedArchive, "zip 有密码，不能读取") }
    guard entry.size <= limit else {
      throw .init(.archiveTooLarge, "zip 解开后有 \(entry.size) 字节，超过 \(limit) 字节，拒绝解压")
    }
    guard reader.long(entry.localOffset) == 0x0403_4b50, let name = reader.short(entry.localOffset + 26),
      let extra = reader.short(entry.localOffset + 28)
    else { throw .init(.damagedArchive, "zip 的文件头不完整") }
    let start = entry.localOffset + 30 + name + extra
    guard entry.packedSize <= archive.count, start <= archive.count - entry.packedSize else {
      throw .init(.damagedArchive, "zip 的内容不完整")
    }
    let packed = archive[start..<start + entry.packedSize]
    let text: [UInt8]
    switch entry.method {
    case 0: text = Array(packed)
    case 8: text = try inflated(packed, size: entry.size)
    default: throw .init(.damagedArchive, "zip 的压缩方法 \(entry.method) 不支持")
    }
    guard text.count == entry.size, checksum(text) == entry.checksum else {
      throw .init(.damagedArchive, "zip 的内容与校验不符")
    }
    return text
  }

  /// Looks for the end record from the back; a comment of up to 64 KiB may follow it.
  private static func endOfDirectory(_ archive: [UInt8]) -> (offset: Int, count: Int)? {
    let reader = ByteReader(archive)
    var place = archive.count - 22
    while place >= max(0, archive.count - 22 - 65_535) {
      if reader.long(place) == 0x0605_4b50, let count = reader.short(place + 10), let offset = reader.long(place + 16) {
        return (offset, count)
      }
      place -= 1
    }
    return nil
  }

  private struct CentralEntry {
    let flags: Int
    let method: Int
    let checksum: Int
    let packedSize: Int
    let size: Int
    let localOffset: Int

    init?(_ reader: ByteReader, at place: Int) {
      guard reader.long(place) == 0x0201_4b50, let flags = reader.short(place + 8),
        let method = reader.short(place + 10), let checksum = reader.long(place + 16),
        let packed = reader.long(place + 20), let size = reader.long(place + 24), let local = reader.long(place + 42)
      else { return nil }
      self.flags = flags
      self.method = method
      self.checksum = checksum
      packedSize = packed
      self.size = size
      localOffset = local
    }
  }

  /// Unpacks to exactly `size` bytes; the buffer is never larger than what was announced and checked against the limit.
  private static func inflated(_ packed: ArraySlice<UInt8>, size: Int) throws(NationalProtocolError) -> [UInt8] {
    var input = Array(packed)
    // One byte more than announced, so that a text that is longer is seen.
    var output = [UInt8](repeating: 0, count: size + 1)
    let produced: Int? = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
          return nil
        }
        defer { inflateEnd(&stream) }
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : nil
      }
    }
    guard produced == size else { throw .init(.damagedArchive, "zip 的内容解不开，或与公布的长度不符") }
    output.removeLast()
    return output
  }

  private static func checksum(_ bytes: [UInt8]) -> Int { Int(crc32(0, bytes, UInt32(bytes.count))) }
}

/// Little-endian numbers at a place; `nil` past the end.
private struct ByteReader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func short(_ place: Int) -> Int? {
    guard place >= 0, place <= bytes.count - 2 else { return nil }
    return Int(bytes[place]) | Int(bytes[place + 1]) << 8
  }

  func long(_ place: Int) -> Int? {
    guard let low = short(place), let high = short(place + 2) else { return nil }
    return low | high << 16
  }
}
