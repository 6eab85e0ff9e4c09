/// Arrays made of rows and rows made of arrays, as psql asks the system catalogue.
extension Binder {
  /// `ARRAY (SELECT …)`: the rows' values in order, NULLs as `NULL`.
  func arraySelect(_ select: SelectStatement, _ position: Int, _ scope: Scope) throws(SQLError) -> Typed {
    if isOracle { throw SQLError("0A000", "不支持 ARRAY (SELECT …)", position: position) }
    let bound = try self.select(select, parent: scope)
    guard bound.columns.count == 1 else { throw SQLError("42601", "ARRAY 子查询只能有一列", position: position) }
    let alias = nextAlias()
    let element = "coalesce(\(alias).c1, 'NULL')"
    let sql = "(SELECT '{' || coalesce(group_concat(\(element), ','), '') || '}' FROM (\(bound.sql)) AS \(alias))"
    return Typed(sql, .array(bound.columns[0].type))
  }

  /// `unnest(array) AS x`: a column x with the elements, in order; no row for NULL and for an empty array. `AS t(x)`
  /// names the column itself.
  func unnest(
    _ array: Expression, _ alias: Name?, _ column: Name?, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> String {
    try countTable(position: position)
    let value = try bind(array, scope)
    guard let type = value.type.elementType else { throw SQLError("42883", "unnest 的参数不是数组", position: position) }
    let name = alias.map { Lexer.folded($0.text) } ?? "unnest"
    let columnName = column.map { Lexer.folded($0.text) } ?? name
    let sqlAlias = nextAlias()
    scope.entries.append(
      .init(
        alias: name, schema: nil,
        columns: [
          Scope.Column(
            name: columnName, shown: columnName, sql: "\(sqlAlias).value", type: type, isHidden: false, column: nil)
        ], isOracle: false))
    return "\(elements(value, type)) AS \(sqlAlias)"
  }

  private static let maximumSeries = 10_000

  /// `generate_series(first, array_upper(array, 1)) AS s` or with a number at its end: a column s.
  func seriesTable(
    _ first: Expression, _ last: Expression, _ alias: Name?, _ column: Name?, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> String {
    // Other ends could be of any size.
    if case .number(let text, _) = last {
      guard let end = Int(text), end <= Self.maximumSeries else {
        throw SQLError("0A000", "不支持 超过 \(Self.maximumSeries) 的 generate_series", position: position)
      }
    } else if case .call(let call) = last, call.name == "array_upper" {
    } else {
      throw SQLError("0A000", "不支持 generate_series 的这种参数", position: position)
    }
    try countTable(position: position)
    let low = try bind(first, scope)
    let high = try bind(last, scope)
    guard low.type.isInteger, high.type.isInteger else { throw mismatch("整数", position) }
    let name = alias.map { Lexer.folded($0.text) } ?? "generate_series"
    let columnName = column.map { Lexer.folded($0.text) } ?? name
    let sqlAlias = nextAlias()
    scope.entries.append(
      .init(
        alias: name, schema: nil,
        columns: [
          Scope.Column(
            name: columnName, shown: columnName, sql: "(\(sqlAlias).key + \(low.sql))", type: .int4, isHidden: false,
            column: nil)
        ], isOracle: false))
    let count = "(\(high.sql) - \(low.sql) + 1)"
    let zeros = "substr(replace(hex(zeroblob(\(count))), '00', '0,'), 1, 2 * \(count) - 1)"
    return "json_each(CASE WHEN \(count) > 0 THEN '[' || \(zeros) || ']' END) AS \(sqlAlias)"
  }

  /// The elements as a table with the column `value`.
  func elements(_ value: Typed, _ type: SQLType) -> String {
    let content = "nullif(trim(\(value.sql), '{}'), '')"
    let quoted = "'[\"' || replace(\(content), ',', '\",\"') || '\"]'"
    return "json_each(\(type.isInteger ? "'[' || replace(\(content), ' ', ',') || ']'" : quoted))"
  }
}
