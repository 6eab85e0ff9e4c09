/// What happened to a visit: exactly one journal record each (R22).
public enum VisitEvent: Hashable, Sendable {
  /// The step's INTENT is durable; its request may be sent. `message` is its id, kept by a reversal for every resend.
  case intended(StepKey, request: String, message: String = "")
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
  /// A closed visit is asked about once more (R9); journals of the first version have it with every run's start.
  case reviewRequested
  /// 15 shows it settled although this journal holds it closed or not begun: asked at each run's start (R9, R18), and
  /// what an older copy of the journal is found out by. `opens` is false in records of the first version only, which left a
  /// visit closed by hand closed.
  case reappeared([ReconcileRow], opens: Bool = true)
  /// The journal was found to be an older copy: whether the 05 of a visit it holds unsettled was sent since is not known
  /// (R6, R20, R24).
  case journalFoundOlder
  /// A person wants a handed-over visit asked about now (R19).
  case queryRequested(by: String)
  /// A person wants the reversal of a handed-over visit sent again, to the serials the centre named for it (R19).
  case reversalRequested(by: String)
  /// What a person found out about a handed-over visit, in words or as a file's name and digest (R19).
  case evidenceAttached(by: String, text: String)
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
