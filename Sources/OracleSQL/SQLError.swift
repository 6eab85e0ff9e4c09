/// A statement we cannot or will not run, in the form a PostgreSQL client expects.
public struct SQLError: Error, Sendable, Equatable {
  /// PostgreSQL's SQLSTATE, five characters.
  public let state: String
  /// Chinese, for the operator; begins with the Oracle number where there is one (`ORA-00942 表或视图不存在`). Carries
  /// names from the statement, never values.
  public let message: String
  /// Place in the statement's text, in characters counted from 1.
  public var position: Int?
  public var hint: String?

  public init(_ state: String, _ message: String, position: Int? = nil, hint: String? = nil) {
    self.state = state
    self.message = message
    self.position = position
    self.hint = hint
  }
}
