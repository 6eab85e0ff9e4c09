import Settlement
import Testing

/// Two persons closed a visit (R19), and the centre's ledger says more about it later: what it names standing is reversed
/// (R9, I1), what it never names stays with the persons.
@Suite("A visit closed by hand, and what 15 or 3202 says of it later")
struct ClosedByHandTests {
  private static func row(_ serial: String, _ original: String = "") throws -> ReconcileRow {
    let fen: Int64 = original.isEmpty ? 600 : -600
    return try #require(
      ReconcileRow(serial: serial, original: original, total: Fen(fen), funds: Driver.funds, centreTime: ""))
  }

  private static func standing() throws -> [ReconcileRow] { [try row("S1")] }
  private static func refunded() throws -> [ReconcileRow] { [try row("S1"), try row("-S1", "S1")] }

  /// How the settlement stands when the persons close.
  enum Stand: CaseIterable, Sendable { case settled, reversalUnknown, reversed, disputed }

  private func closed(_ stand: Stand, cleaned: Bool) throws -> Driver {
    var driver = Driver(CentreProfile(afterReversal: stand == .disputed ? .both : .absent))
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    switch stand {
    case .settled: break
    case .reversalUnknown: try driver.answer(.reverse, .silent("超时"))
    case .reversed: try driver.answer(.reverse, Driver.reversed)
    case .disputed:
      try driver.answer(.reverse, .silent("超时"))
      try driver.answer(.query, Driver.named())
    }
    _ = try driver.visit.event(.handedOver(reason: "30 分钟内未能确定"), at: driver.now)
    _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"), at: driver.now)
    #expect(driver.visit.end == .closedByHand)
    guard cleaned else { return driver }
    for _ in 0..<5 { try driver.answer(.clearDetails, .silent("超时")) }
    return driver
  }

  @Test("R9, R18: named standing by the gates' 15, it opens again and its 99 is sent, whatever its state was")
  func reappears() throws {
    for stand in Stand.allCases {
      for cleaned in [false, true] {
        var driver = try closed(stand, cleaned: cleaned)
        #expect(driver.visit.contradicts(try Self.standing()))
        let actions = try driver.visit.event(.reappeared(try Self.standing()), at: driver.now)
        #expect(!actions.isEmpty)
        #expect(driver.visit.isUndecided && driver.visit.isOpen && driver.visit.reopened, "\(stand)")
        #expect(driver.visit.state == .settled)
        #expect(!driver.visit.handedOver && driver.visit.leftOverReason == nil)
        // R24: no clean-up while it is undecided, and no second word about it is wanted.
        #expect(!driver.visit.contradicts(try Self.standing()))
        try driver.answer(.reverse, Driver.reversed)
        try driver.answer(.reconcile, .reconciled(try Self.refunded()))
        #expect(driver.visit.end == .closedReversed)
        #expect(driver.visit.settlements.first?.proof == .reconciled)
        try driver.answer(.clearDetails, .accepted)
        try driver.answer(.unregister, .accepted)
        #expect(driver.visit.state == .finished)
      }
    }
  }

  @Test("R9: asked about by 15 an hour later, at 20:00 and next morning at 08:00; named then, it is reversed")
  func reviewed() throws {
    for times in 1...3 {
      var driver = try closed(.reversalUnknown, cleaned: false)
      try driver.answer(.clearDetails, .accepted)
      try driver.answer(.unregister, .accepted)
      #expect(driver.visit.state == .finished)
      for _ in 1..<times {
        try driver.answer(.reconcile, .reconciled([]))
        #expect(driver.visit.end == .closedByHand)
      }
      try driver.answer(.reconcile, .reconciled(try Self.standing()))
      let expected = [1: "07", 2: "20", 3: "08"][times]
      #expect(ShanghaiTime.timeText(driver.now.wallMilliseconds).prefix(2) == expected ?? "")
      #expect(driver.visit.state == .settled)
      try driver.answer(.reverse, Driver.reversed)
    }
  }

  @Test("Never named again: it stays closed by hand, with what the persons said")
  func neverNamed() throws {
    var driver = try closed(.reversalUnknown, cleaned: false)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    for _ in 0..<3 { try driver.answer(.reconcile, .reconciled([])) }
    #expect(driver.visit.next(at: driver.now) == .nothing)
    #expect(driver.visit.end == .closedByHand)
    #expect(driver.visit.settlements.map(\.state) == [.reversalUnknown])
    #expect(!driver.visit.contradicts([]))
  }

  @Test("I10: 15's refund row closes the settlement; the visit stays as the persons left it, without an alarm")
  func refundedLater() throws {
    for byReview in [false, true] {
      var driver = try closed(.reversalUnknown, cleaned: false)
      try driver.answer(.clearDetails, .accepted)
      try driver.answer(.unregister, .accepted)
      let alarms = driver.visit.alarms
      if byReview {
        try driver.answer(.reconcile, .reconciled(try Self.refunded()))
      } else {
        #expect(driver.visit.contradicts(try Self.refunded()))
        _ = try driver.visit.event(.reappeared(try Self.refunded()), at: driver.now)
      }
      #expect(driver.visit.end == .closedByHand && !driver.visit.isUndecided)
      #expect(driver.visit.settlements.first?.state == .closed)
      #expect(driver.visit.settlements.first?.proof == .reconciled)
      #expect(driver.visit.alarms == alarms)
      #expect(!driver.visit.contradicts(try Self.refunded()))
      // Closed and proven, and then standing all the same.
      _ = try driver.visit.event(.reappeared(try Self.standing()), at: driver.now)
      #expect(driver.visit.state == .settled)
    }
  }

  @Test("Nothing was ever named before the persons closed it: 15's settlement is taken up and reversed")
  func unknownBefore() throws {
    var driver = Driver()
    try driver.settle(.silent("超时"))
    _ = try driver.visit.event(.handedOver(reason: "x"), at: driver.now)
    _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"), at: driver.now)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    try driver.answer(.reconcile, .reconciled(try Self.standing()))
    #expect(driver.visit.state == .settled && driver.visit.reopened)
    try driver.answer(.reverse, Driver.reversed)
  }

  @Test("National: the same by 3202")
  func national() throws {
    var driver = NationalVisitTests.NationalDriver()
    try driver.settle(Driver.settled)
    try driver.answer(.reconcile, .reconciled(try Self.standing()))
    try driver.answer(.reverse, .silent("超时"))
    _ = try driver.driver.visit.event(.handedOver(reason: "x"), at: driver.driver.now)
    _ = try driver.driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"), at: driver.driver.now)
    _ = try driver.driver.visit.event(.reappeared(try Self.standing()), at: driver.driver.now)
    #expect(driver.visit.state == .settled)
    try driver.answer(.reverse, Driver.reversed)
    try driver.answer(.reconcile, .reconciled(try Self.refunded()))
    #expect(driver.visit.end == .closedReversed)
  }

  @Test(
    "R22: a journal in which an older version wrote 15's word without opening the visit is still read, and the next word opens it"
  )
  func olderRecords() throws {
    var driver = try closed(.reversalUnknown, cleaned: false)
    let word = JournalRecord(.reappeared(try Self.standing()), visit: driver.visit.plan.number, at: driver.now)
    var fields = word.fields
    #expect(fields.removeValue(forKey: "opens") == "1")
    let older = JournalRecord(kind: word.kind, at: word.at, visit: word.visit, fields: fields)
    var ledger = SwipeLedger()
    let plan = driver.visit.plan
    var records: [JournalRecord] = [.planned(plan, rules: VisitRules(), at: at(6, 0, 0))]
    var again = Driver()
    func note(_ event: VisitEvent) {
      records.append(JournalRecord(event, visit: plan.number, at: again.now))
    }
    func send(_ outcome: Outcome) throws {
      let step = try again.due()
      _ = try again.visit.event(.intended(step.key, request: "r"), at: again.now)
      note(.intended(step.key, request: "r"))
      _ = try again.visit.event(.resulted(step.key, outcome), at: again.now)
      note(.resulted(step.key, outcome))
    }
    try send(.registered(RegistrationSerial(answered: "R1")))
    try send(.uploaded([DetailSerial(answered: "D1"), DetailSerial(answered: "D2")]))
    try send(.previewed(Driver.funds))
    try send(Driver.settled)
    try send(Driver.named("S1"))
    try send(.silent("超时"))
    note(.handedOver(reason: "x"))
    note(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"))
    // What the older version wrote: the word twice, and its clean-up between.
    records += [older]
    note(.intended(StepKey(.clearDetails), request: "r"))
    note(.resulted(StepKey(.clearDetails), .accepted))
    records += [older]
    for record in records { _ = try ledger.apply(JournalRecord(payload: record.payload)) }
    var visit = try #require(ledger.visit(plan.number))
    #expect(visit.end == .closedByHand)
    #expect(visit.contradicts(try Self.standing()))
    _ = try visit.event(.reappeared(try Self.standing()), at: again.now)
    #expect(visit.state == .settled && visit.isOpen)
    driver.visit = visit
    try driver.answer(.reverse, Driver.reversed)
  }
}
