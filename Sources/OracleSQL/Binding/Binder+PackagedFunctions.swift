/// Functions of Oracle's packages, and functions it has that this dialect has not.
extension Binder {
  /// A function called by the name of its package; `nil` for any other call.
  func packaged(_ call: Expression.FunctionCall, _ scope: Scope) throws(SQLError) -> Typed? {
    guard let package = call.schema, Self.packages.contains(package) else { return nil }
    var arguments: [Typed] = []
    for argument in call.arguments { arguments.append(try bind(argument, scope)) }
    switch (package, call.name) {
    case ("dbms_random", "value"):
      guard arguments.isEmpty || arguments.count == 2 else { throw wrongArguments(call) }
      if arguments.isEmpty { return randomFraction() }
      let low = try number(arguments[0], position: call.position)
      let high = try number(arguments[1], position: call.position)
      let span = RuntimeCall.multiply(RuntimeCall.subtract(high.sql, low.sql), randomFraction().sql)
      return Typed(
        RuntimeCall.add(low.sql, span), .numeric(precision: nil, scale: nil), from: [low, high])
    case ("dbms_random", "random"):
      try require(0...0, call, arguments)
      return Typed("(random() % 2147483648)", .int4)
    case ("utl_raw", "cast_to_raw"):
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.hexOfBytes(text(arguments[0]).sql), .text, from: arguments)
    case ("utl_raw", "cast_to_varchar2"):
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.textOfHex(text(arguments[0]).sql), .text, from: arguments)
    default:
      throw SQLError("0A000", "不支持 \(package.uppercased()).\(call.name.uppercased())", position: call.position)
    }
  }

  /// A function of a package without parentheses, `DBMS_RANDOM.VALUE`, `SYS.DBMS_RANDOM.VALUE`; `nil` for any other name.
  func packaged(_ names: [Name], _ position: Int, _ scope: Scope) throws(SQLError) -> Typed? {
    guard names.count == 2 || names.count == 3 && names[0].text == "sys" else { return nil }
    let (package, function) = (names[names.count - 2].text, names[names.count - 1].text)
    guard Self.packages.contains(package), !scope.knows(qualifier: package) else { return nil }
    let call = Expression.FunctionCall(
      schema: package, name: function, arguments: [], isDistinct: false, position: position)
    return try packaged(call, scope)
  }

  private static let packages: Set<String> = [
    "dbms_random", "utl_raw", "dbms_lob", "dbms_utility", "dbms_crypto", "dbms_obfuscation_toolkit", "utl_encode",
    "utl_i18n", "utl_match", "dbms_metadata", "dbms_xmlgen", "dbms_rowid", "dbms_session", "ctxsys",
  ]

  /// From 0 up to 1, of 15 places: `DBMS_RANDOM.VALUE`, another for each row.
  func randomFraction() -> Typed {
    let places = "substr('00000000000000' || abs(random() % 1000000000000000), -15)"
    return Typed(RuntimeCall.toNumber("('0.' || \(places))"), .numeric(precision: nil, scale: nil))
  }

  /// Functions about rows, bytes and sessions that are little more than others.
  func smallFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "to_nchar":
      return try dateFunction(call.renamed("to_char"), arguments)
    case "nls_upper", "nls_lower", "nls_initcap":
      // The sort named second has no letters of its own here.
      try require(1...2, call, arguments)
      return try textFunction(call.renamed(String(call.name.dropFirst(4))), [arguments[0]])
    case "convert":
      // Texts have no character set until they leave.
      try require(2...3, call, arguments)
      return text(arguments[0])
    case "rowidtochar", "chartorowid", "rowidtonchar":
      try require(1...1, call, arguments)
      return text(arguments[0])
    case "vsize":
      try require(1...1, call, arguments)
      if arguments[0].type.isDate {
        return Typed("CASE WHEN \(arguments[0].operand) IS NOT NULL THEN 7 END", .int4, from: arguments)
      }
      guard arguments[0].type.isText else {
        throw SQLError("0A000", "不支持 数字的 VSIZE", position: call.position)
      }
      return Typed(RuntimeCall.lengthInBytes(text(arguments[0]).sql), .int4, from: arguments)
    case "sys_guid":
      try require(0...0, call, arguments)
      return Typed("hex(randomblob(16))", .varchar(32))
    case "hextoraw":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.hexadecimalDigits(text(arguments[0]).sql), .text, from: arguments)
    case "rawtohex":
      // A RAW is its digits here already; of anything else they are those of its bytes.
      try require(1...1, call, arguments)
      if case .call(let inner)? = call.arguments.first,
        ["sys_guid", "hextoraw", "cast_to_raw"].contains(inner.name)
      {
        return text(arguments[0])
      }
      return Typed(RuntimeCall.hexOfBytes(text(arguments[0]).sql), .text, from: arguments)
    default: return nil
    }
  }

  /// Functions that Oracle has and that are missing here are refused by their names.
  func refuseKnown(_ call: Expression.FunctionCall) throws(SQLError) {
    guard call.schema == nil, Self.missing.contains(call.name) else { return }
    throw SQLError("0A000", "不支持 函数 \(call.name.uppercased())", position: call.position)
  }

  private static let missing: Set<String> = [
    "dump", "ora_hash", "standard_hash", "soundex", "bin_to_num", "width_bucket", "nanvl", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "new_time", "from_tz", "tz_offset", "sys_extract_utc",
    "to_dsinterval", "to_yminterval", "compose", "decompose", "unistr", "asciistr", "xmlelement", "xmlagg",
    "xmlforest", "extractvalue", "existsnode", "xmltype", "xmlquery", "xmltable", "json_value", "json_query",
    "json_table", "json_object", "json_arrayagg", "percentile_cont", "percentile_disc", "ratio_to_report", "collect",
    "corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept", "regr_r2", "cume_dist", "percent_rank",
    "approx_count_distinct", "stats_mode", "bfilename", "empty_blob", "empty_clob", "to_blob", "to_lob",
    "to_binary_double", "to_binary_float", "sys_typeid", "depth", "path", "powermultiset", "cardinality", "userhost",
    "nls_charset_id", "nls_charset_name", "nls_charset_decl_len", "any_value", "scn_to_timestamp",
    "timestamp_to_scn", "ora_rowscn", "sys_dburigen", "sys_xmlgen", "treat", "value", "deref", "ref", "makeref",
  ]
}

extension Expression.FunctionCall {
  /// `WMSYS.WM_CONCAT(x)` and `SYS.…` as the aggregate it is; `nil` for any other call.
  var ofOwnedAggregates: Expression.FunctionCall? {
    guard schema == "wmsys" && name == "wm_concat" || schema == "sys" && (name == "wm_concat" || name == "listagg")
    else { return nil }
    return renamed(name)
  }

  /// The same call of a function without a schema.
  func renamed(_ name: String) -> Expression.FunctionCall {
    var call = Expression.FunctionCall(
      schema: nil, name: name, arguments: arguments, isDistinct: isDistinct, position: position)
    call.window = window
    call.withinGroup = withinGroup
    call.filter = filter
    call.ignoresNulls = ignoresNulls
    call.keep = keep
    return call
  }
}
