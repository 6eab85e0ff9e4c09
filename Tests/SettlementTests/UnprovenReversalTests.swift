import Settlement
import Testing

/// R13 where neither 15 nor 43 can say that a 99 was done: only a `1` with the settlement's own amounts closes.
@Suite("A 99 whose own answer is the only word")
struct UnprovenReversalTests {
  static let profiles = [
    CentreProfile(query: false, reconcile: false),
    CentreProfile(query: true, reconcile: false, afterReversal: .original),
  ]

  private func settled(_ profile: CentreProfile) throws -> Driver {
    var driver = Driver(profile)
    try driver.settle(Driver.settled)
    if profile.query { try driver.answer(.query, Driver.named("S1")) }
    #expect(driver.visit.state == .settled)
    return driver
  }

  @Test("One fen less or more, or moved between funds: unknown, an alarm, and the same 99 again", arguments: profiles)
  func otherAmounts(profile: CentreProfile) throws {
    let others = [
      Funds([.pooled: Fen(400), .cash: Fen(199)]), Funds([.pooled: Fen(400), .cash: Fen(201)]),
      Funds([.pooled: Fen(401), .cash: Fen(199)]), Funds([.pooled: Fen(400), .cash: Fen(200), .account: Fen(1)]),
    ]
    for funds in others {
      var driver = try settled(profile)
      try driver.answer(.reverse, .reversed(RefundSerial(answered: "-S1"), funds))
      #expect(driver.visit.state == .reversalUnknown)
      #expect(driver.visit.isUndecided)
      #expect(driver.visit.alarms.contains { $0.hasPrefix("冲正与结算不符") })
      try driver.answer(.reverse, Driver.reversed)
      #expect(driver.visit.end == .closedReversed)
      #expect(driver.visit.settlements.first?.proof == .answeredOnly)
    }
  }

  @Test("Equal amounts, or the serial alone, close it unverified", arguments: profiles)
  func equalAmounts(profile: CentreProfile) throws {
    for funds in [Driver.funds, nil] {
      var driver = try settled(profile)
      try driver.answer(.reverse, .reversed(RefundSerial(answered: "-S1"), funds))
      #expect(driver.visit.end == .closedReversed)
      #expect(driver.visit.settlements.first?.proof == .answeredOnly)
    }
  }

  @Test("Answered three times with other amounts, it is a person's")
  func handedOver() throws {
    var driver = try settled(CentreProfile(query: false, reconcile: false))
    let other = Outcome.reversed(RefundSerial(answered: "-S9"), Funds([.pooled: Fen(1)]))
    for _ in 0..<3 { try driver.answer(.reverse, other) }
    _ = try driver.due()
    #expect(driver.visit.handedOver)
    #expect(driver.visit.handOverReason == "三次冲正没有应答，没有可以查询的交易")
  }

  @Test("Where 15 or 43 can speak, other amounts are an alarm and not a reason to wait (R4)")
  func verified() throws {
    var driver = Driver()
    try driver.settle(Driver.settled)
    try driver.answer(.query, Driver.named("S1"))
    try driver.answer(.reverse, .reversed(RefundSerial(answered: "-S1"), Funds([.pooled: Fen(1)])))
    #expect(driver.visit.state == .reversed)
    try driver.answer(.reconcile, try Driver.rows(refund: true))
    #expect(driver.visit.end == .closedReversed)
  }
}
