/// Drill events as records of the money journal and back. Their kinds begin with `DRILL_` and their payloads carry format
/// version 2, so that a version of this program that knows no drills refuses the journal by its version.
extension JournalRecord {
  static let drillPrefix = "DRILL_"
  /// Format version of the records about drills.
  public static let drillVersion = 2

  /// The format version a kind of record is written in.
  static func version(of kind: String) -> Int { kind.hasPrefix(drillPrefix) ? drillVersion : version }

  private static let olderField = "older"

  /// The record of a restart, for every drill at once.
  public static func drillsRestarted(isOlder: Bool, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "DRILL_RESTARTED", at: now, fields: isOlder ? [olderField: "1"] : [:])
  }

  public var isDrill: Bool { kind.hasPrefix(Self.drillPrefix) }

  /// A drill's first record: everything its requests and their undo need.
  public static func drillPlanned(_ plan: DrillPlan, at now: Instant) -> JournalRecord {
    var fields = [
      "drill": plan.number.text, "plan": plan.kind.rawValue, "environment": plan.environment, "by": plan.startedBy,
      "reason": plan.reason, "steps": String(plan.steps.count),
      "rules": [plan.rules.queryAfterSeconds, plan.rules.quietSeconds, plan.rules.handOverAfterSeconds]
        .map(String.init).joined(separator: " "),
    ]
    fields["area"] = plan.personArea
    for (index, step) in plan.steps.enumerated() {
      fields["\(index).title"] = step.title
      let requests: [(String, DrillRequest?)] = [("upload", step.upload), ("query", step.query), ("undo", step.undo)]
      for case (let name, let request?) in requests {
        fields["\(index).\(name)"] = request.number
        fields["\(index).\(name).input"] = request.input
      }
    }
    return JournalRecord(kind: "DRILL_PLANNED", at: now, fields: fields)
  }

  /// - Parameter extra: digests and raw answers, for a later dispute.
  public static func drill(
    _ event: DrillEvent, of number: DrillNumber, at now: Instant, extra: [String: String] = [:]
  ) -> JournalRecord {
    var fields = extra
    fields["drill"] = number.text
    let kind: String
    switch event {
    case .intended(let step, let call, let message):
      kind = "DRILL_\(call.rawValue)_INTENT"
      fields["step"] = String(step)
      fields["message"] = message
    case .resulted(let step, let call, let outcome):
      kind = "DRILL_\(call.rawValue)_RESULT"
      fields["step"] = String(step)
      fields.merge(outcome.journalFields) { $1 }
    case .skipped(let reason):
      kind = "DRILL_SKIPPED"
      fields["reason"] = reason
    case .handedOver(let reason):
      kind = "DRILL_HANDED_OVER"
      fields["reason"] = reason
    case .restarted: kind = "DRILL_RESTARTED"
    case .restartedOlder:
      kind = "DRILL_RESTARTED"
      fields[Self.olderField] = "1"
    case .hurried(let by):
      kind = "DRILL_HURRIED"
      fields["by"] = by
    case .evidenceAttached(let by, let text):
      kind = "DRILL_EVIDENCE"
      fields["by"] = by
      fields["reason"] = text
    case .closedByHand(let by, let confirmedBy, let reason):
      kind = "DRILL_CLOSED_BY_HAND"
      fields["by"] = by
      fields["confirmed"] = confirmedBy
      fields["reason"] = reason
    }
    return JournalRecord(kind: kind, at: now, fields: fields)
  }

  /// A request that belongs to no drill, 9001 or 9002: its message id is used up (R14).
  public static func drillSession(_ number: String, message: String, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "DRILL_SESSION", at: now, fields: ["argument": number, "message": message])
  }

  func drillEvent() throws(JournalRecordError) -> DrillEvent {
    switch kind {
    case "DRILL_SKIPPED": return .skipped(reason: fields["reason"] ?? "")
    case "DRILL_HANDED_OVER": return .handedOver(reason: fields["reason"] ?? "")
    case "DRILL_RESTARTED": return fields[Self.olderField] == nil ? .restarted : .restartedOlder
    case "DRILL_HURRIED": return .hurried(by: fields["by"] ?? "")
    case "DRILL_EVIDENCE": return .evidenceAttached(by: fields["by"] ?? "", text: fields["reason"] ?? "")
    case "DRILL_CLOSED_BY_HAND":
      return .closedByHand(
        by: fields["by"] ?? "", confirmedBy: fields["confirmed"] ?? "", reason: fields["reason"] ?? "")
    default: break
    }
    for call in DrillCall.allCases {
      guard kind == "DRILL_\(call.rawValue)_INTENT" || kind == "DRILL_\(call.rawValue)_RESULT" else { continue }
      guard let step = fields["step"].flatMap({ Int($0) }) else { throw .malformed }
      if kind.hasSuffix("_INTENT") { return .intended(step: step, call, message: fields["message"] ?? "") }
      guard let outcome = DrillOutcome(journalFields: fields) else { throw .malformed }
      return .resulted(step: step, call, outcome)
    }
    throw .unknownKind(kind)
  }
}

extension DrillPlan {
  /// - Throws: `JournalRecordError.malformed` for fields no version of ours has written.
  init(journalFields fields: [String: String]) throws(JournalRecordError) {
    let seconds = (fields["rules"] ?? "").split(separator: " ").compactMap { Int($0) }
    guard let number = DrillNumber(fields["drill"] ?? ""), let kind = DrillKind(rawValue: fields["plan"] ?? ""),
      let count = fields["steps"].flatMap({ Int($0) }), (1...Self.stepLimit).contains(count), seconds.count == 3
    else { throw .malformed }
    func request(_ name: String) -> DrillRequest? {
      guard let number = fields[name], let input = fields["\(name).input"] else { return nil }
      return DrillRequest(number: number, input: input)
    }
    var steps: [DrillStep] = []
    for index in 0..<count {
      guard let upload = request("\(index).upload"), let undo = request("\(index).undo") else { throw .malformed }
      steps.append(
        DrillStep(
          title: fields["\(index).title"] ?? "", upload: upload, query: request("\(index).query"), undo: undo))
    }
    self.init(
      number: number, kind: kind, environment: fields["environment"] ?? "", startedBy: fields["by"] ?? "",
      reason: fields["reason"] ?? "",
      rules: DrillRules(
        queryAfterSeconds: seconds[0], quietSeconds: seconds[1], handOverAfterSeconds: seconds[2]), steps: steps,
      personArea: fields["area"])
  }
}

extension DrillOutcome {
  var journalFields: [String: String] {
    switch self {
    case .unknown(let reason): ["outcome": "unknown", "text": reason]
    case .notSent(let reason): ["outcome": "not-sent", "text": reason]
    case .refused(let words): ["outcome": "refused", "text": words]
    case .accepted(let serial): ["outcome": "accepted", "serial": serial]
    case .found(let serial, let status):
      ["outcome": "found", "serial": serial].merging(status.isEmpty ? [:] : ["status": status]) { $1 }
    case .revoked: ["outcome": "revoked"]
    case .absent: ["outcome": "absent"]
    }
  }

  init?(journalFields fields: [String: String]) {
    switch fields["outcome"] {
    case "unknown": self = .unknown(fields["text"] ?? "")
    case "not-sent": self = .notSent(fields["text"] ?? "")
    case "refused": self = .refused(fields["text"] ?? "")
    case "accepted": self = .accepted(serial: fields["serial"] ?? "")
    case "found": self = .found(serial: fields["serial"] ?? "", status: fields["status"] ?? "")
    case "revoked": self = .revoked
    case "absent": self = .absent
    default: return nil
    }
  }
}
