import Catalogue
import CentreProtocol
import Logging
import Settlement

/// Performs what the drills need: journals, sends, waits. It decides nothing.
///
/// `run()` is the service: it goes on with what an earlier process left open, for ever. `runNow` begins a drill and
/// returns when it has ended or waits for a person.
public actor DrillRunner {
  /// No wait is longer, so that a person's wish is noticed.
  static let longestWaitMilliseconds: Int64 = 5_000

  /// Its persons are read again with the gates.
  private(set) var configuration: DrillConfiguration
  private let personsSource: (@Sendable () -> DrillPersons)?
  /// Why the persons could not be used when they were last read.
  private(set) var personsProblem: String?
  /// `nil` with the unified interface.
  let centre: DrillCentre?
  let journal: any DrillJournal
  let items: any SwipeItemSource
  let clock: any SwipeClock
  let logger: Logger
  private var random: any RandomNumberGenerator & Sendable
  private var started = false
  private var stepping = false
  private var stopping = false
  /// The sign-in at the platform; a failure of any request ends it.
  var session = NationalSession()

  public init(
    configuration: DrillConfiguration, personsSource: (@Sendable () -> DrillPersons)? = nil, centre: DrillCentre?,
    journal: any DrillJournal, items: any SwipeItemSource,
    clock: any SwipeClock = SystemSwipeClock(),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    logger: Logger = Logger(label: "drill")
  ) {
    self.configuration = configuration
    self.personsSource = personsSource
    let read = personsSource?()
    if let read { self.configuration.persons = read.persons }
    personsProblem = read.flatMap { $0.persons == nil ? $0.problem : nil }
    self.centre = centre
    self.journal = journal
    self.items = items
    self.clock = clock
    self.random = random
    self.logger = logger
  }

  /// The service loop.
  ///
  /// - Throws: `CancellationError` when stopped; `SwipeError.journal` when the process must exit (R2, R3).
  public func run() async throws {
    while true { try await stepAndWait() }
  }

  /// Begins a drill by hand and returns when it has ended, or is marked for a person.
  ///
  /// - Throws: `DrillRunError` when it does not begin; nothing has been uploaded then.
  public func runNow(_ kind: DrillKind, name: String, reason: String) async throws -> DrillStatus {
    guard let name = PersonName.named(name), let reason = PersonName.named(reason) else {
      throw DrillRunError.nameless
    }
    guard centre != nil else { throw DrillRunError.noNationalCentre }
    try expectAllowedToday()
    // What an earlier process left is ended first (R7); one that waits for a person blocks.
    while await journal.drillBook().open.contains(where: { !$0.isHandedOver && isReachable($0) }) {
      try await stepAndWait()
    }
    let number = try await begin(kind, name: name, reason: reason)
    while let drill = await journal.drillBook().drill(number), drill.isOpen, !drill.isHandedOver {
      try await stepAndWait()
    }
    await signOut()
    await journal.storeDrillHead()
    return await status()
  }

  /// R17: production only on a configured day.
  private func expectAllowedToday() throws(DrillRunError) {
    let today = CivilDateTime(unixMilliseconds: clock.now().wallMilliseconds).date
    guard configuration.environment == .test || configuration.dates.contains(today) else { throw .notToday }
  }

  private func begin(_ kind: DrillKind, name: String, reason: String) async throws -> DrillNumber {
    try await takeStep()
    defer { stepping = false }
    try await start()
    let book = await journal.drillBook()
    if let open = book.open.first { throw DrillRunError.busy(open.plan.number.text) }
    let gates = try await checkGates(kind)
    guard gates.allSatisfy(\.passed) else { throw DrillRunError.gates(gates) }
    // The earlier drill and the gates took their time: it may be another day (R17).
    try expectAllowedToday()
    let now = clock.now()
    var number = DrillNumber(wallMilliseconds: now.wallMilliseconds, random: UInt32(truncatingIfNeeded: random.next()))
    // R14: a clock that went back does not repeat one.
    while book.drill(number) != nil {
      number = DrillNumber(wallMilliseconds: now.wallMilliseconds, random: UInt32(truncatingIfNeeded: random.next()))
    }
    let plan = DrillPlan(
      number: number, kind: kind, environment: configuration.environment.rawValue, startedBy: name,
      reason: kept(reason), rules: configuration.rules, steps: try await steps(kind, number, now.wallMilliseconds),
      personArea: personArea)
    try await journal.recordDrill(.drillPlanned(plan, at: now))
    return number
  }

  /// Ends the loops after the step under way: its answer is still recorded.
  public func stop() async {
    stopping = true
    while stepping {
      do { try await Task.sleep(for: .milliseconds(20)) } catch { await Task.yield() }
    }
  }

  private func stepAndWait() async throws {
    try Task.checkCancellation()
    if stopping { throw CancellationError() }
    if stepping { return try await pause(100) }
    let wait = try await runOnce()
    if wait > 0 { try await pause(min(wait, Self.longestWaitMilliseconds)) }
  }

  private func takeStep() async throws {
    while stepping { try await pause(100) }
    stepping = true
  }

  private func pause(_ milliseconds: Int64) async throws {
    try await clock.sleep(until: clock.now().adding(milliseconds: milliseconds))
  }

  /// At most one request. Returns the milliseconds until the next one is due; 0: at once.
  public func runOnce() async throws -> Int64 {
    precondition(!stepping, "one step at a time: callers wait for the one under way")
    stepping = true
    defer { stepping = false }
    return try await step()
  }

  /// The caller has taken the step.
  func step() async throws -> Int64 {
    try await start()
    var wait = Int64.max
    for drill in await journal.drillBook().drills where (drill.isOpen || drill.owesReview) && isReachable(drill) {
      switch drill.next(at: clock.now()) {
      case .nothing: continue
      case .wait(let milliseconds): wait = min(wait, milliseconds)
      case .record(let event):
        if case .handedOver(let reason) = event {
          logger.error("演练已移交人工：\(reason)", metadata: ["drill": "\(drill.plan.number.text)"])
        }
        try await record(event, of: drill.plan.number)
        return 0
      case .send(let step, let call):
        try await perform(call, step, of: drill)
        return 0
      }
    }
    // Nothing of an open drill is due for long: the next step signs in for itself.
    if wait > NationalSession.idleMilliseconds { await signOut() }
    return max(wait, 1)
  }

  /// A restart is an event for what was in flight (R22); nothing is journalled when nothing is owed.
  func start() async throws {
    guard !started else { return }
    let book = await journal.drillBook()
    if book.drills.contains(where: { $0.isOpen || $0.inFlight != nil }) {
      let isOlder = await journal.drillJournalIsOlder()
      if isOlder { logger.error("资金日志比曾经的短或不同（可能恢复了旧的副本），演练的上传按结果未知处理") }
      try await journal.recordDrill(.drillsRestarted(isOlder: isOlder, at: clock.now()))
    }
    started = true
  }

  /// Reads the persons again, so that a file that was repaired counts from the next gate check on, without a restart. While
  /// it cannot be used the former persons stay for a drill that is open; the gate does not pass.
  func readPersons() {
    guard let personsSource else { return }
    let read = personsSource()
    personsProblem = read.persons == nil ? read.problem : nil
    if let persons = read.persons { configuration.persons = persons }
  }

  /// 参保地医保区划 as configured now.
  var personArea: String { configuration.persons?.patient.area ?? "" }

  /// Another environment's centre has never heard of it: its words would decide wrongly. The unified interface has none of
  /// its transactions.
  func isReachable(_ drill: Drill) -> Bool {
    centre != nil && drill.plan.environment == configuration.environment.rawValue
  }

  func record(_ event: DrillEvent, of number: DrillNumber, extra: [String: String] = [:]) async throws {
    try await journal.recordDrill(.drill(event, of: number, at: clock.now(), extra: extra))
  }

  /// Between steps, for whoever asks the centre outside a drill.
  func whileIdle<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await takeStep()
    defer { stepping = false }
    return try await body()
  }
}
