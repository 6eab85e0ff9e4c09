import Settlement
import Testing

/// A visit of a journal that was found to be an older copy (settlement.md R6, R20, R24).
@Suite("A visit that an older copy of the journal holds unsettled")
struct OlderJournalVisitTests {
  private static let profiles = [CentreProfile(), CentreProfile(query: true, reconcile: false)]

  @Test("READY: UNKNOWN, no 05, asked about on its window's day; what 43 names twice is reversed", arguments: profiles)
  func ready(profile: CentreProfile) throws {
    var driver = Driver(profile)
    try driver.prepare()
    driver.now = driver.now.adding(milliseconds: 3 * 86_400_000)
    _ = try driver.visit.event(.journalFoundOlder, at: driver.now)
    #expect(driver.visit.state == .unknown && driver.visit.isUndecided && driver.visit.alarms.count == 1)
    #expect(throws: VisitError.self) {
      _ = try driver.visit.event(.intended(StepKey(.settle), request: "r"), at: driver.now)
    }
    #expect(throws: VisitError.self) { _ = try driver.visit.event(.journalFoundOlder, at: driver.now) }
    #expect(try driver.due().key == StepKey(.query, "2021-03-01"))
    // Each question is of two days; a serial nobody claimed counts when it is named again (R10).
    for _ in 1...2 {
      try driver.answer(.query, Driver.named("S1"))
      try driver.answer(.query, Driver.named())
    }
    #expect(driver.visit.state == .settled)
    #expect(try driver.due().key == StepKey(.reverse, "S1"))
  }

  @Test("Nothing to ask: handed over with the reason, and no clean-up")
  func blind() throws {
    var driver = Driver(CentreProfile(query: false, reconcile: false))
    try driver.prepare()
    _ = try driver.visit.event(.journalFoundOlder, at: driver.now)
    #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: "资金日志是旧的副本，没有可以查询的交易")))
    _ = try driver.visit.event(.handedOver(reason: "资金日志是旧的副本，没有可以查询的交易"), at: driver.now)
    #expect(driver.visit.next(at: driver.now) == .nothing)
  }

  @Test("02 under way in the copy: the restart's cancellation is none; one that was answered is an end")
  func cutOff() throws {
    var driver = Driver()
    _ = try driver.visit.event(.intended(StepKey(.register), request: "r"), at: driver.now)
    _ = try driver.visit.event(.restarted(VisitRules()), at: driver.now)
    // The centre is asked before it is left over.
    #expect(driver.visit.state == .cancelled && driver.visit.isOpen && driver.visit.mayHaveSettledSince)
    _ = try driver.visit.event(.journalFoundOlder, at: driver.now)
    #expect(driver.visit.state == .unknown && driver.visit.isOpen)
    // R9: nothing came of it, and the registration's serial is lost (R25).
    for _ in 1...2 { try driver.answer(.query, Driver.named()) }
    try driver.answer(.reconcile, .reconciled([]))
    #expect(driver.visit.end == .closedNever)
    try driver.answer(.clearDetails, .accepted)
    #expect(driver.visit.state == .leftOver)

    driver = Driver()
    try driver.answer(.register, .refused("x"))
    #expect(!driver.visit.mayHaveSettledSince)
    #expect(throws: VisitError.self) { _ = try driver.visit.event(.journalFoundOlder, at: driver.now) }
  }

  @Test(
    "R23, R25: national without its 就诊ID, two persons close it: left over, since no 2205 can name it, and nothing is asked",
    arguments: [true, false])
  func nationalWithoutRegistration(isCutOff: Bool) throws {
    var driver = Driver(.national())
    if isCutOff {
      _ = try driver.visit.event(.intended(StepKey(.register), request: "r"), at: driver.now)
      _ = try driver.visit.event(.restarted(VisitRules(profile: .national())), at: driver.now)
      #expect(driver.visit.state == .leftOver && driver.visit.mayHaveSettledSince)
    }
    _ = try driver.visit.event(.journalFoundOlder, at: driver.now)
    #expect(driver.visit.state == .unknown && driver.visit.isOpen)
    _ = try driver.visit.event(.handedOver(reason: "30 分钟内未能确定"), at: driver.now)
    _ = try driver.visit.event(.closedByHand(by: "王", confirmedBy: "李", reason: "中心确认没有"), at: driver.now)
    #expect(driver.visit.state == .leftOver && !driver.visit.isOpen)
    #expect(driver.visit.leftOverReason == "登记可能未撤（人工关闭，资金未核实）")
    // 3202 knows a visit by its 就诊ID only: R9's questions could never be answered.
    #expect(driver.visit.next(at: driver.now.adding(milliseconds: 2 * 86_400_000)) == .nothing)
    #expect(driver.visit.owedReviews(at: driver.now) == nil)
  }

  @Test("R22: the record is replayed as the event")
  func record() throws {
    var driver = Driver()
    try driver.prepare()
    let record = JournalRecord(.journalFoundOlder, visit: driver.visit.plan.number, at: driver.now)
    #expect(record.kind == "OLDER_JOURNAL")
    var ledger = SwipeLedger()
    _ = try ledger.apply(.planned(driver.visit.plan, rules: VisitRules(), at: driver.now))
    _ = try ledger.apply(try JournalRecord(payload: record.payload))
    #expect(ledger.visits.map(\.state) == [.unknown])
  }
}
