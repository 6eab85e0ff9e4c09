import NIOCore

extension ByteBuffer {
  /// Reads up to the next zero byte, and past it; `nil` when there is none.
  mutating func readTerminatedBytes() -> [UInt8]? {
    guard let end = readableBytesView.firstIndex(of: 0) else { return nil }
    let bytes = readBytes(length: end - readerIndex)
    moveReaderIndex(forwardBy: 1)
    return bytes
  }

  mutating func readWireText() throws(WireReport) -> WireText {
    guard let bytes = readTerminatedBytes() else { throw .violation("文本没有结束符") }
    return WireText(bytes: bytes)
  }

  mutating func readWireInteger<T: FixedWidthInteger>(as type: T.Type) throws(WireReport) -> T {
    guard let value = readInteger(as: type) else { throw .violation("消息太短") }
    return value
  }

  /// Reads a count, signed on the wire; never negative.
  mutating func readWireCount() throws(WireReport) -> Int {
    let count = try readWireInteger(as: Int16.self)
    guard count >= 0 else { throw .violation("个数为负") }
    return Int(count)
  }
}
