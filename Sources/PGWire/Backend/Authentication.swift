import NIOCore

/// The login's messages, type `R`.
public enum Authentication: BackendMessage, Equatable {
  case ok
  /// Four random bytes.
  case md5(salt: [UInt8])
  /// The mechanisms to choose from.
  case sasl([String])
  case saslContinue(String)
  case saslFinal(String)

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("R") { body in
      switch self {
      case .ok: body.writeInteger(Int32(0))
      case .md5(let salt):
        body.writeInteger(Int32(5))
        body.writeBytes(salt)
      case .sasl(let mechanisms):
        body.writeInteger(Int32(10))
        for mechanism in mechanisms { body.writeTerminated(mechanism, .utf8) }
        body.writeInteger(UInt8(0))
      case .saslContinue(let text):
        body.writeInteger(Int32(11))
        body.writeString(text)
      case .saslFinal(let text):
        body.writeInteger(Int32(12))
        body.writeString(text)
      }
    }
  }
}
