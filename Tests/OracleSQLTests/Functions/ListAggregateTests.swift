import Testing

@testable import OracleSQL

@Suite struct ListAggregateTests {
  /// What left the window is not kept: of a frame of three rows over many no more than a few are held.
  @Test func aMovingWindowHoldsWhatIsInIt() throws {
    let list = ListAggregate()
    func arguments(_ row: Int) -> [SQLValue] { [.text(""), .text(","), row % 5 == 0 ? .null : .text("v\(row)")] }
    var most = 0
    for row in 1...10_000 {
      try list.step(arguments(row))
      if row > 3 { try list.inverse(arguments(row - 3)) }
      most = max(most, list.entries.count)
    }
    #expect(most <= 7)
    // 9998, 9999 and 10000, of which the last is NULL.
    let found = try list.result()
    #expect(found == .text("v9998,v9999"))
    try list.inverse(arguments(9998))
    try list.inverse(arguments(9999))
    let none = try list.result()
    #expect(none == .null && list.entries.isEmpty)
    try list.step(arguments(1))
    let again = try list.result()
    #expect(again == .text("v1"))
  }
}
