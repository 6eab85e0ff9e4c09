import NIOCore

/// The first answer to an offer of SASL mechanisms.
public struct SASLInitialResponse: Equatable, Sendable {
  public let mechanism: String
  /// The mechanism's first message; `nil` when the client waits for ours.
  public let response: [UInt8]?

  public init(mechanism: String, response: [UInt8]?) {
    self.mechanism = mechanism
    self.response = response
  }

  /// Reads the body of a password message.
  public init(body: [UInt8]) throws(WireReport) {
    var buffer = ByteBuffer(bytes: body)
    let name = try buffer.readWireText()
    let length = try buffer.readWireInteger(as: Int32.self)
    mechanism = String(decoding: name.bytes, as: UTF8.self)
    guard length >= 0 else {
      response = nil
      return
    }
    guard buffer.readableBytes == Int(length) else { throw .violation("SASL 消息的长度不对") }
    response = buffer.readBytes(length: Int(length))
  }
}
