import Testing

@testable import Settlement

@Suite("A drill whose undos the centre answers and its query does not show")
struct DrillUndoneInVainTests {
  private static let accepted = DrillOutcome.accepted(serial: "")

  @Test("found after each answered undo: asked ever later, one alarm, and after the third a person is told why")
  func undoneInVain() throws {
    var driver = DrillDriver(query: true)
    let standing = DrillOutcome.found(serial: "RX1", status: "4")
    try driver.answer(.upload, .accepted(serial: "RX1"))
    try driver.answer(.query, standing)
    // 0 s, 5 s, 5 + 10 s.
    for second: Int64 in [0, 5, 15] {
      #expect(!driver.drill.isHandedOver)
      try driver.answer(.undo, Self.accepted)
      #expect(driver.seconds == second)
      try driver.answer(.query, standing)
      #expect(driver.seconds == second)
    }
    let fourth = try driver.due()
    #expect(fourth.call == .undo && driver.seconds == 615)
    #expect(driver.drill.isHandedOver)
    #expect(driver.drill.handOverReason == "撤销已应答，中心状态 4，请核对 revoked_status")
    #expect(driver.drill.alarms == ["上传：撤销已应答，中心仍有，再次撤销"])
    try driver.answer(.undo, Self.accepted)
    try driver.answer(.query, .revoked)
    #expect(driver.seconds == 1215)
    #expect(driver.ends == [.undone])

    // A platform that refuses to revoke again what is revoked; its rows name no status.
    var refusing = DrillDriver(query: true)
    try refusing.answer(.upload, .accepted(serial: "RX1"))
    try refusing.answer(.query, .found(serial: "RX1"))
    try refusing.answer(.undo, Self.accepted)
    try refusing.answer(.query, .found(serial: "RX1"))
    for _ in 0..<2 {
      #expect(!refusing.drill.isHandedOver)
      try refusing.answer(.undo, .refused("FSI-已撤销"))
      try refusing.answer(.query, .found(serial: "RX1"))
    }
    _ = try refusing.due()
    #expect(refusing.drill.handOverReason == "撤销已应答，中心状态 未给出，请核对 revoked_status")
    #expect(refusing.drill.alarms == ["上传：撤销已应答，中心仍有，再次撤销"])
  }
}
