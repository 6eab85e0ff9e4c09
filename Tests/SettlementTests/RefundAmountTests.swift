import Testing

@testable import Settlement

/// 15 or 3202 shows a refund of another amount than the settlement's: money stands, and the visit is neither closed as
/// reversed nor sent another 99 by itself (settlement.md R11, R12, R13, R19, I1, I7, I10).
@Suite("A refund of another amount than the settlement's")
struct RefundAmountTests {
  /// The settlement is of 6.00.
  private static func rows(_ refunds: Int64...) throws -> [ReconcileRow] {
    let settled = try #require(
      ReconcileRow(serial: "S1", original: "", total: Fen(600), funds: Driver.funds, centreTime: ""))
    return try [settled]
      + refunds.enumerated().map { index, fen in
        try #require(
          ReconcileRow(serial: "-\(index)S1", original: "S1", total: Fen(fen), funds: Funds(), centreTime: ""))
      }
  }

  private static let reason = "对账退费 4.00 元，与结算 6.00 元不符"

  private func reversed(_ answer: Outcome) throws -> Driver {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, answer)
    if case .silent = answer { try driver.answer(.query, Driver.named()) }
    #expect(driver.visit.state == .reversed)
    return driver
  }

  @Test("The 99's answer lost or without amounts: disputed, marked with the amounts, asked on, no 99")
  func disputed() throws {
    for answer in [Outcome.silent("超时"), .reversed(RefundSerial(answered: "-S1"), nil), Driver.reversed] {
      var driver = try reversed(answer)
      try driver.answer(.reconcile, .reconciled(try Self.rows(-400)))
      #expect(driver.visit.state == .disputed && driver.visit.isUndecided && driver.visit.end == nil)
      #expect(driver.visit.alarms == [Self.reason])
      #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: Self.reason)))
      // R12, R19: only 15 is asked, every ten minutes.
      for _ in 1...3 {
        let before = driver.now
        try driver.answer(.reconcile, .reconciled(try Self.rows(-400)))
        #expect(driver.now.certainlyElapsed(since: before) >= 600_000)
        #expect(driver.visit.handedOver && driver.visit.state == .disputed)
      }
      let difference = try #require(driver.visit.settlements.first.flatMap { driver.visit.refundDifference(of: $0) })
      #expect(difference.settled == Fen(600) && difference.refunded == Fen(400))
      // The rest comes back: two refunds, 6.00 in all.
      try driver.answer(.reconcile, .reconciled(try Self.rows(-400, -200)))
      #expect(driver.visit.end == .closedReversed && driver.visit.settlements.first?.proof == .reconciled)
    }
  }

  @Test(
    "More than the settlement, and nothing at all, are no reversal; the sign does not matter",
    arguments: [Int64(-601), 1200, 0, 600, -600])
  func amounts(fen: Int64) throws {
    var driver = try reversed(Driver.reversed)
    try driver.answer(.reconcile, .reconciled(try Self.rows(fen)))
    #expect((driver.visit.end == .closedReversed) == (fen.magnitude == 600))
    #expect((driver.visit.state == .disputed) == (fen.magnitude != 600))
  }

  @Test("The same row twice in one answer is one refund")
  func twice() throws {
    var driver = try reversed(Driver.reversed)
    let rows = try Self.rows(-600)
    try driver.answer(.reconcile, .reconciled(rows + rows.suffix(1)))
    #expect(driver.visit.end == .closedReversed)
  }

  @Test("R9, R18: a closed visit opens again on it; what two persons closed knowing it stays with them")
  func closed() throws {
    var driver = try reversed(Driver.reversed)
    try driver.answer(.reconcile, .reconciled(try Self.rows(-600)))
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(!driver.visit.contradicts(try Self.rows(-600)))
    #expect(driver.visit.contradicts(try Self.rows(-400)))
    // An hour later.
    try driver.answer(.reconcile, .reconciled(try Self.rows(-400)))
    #expect(driver.visit.state == .disputed && driver.visit.reopened && driver.visit.isOpen)
    _ = try driver.visit.event(.handedOver(reason: Self.reason), at: driver.now)
    _ = try driver.visit.event(.closedByHand(by: "甲", confirmedBy: "乙", reason: "电话"), at: driver.now)
    try driver.answer(.clearDetails, .accepted)
    try driver.answer(.unregister, .accepted)
    #expect(!driver.visit.contradicts(try Self.rows(-400)))
    try driver.answer(.reconcile, .reconciled(try Self.rows(-400)))
    #expect(driver.visit.end == .closedByHand && driver.visit.isUnprovenByHand)
    #expect(driver.visit.contradicts(try Self.rows(-300)))
    try driver.answer(.reconcile, .reconciled(try Self.rows(-600)))
    #expect(driver.visit.end == .closedByHand && !driver.visit.isUnprovenByHand)
  }

  @Test("Adopted from 15 with a refund of a part, it opens disputed (R18)")
  func adopted() throws {
    let visit = Visit(adopting: try Self.rows(-400), plan: Driver().visit.plan, rules: VisitRules(), at: at(6, 0, 0))
    #expect(visit.state == .disputed && visit.isUndecided && visit.alarms.contains(Self.reason))
  }

  @Test("R22: the journal of a version that closed on any refund is replayed as it was decided")
  func formerJournal() throws {
    let rules = try #require(VisitRules(journalText: "43,15,absent,15,60,1800,claims"))
    #expect(rules.journalText == "43,15,absent,15,60,1800,claims" && !rules.comparesRefunds)
    for former in [true, false] {
      var driver = try reversed(Driver.reversed)
      if former { _ = try driver.visit.event(.restarted(rules), at: driver.now) }
      try driver.answer(.reconcile, .reconciled(try Self.rows(-400)))
      #expect((driver.visit.end == .closedReversed) == former)
      // The report says it all the same (I10).
      let settlement = try #require(driver.visit.settlements.first)
      #expect(driver.visit.refundDifference(of: settlement)?.refunded == Fen(400))
    }
  }
}
