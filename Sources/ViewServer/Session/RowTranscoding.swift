import NIOCore
import PGWire

/// DataRow messages in another encoding than UTF-8. Their values are in text form.
enum RowTranscoding {
  /// - Parameter substituted: raised by the characters that the encoding lacks.
  static func transcoded(
    _ rows: ByteBuffer, to encoding: ClientEncoding, substituted: inout Int
  ) -> ByteBuffer {
    var output = ByteBuffer()
    output.reserveCapacity(rows.readableBytes)
    rows.withUnsafeReadableBytes { bytes in
      var place = 0
      // Our own messages: whole, with the lengths they say.
      while place < bytes.count {
        let columns = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 5, as: UInt16.self)))
        place += 7
        let row = DataRowWriter(columnCount: columns, to: &output)
        for _ in 0..<columns {
          let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
          place += 4
          if length < 0 {
            row.value(nil, encoding: encoding, to: &output)
          } else {
            substituted += row.value(
              UnsafeRawBufferPointer(rebasing: bytes[place..<(place + length)]), encoding: encoding, to: &output)
            place += length
          }
        }
        row.end(&output)
      }
    }
    return output
  }
}
