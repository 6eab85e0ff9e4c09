import Settlement
import Testing

/// A visit that a restart met before its 05 (settlement.md R6, R9, R24): the journal may be part of a snapshot of the whole data
/// directory that was put back, and the visit settled since.
@Suite("A visit that a restart met before its settlement")
struct RestartedVisitTests {
  private static let day = "2021-03-01/2021-03-01"

  private static func driver(_ profile: CentreProfile = CentreProfile(), rules: VisitRules? = nil) throws -> Driver {
    var driver = Driver(profile)
    try driver.prepare()
    _ = try driver.visit.event(.restarted(rules ?? VisitRules(profile: profile)), at: driver.now)
    _ = try driver.visit.event(.cancelled(reason: "程序在结算之前重新启动过"), at: driver.now)
    return driver
  }

  @Test("R24: 15 is asked before the clean-up; what stands is reversed, verified, cleaned up")
  func stands() throws {
    var driver = try Self.driver()
    #expect(driver.visit.isOpen && driver.visit.state == .cancelled)
    #expect(try driver.due().key == StepKey(.reconcile, Self.day))
    try driver.answer(.reconcile, try Driver.rows(refund: false))
    #expect(driver.visit.state == .settled && driver.visit.reopened && driver.visit.settleIntended != nil)
    try driver.answer(.reverse, Driver.reversed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.end == .closedReversed)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
  }

  @Test("Reversed since, too: the refund is noted, and no 99 is sent")
  func reversed() throws {
    var driver = try Self.driver()
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.end == .closedReversed)
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("R23: 15 without it: cleaned up; a registration that the centre undid is the end")
  func nothing() throws {
    var driver = try Self.driver()
    try driver.answer(.reconcile, .silent("超时"))
    try driver.answer(.reconcile, .reconciled([]))
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
    #expect(!driver.visit.mayHaveSettledUnseen && driver.visit.owedReviews(at: driver.now) == nil)
  }

  @Test("R9: the clean-up is refused: LEFT_OVER, and 15 is asked an hour later, at 20:00 and next morning")
  func refused() throws {
    var driver = try Self.driver()
    try driver.answer(.reconcile, .reconciled([]))
    try driver.answer(.clearDetails, .refused("x"))
    for _ in 1...10 { try driver.answer(.undoDetail, .refused("x")) }
    for _ in 1...5 { try driver.answer(.unregister, .refused("x")) }
    #expect(driver.visit.state == .leftOver && !driver.visit.isOpen)
    #expect(driver.visit.leftOverReason == "登记可能未撤、明细可能未撤（无资金）")
    #expect(driver.visit.owedReviews(at: driver.now)?.count == 3)
    let closed = driver.now
    #expect(try driver.due().key == StepKey(.reconcile, Self.day))
    #expect(driver.now.wallMilliseconds - closed.wallMilliseconds > 3_000_000)
    try driver.answer(.reconcile, try Driver.rows(refund: false))
    #expect(driver.visit.state == .settled)
    #expect(try driver.due().key == StepKey(.reverse, "S1"))
  }

  @Test("R10, without 15: 43 is asked, and what it names counts when it is named again")
  func query() throws {
    var driver = try Self.driver(CentreProfile(query: true, reconcile: false))
    try driver.answer(.query, Driver.named("S1"))
    #expect(driver.visit.state == .cancelled)
    try driver.answer(.query, Driver.named("S1"))
    #expect(try driver.due().key == StepKey(.reverse, "S1"))

    driver = try Self.driver(CentreProfile(query: true, reconcile: false))
    try driver.answer(.query, Driver.named())
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("Neither 43 nor 15: cleaned up unasked, and nobody is told that there is no money")
  func blind() throws {
    var driver = try Self.driver(CentreProfile(query: false, reconcile: false))
    try driver.answer(.clearDetails, .accepted)
    for _ in 1...5 { try driver.answer(.unregister, .refused("x")) }
    #expect(driver.visit.state == .leftOver)
    #expect(driver.visit.leftOverReason == "登记可能未撤（程序在结算之前重新启动过，资金未核实）")
    #expect(driver.visit.stateTitle == "登记可能未撤（程序在结算之前重新启动过，资金未核实）")
  }

  @Test("R25: an 02 whose answer a restart took away is asked about on its window's day, two days later too")
  func registering() throws {
    var driver = Driver()
    _ = try driver.visit.event(.intended(StepKey(.register), request: "r"), at: driver.now)
    driver.now = driver.now.adding(milliseconds: 2 * 86_400_000)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    #expect(driver.visit.isOpen)
    #expect(try driver.due().key == StepKey(.reconcile, "2021-03-01/2021-03-03"))
    try driver.answer(.reconcile, .reconciled([]))
    #expect(driver.visit.state == .leftOver)
  }

  @Test("Cancelled without a restart: the journal proves that no 05 was sent, and nobody is asked")
  func withoutARestart() throws {
    var driver = Driver()
    try driver.prepare()
    _ = try driver.visit.event(.cancelled(reason: "x"), at: driver.now)
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("The word that was waited for is not configured any more: the next start cleans up")
  func withdrawn() throws {
    var driver = try Self.driver()
    _ = try driver.due()
    let none = VisitRules(profile: CentreProfile(query: false, reconcile: false))
    _ = try driver.visit.event(.restarted(none), at: driver.now)
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("R22: the start of a version that cleaned up unasked is replayed as it was")
  func formerJournal() throws {
    let driver = try Self.driver()
    let number = driver.visit.plan.number
    var ledger = SwipeLedger()
    let now = driver.now
    _ = try ledger.apply(.planned(driver.visit.plan, rules: VisitRules(), at: now))
    func exchange(_ key: StepKey, _ outcome: Outcome) throws {
      _ = try ledger.apply(JournalRecord(.intended(key, request: "r"), visit: number, at: now))
      _ = try ledger.apply(JournalRecord(.resulted(key, outcome), visit: number, at: now))
    }
    try exchange(StepKey(.register), .registered(RegistrationSerial(answered: "R1")))
    let start = JournalRecord.restarted(VisitRules(), environment: "test", at: now)
    #expect(start.fields["rules"] == "43,15,absent,15,60,1800,claims,refunds,restarts")
    var fields = start.fields
    fields["rules"] = "43,15,absent,15,60,1800,claims,refunds"
    _ = try ledger.apply(JournalRecord(kind: "RESTARTED", at: now, fields: fields))
    _ = try ledger.apply(JournalRecord(.cancelled(reason: "x"), visit: number, at: now))
    for _ in 1...5 { try exchange(StepKey(.unregister, "R1"), .refused("x")) }
    #expect(ledger.visits.map(\.state) == [.leftOver])
    _ = try ledger.apply(start)
    #expect(ledger.visits.map(\.isOpen) == [false])
    #expect(ledger.visits.allSatisfy { $0.owedReviews(at: now) == nil })
  }

  @Test(
    "R19: 15 never answers: UNKNOWN and handed over after the same time as any undecided visit, and two persons close it"
  )
  func neverAnswered() throws {
    var driver = try Self.driver()
    let asked = driver.now
    var tries = 0
    while !driver.visit.handedOver {
      try #require(tries < 500)
      tries += 1
      try driver.answer(try driver.due().key.name, .silent("超时"))
    }
    // Half an hour, and what the last wait and its record take.
    let waited = driver.now.wallMilliseconds - asked.wallMilliseconds
    #expect(waited >= 1_800_000 && waited < 3_000_000, "\(waited)")
    #expect(driver.visit.state == .unknown && driver.visit.isUndecided && driver.visit.settleIntended != nil)
    #expect(
      driver.visit.alarms.contains { $0.contains("重新启动过") } && !driver.visit.alarms.contains { $0.contains("旧的副本") })
    _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"), at: driver.now)
    #expect(driver.visit.end == .closedByHand)
    try driver.answer(.clearDetails, .accepted)
  }

  @Test("R9: a start under another centre's words does not drop the question")
  func otherWords() throws {
    var driver = try Self.driver()
    let blind = VisitRules(profile: CentreProfile(query: false, reconcile: false))
    _ = try driver.visit.event(.restarted(blind), at: driver.now)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    #expect(try driver.due().key == StepKey(.reconcile, Self.day))
  }

  @Test("R24: its 04 had no answer: no 10 before the centre was asked")
  func uploadUnknown() throws {
    var driver = Driver()
    try driver.answer(.register, .registered(RegistrationSerial(answered: "R1")))
    _ = try driver.visit.event(.intended(try driver.due().key, request: "r"), at: driver.now)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    #expect(try driver.due().key == StepKey(.reconcile, Self.day))
    #expect(driver.visit.state == .cancelled)
    try driver.answer(.reconcile, .reconciled([]))
    try driver.answer(.clearDetails, .accepted)
  }
}
