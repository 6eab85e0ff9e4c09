import Settlement
import Testing

/// The differences of the national platform (settlement.md R5, R10, R12), each by hand.
@Suite("A visit over the national platform")
struct NationalVisitTests {
  static let person = NationalPerson(
    number: MaskedText("P123"), area: "500000", insurance: "310", certificate: "03")
  static let policy = PolicyParts(ownExpense: Fen(100), overLimit: Fen(0), selfPaidFirst: Fen(50), covered: Fen(450))

  /// `Driver` with message ids.
  struct NationalDriver {
    var driver: Driver
    var messages = 0

    init(_ profile: CentreProfile = .national()) { driver = Driver(profile) }

    var visit: Visit { driver.visit }

    mutating func answer(_ name: StepKey.Name, _ outcome: Outcome) throws {
      let step = try driver.due()
      #expect(step.key.name == name)
      messages += 1
      _ = try driver.visit.event(.intended(step.key, request: "r", message: "m\(messages)"), at: driver.now)
      driver.now = driver.now.adding(milliseconds: 100)
      _ = try driver.visit.event(.resulted(step.key, outcome), at: driver.now)
    }

    mutating func settle(_ outcome: Outcome) throws {
      try answer(.register, .registered(RegistrationSerial(answered: "M1")))
      try answer(.describe, .accepted)
      try answer(.upload, .uploaded([DetailSerial(answered: "D1"), DetailSerial(answered: "D2")]))
      try answer(.preview, .previewed(Driver.funds, NationalVisitTests.policy))
      try answer(.settle, outcome)
    }
  }

  private static func row(_ serial: String, _ original: String = "", _ fen: Int64 = 600) throws -> ReconcileRow {
    try #require(ReconcileRow(serial: serial, original: original, total: Fen(fen), funds: Funds(), centreTime: ""))
  }
  private static func named() throws -> Outcome { .reconciled([try row("S1")]) }
  private static func pair() throws -> Outcome { .reconciled([try row("S1"), try row("F1", "S1", -600)]) }
  private static let absent = Outcome.reconciled([])
  private static let reversed = Outcome.reversed(
    RefundSerial(answered: "F1"), Funds([.pooled: Fen(-400), .cash: Fen(-200)]))

  @Test("Settled, named by 3202, reversed, a pair of rows, 2205, 2202")
  func straight() throws {
    var driver = NationalDriver()
    try driver.settle(Driver.settled)
    #expect(driver.visit.policy == Self.policy)
    try driver.answer(.reconcile, try Self.named())
    #expect(driver.visit.state == .settled)
    try driver.answer(.reverse, Self.reversed)
    try driver.answer(.reconcile, try Self.pair())
    #expect(driver.visit.state == .closedReversed)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
    #expect(driver.visit.alarms == [])
  }

  @Test(
    "R20: a settlement that an older journal did not know is asked about from its window's day on, three days later")
  func reappearedDaysLater() throws {
    var driver = NationalDriver()
    try driver.answer(.register, .registered(RegistrationSerial(answered: "M1")))
    driver.driver.now = driver.driver.now.adding(milliseconds: 3 * 86_400_000)
    _ = try driver.driver.visit.event(.reappeared([try Self.row("S1")]), at: driver.driver.now)
    try driver.answer(.reverse, Self.reversed)
    let step = try driver.driver.due()
    #expect(step == .reconcile(from: "2021-03-01", to: "2021-03-04"))
    try driver.answer(.reconcile, try Self.pair())
    #expect(driver.visit.end == .closedReversed)
  }

  @Test("R5: a business refusal is REFUSED, without a 2601; cleaned up after 3202 had no row under R9's conditions")
  func refused() throws {
    var driver = NationalDriver()
    try driver.settle(.refused("FSI-余额不足"))
    #expect(driver.visit.state == .refused)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.next(at: driver.driver.now) == .wait(milliseconds: 60_000))
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.end == nil)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.end == .refused)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(driver.visit.state == .finished)
  }

  @Test("A refusal that 3202 contradicts is a settlement, with an alarm")
  func refusedDouble() throws {
    var driver = NationalDriver()
    try driver.settle(.refused("FSI-报文ID重复"))
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.reconcile, try Self.named())
    #expect(driver.visit.state == .settled)
    try driver.answer(.reverse, Self.reversed)
    #expect(driver.visit.alarms.count == 1)
  }

  @Test("Without 3202 a refusal is a person's to decide, after a 2601")
  func refusedUnchecked() throws {
    var driver = NationalDriver(.national(reconcile: false))
    try driver.settle(.refused("FSI-余额不足"))
    try driver.answer(.void, .refused("FSI-没有这个报文"))
    #expect(driver.visit.next(at: driver.driver.now) == .record(.handedOver(reason: "中心拒绝结算，没有对账交易可以证实")))
  }

  @Test("R10: an unknown 2207A is asked about after 15 s, then a 2601 names its persisted message")
  func voided() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    #expect(driver.visit.next(at: driver.driver.now) == .wait(milliseconds: 15_000))
    try driver.answer(.reconcile, Self.absent)
    let step = try driver.driver.due()
    #expect(step.key == StepKey(.void, "m5"))
    try driver.answer(.void, .accepted)
    #expect(driver.visit.state == .absentOnce)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .absent)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .closedNever)
  }

  @Test("An unanswered 2601 is sent again for the same message, after asking; five times at most")
  func voidedAgain() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    for _ in 1...5 {
      try driver.answer(.reconcile, .silent("超时"))
      let step = try driver.driver.due()
      #expect(step.key == StepKey(.void, "m5"))
      try driver.answer(.void, .silent("超时"))
    }
    try driver.answer(.reconcile, .silent("超时"))
    let step = try driver.driver.due()
    #expect(step.key.name == .reconcile)
  }

  @Test("A refused 2601 decides nothing and is not repeated")
  func voidRefused() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.void, .refused("FSI-没有这个报文"))
    #expect(driver.visit.state == .absentOnce)
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .closedNever)
  }

  /// The 2207A arrives after its 2601: 3202 names it, and 2208 follows no earlier than the quiet period after the 2601.
  @Test("A settlement named right after a 2601 waits for the quiet period before its 2208")
  func namedAfterVoid() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.void, .silent("超时"))
    let sent = driver.driver.now
    // The first question after it falls into the quiet period only where it is shorter than ABSENT_ONCE's own wait.
    driver.driver.now = driver.driver.now.adding(milliseconds: 59_000)
    let key = StepKey(.reconcile, "2021-03-01/2021-03-01")
    _ = try driver.driver.visit.event(.intended(key, request: "r", message: "x"), at: driver.driver.now)
    _ = try driver.driver.visit.event(.resulted(key, try Self.named()), at: driver.driver.now)
    #expect(driver.visit.state == .absentOnce)
    try driver.answer(.reconcile, try Self.named())
    #expect(driver.visit.state == .settled)
    #expect(driver.driver.now.certainlyElapsed(since: sent) >= 60_000)
    let step = try driver.driver.due()
    #expect(step.key == StepKey(.reverse, "S1"))
  }

  @Test("R10: a settlement that 3202 named is never cancelled by 2601")
  func namedIsNotVoided() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, .silent("超时"))
    for _ in 1...6 {
      let step = try driver.driver.due()
      #expect(step.key.name == .reconcile)
      try driver.answer(.reconcile, .silent("超时"))
    }
    #expect(throws: VisitError.self) {
      _ = try driver.driver.visit.event(
        .intended(StepKey(.void, "m5"), request: "r", message: "y"), at: driver.driver.now)
    }
  }

  /// A 2601 that was on its way took the settlement away before its 2208: two answers without it close it.
  @Test("Named, then gone after a late 2601: closed after two answers without it a quiet period apart")
  func goneAfterVoid() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, .silent("超时"))
    try driver.answer(.void, .silent("超时"))
    driver.driver.now = driver.driver.now.adding(milliseconds: 61_000)
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, .refused("FSI-没有这笔结算"))
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .reversalUnknown)
    driver.driver.now = driver.driver.now.adding(milliseconds: 60_000)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .closedReversed)
    #expect(driver.visit.settlements.first?.proof == .voided)
  }

  /// By hand: unknown at 0 s, absent at 15.1 s, absent again 60 s later, and the third no earlier than 60 s after that.
  @Test("R9: the third 3202 that closes a visit comes a quiet period after the second")
  func thirdAbsence() throws {
    var driver = NationalDriver(.national(reversesUnknown: false))
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, Self.absent)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .absent)
    #expect(driver.visit.next(at: driver.driver.now) == .wait(milliseconds: 60_000))
    // One asked by hand before that decides nothing.
    driver.driver.now = driver.driver.now.adding(milliseconds: 59_999)
    let key = StepKey(.reconcile, "2021-03-01/2021-03-01")
    _ = try driver.driver.visit.event(.intended(key, request: "r", message: "x"), at: driver.driver.now)
    _ = try driver.driver.visit.event(.resulted(key, Self.absent), at: driver.driver.now)
    #expect(driver.visit.end == nil)
    driver.driver.now = driver.driver.now.adding(milliseconds: 1)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.end == .closedNever)
  }

  @Test("R19: a 2207A answered with a 结算ID is never closed by absence; 3202 names it later")
  func claimedButAbsent() throws {
    var driver = NationalDriver()
    try driver.settle(Driver.settled)
    for _ in 1...4 { try driver.answer(.reconcile, Self.absent) }
    #expect(driver.visit.end == nil)
    #expect(driver.visit.next(at: driver.driver.now) == .record(.handedOver(reason: "中心应答过结算（流水号 S1），3202 却没有这笔结算")))
    let marked = driver.driver.now
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.handedOver)
    #expect(driver.driver.now.certainlyElapsed(since: marked) >= 600_000)
    #expect(driver.visit.end == nil)
    try driver.answer(.reconcile, try Self.named())
    #expect(driver.visit.state == .settled)
  }

  @Test("A refused 2601 closes no settlement that was named: its absence is disputed")
  func goneAfterRefusedVoid() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    try driver.answer(.reconcile, .silent("超时"))
    try driver.answer(.void, .refused("FSI-没有这个报文"))
    driver.driver.now = driver.driver.now.adding(milliseconds: 61_000)
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, .silent("超时"))
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.state == .disputed)
    driver.driver.now = driver.driver.now.adding(milliseconds: 60_000)
    try driver.answer(.reconcile, Self.absent)
    #expect(driver.visit.end == nil)
    #expect(driver.visit.state == .disputed)
  }

  /// R12: 3202 shows the refund our 2208 was answered with as if it were a settlement.
  @Test("R12: a refund that looks like a settlement is not adopted, and gets no 2208")
  func refundWithoutFlag() throws {
    var driver = NationalDriver()
    try driver.settle(Driver.settled)
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, Self.reversed)
    try driver.answer(.reconcile, .reconciled([try Self.row("F1")]))
    #expect(driver.visit.settlements.map(\.serial.text) == ["S1"])
    #expect(driver.visit.state == .reversed)
    let step = try driver.driver.due()
    #expect(step.key.name == .reconcile)
  }

  @Test("Each resend of a 2208 has its own message id, all of them kept")
  func reversalMessages() throws {
    var driver = NationalDriver()
    try driver.settle(Driver.settled)
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, .silent("超时"))
    try driver.answer(.reconcile, try Self.named())
    try driver.answer(.reverse, Self.reversed)
    #expect(driver.visit.settlements.first?.reversalMessages == ["m7", "m9"])
  }

  @Test("Without 3202 an unknown 2207A is handed over once the 2601 has its answer")
  func nothingToAsk() throws {
    var driver = NationalDriver(.national(reconcile: false))
    try driver.settle(.silent("超时"))
    #expect(driver.visit.next(at: driver.driver.now) == .wait(milliseconds: 15_000))
    try driver.answer(.void, .accepted)
    #expect(driver.visit.next(at: driver.driver.now) == .record(.handedOver(reason: "2601 已受理，没有对账交易可以证实")))
  }

  @Test("Rules, plan and results come back from the journal as they were")
  func journal() throws {
    let plan = VisitPlan(
      number: VisitNumber(wallMilliseconds: midnight, random: 7), card: MaskedText("C1"), insurance: "310",
      insuredKind: "310", run: "auto", detailCount: 1, total: Fen(600),
      window: SwipeWindow(startMilliseconds: 0, endMilliseconds: 1), details: "", person: Self.person)
    for profile in [CentreProfile.national(), .national(reconcile: false, reversesUnknown: false)] {
      var ledger = SwipeLedger()
      let records = [
        JournalRecord.planned(plan, rules: VisitRules(profile: profile), at: at(6, 0, 0)),
        JournalRecord(.intended(StepKey(.register), request: "r"), visit: plan.number, at: at(6, 0, 1)),
        JournalRecord(
          .resulted(StepKey(.register), .registered(RegistrationSerial(answered: "M1"))), visit: plan.number,
          at: at(6, 0, 2)),
      ]
      for record in records { _ = try ledger.apply(try JournalRecord(payload: record.payload)) }
      let visit = try #require(ledger.visits.first)
      #expect(visit.plan == plan)
      #expect(visit.rules.profile == profile)
    }
    let preview = Outcome.previewed(Driver.funds, Self.policy)
    let record = JournalRecord(.resulted(StepKey(.preview), preview), visit: plan.number, at: at(6, 0, 3))
    #expect(record.fields["policy"] == "1.00;0.00;0.50;4.50")
  }

  @Test("A visit stays with the interface it was made over")
  func restartedOverTheOther() throws {
    var driver = NationalDriver()
    try driver.settle(.silent("超时"))
    _ = try driver.driver.visit.event(.restarted(VisitRules()), at: driver.driver.now)
    #expect(driver.visit.rules.profile == .national())
  }
}

@Suite("Message ids of the national platform (R14)")
struct MessageNumberTests {
  private func next(_ newest: String?, _ now: Instant) -> String {
    MessageNumber(institutionCode: "H50010500001", after: newest.flatMap { MessageNumber($0) }, now: now).text
  }

  @Test func neverRepeatedAndNeverGoingBack() {
    #expect(next(nil, at(6, 0, 0)) == "H50010500001202103010600009000")
    #expect(next("H50010500001202103010600009000", at(6, 0, 0)) == "H50010500001202103010600009001")
    // The clock went back an hour; the second is full; a second later.
    #expect(next("H50010500001202103010600009001", at(5, 0, 0)) == "H50010500001202103010600009002")
    #expect(next("H50010500001202103010600009999", at(6, 0, 0)) == "H50010500001202103010600019000")
    #expect(next("H50010500001202103010600009002", at(6, 0, 1)) == "H50010500001202103010600019000")
    // A full second before midnight of a leap day's eve.
    #expect(next("H50010500001202402282359599999", at(6, 0, 0)) == "H50010500001202402290000009000")
  }

  @Test(arguments: [
    "H50010500001202103010600008999", "H5001050000120210301060000900", "H50010500001202102300600009000",
    "H50010500001202103010600609000", "H5001050000120210301060000900x",
  ])
  func notOurs(text: String) { #expect(MessageNumber(text) == nil) }

  @Test func theLedgerKnowsTheNewest() throws {
    var ledger = SwipeLedger()
    for message in ["H50010500001202103010600009001", "H50010500001202103010500009000", "QZ-3"] {
      _ = try ledger.apply(
        .exchange(StepKey(.signIn), isIntent: true, fields: ["message": message], at: at(6, 0, 0)))
    }
    #expect(ledger.newestMessage?.text == "H50010500001202103010600009001")
  }
}
