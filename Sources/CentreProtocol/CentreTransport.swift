/// Carries one request text to the centre and its answer back. HTTP is in `CentreClient`; tests use memory.
public protocol CentreTransport: Sendable {
  /// Every request has its own fresh connection, so that no answer can be another request's (settlement.md R10). Of a vendor's
  /// library nobody knows it.
  var hasOwnConnections: Bool { get }

  /// Sends one request once.
  ///
  /// - Parameters:
  ///   - request: the text of the unified interface, not yet encoded.
  ///   - timeoutSeconds: deadline of the whole call, from connect to last byte.
  func call(_ request: String, timeoutSeconds: Int) async -> CentreReply
}

extension CentreTransport {
  public var hasOwnConnections: Bool { true }
}

/// What is known after one call. Only `answer` is an answer; both others leave open whether the centre executed.
public enum CentreReply: Sendable, Equatable {
  /// Status 200 and a whole body, decoded from GB18030. `serverDate` is the HTTP `Date` header, when there is one,
  /// in milliseconds since 1970 UTC.
  case answer(String, serverDate: Int64?)
  /// The centre could not be connected to, so not a byte was sent: the connection was refused or timed out.
  case notSent(String)
  /// Something was or may have been sent, and no whole answer came: time-out, reset, another status than 200, a body
  /// that is not GB18030. The text says what happened, for operators, without any person's data.
  case unknown(String)
}
