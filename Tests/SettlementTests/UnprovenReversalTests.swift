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

  private static let other = Outcome.reversed(RefundSerial(answered: "-S9"), Funds([.pooled: Fen(1)]))
  private static let silent = Outcome.silent("超时")

  @Test(
    "Three 99s and nothing that can decide: a person's, and what came back is said as it was",
    arguments: [
      ([other, other, other], "三次冲正，中心应答的金额均与结算不符"), ([silent, silent, silent], "三次冲正没有应答"),
      ([.refused("x"), .refused("x"), .refused("x")], "三次冲正，中心均未受理"),
      ([silent, other, .refused("x")], "三次冲正，中心 1 次未受理，1 次应答的金额与结算不符，其余无应答"),
      ([other, other, .refused("x")], "三次冲正，中心 1 次未受理，2 次应答的金额与结算不符"),
    ])
  func handedOver(answers: [Outcome], words: String) throws {
    for profile in Self.profiles {
      var driver = try settled(profile)
      for answer in answers { try driver.answer(.reverse, answer) }
      // At once, not after half an hour.
      let why = profile.query ? "43 分不出是否已冲正，没有对账交易" : "没有可以查询的交易"
      #expect(driver.visit.next(at: driver.now) == .record(.handedOver(reason: "\(words)，\(why)")))
    }
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
