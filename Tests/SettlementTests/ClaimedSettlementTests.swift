import Settlement
import Testing

/// The unified interface's 43 and 15 may read a copy of the ledger that is behind: what our 05 was answered with is no
/// absence's to close (settlement.md R4, R9, R19, R24).
@Suite("An answered 05 that 43 and 15 do not show")
struct ClaimedSettlementTests {
  private static let absent = Outcome.reconciled([])

  @Test("43 and 15: a person is told with the serial, both are asked on in turn, and what shows up is reversed")
  func both() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    for _ in 1...3 { try driver.answer(.query, Driver.named()) }
    #expect(driver.visit.state == .absent && driver.visit.alarms == [])
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.end == nil && driver.visit.isUndecided)
    #expect(
      driver.visit.next(at: driver.now) == .record(.handedOver(reason: "中心应答过结算（流水号 S1），43、15 却没有这笔结算")))
    for name in [StepKey.Name.query, .reconcile, .query, .reconcile] {
      let before = driver.now
      try driver.answer(name, name == .query ? Driver.named() : Self.absent)
      #expect(driver.now.certainlyElapsed(since: before) >= 600_000)
      #expect(driver.visit.handedOver && driver.visit.state == .absent)
    }
    #expect(driver.visit.alarms == ["已移交人工：中心应答过结算（流水号 S1），43、15 却没有这笔结算"])
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, Driver.reversed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.end == .closedReversed)
    #expect(driver.visit.alarms.contains("两次查无之后，查询出现本次结算"))
  }

  @Test("15 alone: its third absence hands over, and it is asked on")
  func reconcileOnly() throws {
    var driver = Driver(CentreProfile(query: false, reconcile: true))
    try driver.settle(Driver.settled)
    for _ in 1...4 { try driver.answer(.reconcile, Self.absent) }
    #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: "中心应答过结算（流水号 S1），15 却没有这笔结算")))
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.reconcile, try Driver.rows(refund: false))
    #expect(driver.visit.state == .settled)
    #expect(driver.visit.alarms.contains("两次查无之后，对账出现本次结算"))
  }

  @Test("43 alone: its second absence hands over with the serial, as one without a serial does without")
  func queryOnly() throws {
    let profile = CentreProfile(query: true, reconcile: false)
    var driver = Driver(profile)
    try driver.settle(Driver.settled)
    for _ in 1...3 { try driver.answer(.query, Driver.named()) }
    #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: "中心应答过结算（流水号 S1），43 却没有这笔结算")))
    try driver.answer(.query, Driver.named())
    #expect(driver.visit.end == nil)
    driver = Driver(profile)
    try driver.settle(.silent("超时"))
    for _ in 1...2 { try driver.answer(.query, Driver.named()) }
    #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: "没有对账交易可以证实未结算")))
  }

  @Test("15 that does not answer has not said anything: no mark before R19's half hour", arguments: [false, true])
  func silent(isNational: Bool) throws {
    var driver = Driver(isNational ? .national() : CentreProfile())
    if isNational {
      try driver.answer(.register, .registered(RegistrationSerial(answered: "R1")))
      try driver.answer(.describe, .accepted)
      try driver.answer(.upload, .uploaded([]))
      try driver.answer(.preview, .previewed(Driver.funds))
      try driver.answer(.settle, Driver.settled)
      for _ in 1...3 { try driver.answer(.reconcile, Self.absent) }
    } else {
      try driver.settle(Driver.settled)
      for _ in 1...3 { try driver.answer(.query, Driver.named()) }
    }
    #expect(driver.visit.state == .absent)
    try driver.answer(.reconcile, .silent("超时"))
    if case .record = driver.visit.next(at: driver.now) { Issue.record("marked without a word of the centre") }
  }

  @Test("R10: another serial than the answered one is an alarm also after an absence, and is what gets reversed")
  func anotherSerial() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named())
    for _ in 1...2 { try driver.answer(.query, Driver.named("S2")) }
    #expect(driver.visit.settlements.map(\.serial.text) == ["S2"])
    #expect(driver.visit.alarms == ["中心登记的结算流水号与应答不同"])
  }

  /// Rules as the versions wrote them that closed such a visit.
  private static let formerRules = "43,15,absent,15,60,1800"

  @Test("R22: the journal of a version that closed it is replayed as it was decided, up to the next start")
  func formerJournal() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    let number = driver.visit.plan.number
    for (isClosed, restarts) in [(true, false), (false, true)] {
      var ledger = SwipeLedger()
      let planned = JournalRecord.planned(driver.visit.plan, rules: VisitRules(), at: at(6, 0, 0))
      var fields = planned.fields
      #expect(fields["rules"] == Self.formerRules + ",claims,refunds,restarts")
      fields["rules"] = Self.formerRules
      var now = at(6, 0, 0)
      func apply(_ event: VisitEvent) throws {
        now = now.adding(milliseconds: 60_000)
        _ = try ledger.apply(JournalRecord(event, visit: number, at: now))
      }
      func exchange(_ key: StepKey, _ outcome: Outcome) throws {
        try apply(.intended(key, request: "r"))
        try apply(.resulted(key, outcome))
      }
      _ = try ledger.apply(JournalRecord(kind: "VISIT_PLANNED", at: now, visit: number, fields: fields))
      try exchange(StepKey(.register), .registered(RegistrationSerial(answered: "R1")))
      try exchange(StepKey(.upload, "0"), .uploaded([DetailSerial(answered: "D1"), DetailSerial(answered: "D2")]))
      try exchange(StepKey(.preview), .previewed(Driver.funds))
      try exchange(StepKey(.settle), Driver.settled)
      for _ in 1...3 { try exchange(StepKey(.query, "2021-03-01"), Driver.named()) }
      if restarts { _ = try ledger.apply(.restarted(VisitRules(), environment: "test", at: now)) }
      try exchange(StepKey(.reconcile, "2021-03-01/2021-03-01"), Self.absent)
      #expect((ledger.visit(number)?.end == .closedNever) == isClosed)
      if isClosed { try exchange(StepKey(.clearDetails), .accepted) }
    }
  }
}
