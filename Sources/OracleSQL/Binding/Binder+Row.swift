/// Comparisons of several values at once, and with all rows of a SELECT.
extension Binder {
  /// `(a, b) = (c, d)` and `<>`; other comparisons of rows are refused, as Oracle does.
  func compareRows(
    _ comparison: BinaryOperator, _ left: [Expression], _ right: Expression, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed {
    guard comparison == .equal || comparison == .notEqual else {
      throw SQLError("42601", "ORA-01796 行值只能用 = 和 <> 比较", position: position)
    }
    if case .scalar(let select, _) = right {
      return try rowInSelect(left, select, comparison == .notEqual, isOneRow: true, position, scope)
    }
    return try rowInList(left, [right], comparison == .notEqual, position, scope)
  }

  func rowInList(
    _ values: [Expression], _ list: [Expression], _ isNegated: Bool, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed {
    var subjects: [Typed] = []
    for value in values { subjects.append(try bind(value, scope)) }
    var alternatives: [Typed] = []
    for element in list {
      guard case .row(let others, _) = element, others.count == subjects.count else {
        throw SQLError("42601", "ORA-00913 两边的值个数不同", position: position)
      }
      var same: [Typed] = []
      for (subject, other) in zip(subjects, others) {
        same.append(try compare(.equal, subject, try bind(other, scope), position))
      }
      alternatives.append(Typed(balanced(same.map { "(\($0.sql))" }, " AND "), .bool, from: same))
    }
    let any = balanced(alternatives.map { "(\($0.sql))" }, " OR ")
    return Typed(isNegated ? "NOT (\(any))" : "(\(any))", .bool, from: alternatives)
  }

  /// `(a, b) IN (SELECT …)`; values and columns meet by the same rules as two values do.
  ///
  /// - Parameter isOneRow: `(a, b) = (SELECT …)`: no row gives NULL, a second one is ORA-01427.
  func rowInSelect(
    _ values: [Expression], _ select: SelectStatement, _ isNegated: Bool, isOneRow: Bool = false, _ position: Int,
    _ scope: Scope
  ) throws(SQLError) -> Typed {
    let bound = try self.select(select, parent: scope)
    guard bound.columns.count == values.count else {
      throw SQLError("42601", "ORA-00913 子查询的列数与左边的值个数不同", position: position)
    }
    let rows = isOneRow ? onlyRow(of: bound.sql, columns: values.count) : bound.sql
    var subjects: [Typed] = []
    for (value, column) in zip(values, bound.columns) {
      subjects.append(adopt(try bind(value, scope), meeting: column.type))
    }
    let negation = isNegated ? "NOT " : ""
    if zip(subjects, bound.columns).allSatisfy({ $0.isNull || $0.type.isStoredLike($1.type) }) {
      return Typed("(\(list(subjects))) \(negation)IN (\(rows))", .bool, from: subjects)
    }
    // From here on the values stand inside a SELECT of its own.
    guard !subjects.contains(where: { $0.hasAggregate || $0.hasWindow }),
      !values.contains(where: { $0.contains(where: \.isRownum) })
    else {
      throw SQLError("0A000", "不支持 聚合函数、分析函数或 ROWNUM 与不同类型的子查询比较", position: position)
    }
    let alias = nextAlias()
    var same: [String] = []
    for (index, subject) in subjects.enumerated() {
      let element = Typed("\(alias).c\(index + 1)", bound.columns[index].type)
      same.append("(\(try compare(.equal, subject, element, position).sql))")
    }
    let sql = isIn("(\(rows)) AS \(alias)", balanced(same, " AND "))
    return Typed(isNegated ? "NOT (\(sql))" : sql, .bool, from: subjects)
  }

  /// Whether any row of a source satisfies a condition; undecided when none does and one is undecided, as IN itself is.
  func isIn(_ source: String, _ condition: String) -> String {
    let matches = "(SELECT max(\(condition)) FROM \(source))"
    let undecided = "(SELECT count(*) FROM \(source) WHERE (\(condition)) IS NULL)"
    return "CASE WHEN \(matches) = 1 THEN 1 WHEN \(undecided) > 0 THEN NULL ELSE 0 END"
  }

  private func onlyRow(of sql: String, columns: Int) -> String {
    let alias = nextAlias()
    let items = (1...columns).map { "\(RuntimeCall.singleRow("\(alias).c\($0)")) AS c\($0)" }
    return "SELECT \(items.joined(separator: ", ")) FROM (\(sql)) AS \(alias)"
  }

  /// `x < ANY (SELECT …)`: true when one row satisfies it, undecided when none does and one is undecided. ALL likewise.
  func quantified(
    _ value: Expression, _ comparison: BinaryOperator, _ select: SelectStatement, isAll: Bool, _ position: Int,
    _ scope: Scope
  ) throws(SQLError) -> Typed {
    let bound = try self.select(select, parent: scope)
    guard bound.columns.count == 1 else {
      throw SQLError("42601", "ORA-00913 子查询只能有一列", position: position)
    }
    let subject = try bind(value, scope)
    guard !subject.hasAggregate, !subject.hasWindow, !value.contains(where: \.isRownum) else {
      throw SQLError("0A000", "不支持 聚合函数、分析函数或 ROWNUM 与 ANY、ALL 的子查询比较", position: position)
    }
    let alias = nextAlias()
    let same = try compare(comparison, subject, Typed("\(alias).c1", bound.columns[0].type), position)
    let tests = "SELECT (\(same.sql)) AS v FROM (\(bound.sql)) AS \(alias)"
    return Typed(quantified(tests, isAll: isAll), .bool, from: [subject])
  }

  /// - Parameter tests: a SELECT of truth values `v`.
  func quantified(_ tests: String, isAll: Bool) -> String {
    let decided = isAll ? "min(v) = 0 THEN 0" : "max(v) = 1 THEN 1"
    return "(SELECT CASE WHEN \(decided) WHEN count(*) > count(v) THEN NULL ELSE \(isAll ? 1 : 0) END FROM (\(tests)))"
  }

  /// NULL is like NULL and unlike everything else.
  func isDistinct(_ left: Typed, _ right: Typed, _ isNegated: Bool, _ position: Int) throws(SQLError) -> Typed {
    let differs: String
    if left.isNull || right.isNull {
      differs = left.isNull && right.isNull ? "0" : "\((left.isNull ? right : left).operand) IS NOT NULL"
    } else {
      let same = try compare(.equal, left, right, position)
      let bothNull = "(\(left.operand) IS NULL AND \(right.operand) IS NULL)"
      differs = "NOT (coalesce(\(same.operand), 0) OR \(bothNull))"
    }
    return Typed(isNegated ? "NOT (\(differs))" : differs, .bool, from: [left, right])
  }
}
