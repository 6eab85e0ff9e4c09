extension RuntimeFunctions {
  static let singleRow = RuntimeFunction(
    name: RuntimeCall.singleRow.rawValue, arity: 1, body: .aggregate { SingleRowAggregate() })
}

/// The value of the only row, NULLs counted; a second row is ORA-01427. SQLite by itself would take the first of several.
private final class SingleRowAggregate: RuntimeAggregate {
  private var value: SQLValue?

  func step(_ arguments: [SQLValue]) throws(SQLError) {
    guard value == nil else { throw SQLError("21000", "ORA-01427 单行子查询返回多个行") }
    value = arguments[0]
  }

  func inverse(_ arguments: [SQLValue]) throws(SQLError) { value = nil }

  func result() throws(SQLError) -> SQLValue { value ?? .null }
}
