import NIOCore

/// The session's transaction as ReadyForQuery shows it.
public enum TransactionStatus: Unicode.Scalar, Sendable {
  case idle = "I"
  case inBlock = "T"
  case failed = "E"
}

public struct ReadyForQuery: BackendMessage, Equatable {
  public let status: TransactionStatus

  public init(status: TransactionStatus) { self.status = status }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("Z") { $0.writeInteger(UInt8(ascii: status.rawValue)) }
  }
}
