import OracleSQL
import PGWire

/// The extended protocol: Parse, Bind, Describe, Execute, Close.
extension Session {
  func extended(_ work: () throws(WireReport) -> Void) {
    state.extendedMessageReceived()
    do {
      try work()
    } catch {
      fail(error, isExtended: true)
    }
  }

  func parse(_ message: ParseMessage) throws(WireReport) {
    let name = try decoded(message.name)
    let statements = try read(message.sql, parameterTypes: message.parameterTypes)
    guard statements.count <= 1 else {
      throw WireReport(.error, "42601", "一个预备语句中不能有多条语句")
    }
    guard let statement = statements.first else {
      try state.prepare(name, Prepared(statement: nil, parameterTypeIDs: message.parameterTypes, endsFailure: false))
      return outbox.send(Completion.parse)
    }
    let compiled = try compile(statement, parameterTypes: message.parameterTypes)
    var types = compiled.query?.parameters.map(\.oid) ?? []
    for (index, type) in message.parameterTypes.enumerated() where index < types.count && type != 0 {
      types[index] = type
    }
    try state.prepare(
      name, Prepared(statement: compiled, parameterTypeIDs: types, endsFailure: statement.parsed.endsFailure))
    outbox.send(Completion.parse)
  }

  func bind(_ message: BindMessage) throws(WireReport) {
    let prepared = try state.preparedStatement(try decoded(message.statement))
    if state.status == .failed, !prepared.endsFailure { _ = try state.started(.other) }
    guard message.parameters.count == prepared.parameterTypeIDs.count else {
      throw WireReport(
        .error, "08P01", "语句需要 \(prepared.parameterTypeIDs.count) 个参数，实际提供 \(message.parameters.count) 个")
    }
    guard message.parameterFormats.count <= 1 || message.parameterFormats.count == message.parameters.count else {
      throw WireReport(.error, "08P01", "参数格式的个数与参数的个数不符")
    }
    let values = try parameterTexts(message, prepared.parameterTypeIDs)
    var run: QueryRun?
    if case .query(let query) = prepared.statement {
      _ = try query.rowFormat(message.resultFormats)
      run = QueryRun(query, parameters: values, set: currentSet())
    }
    let name = try decoded(message.portal)
    release(
      try state.open(
        name, Portal(statement: prepared.statement, parameters: values, run: run, formats: message.resultFormats)))
    outbox.send(Completion.bind)
  }

  private func parameterTexts(_ message: BindMessage, _ typeIDs: [UInt32]) throws(WireReport) -> [String?] {
    let formats = message.parameterFormats
    guard formats.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw WireReport(.error, "22023", "没有这种参数格式") }
    var values: [String?] = []
    for (index, parameter) in message.parameters.enumerated() {
      let isBinary = formats.count == 1 ? formats[0] == 1 : formats.count > index && formats[index] == 1
      if let parameter, isBinary {
        values.append(
          try BinaryParameter.text(
            of: parameter, typeID: typeIDs[index], number: index + 1, encoding: state.settings.clientEncoding))
      } else if let parameter {
        values.append(try decoded(parameter))
      } else {
        values.append(nil)
      }
    }
    return values
  }

  func describe(_ object: NamedObject) throws(WireReport) {
    switch object {
    case .statement(let name):
      let prepared = try state.preparedStatement(try decoded(name))
      if state.status == .failed, !prepared.endsFailure { _ = try state.started(.other) }
      outbox.send(ParameterDescription(typeIDs: prepared.parameterTypeIDs))
      try describe(prepared.statement, formats: [])
    case .portal(let name):
      let portal = try state.portal(try decoded(name))
      try describe(portal.statement, formats: portal.formats)
    }
  }

  private func describe(_ statement: CompiledStatement?, formats: [Int16]) throws(WireReport) {
    if case .query(let query) = statement {
      try describe(query, formats: formats)
    } else if let description = statement.flatMap(rowDescription) {
      outbox.send(try description.inFormats(formats))
    } else {
      outbox.send(Completion.noData)
    }
  }

  func execute(_ message: ExecuteMessage) throws(WireReport) {
    let name = try decoded(message.portal)
    let portal = try state.portal(name)
    guard let statement = portal.statement else { return outbox.send(Completion.emptyQuery) }
    if case .query = statement, let run = portal.run {
      _ = try state.started(.other)
      let format = try run.query.rowFormat(portal.formats)
      return start(Execution(run, limit: message.rowLimit, purpose: .portal, format: format))
    }
    guard !portal.isDone else { throw WireReport(.error, "55000", "游标 \"\(name)\" 不能再次执行") }
    portal.isDone = true
    try perform(statement, as: .execute(portal.parameters, formats: portal.formats))
  }

  func close(_ object: NamedObject) throws(WireReport) {
    switch object {
    case .statement(let name): state.forget(statement: try decoded(name))
    case .portal(let name): release(state.close(portal: try decoded(name)))
    }
    outbox.send(Completion.close)
  }
}

extension CompiledStatement {
  /// The query whose parameters and rows the statement has.
  var query: CompiledQuery? {
    switch self {
    case .query(let query), .declareCursor(_, _, _, let query), .copy(let query, _): query
    case .begin, .commit, .rollback, .savepoint, .release, .rollbackTo, .set, .setSeveral, .show, .reset, .deallocate,
      .discard,
      .fetch, .move, .scroll, .closeCursor, .prepare, .executePrepared:
      nil
    }
  }
}
