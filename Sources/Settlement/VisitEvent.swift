/// What happened to a visit: exactly one journal record each (R22).
public enum VisitEvent: Hashable, Sendable {
  /// The step's INTENT is durable; its request may be sent.
  case intended(StepKey, request: String)
  /// The step's RESULT is durable.
  case resulted(StepKey, Outcome)
  /// The process started again, with these rules.
  case restarted(VisitRules)
  /// The 05 will not be sent (R16, refusals before it).
  case cancelled(reason: String)
  /// A durable mark, not an end (R19).
  case handedOver(reason: String)
  /// Two persons took responsibility for a marked visit (R19).
  case closedByHand(by: String, confirmedBy: String, reason: String)
  /// A later run asks about closed visits once more (R9).
  case reviewRequested
}

/// What the shell does about an event besides going on: tell people.
public enum VisitAction: Hashable, Sendable {
  case alarm(String)
}

/// What a visit needs next.
public enum NextStep: Hashable, Sendable {
  case send(Step)
  /// Nothing before this many milliseconds on the boot clock have passed.
  case wait(milliseconds: Int64)
  /// A decision without a request: it is journalled like any other.
  case record(VisitEvent)
  /// Nothing, ever, without a person or a later run.
  case nothing
}
