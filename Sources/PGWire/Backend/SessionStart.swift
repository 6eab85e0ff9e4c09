import NIOCore

/// A setting whose value drivers follow.
public struct ParameterStatus: BackendMessage, Equatable {
  public let name: String
  public let value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("S") { body in
      body.writeTerminated(name, encoding)
      body.writeTerminated(value, encoding)
    }
  }
}

/// What a later CancelRequest must show.
public struct BackendKeyData: BackendMessage, Equatable {
  public let key: CancelKey

  public init(key: CancelKey) { self.key = key }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("K") { body in
      body.writeInteger(key.processID)
      body.writeInteger(key.secret)
    }
  }
}

/// Answers a client that asked for a newer minor version or for protocol options: 3.0, and none of these.
public struct NegotiateProtocolVersion: BackendMessage, Equatable {
  public let unknownOptions: [String]

  public init(unknownOptions: [String]) { self.unknownOptions = unknownOptions }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("v") { body in
      // The whole version, as PostgreSQL sends it since 9.3.22: 3.0.
      body.writeInteger(Int32(3 << 16))
      body.writeInteger(Int32(unknownOptions.count))
      for option in unknownOptions { body.writeTerminated(option, .utf8) }
    }
  }
}
