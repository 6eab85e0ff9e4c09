import Testing

@testable import PGWire

@Suite struct SessionStateTests {
  typealias State = SessionState<String, String>
  static func fresh() -> State {
    State(settings: SessionSettings(user: "his_interface", statementTimeoutMilliseconds: 60_000))
  }

  /// Runs one Query of these statements; the error's state where one fails.
  @discardableResult
  func query(_ state: inout State, _ commands: [TransactionCommand]) -> String? {
    _ = state.queryReceived(statementCount: commands.count)
    defer { _ = state.syncReceived() }
    for command in commands {
      do {
        _ = try state.started(command)
      } catch {
        _ = state.failed(isExtended: false)
        return error.state
      }
    }
    return nil
  }

  @Test func statusFollowsTheTransaction() {
    var state = Self.fresh()
    #expect(state.status == .idle)
    #expect(query(&state, [.other]) == nil && state.status == .idle)
    #expect(query(&state, [.begin(nil), .other]) == nil && state.status == .inBlock)
    #expect(query(&state, [.savepoint("a"), .other]) == nil && state.status == .inBlock)
    #expect(query(&state, [.release("x"), .savepoint("x")]) == "3B001" && state.status == .failed)
    #expect(query(&state, [.other]) == "25P02" && state.status == .failed)
    #expect(query(&state, [.savepoint("b")]) == "25P02")
    #expect(query(&state, [.rollbackTo("a")]) == nil && state.status == .inBlock)
    #expect(query(&state, [.release("a")]) == nil && state.status == .inBlock)
    #expect(query(&state, [.commit]) == nil && state.status == .idle)
  }

  @Test func commitOfAFailedTransactionIsARollback() throws {
    var state = Self.fresh()
    query(&state, [.begin(nil)])
    _ = state.failed(isExtended: false)
    _ = state.queryReceived(statementCount: 1)
    #expect(try state.started(.commit).tag == "ROLLBACK")
    #expect(state.status == .idle)
  }

  @Test func warningsOfMisplacedCommands() throws {
    var state = Self.fresh()
    _ = state.queryReceived(statementCount: 1)
    #expect(try state.started(.commit).notice?.state == "25P01")
    #expect(try state.started(.rollback).notice?.state == "25P01")
    #expect(try state.started(.begin(nil)).notice == nil)
    #expect(try state.started(.begin(nil)).notice?.state == "25001")
    #expect(query(&state, [.rollback]) == nil)
    for command in [TransactionCommand.savepoint("a"), .release("a"), .rollbackTo("a")] {
      #expect(query(&state, [command]) == "25P01")
    }
  }

  @Test func errorInABatchEndsItsImplicitTransaction() {
    var state = Self.fresh()
    #expect(query(&state, [.other, .savepoint("a")]) == "25P01")
    #expect(state.status == .idle)
  }

  @Test func innermostSavepointOfANameCounts() throws {
    var state = Self.fresh()
    query(&state, [.begin(nil), .savepoint("s"), .savepoint("s"), .release("s")])
    #expect(query(&state, [.release("s")]) == nil)
    #expect(query(&state, [.release("s")]) == "3B001")
  }

  @Test func savepointLimit() {
    var state = Self.fresh()
    query(&state, [.begin(nil)] + (0..<WireLimits.savepoints).map { .savepoint("s\($0)") })
    #expect(state.status == .inBlock)
    #expect(query(&state, [.savepoint("one more")]) == "54000")
  }

  @Test func messagesAreSkippedUntilSync() {
    var state = Self.fresh()
    state.extendedMessageReceived()
    _ = state.failed(isExtended: true)
    for message in [FrontendMessage.query("x"), .flush, .execute(ExecuteMessage()), .parse(ParseMessage(sql: ""))] {
      #expect(!state.admits(message))
    }
    #expect(state.admits(.terminate))
    #expect(state.admits(.sync))
    _ = state.syncReceived()
    #expect(state.admits(.query("x")))
    #expect(state.status == .idle)
  }

  @Test func errorInASimpleQuerySkipsNothing() {
    var state = Self.fresh()
    query(&state, [.savepoint("a")])
    #expect(state.admits(.query("x")))
  }

  @Test func isolation() throws {
    var state = Self.fresh()
    #expect(state.isolation == .readCommitted)
    query(&state, [.begin(.serializable)])
    #expect(state.isolation.keepsSnapshot)
    let number = state.transactionNumber
    query(&state, [.other])
    #expect(state.transactionNumber == number)
    query(&state, [.commit])
    #expect(state.isolation == .readCommitted)
    query(&state, [.begin(nil)])
    #expect(state.transactionNumber != number)
    #expect(state.setIsolation(.repeatableRead) == nil)
    #expect(state.isolation == .repeatableRead)
    query(&state, [.rollback])
    #expect(state.setIsolation(.repeatableRead)?.state == "25P01")
    _ = try state.settings.set("default_transaction_isolation", to: "SERIALIZABLE")
    query(&state, [.begin(nil)])
    #expect(state.isolation == .serializable)
  }

  @Test func preparedStatements() throws {
    var state = Self.fresh()
    try state.prepare("p", "one")
    #expect(try state.preparedStatement("p") == "one")
    #expect(throws: WireReport.self) { try state.prepare("p", "two") }
    try state.prepare("", "first")
    try state.prepare("", "second")
    #expect(try state.preparedStatement("") == "second")
    _ = state.queryReceived(statementCount: 1)
    #expect(throws: WireReport.self) { try state.preparedStatement("") }
    try state.deallocate("p")
    #expect(throws: WireReport.self) { try state.deallocate("p") }
    state.forget(statement: "p")
    for index in 0..<WireLimits.preparedStatements { try state.prepare("n\(index)", "") }
    let error = #expect(throws: WireReport.self) { try state.prepare("", "") }
    #expect(error?.state == "54000")
    state.deallocateAll()
    try state.prepare("", "")
  }

  @Test func discardAllNeedsToBeAlone() {
    var state = Self.fresh()
    #expect(query(&state, [.outsideBlock("DISCARD ALL")]) == nil)
    #expect(query(&state, [.other, .outsideBlock("DISCARD ALL")]) == "25001")
    #expect(query(&state, [.begin(nil), .outsideBlock("DISCARD ALL")]) == "25001")
  }

  @Test func statementsAfterCommitInABatch() throws {
    var state = Self.fresh()
    _ = state.queryReceived(statementCount: 3)
    _ = try state.started(.begin(nil))
    _ = try state.started(.commit)
    _ = try state.started(.other)
    #expect(try state.open("c", "x", isCursor: true).isEmpty)
    #expect(state.syncReceived() == ["x"])
  }
}
