/// What is known after one request of a drill.
public enum DrillOutcome: Hashable, Sendable {
  /// No whole answer or a system failure: nobody knows. The text is for operators.
  case unknown(String)
  /// Not a byte was sent: an upload is not done.
  case notSent(String)
  /// A business refusal (centre.md): not executed. The text is shown, never parsed.
  case refused(String)
  /// Success of an upload or an undo; an upload's answer may bring the centre's number (医保处方编号), else empty.
  case accepted(serial: String)
  /// A query's answer: the centre has it, in this 处方状态; empty: none that may be shown, or an earlier version's record.
  case found(serial: String, status: String = "")
  /// A query's answer: it was there and is revoked.
  case revoked
  /// A query's whole answer without us.
  case absent

  /// One line for operators; the centre's own text is not repeated.
  public var summary: String {
    switch self {
    case .unknown(let reason): "未知：\(reason)"
    case .notSent(let reason): "未发出：\(reason)"
    case .refused: "中心未受理"
    case .accepted(let serial): serial.isEmpty ? "已受理" : "已受理，编号 \(serial)"
    case .found(let serial, _): serial.isEmpty ? "中心有" : "中心有，编号 \(serial)"
    case .revoked: "中心已撤销"
    case .absent: "中心没有"
    }
  }
}

/// Everything that can happen to a drill.
public enum DrillEvent: Hashable, Sendable {
  /// A request is about to be sent; durable before its first byte (R1).
  case intended(step: Int, DrillCall, message: String)
  case resulted(step: Int, DrillCall, DrillOutcome)
  /// What was not uploaded yet stays so.
  case skipped(reason: String)
  case handedOver(reason: String)
  case restarted
  /// The same with a journal that does not continue its head kept elsewhere (R20): what it holds planned may have been
  /// uploaded.
  case restartedOlder
  /// A person wants the next request now.
  case hurried(by: String)
  case evidenceAttached(by: String, text: String)
  case closedByHand(by: String, confirmedBy: String, reason: String)
}

/// What a drill needs next.
public enum DrillNeed: Hashable, Sendable {
  case send(step: Int, DrillCall)
  case record(DrillEvent)
  /// Milliseconds, at least 1.
  case wait(Int64)
  case nothing
}

/// An event that cannot happen in the state: the journal is not one of this machine.
public struct DrillError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ drill: DrillNumber, _ what: String) { description = "演练 \(drill.text)：\(what)" }
}
