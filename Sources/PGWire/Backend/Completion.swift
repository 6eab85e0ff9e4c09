import NIOCore

/// The ends of things: messages without a body, and the tag of a finished statement.
public enum Completion: BackendMessage, Equatable {
  case parse
  case bind
  case close
  case noData
  case emptyQuery
  case portalSuspended
  /// The tag drivers read, such as `SELECT 3`.
  case command(String)

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    switch self {
    case .parse: buffer.writeMessage("1") { _ in }
    case .bind: buffer.writeMessage("2") { _ in }
    case .close: buffer.writeMessage("3") { _ in }
    case .noData: buffer.writeMessage("n") { _ in }
    case .emptyQuery: buffer.writeMessage("I") { _ in }
    case .portalSuspended: buffer.writeMessage("s") { _ in }
    case .command(let tag): buffer.writeMessage("C") { $0.writeTerminated(tag, .utf8) }
    }
  }
}
