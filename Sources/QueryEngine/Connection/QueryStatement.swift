import CSQLite
import OracleSQL

/// A prepared query on one connection. Used on the connection's thread only.
public final class QueryStatement {
  public let query: CompiledQuery
  private let connection: QueryConnection
  let statement: OpaquePointer
  let forms: [ColumnForm]
  /// Civil time of this execution; `nil` before its first step.
  private var startSeconds: Int64?
  /// A row was stepped to that did not fit where it was to be written.
  var hasPendingRow = false
  /// Parameters as bound, for a scan; a number has no place there.
  private(set) var boundTexts: [[UInt8]?] = []
  /// Decided when rows are first asked for.
  private var scanPlan: ScanPlan??
  private var scan: TableScan?

  init(_ statement: OpaquePointer, of connection: QueryConnection, query: CompiledQuery) {
    self.statement = statement
    self.connection = connection
    self.query = query
    forms = query.columns.map { ColumnForm($0.type) }
  }

  deinit { sqlite3_finalize(statement) }

  /// Binds parameters in text format, in order; empty text is NULL, as Oracle has it.
  ///
  /// - Throws: 08P01 for a wrong count, 22P02 or 22007 for text that is not of the parameter's type.
  public func bind(_ values: [String?]) throws(SQLError) {
    guard values.count == query.parameters.count else {
      throw SQLError("08P01", "语句需要 \(query.parameters.count) 个参数，实际提供 \(values.count) 个")
    }
    reset()
    boundTexts.removeAll(keepingCapacity: true)
    var isTextual = true
    for (index, value) in values.enumerated() {
      let bound = try BoundParameter.value(
        of: value, type: query.parameters[index], number: index + 1,
        isMoment: query.moments.contains(index + 1))
      let place = Int32(index + 1)
      let status: Int32
      switch bound {
      case .null:
        status = sqlite3_bind_null(statement, place)
        boundTexts.append(nil)
      case .integer(let number):
        status = sqlite3_bind_int64(statement, place, number)
        isTextual = false
      case .text(var text):
        boundTexts.append(Array(text.utf8))
        status = text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), qz_sqlite_transient())
          }
        }
      }
      // A parameter that the statement's text does not use has no place to bind.
      guard status == SQLITE_OK || status == SQLITE_RANGE else { throw connection.error(status) }
    }
    if !isTextual { boundTexts = [] }
  }

  /// - Returns: whether there is a row; `false` at the end.
  /// - Throws: the error of a function, 57014 after an interrupt. The statement is then reset.
  public func step() throws(SQLError) -> Bool {
    if hasPendingRow {
      hasPendingRow = false
      return true
    }
    try leaveScan()
    return try stepSQLite()
  }

  /// SQLite takes over from a scan, after the rows that were already returned.
  private func leaveScan() throws(SQLError) {
    guard let passed = scan?.position else { return }
    scan = nil
    for _ in 0..<passed where try !stepSQLite() { return }
  }

  private func stepSQLite() throws(SQLError) -> Bool {
    if startSeconds == nil {
      startSeconds = connection.statementCivilSeconds()
      _ = connection.functions.takeError()
    }
    if let startSeconds { connection.functions.context.statementCivilSeconds = startSeconds }
    let status = sqlite3_step(statement)
    if status == SQLITE_ROW { return true }
    if status == SQLITE_DONE { return false }
    let error = connection.error(status)
    reset()
    throw error
  }

  /// The column's PostgreSQL text form, valid inside the closure; `nil` for NULL.
  public func withColumn<R>(_ index: Int, _ body: (UnsafeRawBufferPointer?) throws -> R) rethrows -> R {
    let value = sqlite3_column_value(statement, Int32(index))
    let type = sqlite3_value_type(value)
    if type == SQLITE_NULL { return try body(nil) }
    switch query.columns[index].type {
    case .bool:
      let flag: StaticString = sqlite3_value_int(value) == 0 ? "f" : "t"
      return try body(UnsafeRawBufferPointer(start: flag.utf8Start, count: 1))
    case .date:
      let text = sqlite3_value_text(value)
      return try body(UnsafeRawBufferPointer(start: text, count: min(10, Int(sqlite3_value_bytes(value)))))
    default:
      let text = sqlite3_value_text(value)
      return try body(UnsafeRawBufferPointer(start: text, count: Int(sqlite3_value_bytes(value))))
    }
  }

  /// Back to before the first row; parameters stay bound.
  public func reset() {
    sqlite3_reset(statement)
    startSeconds = nil
    hasPendingRow = false
    scan = nil
  }

  /// Back to before the first row within the same execution: what depends on its time comes again as it came.
  public func rewind() {
    let started = startSeconds
    reset()
    startSeconds = started
  }

  /// Back to before the first row, and holds no values: another use may follow.
  public func rest() {
    reset()
    sqlite3_clear_bindings(statement)
    boundTexts = []
  }

  /// The statement's rows without SQLite, when they are a table's rows as they lie.
  func tableScan() throws(SQLError) -> TableScan? {
    if let scan { return scan }
    guard startSeconds == nil, let plan = plannedScan(), let path = connection.set.files[plan.kind] else { return nil }
    var filter: BoundScanFilter?
    if let planned = plan.filter {
      filter = BoundScanFilter(planned, parameters: boundTexts)
      if filter == nil { return nil }
    }
    let begun: TableScan
    do throws(SQLError) {
      begun = try TableScan(plan, filter: filter, path: path)
    } catch {
      // SQLite still has the file open that was cleared away meanwhile.
      guard error.state == "58030" else { throw error }
      scanPlan = .some(nil)
      return nil
    }
    startSeconds = connection.statementCivilSeconds()
    scan = begun
    return begun
  }

  /// Lets a begun scan go on by itself: it needs the file and nothing of the connection. The statement begins anew.
  ///
  /// - Returns: `nil` when rows do not come from a scan, or one of them is still to be written.
  public func takeScan() -> DetachedScan? {
    guard let scan, !hasPendingRow else { return nil }
    reset()
    return DetachedScan(scan)
  }

  private func plannedScan() -> ScanPlan? {
    if let scanPlan { return scanPlan }
    // A scan calls no function of ours; most statements do, and their programs need no look.
    let text = connection.text(of: query)
    let isCandidate = !text.contains("qz_")
    let plan = isCandidate ? ScanPlan.of(query, text: text, on: connection.handle) : nil
    scanPlan = .some(plan)
    return plan
  }
}
