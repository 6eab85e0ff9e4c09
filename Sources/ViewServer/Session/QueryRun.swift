import Catalogue
import NIOCore
import OracleSQL
import PGWire
import QueryEngine

/// One execution of a query: of a statement, a portal or a cursor; from its first row to its last, in pieces.
///
/// `@unchecked Sendable`: used by one pool job at a time, and by its session only while no job runs.
final class QueryRun: @unchecked Sendable {
  /// What one piece brought.
  struct Fill: Sendable {
    enum End: Sendable {
      /// There may be more rows.
      case chunkFull
      case limitReached
      case finished
    }
    /// DataRow messages.
    var rows = ByteBuffer()
    var count = 0
    /// Characters that the client's encoding lacks.
    var substituted = 0
    var end = End.finished
  }

  let query: CompiledQuery
  let set: ReleaseSet
  private let parameters: [String?]
  private var connection: ReadConnection?
  private var statement: QueryStatement?
  /// Goes on without statement and connection.
  private var scan: DetachedScan?
  private(set) var isFinished = false
  private(set) var hasFailed = false
  /// Rows returned or passed over, of a cursor that goes forward only.
  private(set) var passed = 0
  /// Made before they were asked for, and by which job, if it still runs; the job is the session's.
  var ahead: RowsAhead?
  var readAhead: ReadAhead?
  /// Of a cursor declared SCROLL.
  var scroll: ScrollState?

  init(_ query: CompiledQuery, parameters: [String?], set: ReleaseSet) {
    self.query = query
    self.parameters = parameters
    self.set = set
  }

  /// Only while no job runs, as all but `query`, `set`, `scroll` and `interrupt()`.
  var needsConnection: Bool { connection == nil && scan == nil && !isFinished && !hasFailed }

  func use(_ connection: ReadConnection) { self.connection = connection }

  func interrupt() { connection?.interrupt() }

  /// Lets go of statement and connection.
  ///
  /// - Parameter isComplete: there were no more rows; otherwise a later fill fails.
  func end(isComplete: Bool) -> ReadConnection? {
    if isComplete { isFinished = true } else { hasFailed = true }
    scan = nil
    ahead = nil
    return letGo()
  }

  private func letGo() -> ReadConnection? {
    if let statement { connection?.keep(statement) }
    statement = nil
    defer { connection = nil }
    return connection
  }

  /// Lets go of the connection where the rest of the rows can be read without it. Only for rows in text form that are all
  /// returned.
  func detach() -> ReadConnection? {
    guard scroll == nil, !isFinished, !hasFailed, let detached = statement?.takeScan() else { return nil }
    scan = detached
    return letGo()
  }

  /// The first rows, where the session is and within a small time; `nil` when that is not enough, or when files would have
  /// to be opened first. Nothing has happened then.
  func fillInline(
    limit: Int?, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat, in context: ServerContext
  ) throws(SQLError) -> Fill? {
    if let ahead, !ahead.isExhausted, encoding == .utf8, case .text = format {
      return try fill(
        limit: limit, isSkipping: isSkipping, encoding: encoding, format: format,
        chunkBytes: SessionLimits.inlineBytes, in: context)
    }
    guard scroll == nil, statement == nil, !hasFailed, !isFinished, !query.isCostly, let connection, connection.isOpen
    else { return nil }
    let fill = try connection.open(context).limited(toNanoseconds: SessionLimits.inlineNanoseconds) {
      () throws(SQLError) -> Fill in
      try self.fill(
        limit: limit, isSkipping: isSkipping, encoding: encoding, format: format,
        chunkBytes: SessionLimits.inlineBytes, in: context)
    }
    if fill == nil {
      statement?.reset()
      hasFailed = false
    }
    return fill
  }

  /// Steps until a chunk is full, `limit` rows have come or there are no more.
  ///
  /// - Parameters:
  ///   - isSkipping: count the rows, write none.
  ///   - chunkBytes: size of a chunk; a longer row makes its own longer.
  func fill(
    limit: Int?, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat, chunkBytes: Int,
    in context: ServerContext
  ) throws(SQLError) -> Fill {
    // The end of its rows must not be taken for the end of the result.
    if hasFailed { throw SQLError("55000", "游标在先前的错误之后不能继续读取") }
    if isFinished { return Fill() }
    hasFailed = true
    let fill = try filled(
      limit: limit, isSkipping: isSkipping, encoding: encoding, format: format, chunkBytes: chunkBytes, in: context)
    if scroll == nil {
      passed += fill.count
      if fill.end == .finished { isFinished = true }
    }
    hasFailed = false
    return fill
  }

  private func filled(
    limit: Int?, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat, chunkBytes: Int,
    in context: ServerContext
  ) throws(SQLError) -> Fill {
    if case .text = format {
    } else if !isSkipping {
      try dropAhead(context)
    }
    if let fill = try served(limit ?? .max, isSkipping: isSkipping, encoding: encoding, in: context) { return fill }
    if var state = scroll {
      let fill = try scrolled(&state, isSkipping: isSkipping, encoding: encoding, format: format, in: context)
      scroll = state
      return fill
    } else if isSkipping {
      return try skipped(try started(context), limit ?? .max)
    } else if case .text = format {
      return try written(scan == nil ? try started(context) : nil, limit ?? .max, encoding, chunkBytes, context)
    } else {
      return try stepped(try started(context), limit ?? .max, encoding, format, chunkBytes, context)
    }
  }

  private func skipped(_ statement: QueryStatement, _ limit: Int) throws(SQLError) -> Fill {
    var fill = Fill()
    let wanted = min(limit, SessionLimits.skippedRows)
    fill.count = try statement.skip(wanted)
    if fill.count == wanted { fill.end = wanted == limit ? .limitReached : .chunkFull }
    return fill
  }

  /// Rows in other formats than text, value by value.
  private func stepped(
    _ statement: QueryStatement, _ limit: Int, _ encoding: ClientEncoding, _ format: RowFormat, _ chunkBytes: Int,
    _ context: ServerContext
  ) throws(SQLError) -> Fill {
    var fill = Fill()
    while fill.count < limit {
      guard try statement.step() else { return fill }
      fill.count += 1
      fill.substituted += try write(statement, encoding, format, &fill.rows)
      if fill.substituted > 0, context.configuration.unmappable == .error { throw Unmappable.refusal(encoding) }
      if fill.rows.readableBytes >= chunkBytes {
        fill.end = .chunkFull
        return fill
      }
    }
    fill.end = .limitReached
    return fill
  }

  /// - Parameter statement: `nil` for the detached scan.
  func written(
    _ statement: QueryStatement?, _ limit: Int, _ encoding: ClientEncoding, _ chunkBytes: Int, _ context: ServerContext
  ) throws(SQLError) -> Fill {
    var fill = Fill()
    var filled = try write(statement, limit, chunkBytes, &fill.rows)
    if filled.bytesNeeded > 0 { filled = try write(statement, limit, filled.bytesNeeded, &fill.rows) }
    fill.count = filled.rows
    fill.end =
      switch filled.end {
      case .full: .chunkFull
      case .limit: .limitReached
      case .finished: .finished
      }
    try transcode(&fill, to: encoding, in: context)
    return fill
  }

  func transcode(_ fill: inout Fill, to encoding: ClientEncoding, in context: ServerContext) throws(SQLError) {
    guard var transcoding = RowTranscoding(to: encoding) else { return }
    fill.rows = transcoding.transcode(fill.rows)
    fill.substituted = transcoding.substituted
    if fill.substituted > 0, context.configuration.unmappable == .error { throw Unmappable.refusal(encoding) }
  }

  private func write(
    _ statement: QueryStatement?, _ limit: Int, _ bytes: Int, _ buffer: inout ByteBuffer
  ) throws(SQLError) -> RowFill {
    var result: Result<RowFill, SQLError> = .success(RowFill())
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes) { memory in
      do throws(SQLError) {
        var fill = RowFill()
        if let statement {
          fill = try statement.fill(memory, limit: limit)
        } else if let scan {
          fill = try scan.fill(memory, limit: limit)
        }
        result = .success(fill)
        return fill.bytes
      } catch {
        result = .failure(error)
        return 0
      }
    }
    return try result.get()
  }

  func started(_ context: ServerContext) throws(SQLError) -> QueryStatement {
    if let statement { return statement }
    guard let connection else { throw SQLError("55000", "游标在另一种读取方式之后不能继续读取") }
    let statement = try connection.statement(query, context)
    self.statement = statement
    try statement.bind(parameters)
    return statement
  }

  func write(
    _ statement: QueryStatement, _ encoding: ClientEncoding, _ format: RowFormat, _ buffer: inout ByteBuffer
  ) throws(SQLError) -> Int {
    switch format {
    case .text: break
    case .mixed(let isBinary): return try writeMixed(statement, encoding, isBinary, &buffer)
    case .copy(let copy): return writeCopy(statement, encoding, copy, &buffer)
    }
    var substituted = 0
    let row = DataRowWriter(columnCount: query.columns.count, to: &buffer)
    for index in query.columns.indices {
      statement.withColumn(index) { substituted += row.value($0, encoding: encoding, to: &buffer) }
    }
    row.end(&buffer)
    return substituted
  }
}
