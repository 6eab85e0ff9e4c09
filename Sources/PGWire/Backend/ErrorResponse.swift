import NIOCore

/// ErrorResponse for errors, NoticeResponse for the rest. Fields S, V, C, M, and P and H where known.
extension WireReport: BackendMessage {
  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    let type: Unicode.Scalar =
      switch severity {
      case .error, .fatal: "E"
      case .notice, .warning: "N"
      }
    buffer.writeMessage(type) { body in
      func field(_ code: Unicode.Scalar, _ text: String) {
        body.writeInteger(UInt8(ascii: code))
        body.writeTerminated(text, encoding)
      }
      field("S", severity.rawValue)
      field("V", severity.rawValue)
      field("C", state)
      field("M", message)
      if let hint { field("H", hint) }
      if let position { field("P", String(position)) }
      body.writeInteger(UInt8(0))
    }
  }
}
