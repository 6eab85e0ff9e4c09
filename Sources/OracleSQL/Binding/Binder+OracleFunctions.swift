/// Oracle's functions that are made of others, and those that ask about the session.
extension Binder {
  /// What UID answers: the user's object id in the catalogue.
  static let userID = 16_386

  func oracleFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "lnnvl":
      try require(1...1, call, arguments)
      guard arguments[0].type == .bool else { throw mismatch("条件", call.position) }
      return Typed("CASE WHEN \(arguments[0].operand) THEN 0 ELSE 1 END", .bool, from: arguments)
    case "remainder":
      try require(2...2, call, arguments)
      let value = try number(arguments[0], position: call.position)
      let divisor = try number(arguments[1], position: call.position)
      let nearest = RuntimeCall.roundNumber(RuntimeCall.divide(value.sql, divisor.sql))
      let sql = RuntimeCall.subtract(value.sql, RuntimeCall.multiply(divisor.sql, nearest))
      return Typed(sql, .numeric(precision: nil, scale: nil), from: [value, divisor])
    case "instrb": return try positionInBytes(call, arguments)
    case "to_single_byte", "to_multi_byte":
      try require(1...1, call, arguments)
      let function: RuntimeCall = call.name == "to_single_byte" ? .singleByte : .multiByte
      return Typed(function(text(arguments[0]).sql), .text, from: arguments)
    case "to_clob", "to_nclob":
      try require(1...1, call, arguments)
      return text(arguments[0])
    case "nlssort": return try sortText(call, arguments)
    case "userenv":
      try require(1...1, call, arguments)
      return try session(call, arguments[0])
    case "sys_context":
      try require(2...3, call, arguments)
      guard case .text(let space)? = arguments[0].literal, space.uppercased() == "USERENV" else {
        throw SQLError("0A000", "不支持 SYS_CONTEXT 的这个名字空间，只有 USERENV", position: call.position)
      }
      return try session(call, arguments[1])
    default: return try smallFunction(call, arguments)
    }
  }

  /// INSTRB(x, part): a place in GBK bytes.
  private func positionInBytes(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    guard arguments.count == 2 else {
      throw SQLError("0A000", "不支持 INSTRB 的起始位置", position: call.position)
    }
    let values = arguments.map { text($0) }
    let place = RuntimeCall.position(values[0].sql, values[1].sql)
    let before = RuntimeCall.substring(values[0].sql, "1", "\(place) - 1")
    let bytes = "coalesce(\(RuntimeCall.lengthInBytes(before)), 0) + 1"
    return Typed("CASE WHEN \(place) > 0 THEN \(bytes) ELSE \(place) END", .int4, from: values)
  }

  /// NLSSORT: the text itself. Texts are ordered by GB18030 bytes, in which the common hanzi are in pinyin order.
  private func sortText(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    try require(1...2, call, arguments)
    if arguments.count == 2 {
      guard case .text(let setting)? = arguments[1].literal else { throw mismatch("文字", call.position) }
      let name = setting.uppercased().filter { !$0.isWhitespace }
      guard ["NLS_SORT=SCHINESE_PINYIN_M", "NLS_SORT=SCHINESE_PINYIN", "NLS_SORT=BINARY"].contains(name) else {
        throw SQLError("0A000", "不支持 NLSSORT 的这种排序，只有 SCHINESE_PINYIN_M 和 BINARY", position: call.position)
      }
    }
    return text(arguments[0])
  }

  /// A parameter of the name space USERENV; those that say nothing here are NULL.
  private func session(_ call: Expression.FunctionCall, _ parameter: Typed) throws(SQLError) -> Typed {
    guard case .text(let written)? = parameter.literal else { throw mismatch("参数名", call.position) }
    let environment = frontEnd.environment
    let value: String? =
      switch written.uppercased() {
      case "LANGUAGE": "SIMPLIFIED CHINESE_CHINA.ZHS16GBK"
      case "LANG": "ZHS"
      case "SESSION_USER", "CURRENT_USER", "AUTHENTICATED_IDENTITY": environment.user.uppercased()
      case "CURRENT_SCHEMA": environment.currentSchema.uppercased()
      case "DB_NAME", "INSTANCE_NAME", "SERVICE_NAME": environment.database
      case "NLS_DATE_FORMAT": "YYYY-MM-DD HH24:MI:SS"
      case "NLS_CALENDAR": "GREGORIAN"
      case "ISDBA": "FALSE"
      case "SESSION_USERID", "CURRENT_USERID": String(Self.userID)
      case "HOST", "IP_ADDRESS", "OS_USER", "TERMINAL", "MODULE", "ACTION", "CLIENT_INFO", "SESSIONID", "SID",
        "ENTRYID", "CLIENT_IDENTIFIER", "SERVER_HOST":
        nil
      default: throw SQLError("22023", "ORA-02003 无效的 USERENV 参数", position: call.position)
      }
    return Typed(value.map(sqliteLiteral) ?? "NULL", .varchar(256))
  }
}

extension Expression.FunctionCall {
  /// `DBMS_LOB.SUBSTR(lob, amount, offset)` and its like as the functions of texts they are; `nil` for any other call.
  var ofLargeObjects: Expression.FunctionCall? {
    guard schema == "dbms_lob" else { return nil }
    func call(_ name: String, _ arguments: [Expression]) -> Expression.FunctionCall {
      .init(schema: nil, name: name, arguments: arguments, isDistinct: false, position: position)
    }
    switch name {
    case "getlength": return call("length", arguments)
    case "instr": return call("instr", arguments)
    case "substr" where (1...3).contains(arguments.count):
      let amount = arguments.count > 1 ? arguments[1] : .number("32767", position: position)
      let offset = arguments.count > 2 ? arguments[2] : .number("1", position: position)
      return call("substr", [arguments[0], offset, amount])
    default: return nil
    }
  }
}
