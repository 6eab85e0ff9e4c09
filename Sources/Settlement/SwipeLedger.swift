/// One run of the swipe test: the automatic one of a configured date, or one started by hand with a name and a reason.
public struct SwipeRun: Hashable, Sendable {
  /// Unique: `auto-2021-03-01`, `auto-2021-03-01-production` where another environment had its run that day, with `-2` and so
  /// on for a later window of that date, or `hand-` and a time.
  public let id: String
  /// Who started it by hand; empty for the automatic one.
  public let startedBy: String
  public let reason: String
  public let window: SwipeWindow
  /// `test` or `production`, recorded.
  public let environment: String
  public internal(set) var ended = false
  public internal(set) var endReason = ""

  public init(id: String, startedBy: String, reason: String, window: SwipeWindow, environment: String) {
    self.id = id
    self.startedBy = startedBy
    self.reason = reason
    self.window = window
    self.environment = environment
  }

  var journalFields: [String: String] {
    [
      "run": id, "by": startedBy, "reason": reason, "environment": environment,
      "window": window.journalText,
    ]
  }
}

/// A request that the centre refused, and its words as they may be shown.
public struct CentreRefusal: Hashable, Sendable {
  public let step: StepKey.Name
  public let words: String
}

/// From when on this machine worked in an environment: the profile was switched, or the journal began.
public struct EnvironmentPeriod: Hashable, Sendable {
  public let since: Instant
  /// `test` or `production`
  public let environment: String
}

/// Everything the journal says: the fold over its records from the first (R22). The shell appends a record, then
/// applies it here; recovery applies all of them; there is no other way to change anything.
public struct SwipeLedger: Sendable {
  /// In the order they were planned.
  public private(set) var visits: [Visit] = []
  public private(set) var runs: [SwipeRun] = []
  public private(set) var recordCount = 0
  /// Configured windows that went by without a run, as they were recorded.
  public private(set) var misses: [MissedRun] = []
  /// Of these, the ones no run came after: a person has to look.
  public private(set) var unansweredMisses: Set<String> = []
  /// In order; empty for a journal that only older versions wrote.
  public private(set) var environments: [EnvironmentPeriod] = []
  /// Visits that an older copy of the journal held unsettled, and that could not be doubted when two persons accepted it: their
  /// centre is not the one that was configured then.
  public private(set) var unsettledWhenAccepted: Set<VisitNumber> = []
  private var visitEnvironments: [VisitNumber: String] = [:]
  /// Newest wall-clock time in the journal, which visit numbers and message ids must pass (R14).
  public private(set) var newestWallMilliseconds: Int64 = .min
  /// Newest message id of the national platform (R14).
  public private(set) var newestMessage: MessageNumber?
  private var indexes: [VisitNumber: Int] = [:]
  /// The centre's words about each visit's latest refusal that no other answer followed.
  public private(set) var refusals: [VisitNumber: CentreRefusal] = [:]
  /// What the last answers about whole days named and no visit accounts for, one a centre (R18).
  public private(set) var unexplained: [UnexplainedSettlements] = []
  /// The drills in the same journal.
  public private(set) var drills = DrillBook()

  public init() {}

  /// - Throws: `VisitError`, `JournalRecordError`: the record was not written by this machine, or is missing its
  ///   predecessors.
  public mutating func apply(_ record: JournalRecord) throws -> [VisitAction] {
    recordCount += 1
    newestWallMilliseconds = max(newestWallMilliseconds, record.at.wallMilliseconds)
    if let message = record.fields["message"].flatMap({ MessageNumber($0) }) {
      newestMessage = newestMessage.map { message.isAfter($0) ? message : $0 } ?? message
    }
    if record.isDrill { return try drills.apply(record).map { .alarm($0) } }
    switch record.kind {
    case "PROBE": return []
    case "VISIT_PLANNED", "VISIT_ADOPTED": return try open(record)
    case "RUN_STARTED":
      try startRun(record)
      return []
    case "RUN_ENDED":
      if let index = runs.lastIndex(where: { $0.id == record.fields["run"] }) {
        runs[index].ended = true
        runs[index].endReason = record.fields["reason"] ?? ""
      }
      return []
    case "RUN_MISSED":
      let missed = MissedRun(record)
      misses.removeAll { $0.id == missed.id }
      misses.append(missed)
      unansweredMisses.insert(missed.id)
      return []
    case "HEAD_ACCEPTED":
      unsettledWhenAccepted.formUnion(visits.filter(\.mayHaveSettledSince).map(\.plan.number))
      return []
    case UnexplainedSettlements.kind:
      let found = try UnexplainedSettlements(record)
      unexplained.removeAll { $0.isOfSameCentre(as: found) }
      if !found.isEmpty { unexplained.append(found) }
      return []
    case "RESTARTED" where record.visit == nil:
      guard let event = try record.visitEvent else { throw JournalRecordError.malformed }
      if let environment = record.fields["environment"], environment != environments.last?.environment {
        environments.append(EnvironmentPeriod(since: record.at, environment: environment))
      }
      return try tellAll(event, at: record.at)
    default: break
    }
    if record.visit == nil, record.kind.hasSuffix("_INTENT") || record.kind.hasSuffix("_RESULT") { return [] }
    guard let number = record.visit else { throw JournalRecordError.unknownKind(record.kind) }
    guard let index = indexes[number] else { throw JournalRecordError.unknownVisit(number.text) }
    guard let event = try record.visitEvent else { throw JournalRecordError.unknownKind(record.kind) }
    note(event, words: record.fields["words"], of: number)
    return try visits[index].event(event, at: record.at)
  }

  /// What the centre refused last and how it said so, until it answers the same request otherwise. It decides nothing (R5).
  private mutating func note(_ event: VisitEvent, words: String?, of number: VisitNumber) {
    guard case .resulted(let key, let outcome) = event else { return }
    switch outcome {
    case .refused: if let words { refusals[number] = CentreRefusal(step: key.name, words: words) }
    case .silent, .notSent: break
    case .accepted, .registered, .uploaded, .previewed, .settled, .reversed, .queried, .reconciled:
      if refusals[number]?.step == key.name { refusals[number] = nil }
    }
  }

  /// R15: settlements of the run, newest first, that no parsable answer came to.
  public func unansweredInARow(_ run: String) -> Int {
    let sent = visits.filter { $0.plan.run == run && $0.settleIntended != nil && $0.inFlight?.name != .settle }
    return sent.reversed().prefix { !$0.settleAnswered }.count
  }

  /// The environment a visit belongs to: another one's centre does not know it, and its *not named* would say nothing.
  /// `nil` in a journal that only older versions wrote.
  public func environment(of visit: Visit) -> String? { visitEnvironments[visit.plan.number] }

  public func visit(_ number: VisitNumber) -> Visit? { indexes[number].map { visits[$0] } }

  public func contains(_ number: VisitNumber) -> Bool { indexes[number] != nil }

  private mutating func open(_ record: JournalRecord) throws -> [VisitAction] {
    guard let number = record.visit, indexes[number] == nil,
      let rules = VisitRules(journalText: record.fields["rules"] ?? "")
    else { throw JournalRecordError.malformed }
    let plan = try VisitPlan(number: number, journalFields: record.fields)
    indexes[number] = visits.count
    let run = runs.last { $0.id == plan.run }
    // An adopted visit has no run and names its environment; in a record of an earlier version the last start does.
    let environment = record.fields["environment"] ?? run?.environment ?? environments.last?.environment
    visitEnvironments[number] = environment.flatMap { $0.isEmpty ? nil : $0 }
    guard record.kind == "VISIT_ADOPTED" else {
      visits.append(Visit(plan: plan, rules: rules, at: record.at))
      return []
    }
    guard let rows = ReconcileRow.list(record.fields["rows"] ?? ""), !rows.isEmpty else {
      throw JournalRecordError.malformed
    }
    let visit = Visit(adopting: rows, plan: plan, rules: rules, at: record.at)
    visits.append(visit)
    return visit.alarms.map { .alarm($0) }
  }

  private mutating func startRun(_ record: JournalRecord) throws {
    guard let id = record.fields["run"], let window = SwipeWindow(journalText: record.fields["window"] ?? "") else {
      throw JournalRecordError.malformed
    }
    unansweredMisses = []
    runs.append(
      SwipeRun(
        id: id, startedBy: record.fields["by"] ?? "", reason: record.fields["reason"] ?? "", window: window,
        environment: record.fields["environment"] ?? ""))
  }

  private mutating func tellAll(_ event: VisitEvent, at now: Instant) throws -> [VisitAction] {
    var actions: [VisitAction] = []
    for index in visits.indices { actions += try visits[index].event(event, at: now) }
    return actions
  }
}
