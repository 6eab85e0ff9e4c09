import NIOCore

/// A message to the client. Texts leave in the session's encoding.
public protocol BackendMessage: Sendable {
  func write(to buffer: inout ByteBuffer, encoding: ClientEncoding)
}

extension ByteBuffer {
  /// Writes one message: type byte, length word, body.
  mutating func writeMessage(_ type: Unicode.Scalar, _ body: (inout ByteBuffer) -> Void) {
    writeInteger(UInt8(ascii: type))
    let lengthIndex = writerIndex
    writeInteger(Int32(0))
    body(&self)
    setInteger(Int32(writerIndex - lengthIndex), at: lengthIndex)
  }

  mutating func writeTerminated(_ text: String, _ encoding: ClientEncoding) {
    // A zero byte would end the text early and shift everything behind it.
    if encoding == .utf8, !text.utf8.contains(0) {
      writeString(text)
      writeInteger(UInt8(0))
      return
    }
    writeBytes(encoding.encode(text).filter { $0 != 0 })
    writeInteger(UInt8(0))
  }
}
