/// Visit events as journal records and back. Kinds are readable: `SETTLE_INTENT`, `SETTLE_RESULT`, `HANDED_OVER`.
extension JournalRecord {
  /// The record of an event. A restart is one record for the whole process (`Self.restarted`), not one per visit.
  public init(_ event: VisitEvent, visit: VisitNumber, at now: Instant, extra: [String: String] = [:]) {
    let kind: String
    var fields = extra
    switch event {
    case .intended(let key, let request, let message):
      kind = "\(key.name.rawValue)_INTENT"
      fields["argument"] = key.argument
      fields["request"] = request
      if !message.isEmpty { fields["message"] = message }
    case .resulted(let key, let outcome):
      kind = "\(key.name.rawValue)_RESULT"
      fields["argument"] = key.argument
      fields.merge(outcome.journalFields) { $1 }
    case .cancelled(let reason):
      kind = "CANCELLED"
      fields["reason"] = reason
    case .handedOver(let reason):
      kind = "HANDED_OVER"
      fields["reason"] = reason
    case .closedByHand(let by, let confirmedBy, let reason):
      kind = "CLOSED_BY_HAND"
      fields["by"] = by
      fields["confirmed"] = confirmedBy
      fields["reason"] = reason
    case .restarted(let rules):
      kind = "RESTARTED"
      fields["rules"] = rules.journalText
    case .reviewRequested: kind = "REVIEW_REQUESTED"
    case .reappeared(let rows, let opens):
      kind = "REAPPEARED"
      fields["rows"] = rows.map(\.journalText).joined(separator: "\n")
      if opens { fields["opens"] = "1" }
    case .journalFoundOlder: kind = "OLDER_JOURNAL"
    case .queryRequested(let by):
      kind = "QUERY_REQUESTED"
      fields["by"] = by
    case .reversalRequested(let by):
      kind = "REVERSAL_REQUESTED"
      fields["by"] = by
    case .evidenceAttached(let by, let text):
      kind = "EVIDENCE"
      fields["by"] = by
      fields["reason"] = text
    }
    self.init(kind: kind, at: now, visit: visit, fields: fields)
  }

  /// The visit event a record stands for; `nil` when its kind is not one of a visit's.
  var visitEvent: VisitEvent? {
    get throws(JournalRecordError) {
      switch kind {
      case "CANCELLED": return .cancelled(reason: fields["reason"] ?? "")
      case "HANDED_OVER": return .handedOver(reason: fields["reason"] ?? "")
      case "CLOSED_BY_HAND":
        return .closedByHand(
          by: fields["by"] ?? "", confirmedBy: fields["confirmed"] ?? "", reason: fields["reason"] ?? "")
      case "REVIEW_REQUESTED": return .reviewRequested
      case "OLDER_JOURNAL": return .journalFoundOlder
      case "QUERY_REQUESTED": return .queryRequested(by: fields["by"] ?? "")
      case "REVERSAL_REQUESTED": return .reversalRequested(by: fields["by"] ?? "")
      case "EVIDENCE": return .evidenceAttached(by: fields["by"] ?? "", text: fields["reason"] ?? "")
      case "REAPPEARED":
        guard let rows = ReconcileRow.list(fields["rows"] ?? ""), !rows.isEmpty else { throw .malformed }
        return .reappeared(rows, opens: fields["opens"] == "1")
      case "RESTARTED":
        guard let rules = VisitRules(journalText: fields["rules"] ?? "") else { throw .malformed }
        return .restarted(rules)
      default: return try exchangeEvent
      }
    }
  }

  private var exchangeEvent: VisitEvent? {
    get throws(JournalRecordError) {
      for (suffix, isIntent) in [("_INTENT", true), ("_RESULT", false)] where kind.hasSuffix(suffix) {
        guard let name = StepKey.Name(rawValue: String(kind.dropLast(suffix.count))) else { return nil }
        let key = StepKey(name, fields["argument"] ?? "")
        if isIntent {
          return .intended(key, request: fields["request"] ?? "", message: fields["message"] ?? "")
        }
        guard let outcome = Outcome(journalFields: fields) else { throw .malformed }
        return .resulted(key, outcome)
      }
      return nil
    }
  }

  /// A visit's first record.
  public static func planned(_ plan: VisitPlan, rules: VisitRules, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "VISIT_PLANNED", at: now, visit: plan.number, fields: plan.journalFields(rules))
  }

  /// The first record of a visit that 15 shows and the journal did not know (R18), in the environment that was asked.
  public static func adopted(
    _ plan: VisitPlan, rows: [ReconcileRow], rules: VisitRules, environment: String, at now: Instant
  ) -> JournalRecord {
    var fields = plan.journalFields(rules)
    fields["environment"] = environment
    fields["rows"] = rows.map(\.journalText).joined(separator: "\n")
    return JournalRecord(kind: "VISIT_ADOPTED", at: now, visit: plan.number, fields: fields)
  }

  /// The process started in an environment; every open visit is told.
  public static func restarted(_ rules: VisitRules, environment: String, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "RESTARTED", at: now, fields: ["rules": rules.journalText, "environment": environment])
  }

  /// A run began. Its gates have asked 15 about closed visits once more (R9, "at each later run").
  public static func runStarted(_ run: SwipeRun, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "RUN_STARTED", at: now, fields: run.journalFields)
  }

  /// A run planned everything it could.
  public static func runEnded(_ run: String, reason: String, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "RUN_ENDED", at: now, fields: ["run": run, "reason": reason])
  }

  /// A configured window went by without a run, and why.
  public static func runMissed(
    _ run: String, reason: String, window: SwipeWindow, environment: String, at now: Instant
  ) -> JournalRecord {
    JournalRecord(
      kind: "RUN_MISSED", at: now,
      fields: ["run": run, "reason": reason, "environment": environment, "window": window.journalText])
  }

  /// Two persons took a journal that does not continue the head kept elsewhere for the one to go on with (R20).
  public static func headAccepted(by: String, confirmedBy: String, reason: String, at now: Instant) -> JournalRecord {
    JournalRecord(kind: "HEAD_ACCEPTED", at: now, fields: ["by": by, "confirmed": confirmedBy, "reason": reason])
  }

  /// The INTENT or RESULT of a request that belongs to no visit: 31, 01 and the gates' 43 and 15.
  public static func exchange(
    _ key: StepKey, isIntent: Bool, fields: [String: String], at now: Instant
  ) -> JournalRecord {
    var all = fields
    all["argument"] = key.argument
    return JournalRecord(kind: "\(key.name.rawValue)_\(isIntent ? "INTENT" : "RESULT")", at: now, fields: all)
  }

  /// The write-and-sync probe of R18.
  public static func probe(at now: Instant) -> JournalRecord { JournalRecord(kind: "PROBE", at: now) }
}

extension VisitPlan {
  fileprivate func journalFields(_ rules: VisitRules) -> [String: String] {
    let national = person.map { ["person": $0.journalText] } ?? [:]
    return [
      "card": card.revealed, "insurance": insurance, "insured": insuredKind, "run": run,
      "count": String(detailCount), "total": total.yuanText, "details": details,
      "window": window.journalText, "rules": rules.journalText,
    ].merging(national) { $1 }
  }

  init(number: VisitNumber, journalFields fields: [String: String]) throws(JournalRecordError) {
    guard let count = fields["count"].flatMap({ Int($0) }), let total = fields["total"].flatMap({ Fen(yuan: $0) }),
      let window = SwipeWindow(journalText: fields["window"] ?? "")
    else { throw .malformed }
    let person = fields["person"].flatMap { NationalPerson(journalText: $0) }
    guard fields["person"] == nil || person != nil else { throw .malformed }
    self.init(
      number: number, card: MaskedText(fields["card"] ?? ""), insurance: fields["insurance"] ?? "",
      insuredKind: fields["insured"] ?? "", run: fields["run"] ?? "", detailCount: count, total: total,
      window: window, details: fields["details"] ?? "", person: person)
  }
}

extension SwipeWindow {
  var journalText: String { "\(startMilliseconds),\(endMilliseconds)" }

  init?(journalText: String) {
    let bounds = journalText.split(separator: ",").compactMap { Int64($0) }
    guard bounds.count == 2 else { return nil }
    self.init(startMilliseconds: bounds[0], endMilliseconds: bounds[1])
  }
}
