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
  private(set) var isFinished = false
  private var hasFailed = false
  /// Of a cursor declared SCROLL.
  var scroll: ScrollState?

  init(_ query: CompiledQuery, parameters: [String?], set: ReleaseSet) {
    self.query = query
    self.parameters = parameters
    self.set = set
  }

  var needsConnection: Bool { connection == nil && !isFinished && !hasFailed }

  func use(_ connection: ReadConnection) { self.connection = connection }

  func interrupt() { connection?.interrupt() }

  /// Lets go of statement and connection.
  ///
  /// - Parameter isComplete: there were no more rows; otherwise a later fill fails.
  func end(isComplete: Bool) -> ReadConnection? {
    if isComplete { isFinished = true } else { hasFailed = true }
    statement = nil
    defer { connection = nil }
    return connection
  }

  /// Steps until a chunk is full, `limit` rows have come or there are no more.
  ///
  /// - Parameter isSkipping: count the rows, write none.
  func fill(
    limit: Int?, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat, in context: ServerContext
  ) throws(SQLError) -> Fill {
    // The end of its rows must not be taken for the end of the result.
    if hasFailed { throw SQLError("55000", "游标在先前的错误之后不能继续读取") }
    if isFinished { return Fill() }
    hasFailed = true
    let fill: Fill
    if var state = scroll {
      fill = try scrolled(&state, isSkipping: isSkipping, encoding: encoding, format: format, in: context)
      scroll = state
    } else {
      fill = try filled(limit: limit, isSkipping: isSkipping, encoding: encoding, format: format, in: context)
    }
    hasFailed = false
    return fill
  }

  private func filled(
    limit: Int?, isSkipping: Bool, encoding: ClientEncoding, format: RowFormat, in context: ServerContext
  ) throws(SQLError) -> Fill {
    var fill = Fill()
    let statement = try started(context)
    while fill.count < limit ?? .max {
      guard try statement.step() else {
        isFinished = true
        return fill
      }
      fill.count += 1
      if isSkipping {
        if fill.count >= SessionLimits.skippedRows {
          fill.end = .chunkFull
          return fill
        }
      } else {
        fill.substituted += try write(statement, encoding, format, &fill.rows)
        if fill.substituted > 0, context.configuration.unmappable == .error { throw Unmappable.refusal(encoding) }
        if fill.rows.readableBytes >= SessionLimits.chunkBytes {
          fill.end = .chunkFull
          return fill
        }
      }
    }
    fill.end = .limitReached
    return fill
  }

  func started(_ context: ServerContext) throws(SQLError) -> QueryStatement {
    if let statement { return statement }
    guard let connection else { preconditionFailure("a run is given its connection before it is filled") }
    let statement = try connection.open(context).prepare(query)
    try statement.bind(parameters)
    self.statement = statement
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
