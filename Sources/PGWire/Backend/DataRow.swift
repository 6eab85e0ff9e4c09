import NIOCore

/// Writes a row straight into the outgoing bytes: `begin`, one `value` per column, `end`.
public struct DataRowWriter {
  private let start: Int

  /// - Parameter columnCount: how many values follow.
  public init(columnCount: Int, to buffer: inout ByteBuffer) {
    start = buffer.writerIndex
    buffer.writeInteger(UInt8(ascii: "D"))
    buffer.writeInteger(Int32(0))
    buffer.writeInteger(Int16(columnCount))
  }

  /// Writes UTF-8 text in the client's encoding; `nil` is NULL.
  public func value(_ utf8: UnsafeRawBufferPointer?, encoding: ClientEncoding, to buffer: inout ByteBuffer) {
    guard let utf8 else {
      buffer.writeInteger(Int32(-1))
      return
    }
    if encoding == .utf8 || utf8.allSatisfy({ $0 < 0x80 }) {
      buffer.writeInteger(Int32(utf8.count))
      buffer.writeBytes(utf8)
    } else {
      let bytes = encoding.encode(String(decoding: utf8, as: UTF8.self))
      buffer.writeInteger(Int32(bytes.count))
      buffer.writeBytes(bytes)
    }
  }

  public func end(_ buffer: inout ByteBuffer) {
    buffer.setInteger(Int32(buffer.writerIndex - start - 1), at: start + 1)
  }
}
