import NIOCore
import OracleSQL
import PGWire

/// How a statement came.
enum StatementOrigin {
  /// In a Query, with the literals taken out of it: its rows are described before they come.
  case query([String?])
  /// By Execute, with the portal's parameters.
  case execute([String?], formats: [Int16])

  var isQuery: Bool {
    if case .query = self { true } else { false }
  }

  /// Of result columns; none is text.
  var formats: [Int16] {
    if case .execute(_, let formats) = self { formats } else { [] }
  }

  var parameters: [String?] {
    switch self {
    case .query(let values), .execute(let values, _): values
    }
  }
}

extension Session {
  /// Does a statement, or starts it where it makes rows.
  func perform(_ statement: CompiledStatement, as origin: StatementOrigin) throws(WireReport) {
    context.counters.withLock { $0.statements += 1 }
    switch statement {
    case .begin(let isolation): try perform(.begin(isolation.flatMap(IsolationLevel.init(name:))))
    case .commit: try perform(.commit)
    case .rollback: try perform(.rollback)
    case .savepoint(let name): try perform(.savepoint(name))
    case .release(let name): try perform(.release(name))
    case .rollbackTo(let name): try perform(.rollbackTo(name))
    case .query(let query):
      _ = try state.started(.other)
      if origin.isQuery { try describe(query, formats: []) }
      start(Execution(QueryRun(query, parameters: origin.parameters, set: currentSet()), limit: nil, purpose: .select))
    case .set(let name, let value, let isLocal): try set(name, value, isLocal)
    case .setSeveral(let settings): try set(settings)
    case .reset(let name): try reset(name)
    case .show(let name, let written): try show(name, written, origin)
    case .deallocate(let name):
      _ = try state.started(.other)
      if let name { try state.deallocate(name) } else { state.deallocateAll() }
      complete(name == nil ? "DEALLOCATE ALL" : "DEALLOCATE")
    case .prepare(let name, let query):
      _ = try state.started(.other)
      try state.prepare(
        name,
        Prepared(statement: .query(query), parameterTypeIDs: query.parameters.map(\.oid), endsFailure: false))
      complete("PREPARE")
    case .executePrepared(let name, let values): try execute(name, values, origin)
    case .discard(let what): try discard(what)
    case .copy(let query, let options): try copy(query, CopyFormat(options), origin)
    case .declareCursor, .fetch, .move, .scroll, .closeCursor: try performCursor(statement, as: origin)
    }
  }

  /// `EXECUTE name (…)`
  private func execute(_ name: String, _ values: [String?], _ origin: StatementOrigin) throws(WireReport) {
    let prepared = try state.preparedStatement(name)
    guard values.count == prepared.parameterTypeIDs.count else {
      throw WireReport(.error, "42601", "语句 \(name) 需要 \(prepared.parameterTypeIDs.count) 个参数，实际提供 \(values.count) 个")
    }
    guard let statement = prepared.statement else { return outbox.send(Completion.emptyQuery) }
    try perform(statement, as: origin.isQuery ? .query(values) : .execute(values, formats: origin.formats))
  }

  private func performCursor(_ statement: CompiledStatement, as origin: StatementOrigin) throws(WireReport) {
    _ = try state.started(.other)
    switch statement {
    case .declareCursor(let name, let isHeld, let isScrollable, let query):
      try declare(name, query, isHeld: isHeld, isScrollable: isScrollable, origin)
    case .fetch(let count, let name): try fetch(.forward(count), name, isMove: false, origin)
    case .move(let count, let name): try fetch(.forward(count), name, isMove: true, origin)
    case .scroll(let motion, let name, let isMove): try fetch(motion, name, isMove: isMove, origin)
    case .closeCursor(let name):
      release(try state.closeCursor(name))
      complete(name == nil ? "CLOSE CURSOR ALL" : "CLOSE CURSOR")
    case .query, .begin, .commit, .rollback, .savepoint, .release, .rollbackTo, .set, .setSeveral, .show, .reset,
      .deallocate,
      .discard, .copy, .prepare, .executePrepared:
      preconditionFailure("only cursor statements come here")
    }
  }

  /// Sends the query's columns; the message of the last query is kept, for one that is asked again and again.
  func describe(_ query: CompiledQuery, formats: [Int16]) throws(WireReport) {
    // Arrays that are the same one are equal at a glance.
    if let described, described.columns == query.columns, described.formats == formats, described.encoding == encoding {
      return outbox.send(chunk: described.message)
    }
    var message = ByteBuffer()
    try query.rowDescription.inFormats(formats).write(to: &message, encoding: encoding)
    described = Described(columns: query.columns, formats: formats, encoding: encoding, message: message)
    outbox.send(chunk: message)
  }

  func rowDescription(_ statement: CompiledStatement) -> RowDescription? {
    switch statement {
    case .query(let query): query.rowDescription
    case .show(let name, let written): Self.showDescription(name, written)
    case .fetch(_, let name), .scroll(_, let name, false): state.openPortal(name)?.run?.query.rowDescription
    case .executePrepared(let name, _): preparedDescription(name)
    case .begin, .commit, .rollback, .savepoint, .release, .rollbackTo, .set, .setSeveral, .reset, .deallocate,
      .discard,
      .declareCursor, .move, .scroll, .copy, .closeCursor, .prepare:
      nil
    }
  }

  private func preparedDescription(_ name: String) -> RowDescription? {
    do {
      return try state.preparedStatement(name).statement.flatMap(rowDescription)
    } catch {
      // Executing it will say that there is none.
      return nil
    }
  }

  func complete(_ tag: String) { outbox.send(Completion.command(tag)) }

  private func perform(_ command: TransactionCommand) throws(WireReport) {
    let effect = try state.started(command)
    release(effect.closed)
    if let notice = effect.notice { outbox.send(notice) }
    reportSettings()
    complete(effect.tag)
  }

  private func declare(
    _ name: String, _ query: CompiledQuery, isHeld: Bool, isScrollable: Bool, _ origin: StatementOrigin
  ) throws(WireReport) {
    let run = QueryRun(query, parameters: origin.parameters, set: currentSet())
    if isScrollable { run.scroll = ScrollState() }
    release(
      try state.open(name, Portal(statement: .query(query), run: run), isCursor: true, isHeld: isHeld))
    complete("DECLARE CURSOR")
  }

  private func discard(_ what: String) throws(WireReport) {
    guard what == "all" else {
      _ = try state.started(.other)
      return complete("DISCARD \(what == "temporary" ? "TEMP" : what.uppercased())")
    }
    _ = try state.started(.outsideBlock("DISCARD ALL"))
    release(try state.closeCursor(nil))
    state.deallocateAll()
    state.settings.resetAll()
    reportSettings()
    complete("DISCARD ALL")
  }
}
