import OracleSQL
import PGWire

/// FETCH, MOVE and COPY.
extension Session {
  func fetch(
    _ motion: CursorMotion, _ name: String, isMove: Bool, _ origin: StatementOrigin
  ) throws(WireReport) {
    let portal = try state.portal(name)
    guard let run = portal.run else { throw WireReport(.error, "34000", "\"\(name)\" 不是查询的游标") }
    let format = try run.query.rowFormat(origin.formats)
    var limit: Int?
    if let scroll = run.scroll {
      run.begin(motion, scroll)
    } else if case .forward(let count) = motion, count.map({ $0 > 0 }) ?? true {
      limit = count
    } else {
      throw WireReport(.error, "55000", "游标只能向前读取", hint: "请用 SCROLL 声明游标")
    }
    if origin.isQuery, !isMove { outbox.send(run.query.rowDescription) }
    start(Execution(run, limit: limit, purpose: isMove ? .move : .fetch, format: format))
  }

  func copy(_ query: CompiledQuery, _ format: CopyFormat, _ origin: StatementOrigin) throws(WireReport) {
    _ = try state.started(.other)
    outbox.send(CopyOut.begin(columnCount: query.columns.count))
    if format.hasHeader { outbox.send(CopyOut.line(format.header(query.columns.map(\.name)))) }
    let run = QueryRun(query, parameters: origin.parameters, set: currentSet())
    start(Execution(run, limit: nil, purpose: .copy, format: .copy(format)))
  }
}
