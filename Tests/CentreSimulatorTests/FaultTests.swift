import Testing

@testable import CentreSimulator

@Suite("Fault switches")
struct FaultTests {
  @Test func occurrences() throws {
    var board = FaultBoard()
    board.add(try Fault("05:2:lost-after"))
    board.add(try Fault("*:4+:hang"))
    let hits = ["05", "05", "24", "05", "24"].map { board.next(transaction: $0)?.kind }
    #expect(hits == [nil, .lostAfter, nil, .hang, .hang])
    board.clear()
    #expect(board.next(transaction: "05") == nil)
  }

  @Test func delays() throws {
    #expect(try Fault("05:*:late:2.5").kind == .late(seconds: 2.5))
    #expect(try Fault("43:1:slow:86400").kind == .slow(seconds: 86_400))
  }

  @Test(arguments: [
    "05:1", "5:1:hang", "05:0:hang", "05:x:hang", "05:1:burn", "05:1:late", "05:1:late:x", "05:1:slow:86401",
    "05:1:hang:3", "",
  ])
  func refuses(_ specification: String) {
    #expect(throws: SimulatorError.self) { try Fault(specification) }
  }
}
