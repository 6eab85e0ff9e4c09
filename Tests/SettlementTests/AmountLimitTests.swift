import Settlement
import Testing

@Suite("Sums stay what a record can carry")
struct AmountLimitTests {
  @Test("99,999,999.99 is a sum, one fen more is none, and no number of parts overflows")
  func sums() {
    #expect(Fen.largest == Fen(9_999_999_999))
    #expect(Fen(yuan: Fen.largest.yuanText) == Fen.largest)
    #expect(Fen.sum([Fen(9_999_999_998), Fen(1)]) == Fen.largest)
    #expect(Fen.sum([Fen.largest, Fen(1)]) == nil)
    #expect(Fen.sum([-Fen.largest, Fen(-1)]) == nil)
    #expect(Fen.sum([Fen.largest, Fen(1), Fen(-1)]) == Fen.largest)
    #expect(Fen.sum([Fen(.max), Fen(.max)]) == nil)
    #expect(Fen.sum([Fen(.min), Fen(-1)]) == nil)
    #expect(Fen.sum([Fen]()) == .zero)
  }

  @Test("A record is writable at 1 MiB and not one byte past it")
  func writable() {
    func record(_ length: Int) -> JournalRecord {
      JournalRecord(kind: "PROBE", at: at(6, 0, 0), fields: ["text": String(repeating: "x", count: length)])
    }
    let room = JournalRecord.payloadLimit - record(0).payload.count
    #expect(record(room).isWritable)
    #expect(!record(room + 1).isWritable)
  }

  @Test("I10: 15's amounts are shown instead of the 05's, once with an alarm; decisions go by the 05's")
  func ledgerWord() throws {
    var driver = Driver(CentreProfile(query: false))
    try driver.settle(.settled(ClaimedSerial(answered: "S1"), Funds([.pooled: Fen(401), .cash: Fen(200)])))
    for _ in 0..<2 {
      try driver.answer(.reconcile, try Driver.rows(refund: false))
      try driver.answer(.reverse, .silent("超时"))
    }
    let settlement = try #require(driver.visit.settlements.first)
    #expect(driver.visit.funds(of: settlement)?.total == Fen(601))
    #expect(driver.visit.shownTotal(of: settlement) == Fen(600))
    #expect(driver.visit.alarms.filter { $0 == "对账与结算应答不符：应答 6.01 元，对账 6.00 元" }.count == 1)
    #expect(settlement.reversalsRefused == 0)
    try driver.answer(.reconcile, try Driver.rows(refund: false))
    try driver.answer(.reverse, .refused("x"))
    #expect(driver.visit.settlements.first?.reversalsRefused == 1)
  }

  @Test("I10: 15 states five of the funds; a settlement with others is shown with 15's whole, without an alarm")
  func otherFunds() throws {
    var driver = Driver(CentreProfile(query: false))
    let claimed = Funds([.pooled: Fen(400), .cash: Fen(100), .civilRelief: Fen(100)])
    try driver.settle(.settled(ClaimedSerial(answered: "S1"), claimed))
    let row = try #require(
      ReconcileRow(
        serial: "S1", original: "", total: Fen(600), funds: Funds([.pooled: Fen(400), .cash: Fen(100)]), centreTime: "")
    )
    try driver.answer(.reconcile, .reconciled([row]))
    let settlement = try #require(driver.visit.settlements.first)
    #expect(driver.visit.shownTotal(of: settlement) == Fen(600))
    #expect(!driver.visit.alarms.contains { $0.hasPrefix("对账与结算应答不符") })
  }
}
