/// Implicit conversion of one value.
extension Binder {
  /// Gives an undecided parameter the type of what it meets.
  func adopt(_ value: Typed, _ type: SQLType) -> Typed {
    guard case .parameter(let number)? = value.literal, value.type == .unknown else { return value }
    let decided: SQLType =
      switch type {
      case .unknown: .unknown
      case .name, .char, .text: .text
      case .date: .timestamp
      default: type
      }
    parameters[number] = decided
    var result = value
    result.type = decided
    return result
  }

  /// The same for what is compared: beside whole numbers any number may stand, as a bind variable of Oracle's may.
  func adopt(_ value: Typed, meeting type: SQLType) -> Typed {
    let isWhole = type.isInteger && type != .oid
    return adopt(value, isOracle && isWhole ? .numeric(precision: nil, scale: nil) : type)
  }

  /// As a number: text is read as one and fails when it is none.
  func number(_ value: Typed, position: Int) throws(SQLError) -> Typed {
    let value = adopt(value, .numeric(precision: nil, scale: nil))
    if value.type.isNumber || value.isNull { return value }
    guard value.type.isText else { throw mismatch("数字", position) }
    return Typed(RuntimeCall.toNumber(value.sql), .numeric(precision: nil, scale: nil), from: [value])
  }

  /// As a date: text is read as one and fails when it is none.
  func date(_ value: Typed, position: Int) throws(SQLError) -> Typed {
    let value = adopt(value, .timestamp)
    if value.type.isDate || value.isNull { return value }
    guard value.type.isText else { throw mismatch("日期", position) }
    return Typed(RuntimeCall.dateFromText(value.sql), .timestamp, from: [value])
  }

  /// As text: numbers and dates in their default form.
  func text(_ value: Typed) -> Typed {
    let value = adopt(value, .text)
    if value.type.isText || value.isNull { return value }
    if value.type.isDate {
      return Typed(
        RuntimeCall.formatDate(value.sql, "'YYYY-MM-DD HH24:MI:SS'"), .text, from: [value])
    }
    if value.type == .bool {
      return Typed(
        "CASE \(value.sql) WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", .text, from: [value])
    }
    if value.type == .regclass {
      return Typed(RuntimeCall.relationName(value.sql), .text, from: [value])
    }
    if value.type.isNumber {
      return Typed(RuntimeCall.formatNumber(value.sql), .text, from: [value])
    }
    return Typed(value.sql, .text, from: [value])
  }

  func mismatch(_ expected: String, _ position: Int) -> SQLError {
    SQLError("42804", "ORA-00932 数据类型不一致，应为\(expected)", position: position)
  }

  /// Text that stands where a number or a date is wanted is read as one, and fails when it is none.
  func convert(_ value: Typed, to type: SQLType) -> Typed {
    let value = adopt(value, type)
    if value.isNull { return value }
    if type.isText && !value.type.isText { return text(value) }
    guard value.type.isText else { return value }
    if type.isNumber { return Typed(RuntimeCall.toNumber(value.sql), type, from: [value]) }
    if type.isDate { return Typed(RuntimeCall.dateFromText(value.sql), type, from: [value]) }
    return value
  }
}
