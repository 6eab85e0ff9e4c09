import Settlement
import Testing

/// Drives a visit by hand: every expectation below is a row of settlement.md's table.
struct Driver {
  var visit: Visit
  var now = at(6, 0, 0)

  init(_ profile: CentreProfile = CentreProfile()) {
    let plan = VisitPlan(
      number: VisitNumber(wallMilliseconds: midnight, random: 7), card: MaskedText("123456789"), insurance: "1",
      insuredKind: "1", run: "auto", detailCount: 2, total: Fen(600),
      window: SwipeWindow(
        startMilliseconds: at(6, 0, 0).wallMilliseconds, endMilliseconds: at(7, 0, 0).wallMilliseconds),
      details: "")
    visit = Visit(plan: plan, rules: VisitRules(profile: profile), at: now)
  }

  static let funds = Funds([.pooled: Fen(400), .cash: Fen(200)])

  /// Waits as long as the visit asks, then expects this step and answers it.
  mutating func answer(_ name: StepKey.Name, _ outcome: Outcome) throws {
    let step = try due()
    #expect(step.key.name == name)
    _ = try visit.event(.intended(step.key, request: "r"), at: now)
    now = now.adding(milliseconds: 100)
    _ = try visit.event(.resulted(step.key, outcome), at: now)
  }

  mutating func due() throws -> Step {
    for _ in 0..<20 {
      switch visit.next(at: now) {
      case .send(let step): return step
      case .wait(let milliseconds): now = now.adding(milliseconds: milliseconds)
      case .record(let event): _ = try visit.event(event, at: now)
      case .nothing: throw Stuck()
      }
    }
    throw Stuck()
  }

  struct Stuck: Error {}

  /// Up to READY.
  mutating func prepare() throws {
    try answer(.register, .registered(RegistrationSerial(answered: "R1")))
    try answer(.upload, .uploaded([DetailSerial(answered: "D1"), DetailSerial(answered: "D2")]))
    try answer(.preview, .previewed(Self.funds))
    #expect(visit.state == .ready)
  }

  mutating func settle(_ outcome: Outcome) throws {
    try prepare()
    try answer(.settle, outcome)
  }

  static let settled = Outcome.settled(ClaimedSerial(answered: "S1"), funds)
  static func named(_ serials: String...) -> Outcome { .queried(QueryAnswer(serials: serials)) }
  static let reversed = Outcome.reversed(RefundSerial(answered: "-S1"), funds)

  static func rows(refund: Bool) throws -> Outcome {
    let original = try #require(
      ReconcileRow(serial: "S1", original: "", total: Fen(600), funds: funds, centreTime: ""))
    let back = try #require(
      ReconcileRow(serial: "-S1", original: "S1", total: Fen(-600), funds: funds, centreTime: ""))
    return .reconciled(refund ? [original, back] : [original])
  }
}

@Suite("The visit's states (settlement.md, States)")
struct VisitTests {
  @Test("Settled, named, reversed, reconciled, cleaned")
  func straight() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    #expect(driver.visit.state == .answered)
    try driver.answer(.query, Driver.named("S1"))
    #expect(driver.visit.state == .settled)
    try driver.answer(.reverse, Driver.reversed)
    #expect(driver.visit.state == .reversed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.state == .closedReversed)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
    #expect(driver.visit.alarms == [])
  }

  @Test("R6: a second settle intent is refused by the machine")
  func settleOnce() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    #expect(driver.visit.state == .unknown)
    #expect(throws: VisitError.self) {
      _ = try driver.visit.event(.intended(StepKey(.settle), request: "r"), at: driver.now)
    }
  }

  @Test("R5: a refused 05 is UNKNOWN; R8: asked no earlier than 15 s")
  func refused() throws {
    var driver = Driver()
    try driver.settle(.refused("余额不足"))
    #expect(driver.visit.state == .unknown)
    #expect(driver.visit.next(at: driver.now) == .wait(milliseconds: 15_000))
  }

  @Test("R9: not named once proves nothing; twice a quiet period apart and 15 without it close")
  func never() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    try driver.answer(.query, Driver.named())
    #expect(driver.visit.state == .absentOnce)
    #expect(driver.visit.next(at: driver.now) == .wait(milliseconds: 60_000))
    try driver.answer(.query, Driver.named())
    #expect(driver.visit.state == .absent)
    try driver.answer(.reconcile, .reconciled([]))
    #expect(driver.visit.state == .closedNever)
  }

  @Test("R9: at 59.999 s a second *not named* does not count")
  func quiet() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    try driver.answer(.query, Driver.named())
    let early = driver.now.adding(milliseconds: 59_999)
    let key = StepKey(.query, "2021-03-01")
    var visit = driver.visit
    _ = try visit.event(.intended(key, request: "r"), at: early)
    _ = try visit.event(.resulted(key, Driver.named()), at: early)
    #expect(visit.state == .absentOnce)
    let late = driver.now.adding(milliseconds: 60_000)
    visit = driver.visit
    _ = try visit.event(.intended(key, request: "r"), at: late)
    _ = try visit.event(.resulted(key, Driver.named()), at: late)
    #expect(visit.state == .absent)
  }

  @Test("R9: a closed visit that turns up reopens and is reversed, with an alarm; R23: cleaned again")
  func reopened() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    try driver.answer(.query, Driver.named())
    try driver.answer(.query, Driver.named())
    try driver.answer(.reconcile, .reconciled([]))
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
    let closed = driver.now
    try driver.answer(.query, Driver.named())
    #expect(driver.now.certainlyElapsed(since: closed) >= 3_590_000)
    try driver.answer(.reconcile, try Driver.rows(refund: false))
    #expect(driver.visit.state == .settled)
    #expect(!driver.visit.alarms.isEmpty)
    try driver.answer(.reverse, Driver.reversed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("R4, R10: a serial nobody claimed is taken up when a second 43 names it")
  func stranger() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    try driver.answer(.query, Driver.named("S1"))
    #expect(driver.visit.state == .unknown)
    try driver.answer(.query, Driver.named("S1"))
    #expect(driver.visit.state == .settled)
  }

  @Test("R11: after an unknown 99 the centre is asked before the same bytes are sent again")
  func asked() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, .silent("超时"))
    #expect(driver.visit.state == .reversalUnknown)
    try driver.answer(.query, Driver.named("S1"))
    #expect(driver.visit.settlements.first?.reversalRequest == "r")
    try driver.answer(.reverse, .refused("已冲正"))
    try driver.answer(.query, Driver.named())
    #expect(driver.visit.state == .reversed)
  }

  @Test("R12: a serial a 99 returned is never taken for a settlement")
  func refundSerial() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, .reversed(RefundSerial(answered: "S2"), Driver.funds))
    try driver.answer(.reconcile, .silent("超时"))
    try driver.answer(.query, Driver.named("S2"))
    #expect(driver.visit.settlements.map(\.serial.text) == ["S1"])
  }

  @Test("R12: only positive serials become settlements")
  func types() {
    let answer = QueryAnswer(serials: ["S1", "-S1", "S1"])
    #expect(answer.positives.map(\.text) == ["S1"])
    #expect(answer.negatives.map(\.text) == ["-S1"])
    #expect(ReconcileRow(serial: "-S1", original: "", total: Fen(-1), funds: Funds(), centreTime: "") == nil)
    #expect(ReconcileRow(serial: "S2", original: "", total: Fen(-1), funds: Funds(), centreTime: "") == nil)
  }

  @Test("R13: under original and without 15 the `1` alone closes, unverified")
  func answeredOnly() throws {
    var driver = Driver(CentreProfile(query: true, reconcile: false, afterReversal: .original))
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, Driver.reversed)
    #expect(driver.visit.state == .closedReversed)
    #expect(driver.visit.settlements.first?.proof == .answeredOnly)
  }

  @Test("R13: without 15 and without an answered 99, 43 twice an hour apart closes")
  func twice() throws {
    var driver = Driver(CentreProfile(query: true, reconcile: false, afterReversal: .both))
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, .silent("超时"))
    try driver.answer(.query, Driver.named("S1", "-S1"))
    #expect(driver.visit.state == .reversed)
    let first = driver.now
    try driver.answer(.query, Driver.named("S1", "-S1"))
    #expect(driver.now.certainlyElapsed(since: first) >= 3_600_000)
    #expect(driver.visit.settlements.first?.proof == .queriedTwice)
  }

  @Test("R13: a picture the profile forbids is DISPUTED, and 15 decides")
  func disputed() throws {
    var driver = Driver(CentreProfile(afterReversal: .both))
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, .silent("超时"))
    try driver.answer(.query, Driver.named())
    #expect(driver.visit.state == .disputed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.state == .closedReversed)
  }

  @Test("R19: marked after 30 min undecided; asking goes on every 10 min; two persons close")
  func handedOver() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    for _ in 0..<60 where !driver.visit.handedOver { try driver.answer(.query, .silent("超时")) }
    #expect(driver.visit.handedOver)
    let before = driver.now
    try driver.answer(.query, .silent("超时"))
    #expect(driver.now.certainlyElapsed(since: before) >= 600_000)
    #expect(throws: VisitError.self) {
      _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "甲", reason: "x"), at: driver.now)
    }
    _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "中心书面确认"), at: driver.now)
    #expect(driver.visit.end == .closedByHand)
  }

  @Test("R23: each clean-up step is tried five times in all, then LEFT_OVER")
  func leftOver() throws {
    var driver = Driver()
    try driver.prepare()
    _ = try driver.visit.event(.cancelled(reason: "窗口"), at: driver.now)
    try driver.answer(.clearDetails, .accepted)
    for _ in 0..<4 { try driver.answer(.unregister, .refused("x")) }
    #expect(driver.visit.state == .cleaning)
    try driver.answer(.unregister, .refused("x"))
    #expect(driver.visit.state == .leftOver)
  }

  @Test("R25: a lost 02 answer ends LEFT_OVER without an 05; a lost 04 sends 10 before it is repeated")
  func lostAnswers() throws {
    var driver = Driver()
    try driver.answer(.register, .silent("超时"))
    #expect(driver.visit.state == .leftOver)
    driver = Driver()
    try driver.answer(.register, .registered(RegistrationSerial(answered: "R1")))
    try driver.answer(.upload, .silent("超时"))
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.upload, .uploaded([DetailSerial(answered: "D3"), DetailSerial(answered: "D4")]))
    #expect(driver.visit.details.map(\.text) == ["D3", "D4"])
  }

  @Test("A restart: SETTLE_INTENT → UNKNOWN, REVERSAL_INTENT → REVERSAL_UNKNOWN")
  func restart() throws {
    var driver = Driver()
    try driver.prepare()
    _ = try driver.visit.event(.intended(StepKey(.settle), request: "r"), at: driver.now)
    #expect(driver.visit.state == .settleIntent)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    #expect(driver.visit.state == .unknown)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.query, Driver.named("S1"))
    _ = try driver.visit.event(.intended(StepKey(.reverse, "S1"), request: "r"), at: driver.now)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    #expect(driver.visit.state == .reversalUnknown)
  }
}
