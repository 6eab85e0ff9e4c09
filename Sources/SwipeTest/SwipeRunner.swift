import Catalogue
import CentreProtocol
import Logging
import Settlement
import SettlementJournal

/// Performs what the saga decides: journals, sends, waits. It decides nothing about money itself.
///
/// `run()` is the service: it recovers open visits at start, begins the test by itself when the window opens, asks
/// about closed visits again (R9), and returns only when its task is cancelled. `runOnce()` is one step of it.
public actor SwipeRunner {
  /// Sent where the catalogue has no price: 1.00 yuan.
  public static let defaultPrice = UnitPrice(tenThousandths: 10_000)
  /// A run by hand has this long (R17).
  public static let handWindowMilliseconds: Int64 = 3_600_000
  /// Gates that did not pass are tried again after this time.
  static let gateRetryMilliseconds: Int64 = 60_000
  /// A visit begins no longer than this after the gates were checked: else they are checked again (R18; *ours*).
  static let gatesHoldMilliseconds: Int64 = 600_000
  /// No wait is longer, so that the wall clock's jumps are noticed.
  static let longestWaitMilliseconds: Int64 = 30_000
  /// How long a loop that waits may take to notice that the journal failed or the runner stops.
  static let longestBlindMilliseconds: Int64 = 1_000

  /// Its cards are read again with the gates.
  var configuration: SwipeConfiguration
  let cardSource: (@Sendable () -> SwipeCards)?
  /// Why the cards could not be used when they were last read.
  var cardsProblem: String?
  let transport: any CentreTransport
  let journal: SettlementJournal
  let items: any SwipeItemSource
  let headStore: (any JournalHeadStore)?
  let clock: any SwipeClock
  let logger: Logger
  var random: any RandomNumberGenerator & Sendable

  var ledger = SwipeLedger()
  var started = false
  /// When this process journalled its start; `nil`: not yet.
  var startedAt: Instant?
  var stepping = false
  /// Set by `stop()`: no further step begins.
  var stopping = false
  /// The service loop runs: it goes on with a run.
  var isServing = false
  /// Set by a journal that failed: nothing is ever sent again by this process (R2, R3).
  var journalFailure: String?
  /// The journal was damaged when it was opened: the ledger holds what comes before the damage, for status alone. Nothing
  /// is sent and nothing written (R20).
  public nonisolated let journalDamage: JournalError?
  /// When the wall clock was last believed; `nil`: no 05 (R16).
  var anchor: ClockAnchor?
  /// Likewise, and kept when it is not believed any more: what the other clock says about a window's end.
  var believed: ClockAnchor?
  /// All gates passed when they were last checked: only then does a new visit begin (R18).
  var gatesPassed = false
  /// Visits this process planned. One of an earlier process may have been settled by a life of the journal that was lost, so
  /// its 05 is not sent any more (R6).
  var plannedHere: Set<VisitNumber> = []
  var headsCompared = false
  /// Why the head kept elsewhere could not be read; `nil`: it was, or there is none.
  var headProblem: String?
  /// The journal does not continue the head kept elsewhere, and 15 has not been asked about it yet; without 15, two
  /// persons have not accepted it yet.
  var journalIsOlder = false
  var olderAskedAt: Instant?
  /// Why it still counts as older.
  var olderReason = ""
  /// Cards the gates identified, by number; a blocked one is missing.
  var identified: [MaskedText: String] = [:]
  /// Whose cards they are, as 01 or 1101 answered this process: struck from the centre's words, never journalled (I9).
  var cardNames: [MaskedText: MaskedText] = [:]
  /// Who 1101 said they are; national only.
  var persons: [MaskedText: NationalPerson] = [:]
  /// 人员编号 by card, as 1101 ever answered; national only.
  var personNumbers: [MaskedText: MaskedText] = [:]
  /// The sign-in at the national platform.
  var session = NationalSession()
  var gatesRetryAt: Instant?
  /// Why no space could be reserved when it was last tried (R21); `nil`: it was.
  var spaceProblem: String?
  var spaceCheckedAt: Instant?
  public internal(set) var lastGates: [GateResult] = []
  var gatesCheckedAt: Instant?
  /// The window of the run by hand whose gates are being asked.
  var windowByHand: SwipeWindow?
  /// What kept runs from beginning in a window when it was last seen; this process only.
  var heldUp: HeldUp?

  /// - Parameters:
  ///   - records: what `SettlementJournal.openReadable` returned with `journal`.
  ///   - damage: likewise; `nil`: the journal is whole.
  ///   - cardSource: where the cards are read again with the gates; `nil`: they are the configuration's.
  ///   - headStore: where the journal's head is also kept; `nil`: nowhere.
  /// - Throws: `SwipeError.journal` when the records are not a journal of this machine.
  public init(
    configuration: SwipeConfiguration, transport: any CentreTransport, journal: sending SettlementJournal,
    records: [JournalRecord], damage: JournalError? = nil, items: any SwipeItemSource,
    cardSource: (@Sendable () -> SwipeCards)? = nil,
    headStore: (any JournalHeadStore)? = nil,
    clock: any SwipeClock = SystemSwipeClock(),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    logger: Logger = Logger(label: "swipe")
  ) throws(SwipeError) {
    let read = cardSource?()
    self.configuration = configuration
    if let read { self.configuration.cards = read.cards }
    self.cardSource = cardSource
    cardsProblem = read?.problem
    journalDamage = damage
    journalFailure = damage.map { "\($0)" }
    self.transport = transport
    self.items = items
    self.headStore = headStore
    self.clock = clock
    self.random = random
    self.logger = logger
    var ledger = SwipeLedger()
    for (index, record) in records.enumerated() {
      do { _ = try ledger.apply(record) } catch {
        throw .journal("第 \(index + 1) 条记录 \(record.kind)：\(error)")
      }
    }
    self.ledger = ledger
    self.journal = journal
  }

  /// The service loop.
  ///
  /// - Throws: `CancellationError` when stopped; `SwipeError.journal` when the process must exit (R2, R3).
  public func run() async throws {
    isServing = true
    while true { try await stepAndWait() }
  }

  /// Ends every loop of this runner, those of commands too, after the step under way: its answer is still recorded.
  /// The caller may then give the journal's directory free.
  public func stop() async {
    stopping = true
    while stepping {
      do { try await Task.sleep(for: .milliseconds(20)) } catch { await Task.yield() }
    }
  }

  func stepAndWait() async throws {
    try Task.checkCancellation()
    if stopping { throw CancellationError() }
    if stepping {
      try await pause(200)
      return
    }
    let wait = try await runOnce()
    if wait > 0 { try await pauseUntilDue(min(wait, Self.longestWaitMilliseconds)) }
  }

  /// Waits for the next step, but no longer than a journal lasts that another caller sees fail: the process must exit
  /// (R2, R3).
  private func pauseUntilDue(_ milliseconds: Int64) async throws {
    let due = clock.now().adding(milliseconds: milliseconds)
    while true {
      if let journalFailure { throw SwipeError.journal(journalFailure) }
      if stopping { throw CancellationError() }
      let left = due.bootMilliseconds - clock.now().bootMilliseconds
      guard left > 0 else { return }
      try await pause(min(left, Self.longestBlindMilliseconds))
    }
  }

  func pause(_ milliseconds: Int64) async throws {
    try await clock.sleep(until: clock.now().adding(milliseconds: milliseconds))
  }

  /// One step: at most one request. Returns the milliseconds until the next one is due; 0: at once.
  ///
  /// - Throws: `SwipeError.journal` when the process must exit.
  public func runOnce() async throws -> Int64 {
    precondition(!stepping, "one step at a time: callers wait for the one under way")
    stepping = true
    defer { stepping = false }
    try start()
    try keepSpaceReserved()
    await compareHeads()
    try doubtAccepted()
    var wait = Int64.max
    if try await mustReconcileFirst() { wait = Self.gateRetryMilliseconds }
    // With an older journal nothing that might have settled since goes on, nor is cleaned up (R24); what is undecided or at
    // its end does (R23).
    // Each visit is read anew: while a sign-in is awaited, a person may have closed it (R19).
    for number in ledger.visits.map(\.plan.number) {
      guard let visit = ledger.visit(number), visit.isOpen, isReachable(visit),
        !mayHaveLostRecords || !visit.mayHaveSettledSince
      else { continue }
      guard let due = try await advance(visit) else { return 0 }
      wait = min(wait, due)
    }
    if !ledger.visits.contains(where: \.isOpen), !mayHaveLostRecords {
      guard let due = try await continueRun() else { return 0 }
      wait = min(wait, due)
    } else {
      noteHeldUp()
    }
    for number in ledger.visits.map(\.plan.number) {
      guard let visit = ledger.visit(number), !visit.isOpen, isReachable(visit) else { continue }
      guard let due = try await advance(visit) else { return 0 }
      wait = min(wait, due)
    }
    try await signOutWhenIdle(wait)
    return max(wait, 1)
  }

  /// The restart is itself an event (R22).
  func start() throws {
    if let journalFailure { throw SwipeError.journal(journalFailure) }
    guard !started else { return }
    try record(.restarted(rules, environment: configuration.environment.rawValue, at: clock.now()))
    started = true
    startedAt = clock.now()
  }

  /// Performs what the visit needs; `nil` when something was done.
  private func advance(_ visit: Visit) async throws -> Int64? {
    switch visit.next(at: clock.now()) {
    case .nothing: return .max
    case .wait(let milliseconds): return milliseconds
    case .record(let event): try record(event, visit: visit.plan.number)
    case .send(let step):
      // A settlement that R16 refuses is cancelled by `perform`; it needs no sign-in.
      let isSent = step != .settle || settleRefusal(visit) == nil
      if isSent, let wait = try await signInWait(before: step) { return wait }
      // Awaited: what a person decided meanwhile holds, and the next turn does what it needs.
      guard let current = ledger.visit(visit.plan.number), current.next(at: clock.now()) == .send(step) else {
        return nil
      }
      try await perform(step, of: current)
    }
    if ledger.visit(visit.plan.number)?.isOpen == false, visit.isOpen { await storeHead() }
    return nil
  }

  /// Failing to is a warning, never a stop (R20, R21).
  func storeHead() async {
    guard let headStore else { return }
    do {
      // A head that this journal does not continue stays: it is what refuses to swipe (R20).
      if let stored = try await headStore.storedHead(), !journal.continues(stored) { return }
      try await headStore.store(journal.head)
    } catch {
      logger.warning("日志头未能写入 agent.sqlite", metadata: ["error": "\(error)"])
    }
  }

  /// Journals, makes durable, folds: the only way anything changes (R22).
  func record(_ record: JournalRecord) throws {
    if let journalFailure { throw SwipeError.journal(journalFailure) }
    do {
      // Tried first: a record that cannot be folded must never become durable.
      var next = ledger
      let actions = try next.apply(record)
      try journal.append(record)
      ledger = next
      for case .alarm(let text) in actions {
        logger.error("\(text)", metadata: ["visit": "\(record.visit?.text ?? "-")"])
      }
    } catch {
      journalFailure = "\(error)"
      throw SwipeError.journal("\(error)")
    }
  }

  func record(_ event: VisitEvent, visit: VisitNumber, extra: [String: String] = [:]) throws {
    try record(JournalRecord(event, visit: visit, at: clock.now(), extra: extra))
  }

  func nextRandom() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }

  /// The run that is under way: the automatic one of its date also after a restart, one by hand likewise as long as its
  /// window lasts.
  var activeRun: SwipeRun? { ledger.runs.last.flatMap { $0.ended ? nil : $0 } }
}
