import Testing

@testable import Settlement

/// R10: without 43 and 15 a serial may be reversed that came on its own fresh connection, and on no other.
@Suite("The answer of a transport that may share connections proves no serial (R10)")
struct OwnConnectionTests {
  private static func driver(ownConnections: Bool) -> Driver {
    var driver = Driver(CentreProfile(query: false, reconcile: false))
    var rules = driver.visit.rules
    rules.hasOwnConnections = ownConnections
    driver.visit = Visit(plan: driver.visit.plan, rules: rules, at: driver.now)
    return driver
  }

  @Test("On its own connection it is settled and reversed; else handed over at once, and nothing is sent")
  func proven() throws {
    var own = Self.driver(ownConnections: true)
    try own.settle(Driver.settled)
    #expect(try own.visit.state == .settled && own.due().key.name == .reverse)
    var shared = Self.driver(ownConnections: false)
    try shared.settle(Driver.settled)
    #expect(shared.visit.state == .answered && shared.visit.settlements.isEmpty)
    let reason = "没有可以查询的交易，经厂商接口库的应答不能断定属于这笔结算"
    #expect(shared.visit.next(at: shared.now) == .record(.handedOver(reason: reason)))
    _ = try shared.visit.event(.handedOver(reason: reason), at: shared.now)
    #expect(shared.visit.next(at: shared.now) == .nothing && shared.visit.isUndecided)
  }

  @Test("With 43 or 15 the transport makes no difference", arguments: [(true, false), (false, true), (true, true)])
  func asked(query: Bool, reconcile: Bool) throws {
    var driver = Driver(CentreProfile(query: query, reconcile: reconcile))
    var rules = driver.visit.rules
    rules.hasOwnConnections = false
    driver.visit = Visit(plan: driver.visit.plan, rules: rules, at: driver.now)
    try driver.settle(Driver.settled)
    if query {
      try driver.answer(.query, Driver.named("S1"))
    } else {
      try driver.answer(.reconcile, try Driver.rows(refund: false))
    }
    #expect(driver.visit.state == .settled)
  }

  @Test("The journal keeps it with the rules; records of versions that did not ask are decided as they were")
  func recorded() throws {
    var rules = VisitRules(profile: CentreProfile(query: false, reconcile: false))
    #expect(rules.journalText == "none,none,absent,15,60,1800,claims,refunds,restarts")
    rules.hasOwnConnections = false
    #expect(rules.journalText == "none,none,absent,15,60,1800,claims,refunds,restarts,shared")
    #expect(VisitRules(journalText: rules.journalText) == rules)
    for older in ["none,none,absent,15,60,1800", "none,none,absent,15,60,1800,claims,refunds"] {
      let read = try #require(VisitRules(journalText: older))
      #expect(read.hasOwnConnections && read.journalText == older)
    }
    #expect(VisitRules(journalText: "none,none,absent,15,60,1800,shared") == nil)
  }
}
