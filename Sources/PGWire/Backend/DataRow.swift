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
  ///
  /// - Returns: how many characters the encoding lacks and were substituted.
  @discardableResult
  public func value(_ utf8: UnsafeRawBufferPointer?, encoding: ClientEncoding, to buffer: inout ByteBuffer) -> Int {
    guard let utf8 else {
      buffer.writeInteger(Int32(-1))
      return 0
    }
    if encoding == .utf8 || utf8.allSatisfy({ $0 < 0x80 }) {
      buffer.writeInteger(Int32(utf8.count))
      buffer.writeBytes(utf8)
      return 0
    }
    var bytes: [UInt8] = []
    let substituted = encoding.append(utf8, to: &bytes)
    buffer.writeInteger(Int32(bytes.count))
    buffer.writeBytes(bytes)
    return substituted
  }

  public func end(_ buffer: inout ByteBuffer) {
    buffer.setInteger(Int32(buffer.writerIndex - start - 1), at: start + 1)
  }
}
