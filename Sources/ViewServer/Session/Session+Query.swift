import OracleSQL
import PGWire

/// The simple protocol: one text, several statements, one ReadyForQuery.
extension Session {
  func query(_ sql: WireText) {
    do {
      let statements = try read(sql)
      release(state.queryReceived(statementCount: statements.count))
      if statements.isEmpty { outbox.send(Completion.emptyQuery) }
      batch = statements[...]
    } catch {
      // A text that cannot be read runs nothing, but it fails a transaction.
      release(state.queryReceived(statementCount: 1))
      fail(error, isExtended: false)
      batch = []
    }
    continueBatch()
  }

  /// - Parameter parameterTypes: of a statement of the extended protocol; `nil` for the simple one.
  func read(_ sql: WireText, parameterTypes: [UInt32]? = nil) throws(WireReport) -> [QueuedStatement] {
    let text = try decoded(sql)
    do {
      if let parameterTypes { return try context.texts.statements(of: text, parameterTypes: parameterTypes) }
      return try context.texts.statements(of: text)
    } catch {
      throw WireReport(error)
    }
  }

  /// Runs statements until one makes rows elsewhere, the client is slow, or the Query is done.
  func continueBatch() {
    while execution == nil, let statement = batch?.popFirst() {
      do {
        try perform(try compile(statement), as: .query(statement.literals))
      } catch {
        failBatch(error)
      }
      if !outbox.isWritable, execution == nil { return outbox.flush() }
    }
    guard execution == nil, batch != nil else { return }
    batch = nil
    release(state.syncReceived())
    ready()
    becameReady()
  }

  func failBatch(_ error: WireReport) {
    fail(error, isExtended: false)
    batch = []
  }

  /// A failed transaction says so before anything about the statement.
  func compile(
    _ statement: QueuedStatement, parameterTypes: [UInt32] = []
  ) throws(WireReport) -> CompiledStatement {
    if state.status == .failed, !statement.parsed.endsFailure { _ = try state.started(.other) }
    do {
      return try statement.compiled(context.frontEnd, parameterTypes: parameterTypes)
    } catch {
      throw WireReport(error)
    }
  }
}
