/// What a DISTINCT query may be ordered by beside its columns.
extension Binder {
  /// An expression of the selected columns alone, as in Oracle: it has one value for each row that is left, so that SQLite,
  /// which works it out for the first of several equal rows, gives that one. Another has no such value (ORA-01791).
  func distinctKey(_ item: OrderItem, _ items: [Typed], _ scope: Scope) throws(SQLError) -> Typed {
    // What groups, windows, numbers and subselects give is no function of the row.
    let isOfRow =
      isOracle && scope.groupedBy == nil
      && !item.expression.contains { inner in
        switch inner {
        case .scalar, .exists, .inSelect, .quantified, .arraySelect: true
        default: inner.isRownum || inner.isAnalytic
        }
      }
    // A selected expression may stand where it pleases, as one of GROUP BY may.
    if isOfRow { scope.groupedBy = Set(items.map(\.sql)) }
    defer { if isOfRow { scope.groupedBy = nil } }
    let bound = try bind(item.expression, scope)
    let value = isOfRow ? bound : try grouped(bound, scope)
    guard items.contains(where: { $0.sql == value.sql }) || isOfRow && value.loose == nil else {
      throw SQLError("42P10", "ORA-01791 DISTINCT 的 ORDER BY 只能用选择列表中的列", position: item.position)
    }
    return value
  }
}
