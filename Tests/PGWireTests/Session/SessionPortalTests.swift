import Testing

@testable import PGWire

@Suite struct SessionPortalTests {
  typealias State = SessionState<String, String>

  /// In a transaction: "held" and "plain" before savepoint s, "held2" and "plain2" after it.
  func opened() throws -> State {
    var state = SessionStateTests.fresh()
    _ = state.queryReceived(statementCount: 1)
    _ = try state.started(.begin(nil))
    _ = try state.open("held", "held", isCursor: true, isHeld: true)
    _ = try state.open("plain", "plain", isCursor: true)
    _ = try state.started(.savepoint("s"))
    _ = try state.open("held2", "held2", isCursor: true, isHeld: true)
    _ = try state.open("plain2", "plain2", isCursor: true)
    return state
  }

  @Test func commitKeepsHeldCursors() throws {
    var state = try opened()
    #expect(try state.started(.commit).closed.sorted() == ["plain", "plain2"])
    #expect(try state.portal("held2") == "held2")
    _ = state.queryReceived(statementCount: 1)
    _ = try state.started(.begin(nil))
    #expect(try state.started(.rollback).closed.isEmpty)
    #expect(try state.portal("held") == "held")
    #expect(try state.closeCursor(nil).sorted() == ["held", "held2"])
  }

  @Test func rollbackClosesBothSorts() throws {
    var state = try opened()
    #expect(try state.started(.rollback).closed.sorted() == ["held", "held2", "plain", "plain2"])
    #expect(throws: WireReport.self) { try state.portal("held") }
  }

  @Test func rollbackToClosesWhatCameAfter() throws {
    var state = try opened()
    _ = state.failed(isExtended: false)
    #expect(try state.started(.rollbackTo("s")).closed.sorted() == ["held2", "plain2"])
    #expect(try state.portal("plain") == "plain")
  }

  @Test func releaseHandsCursorsToTheOuterLevel() throws {
    var state = try opened()
    _ = try state.started(.release("s"))
    _ = try state.started(.savepoint("t"))
    #expect(try state.started(.rollbackTo("t")).closed.isEmpty)
    #expect(try state.portal("plain2") == "plain2")
  }

  @Test func portalsOfTheProtocolEndAtSync() throws {
    var state = SessionStateTests.fresh()
    state.extendedMessageReceived()
    #expect(try state.open("", "first").isEmpty)
    #expect(try state.open("", "second") == ["first"])
    _ = try state.open("named", "named")
    #expect(try state.closeCursor(nil).isEmpty)
    #expect(state.syncReceived().sorted() == ["named", "second"])
  }

  @Test func portalsInABlockOutliveSync() throws {
    var state = SessionStateTests.fresh()
    state.extendedMessageReceived()
    _ = try state.started(.begin(nil))
    _ = try state.open("named", "named")
    #expect(state.syncReceived().isEmpty)
    #expect(try state.portal("named") == "named")
    #expect(state.close(portal: "named") == ["named"])
    #expect(state.close(portal: "named").isEmpty)
  }

  @Test func namesAndPlaces() throws {
    var state = SessionStateTests.fresh()
    _ = state.queryReceived(statementCount: 1)
    let outside = #expect(throws: WireReport.self) { try state.open("c", "c", isCursor: true) }
    #expect(outside?.state == "25P01")
    _ = try state.open("c", "c", isCursor: true, isHeld: true)
    let double = #expect(throws: WireReport.self) { try state.open("c", "c") }
    #expect(double?.state == "42P03")
    let missing = #expect(throws: WireReport.self) { try state.closeCursor("d") }
    #expect(missing?.state == "34000")
  }

  @Test func limit() throws {
    var state = SessionStateTests.fresh()
    state.extendedMessageReceived()
    for index in 0..<WireLimits.portals { _ = try state.open("p\(index)", "") }
    let error = #expect(throws: WireReport.self) { try state.open("", "") }
    #expect(error?.state == "54000")
    #expect(state.closeAll().count == WireLimits.portals)
  }
}
