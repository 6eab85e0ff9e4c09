/// A login, a refusal or a statement's error, without any data.
public struct AuditEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case loginSucceeded
    case loginFailed
    /// Too many failures before it.
    case loginLocked
    /// Over a connection limit.
    case connectionRefused
    /// With its SQLSTATE.
    case statementFailed(String)
    case sessionEnded
  }

  public let kind: Kind
  public let user: String
  /// The peer's IP address; `local` on the Unix socket.
  public let address: String
  /// Unix time.
  public let timeMilliseconds: Int64

  public init(kind: Kind, user: String, address: String, timeMilliseconds: Int64) {
    self.kind = kind
    self.user = user
    self.address = address
    self.timeMilliseconds = timeMilliseconds
  }
}
