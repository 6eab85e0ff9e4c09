/// A message from the client. PostgreSQL documentation, "Message Formats".
public enum FrontendMessage: Hashable, Sendable {
  case startup(StartupRequest)
  /// Any answer of the client during login; its meaning follows from what was asked.
  case password([UInt8])
  case query(WireText)
  case parse(ParseMessage)
  case bind(BindMessage)
  case describe(NamedObject)
  case execute(ExecuteMessage)
  case close(NamedObject)
  case functionCall
  /// CopyData, CopyDone, CopyFail outside a copy: PostgreSQL ignores them.
  case copyIn
  case flush
  case sync
  case terminate
}

/// What Describe and Close name.
public enum NamedObject: Hashable, Sendable {
  case statement(WireText)
  case portal(WireText)
}
