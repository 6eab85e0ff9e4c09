/// What ErrorResponse and NoticeResponse say; thrown where a message or statement is refused.
public struct WireReport: Error, Equatable, Sendable {
  public enum Severity: String, Sendable {
    case notice = "NOTICE"
    case warning = "WARNING"
    case error = "ERROR"
    /// The session ends after it.
    case fatal = "FATAL"
  }

  public var severity: Severity
  /// PostgreSQL's SQLSTATE, five characters.
  public var state: String
  /// Chinese, for the operator; names, never values.
  public var message: String
  /// Place in the statement's text, in characters counted from 1.
  public var position: Int?
  public var hint: String?

  public init(
    _ severity: Severity, _ state: String, _ message: String, position: Int? = nil, hint: String? = nil
  ) {
    self.severity = severity
    self.state = state
    self.message = message
    self.position = position
    self.hint = hint
  }

  /// A message that breaks the protocol's form: the stream cannot be trusted any more.
  static func violation(_ message: String) -> WireReport { WireReport(.fatal, "08P01", "协议错误：\(message)") }
}
