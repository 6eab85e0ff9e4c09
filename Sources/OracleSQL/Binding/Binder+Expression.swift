extension Binder {
  /// A value.
  func bind(_ expression: Expression, _ scope: Scope) throws(SQLError) -> Typed {
    if let whole = try wholeGroup(expression, scope) { return whole }
    let value = try bindUnchecked(expression, scope)
    try countWork(value.sql)
    // A whole GROUP BY expression may stand in a grouped query wherever a value may.
    guard value.loose != nil, scope.groupedBy?.contains(value.sql) == true else { return value }
    var grouped = value
    grouped.loose = nil
    return grouped
  }

  /// A GROUP BY expression of a SELECT with several groupings: NULL where the one at hand leaves it out. Looked for from
  /// outside, since one may be a part of another.
  private func wholeGroup(_ expression: Expression, _ scope: Scope) throws(SQLError) -> Typed? {
    guard !scope.leftOut.isEmpty, let groups = scope.groupedBy else { return nil }
    let leftOut = scope.leftOut
    scope.leftOut = []
    defer { scope.leftOut = leftOut }
    var value = try bindUnchecked(expression, scope)
    guard groups.contains(value.sql) else { return nil }
    if leftOut.contains(value.sql) { return Typed("NULL", value.type) }
    value.loose = nil
    return value
  }

  private func bindUnchecked(_ expression: Expression, _ scope: Scope) throws(SQLError) -> Typed {
    switch expression {
    case .text(let text, _):
      if isOracle && text.isEmpty { return .null }
      return Typed(sqliteLiteral(text), .unknown, literal: .text(text))
    case .number(let text, let position): return try number(text, position)
    case .null: return .null
    case .boolean(let value): return Typed(value ? "1" : "0", .bool)
    case .dateLiteral(let text, _, _):
      return Typed(RuntimeCall.dateFromText(sqliteLiteral(text)), .timestamp)
    case .parameter(let number, _):
      let type = parameters[number] ?? .unknown
      if parameters[number] == nil { parameters[number] = .unknown }
      return Typed("?\(number)", type, literal: .parameter(number))
    case .name(let names, let position): return try name(names, position, scope)
    case .star(_, let position): throw SQLError("42601", "ORA-00936 此处不能用 *", position: position)
    case .negated(let inner, let position): return try negated(inner, position, scope)
    case .not, .isNull, .isBoolean, .between, .inList, .inSelect, .exists, .like, .matches, .any, .chain(.and, _),
      .chain(.or, _), .quantified, .isDistinct:
      return try condition(expression, scope)
    case .chain(.concatenate, let operands): return try concatenation(operands, scope)
    case .binary(let operation, let left, let right, let position):
      if operation.isComparison { return try condition(expression, scope) }
      return try arithmetic(operation, try bind(left, scope), try bind(right, scope), position)
    case .scalar(let select, let position): return try scalar(select, position, scope)
    case .call(let call): return try self.function(call, scope)
    case .caseWhen(let operand, let branches, let otherwise, let position):
      return try caseWhen(operand, branches, otherwise, position, scope)
    case .cast(let inner, let type, let position): return try cast(try bind(inner, scope), type, position)
    case .array(_, let position): throw SQLError("0A000", "不支持 数组作为值", position: position)
    case .arraySelect(let select, let position): return try arraySelect(select, position, scope)
    case .row(_, let position): throw SQLError("0A000", "不支持 此处的行值 (a, b)", position: position)
    case .outerMark(let inner, let position):
      guard acceptsOuterMarks else {
        throw SQLError("42601", "ORA-25155 此处不能使用外连接写法 (+)", position: position)
      }
      return try bind(inner, scope)
    case .prior(let inner, let position): return try travelling(.prior, inner, position, scope)
    case .connectByRoot(let inner, let position): return try travelling(.root, inner, position, scope)
    case .interval(let interval, _):
      return Typed("'\(interval.months) \(interval.seconds)'", .interval)
    case .element(let array, let index, let position):
      return try element(try bind(array, scope), try bind(index, scope), position)
    }
  }

  private func number(_ text: String, _ position: Int) throws(SQLError) -> Typed {
    if let whole = Int64(text) {
      return Typed(text, Int32(exactly: whole) != nil ? .int4 : .int8, literal: .number(text))
    }
    // Beyond 64 bits or with a fraction: exact, as text.
    return Typed(
      RuntimeCall.toNumber(sqliteLiteral(text)), .numeric(precision: nil, scale: nil), literal: .number(text))
  }

  /// A column, or one of the names that are values: SYSDATE, USER, ROWNUM, ….
  private func name(_ names: [Name], _ position: Int, _ scope: Scope) throws(SQLError) -> Typed {
    let resolved = try scope.resolve(names, position: position)
    if resolved?.isOuter != false, names.count == 1, let value = scope.aliases[Lexer.folded(names[0].text)] {
      guard !scope.ambiguousAliases.contains(Lexer.folded(names[0].text)) else {
        throw SQLError("42702", "ORA-00960 选择列表中有几个列叫 \(names[0].text)", position: position)
      }
      return value
    }
    if let (column, isOuter) = resolved {
      var value = Typed(column.sql, column.type)
      value.column = column.column
      value.table = column.table
      value.rowNumber = column.rowNumber
      if isOuter { value.hasOuter = true } else { value.loose = position }
      return value
    }
    if names.count == 1, !names[0].isQuoted, let value = try pseudoColumn(names[0].text, position, scope) {
      return value
    }
    if let value = try packaged(names, position, scope) { return value }
    if names.count > 1, ["nextval", "currval"].contains(names[names.count - 1].text) {
      throw SQLError("0A000", "不支持 序列（NEXTVAL、CURRVAL）", position: position)
    }
    let written = names.map(\.text).joined(separator: ".")
    if names.count > 1, !scope.knows(qualifier: Lexer.folded(names[names.count - 2].text)) {
      throw SQLError("42P01", "ORA-00904 没有表或别名: \(names[names.count - 2].text)", position: position)
    }
    throw SQLError("42703", "ORA-00904 标识符无效: \(written)", position: position)
  }

  private func pseudoColumn(_ name: String, _ position: Int, _ scope: Scope) throws(SQLError) -> Typed? {
    switch name {
    case "sysdate", "systimestamp", "current_timestamp", "localtimestamp":
      return Typed(RuntimeCall.systemDate(), .timestamp)
    case "current_time", "localtime":
      return Typed(RuntimeCall.formatDate(RuntimeCall.systemDate(), "'HH24:MI:SS'"), .text)
    case "sessiontimezone", "dbtimezone": return Typed("'+08:00'", .varchar(75))
    case "current_date": return Typed(RuntimeCall.today(), .timestamp)
    case "user" where isOracle: return Typed(sqliteLiteral(frontEnd.environment.user.uppercased()), .varchar(30))
    case "uid": return Typed(String(Self.userID), .int4)
    case "user", "current_user", "session_user":
      return Typed(sqliteLiteral(frontEnd.environment.user), .name)
    case "current_schema": return Typed(sqliteLiteral(frontEnd.environment.currentSchema), .name)
    case "current_catalog", "current_database":
      return Typed(sqliteLiteral(frontEnd.environment.database), .name)
    case "rownum" where scope.hierarchy?.countsRows == true: return try pseudoColumn("level", position, scope)
    case "rownum":
      if let number = scope.rowNumber {
        var value = Typed(number, .int8)
        value.loose = position
        return value
      }
      guard scope.numbersRows else { throw SQLError("0A000", "不支持 此处的 ROWNUM", position: position) }
      return Typed("row_number() OVER ()", .int8)
    case "level", "connect_by_isleaf", "connect_by_iscycle":
      guard let context = scope.hierarchy else {
        throw SQLError("42601", "ORA-01788 此处需要 CONNECT BY", position: position)
      }
      guard var value = name == "level" ? context.level : context.marks[name] else {
        throw SQLError("0A000", "不支持 此处的 \(name.uppercased())", position: position)
      }
      value.loose = position
      return value
    default: return nil
    }
  }

  private func negated(_ inner: Expression, _ position: Int, _ scope: Scope) throws(SQLError) -> Typed {
    if case .number(let text, _) = inner {
      let value = try number(text, position)
      if value.type.isInteger { return Typed("-\(text)", value.type, literal: .number("-\(text)")) }
    }
    let value = try number(try bind(inner, scope), position: position)
    if !isOracle && value.type.isInteger { return Typed("(-\(value.sql))", value.type, from: [value]) }
    return Typed(RuntimeCall.negate(value.sql), .numeric(precision: nil, scale: nil), from: [value])
  }

  private func concatenation(_ operands: [Expression], _ scope: Scope) throws(SQLError) -> Typed {
    var parts: [Typed] = []
    for operand in operands { parts.append(text(try bind(operand, scope))) }
    if isOracle { return Typed(concatenated(parts.map(\.sql)), .text, from: parts) }
    return Typed("(" + balanced(parts.map(\.sql), " || ") + ")", .text, from: parts)
  }

  private func concatenated(_ parts: [String]) -> String {
    guard parts.count > Self.maximumArguments else { return RuntimeCall.concatenate.call(parts) }
    let middle = parts.count / 2
    return RuntimeCall.concatenate(concatenated(Array(parts[..<middle])), concatenated(Array(parts[middle...])))
  }

  /// A long chain as a tree of its logarithm's depth, so that SQLite's parser and expression limits are not met.
  func balanced(_ operands: [String], _ separator: String) -> String {
    guard operands.count > 8 else { return operands.joined(separator: separator) }
    let middle = operands.count / 2
    let left = balanced(Array(operands[..<middle]), separator)
    let right = balanced(Array(operands[middle...]), separator)
    return "(\(left))\(separator)(\(right))"
  }

  /// Exact: our functions over decimal text. Dates: days are the unit. PostgreSQL's integers are SQLite's.
  private func arithmetic(
    _ operation: BinaryOperator, _ left: Typed, _ right: Typed, _ position: Int
  ) throws(SQLError) -> Typed {
    if left.type == .interval || right.type == .interval {
      return try shift(operation, left, right, position)
    }
    // Only a date has a date taken from it.
    let left = operation == .minus && right.type.isDate ? adopt(left, .timestamp) : left
    if operation == .minus, left.type.isDate {
      if right.type.isDate {
        return Typed(
          RuntimeCall.daysBetween(left.sql, right.sql), .numeric(precision: nil, scale: nil), from: [left, right])
      }
      let days = try number(right, position: position)
      return Typed(RuntimeCall.addDays(left.sql, RuntimeCall.negate(days.sql)), .timestamp, from: [left, days])
    }
    if operation == .plus, left.type.isDate || right.type.isDate {
      let (base, offset) = left.type.isDate ? (left, right) : (right, left)
      guard !offset.type.isDate else { throw SQLError("42883", "ORA-00975 不允许日期 + 日期", position: position) }
      let days = try number(offset, position: position)
      return Typed(RuntimeCall.addDays(base.sql, days.sql), .timestamp, from: [base, days])
    }
    let numbers = [try number(left, position: position), try number(right, position: position)]
    if !isOracle && numbers.allSatisfy({ $0.type.isInteger }) && operation != .modulo {
      return Typed(
        "(\(numbers[0].sql) \(operation.rawValue) \(numbers[1].sql))", commonInteger(numbers), from: numbers)
    }
    let call: RuntimeCall =
      switch operation {
      case .plus: .add
      case .minus: .subtract
      case .times: .multiply
      case .divided: .divide
      default: .modulo
      }
    return Typed(call(numbers[0].sql, numbers[1].sql), .numeric(precision: nil, scale: nil), from: numbers)
  }

  private func caseWhen(
    _ operand: Expression?, _ branches: [Expression.CaseBranch], _ otherwise: Expression?, _ position: Int,
    _ scope: Scope
  ) throws(SQLError) -> Typed {
    var conditions: [Typed] = []
    var results: [Typed] = []
    let subject = try operand.map { operand throws(SQLError) in try bind(operand, scope) }
    for branch in branches {
      if let subject {
        conditions.append(try compare(.equal, subject, try bind(branch.condition, scope), position))
      } else {
        conditions.append(try condition(branch.condition, scope))
      }
      results.append(try bind(branch.result, scope))
    }
    if let otherwise { results.append(try bind(otherwise, scope)) }
    // PostgreSQL asks ELSE first.
    let type = decided(common(otherwise == nil ? results : results.suffix(1) + results.dropLast()))
    let converted = results.map { convert($0, to: type) }
    var sql = "CASE"
    for (index, condition) in conditions.enumerated() { sql += " WHEN \(condition.sql) THEN \(converted[index].sql)" }
    if otherwise != nil { sql += " ELSE \(converted[converted.count - 1].sql)" }
    return Typed(sql + " END", type, from: conditions + converted + (subject.map { [$0] } ?? []))
  }
}

extension Scope {
  func knows(qualifier: String) -> Bool {
    entries.contains { $0.alias == qualifier } || parent?.knows(qualifier: qualifier) == true
  }
}
