import Testing

@testable import Settlement

@Suite("The look at a drill an hour after its end, without a query")
struct DrillLookTests {
  private static let accepted = DrillOutcome.accepted(serial: "")

  @Test("without a query the later look is open until its undo is answered, with a mark of its own")
  func lookWithoutQuery() throws {
    var driver = DrillDriver(query: false)
    try driver.answer(.upload, Self.accepted)
    try driver.answer(.undo, .refused("FSI-"))
    try driver.answer(.undo, .refused("FSI-"))
    _ = try driver.due()
    #expect(driver.drill.isHandedOver)
    try driver.answer(.undo, Self.accepted)
    #expect(driver.ends == [.answered])
    let closed = driver.seconds
    let look = try driver.due()
    #expect(look.call == .undo && driver.seconds == closed + 3600)
    try driver.event(.intended(step: 0, .undo, message: "m"))
    #expect(driver.ends == [nil] && driver.drill.isOpen && !driver.drill.isHandedOver)
    try driver.event(.resulted(step: 0, .undo, .unknown("超时")))
    #expect(driver.ends == [nil])
    // Nobody is told for what was before the first end.
    guard case .wait = driver.drill.next(at: driver.now) else {
      Issue.record("\(driver.drill.next(at: driver.now))")
      return
    }
    try driver.answer(.undo, Self.accepted)
    #expect(driver.ends == [.answered])
    #expect(!driver.drill.owesReview && !driver.drill.isHandedOver)

    var refused = DrillDriver(query: false)
    try refused.answer(.upload, .refused("FSI-不受理"))
    for _ in 0..<2 { try refused.answer(.undo, Self.accepted) }
    #expect(refused.ends == [.refused])
    _ = try refused.due()
    try refused.event(.intended(step: 0, .undo, message: "m"))
    #expect(refused.ends == [nil])
    try refused.event(.resulted(step: 0, .undo, .refused("FSI-不存在")))
    #expect(refused.ends == [.refused])
  }

  @Test("R22: a journal of a version that kept the mark of before replays: two persons closed the look")
  func olderLook() throws {
    var driver = DrillDriver(query: false)
    try driver.answer(.upload, Self.accepted)
    try driver.answer(.undo, .refused("FSI-"))
    try driver.answer(.undo, .refused("FSI-"))
    _ = try driver.due()
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.undo, .unknown("超时"))
    try driver.event(.closedByHand(by: "王", confirmedBy: "李", reason: "电话"))
    #expect(driver.ends == [.byHand] && driver.drill.closedBy == "王、李（电话）")
  }
}
