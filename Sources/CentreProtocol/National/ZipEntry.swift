import CZlib

/// The one text inside a zip, unpacked piece by piece, so that a catalogue of hundreds of megabytes takes none of them.
final class ZipEntry {
  /// Bytes of a piece at most.
  static let pieceBytes = 1 << 18

  private let archive: [UInt8]
  private let expected: ZipFile.CentralEntry
  /// What is still to be unpacked.
  private var packed: Range<Int>
  private var size = 0
  private var sum: UInt = 0
  private var isAtEnd = false
  /// zlib keeps a pointer to it, so it has a place of its own; `nil` for an entry that is only stored.
  private let stream: UnsafeMutablePointer<z_stream>?

  /// - Parameter limit: bytes the text may have.
  init(_ archive: [UInt8], limit: Int = ZipFile.maximumTextBytes) throws(NationalProtocolError) {
    (packed, expected) = try ZipFile.find(archive, limit: limit)
    self.archive = archive
    guard expected.method == 8 else {
      stream = nil
      return
    }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw .init(.damagedArchive, "zlib 不能启动")
    }
    self.stream = stream
  }

  deinit {
    guard let stream else { return }
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next piece; `nil` at the end, when length and checksum were right.
  func next() throws(NationalProtocolError) -> [UInt8]? {
    guard !isAtEnd else { return nil }
    let piece = stream == nil ? stored() : try inflated()
    size += piece.count
    sum = crc32(sum, piece, UInt32(piece.count))
    guard size <= expected.size else { throw .init(.damagedArchive, "zip 的内容解不开，或与公布的长度不符") }
    if !piece.isEmpty { return piece }
    isAtEnd = true
    guard size == expected.size, Int(sum) == expected.checksum else {
      throw .init(.damagedArchive, "zip 的内容与校验不符")
    }
    return nil
  }

  private func stored() -> [UInt8] {
    let end = min(packed.upperBound, packed.lowerBound + Self.pieceBytes)
    defer { packed = end..<packed.upperBound }
    return Array(archive[packed.lowerBound..<end])
  }

  /// Empty at the end of the deflated text.
  private func inflated() throws(NationalProtocolError) -> [UInt8] {
    guard let stream else { preconditionFailure("a stored entry is not inflated") }
    var isWhole = false
    let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { target, count in
      archive.withUnsafeBufferPointer { source in
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + packed.lowerBound)
        stream.pointee.avail_in = UInt32(packed.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        let status = inflate(stream, Z_NO_FLUSH)
        isWhole = status == Z_OK || status == Z_STREAM_END
        count = target.count - Int(stream.pointee.avail_out)
        packed = packed.upperBound - Int(stream.pointee.avail_in)..<packed.upperBound
        // At the end of the text another call says so again; one that gets no further is not whole.
        if status == Z_BUF_ERROR, count > 0 { isWhole = true }
      }
    }
    guard isWhole else { throw .init(.damagedArchive, "zip 的内容解不开，或与公布的长度不符") }
    return piece
  }
}
