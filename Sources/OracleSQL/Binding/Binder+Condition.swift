extension Binder {
  /// A truth value. `isFilter`: NULL means the same as false here (WHERE, ON), so that a predicate may become a range
  /// that is NULL where the original is false.
  func condition(_ expression: Expression, _ scope: Scope, isFilter: Bool = false) throws(SQLError) -> Typed {
    switch expression {
    case .chain(let connective, let operands) where connective != .concatenate:
      var parts: [Typed] = []
      for operand in operands { parts.append(try condition(operand, scope, isFilter: isFilter)) }
      let sql = balanced(parts.map { "(\($0.sql))" }, connective == .and ? " AND " : " OR ")
      return Typed(sql, .bool, from: parts)
    case .not(let inner):
      let value = try condition(inner, scope)
      return Typed("NOT (\(value.sql))", .bool, from: [value])
    case .binary(let comparison, let left, let right, let position) where comparison.isComparison:
      if case .row(let values, _) = left { return try compareRows(comparison, values, right, position, scope) }
      if isFilter, comparison == .equal, case .call = left, case .text(let text, _) = right,
        let range = try prefixRange(left, prefix: text, scope)
      {
        let same = try compare(.equal, try bind(left, scope), try bind(right, scope), position)
        return Typed("\(range) AND \(same.sql)", .bool, from: [same])
      }
      if isFilter, let range = try dateRange(comparison, left, right, position, scope) { return range }
      let sides = try bindSides(left, right, scope)
      return try compare(comparison, sides.left, sides.right, position)
    case .isNull(let inner, let isNegated):
      let value = try bind(inner, scope)
      return Typed("\(value.operand) IS \(isNegated ? "NOT " : "")NULL", .bool, from: [value])
    case .isBoolean(let inner, let truth, let isNegated):
      let value = try condition(inner, scope)
      return Typed("(\(value.sql)) IS \(isNegated ? "NOT " : "")\(truth ? "TRUE" : "FALSE")", .bool, from: [value])
    case .between(let value, let low, let high, let isNegated, let position):
      if isFilter && !isNegated, let range = try dateRange(.greaterOrEqual, value, low, position, scope),
        let end = try dateRange(.lessOrEqual, value, high, position, scope)
      {
        return Typed("\(range.sql) AND \(end.sql)", .bool, from: [range, end])
      }
      let (subject, lowest) = try bindSides(value, low, scope)
      let sides = [
        try compare(.greaterOrEqual, subject, lowest, position),
        try compare(.lessOrEqual, subject, try bind(high, meeting: subject, scope), position),
      ]
      let both = "\(sides[0].sql) AND \(sides[1].sql)"
      return Typed(isNegated ? "NOT (\(both))" : both, .bool, from: sides)
    case .inList(.row(let values, _), let list, let isNegated, let position):
      return try rowInList(values, list, isNegated, position, scope)
    case .inSelect(.row(let values, _), let select, let isNegated, let position):
      return try rowInSelect(values, select, isNegated, position, scope)
    case .inList(let value, let list, let isNegated, let position):
      return try inList(try bind(value, scope), list, isNegated, position, scope)
    case .inSelect(let value, let select, let isNegated, let position):
      return try inSelect(value, select, isNegated, position, scope)
    case .exists(let select, _):
      return Typed("EXISTS (\(try self.select(select, parent: scope).sql))", .bool)
    case .like(let predicate): return try like(predicate, scope)
    case .matches(let predicate): return try match(predicate, scope)
    case .quantified(let value, let comparison, let select, let isAll, let position):
      return try quantified(value, comparison, select, isAll: isAll, position, scope)
    case .isDistinct(let left, let right, let isNegated, let position):
      return try isDistinct(try bind(left, scope), try bind(right, scope), isNegated, position)
    case .any(let value, let comparison, let array, let isAll, let position):
      return try compare(value, comparison, array, isAll: isAll, position, scope)
    default: return try truth(try bind(expression, scope), expression)
    }
  }

  /// A bare value as a condition: only a boolean is one.
  private func truth(_ value: Typed, _ expression: Expression) throws(SQLError) -> Typed {
    let value = adopt(value, .bool)
    if value.type == .bool || value.isNull { return value }
    if case .text(let text)? = value.literal, let flag = Self.flag(text) { return Typed(flag ? "1" : "0", .bool) }
    throw SQLError("42804", "ORA-00920 条件必须是比较或布尔值", position: value.loose)
  }

  static func flag(_ text: String) -> Bool? {
    switch Lexer.folded(text) {
    case "t", "true", "y", "yes", "on", "1": true
    case "f", "false", "n", "no", "off", "0": false
    default: nil
    }
  }

  /// Two values of possibly different types, by Oracle's rules of implicit conversion: text meets a date as a date, text
  /// meets a number as a number (and a text that is none matches nothing).
  func compare(_ comparison: BinaryOperator, _ left: Typed, _ right: Typed, _ position: Int) throws(SQLError) -> Typed {
    let left = adopt(left, meeting: right.type)
    let right = adopt(right, meeting: left.type)
    let sign = comparison.rawValue
    func plain(_ left: Typed, _ right: Typed) -> Typed {
      Typed("\(left.operand) \(sign) \(right.operand)", .bool, from: [left, right])
    }
    if left.isNull || right.isNull { return Typed("NULL", .bool, from: [left, right]) }
    try refuseArrays(left, right, position)
    if comparison == .equal, let search = equalByRow(left, right) { return search }
    if left.type == .bool || right.type == .bool {
      return plain(try boolean(left, position), try boolean(right, position))
    }
    if left.type.isDate || right.type.isDate {
      return plain(try date(left, position: position), try date(right, position: position))
    }
    if left.type.isNumber || right.type.isNumber || left.type == .regclass || right.type == .regclass {
      let sides = [try comparable(left, position), try comparable(right, position)]
      if sides.allSatisfy({ $0.type.isInteger || $0.type == .regclass }) { return plain(sides[0], sides[1]) }
      return Typed(
        "\(RuntimeCall.compareNumbers(sides[0].sql, sides[1].sql)) \(sign) 0", .bool, from: [left, right])
    }
    var sides = [text(left), text(right)]
    if sides.contains(where: \.isBlankPadded), sides.allSatisfy({ $0.isBlankPadded || $0.literal != nil }) {
      // Blank-padded comparison (Oracle SQL Language Reference, "Blank-Padded and Nonpadded Comparison Semantics").
      sides = sides.map { Typed("rtrim(\($0.sql), ' ')", .text, from: [$0]) }
    }
    guard comparison.isOrdering, needsTextOrder(sides[0]), needsTextOrder(sides[1]) else {
      return plain(sides[0], sides[1])
    }
    return Typed("\(inTextOrder(sides[0])) \(sign) \(sides[1].operand)", .bool, from: sides)
  }

  private func boolean(_ value: Typed, _ position: Int) throws(SQLError) -> Typed {
    if value.type == .bool { return value }
    if case .text(let text)? = value.literal, let flag = Self.flag(text) { return Typed(flag ? "1" : "0", .bool) }
    throw mismatch("布尔值", position)
  }

  /// `regproc`: a function by its name; compared with an object id it is that of the function.
  private static let functionName = SQLType.catalogue(24)

  /// One side of a numeric comparison.
  private func comparable(_ value: Typed, _ position: Int) throws(SQLError) -> Typed {
    if value.type.isNumber || value.type == .regclass { return value }
    if value.type == Self.functionName {
      let alias = nextAlias()
      let sql = "(SELECT \(alias).oid FROM pg_catalog.pg_proc AS \(alias) WHERE \(alias).proname = \(value.sql))"
      return Typed(sql, .oid, from: [value])
    }
    guard value.type.isText else { throw mismatch("数字", position) }
    if case .text(let text)? = value.literal {
      if let whole = Int64(text) { return Typed("\(whole)", .int8) }
      if !isOracle { throw SQLError("22P02", "ORA-01722 无效数字，应为整数", position: position) }
    }
    return Typed(RuntimeCall.numberOrNull(value.sql), .numeric(precision: nil, scale: nil), from: [value])
  }

  func inList(
    _ value: Typed, _ list: [Expression], _ isNegated: Bool, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed {
    guard !list.isEmpty else { return Typed(isNegated ? "1" : "0", .bool) }
    var elements: [Typed] = []
    for element in list { elements.append(adopt(try bind(element, meeting: value, scope), meeting: value.type)) }
    let subject = elements.reduce(value) { adopt($0, meeting: $1.type) }
    if let search = inByRow(subject, elements, isNegated) { return search }
    let isPlain =
      !subject.isBlankPadded
      && elements.allSatisfy { element in
        (subject.type.isText && element.type.isText || subject.type.isInteger && element.type.isInteger)
          || element.isNull
      }
    if isPlain {
      let sql = "\(subject.operand) \(isNegated ? "NOT " : "")IN (\(elements.map(\.sql).joined(separator: ", ")))"
      return Typed(sql, .bool, from: [subject] + elements)
    }
    var comparisons: [Typed] = []
    for element in elements { comparisons.append(try compare(.equal, subject, element, position)) }
    let any = balanced(comparisons.map { "(\($0.sql))" }, " OR ")
    return Typed(isNegated ? "NOT (\(any))" : "(\(any))", .bool, from: comparisons)
  }

  private func inSelect(
    _ expression: Expression, _ select: SelectStatement, _ isNegated: Bool, _ position: Int, _ scope: Scope
  ) throws(SQLError) -> Typed {
    let bound = try self.select(select, parent: scope)
    guard bound.columns.count == 1 else {
      throw SQLError("42601", "ORA-00913 IN 的子查询只能有一列", position: position)
    }
    let subject = adopt(try bind(expression, scope), meeting: bound.columns[0].type)
    let type = bound.columns[0].type
    if subject.type.isStoredLike(type) || subject.isNull {
      return Typed("\(subject.operand) \(isNegated ? "NOT " : "")IN (\(bound.sql))", .bool, from: [subject])
    }
    // From here on the subject stands inside a SELECT of its own.
    guard !subject.hasAggregate, !subject.hasWindow, !expression.contains(where: \.isRownum) else {
      throw SQLError("0A000", "不支持 聚合函数、分析函数或 ROWNUM 与不同类型的子查询比较", position: position)
    }
    let alias = nextAlias()
    let element = Typed("\(alias).c1", type)
    let same = try compare(.equal, subject, element, position)
    let sql = isIn("(\(bound.sql)) AS \(alias)", same.sql)
    return Typed(isNegated ? "NOT (\(sql))" : sql, .bool, from: [subject])
  }

  private func like(_ predicate: Expression.LikePredicate, _ scope: Scope) throws(SQLError) -> Typed {
    let value = text(try bind(predicate.value, scope))
    let pattern = text(try bind(predicate.pattern, scope))
    let escape = try predicate.escape.map { escape throws(SQLError) in text(try bind(escape, scope)) } ?? .null
    let call: RuntimeCall =
      switch (isOracle, predicate.ignoresCase) {
      case (true, false): .like
      case (true, true): .likeIgnoringCase
      case (false, false): .postgresLike
      case (false, true): .postgresLikeIgnoringCase
      }
    var sql = call(value.sql, pattern.sql, escape.sql)
    if !predicate.isNegated, !predicate.ignoresCase, predicate.escape == nil,
      case .text(let written)? = pattern.literal,
      let range = try prefixRange(predicate.value, prefix: Self.prefix(ofPattern: written), scope)
    {
      sql = "\(range) AND \(sql)"
    }
    return Typed(predicate.isNegated ? "NOT \(sql)" : sql, .bool, from: [value, pattern, escape])
  }
}
