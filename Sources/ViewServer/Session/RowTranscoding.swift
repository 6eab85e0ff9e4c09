import NIOCore
import PGWire
import TextEncoding

/// DataRow messages in another encoding than UTF-8. Their values are in text form.
struct RowTranscoding {
  private let encoding: ClientEncoding
  private let table: DoubleByteTable
  /// Characters that the encoding lacks.
  private(set) var substituted = 0
  /// No character takes more bytes in any encoding than this for each of its own in UTF-8; what is no character takes 4.
  private static let growth = 4

  /// - Returns: `nil` for UTF-8.
  init?(to encoding: ClientEncoding) {
    guard let table = encoding.doubleBytes else { return nil }
    self.encoding = encoding
    self.table = table
  }

  mutating func transcode(_ rows: ByteBuffer) -> ByteBuffer {
    var output = ByteBuffer()
    output.reserveCapacity(rows.readableBytes + 4_096)
    rows.withUnsafeReadableBytes { bytes in
      var place = 0
      // Our own messages: whole, with the lengths they say.
      while place < bytes.count {
        let length = 1 + Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 1, as: UInt32.self)))
        let row = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)])
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: length * Self.growth) { transcode(row, to: $0) }
        place += length
      }
    }
    return output
  }

  /// - Returns: the bytes written.
  private mutating func transcode(_ row: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer) -> Int {
    guard let input = row.baseAddress, let output = memory.baseAddress else { return 0 }
    // Type, length, number of columns.
    output.copyMemory(from: input, byteCount: 7)
    var place = 7
    var written = 7
    while place < row.count {
      let length = Int(Int32(bigEndian: input.loadUnaligned(fromByteOffset: place, as: Int32.self)))
      place += 4
      var size = length
      if length > 0 {
        size = value(UnsafeRawBufferPointer(start: input + place, count: length), to: output + written + 4)
        place += length
      }
      (output + written).storeBytes(of: Int32(truncatingIfNeeded: size).bigEndian, as: Int32.self)
      written += 4 + max(0, size)
    }
    (output + 1).storeBytes(of: UInt32(truncatingIfNeeded: written - 1).bigEndian, as: UInt32.self)
    return written
  }

  private mutating func value(_ text: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer) -> Int {
    if let size = table.encode(text, to: output) { return size }
    var bytes: [UInt8] = []
    substituted += encoding.append(text, to: &bytes)
    bytes.withUnsafeBytes { if let base = $0.baseAddress { output.copyMemory(from: base, byteCount: $0.count) } }
    return bytes.count
  }
}
