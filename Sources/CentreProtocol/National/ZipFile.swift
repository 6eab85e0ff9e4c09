/// The one text inside the zip that a 9102 answers with. Entries stored or deflated; nothing else is needed.
public enum ZipFile {
  /// Bytes one file may unpack to; 1301 whole is about a third of it.
  public static let maximumTextBytes = 512 << 20

  /// Unpacks the archive's only file whole.
  ///
  /// - Parameter limit: bytes it may have unpacked; an archive that announces or holds more is refused before it is
  ///   unpacked further.
  public static func onlyEntry(
    _ archive: [UInt8], limit: Int = maximumTextBytes
  ) throws(NationalProtocolError) -> [UInt8] {
    let entry = try ZipEntry(archive, limit: limit)
    var text: [UInt8] = []
    while let piece = try entry.next() { text += piece }
    return text
  }

  /// Where the archive's only file lies, packed.
  static func find(
    _ archive: [UInt8], limit: Int
  ) throws(NationalProtocolError) -> (packed: Range<Int>, entry: CentralEntry) {
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
    guard entry.method == 0 || entry.method == 8 else {
      throw .init(.damagedArchive, "zip 的压缩方法 \(entry.method) 不支持")
    }
    return (start..<start + entry.packedSize, entry)
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

  struct CentralEntry {
    let flags: Int
    let method: Int
    let checksum: Int
    let packedSize: Int
    let size: Int
    let localOffset: Int

    fileprivate init?(_ reader: ByteReader, at place: Int) {
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
