extension Binder {
  /// What drivers ask about the server and its catalogue.
  func environmentFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    let environment = frontEnd.environment
    switch call.name {
    case "version": return try constant(call, arguments, environment.version, .text)
    case "current_database", "current_catalog": return try constant(call, arguments, environment.database, .name)
    case "current_schemas":
      try require(1...1, call, arguments)
      let all = "CASE WHEN \(arguments[0].sql) THEN 'pg_catalog,' ELSE '' END"
      return Typed(
        "('{' || \(all) || \(sqliteLiteral(environment.currentSchema)) || '}')", .array(.name), from: arguments)
    case "current_schema": return try constant(call, arguments, environment.currentSchema, .name)
    case "current_user", "session_user", "user": return try constant(call, arguments, environment.user, .name)
    case "pg_get_expr", "pg_get_viewdef", "pg_get_ruledef", "pg_get_indexdef", "pg_get_constraintdef",
      "shobj_description", "array_to_string", "pg_get_function_result", "pg_get_function_arguments",
      "pg_get_function_identity_arguments", "pg_get_function_sqlbody", "pg_get_functiondef",
      "pg_get_statisticsobjdef_columns", "pg_get_partkeydef", "pg_get_triggerdef":
      return Typed(RuntimeCall.nothing.call(arguments.map(\.sql)), .text, from: arguments)
    case "pg_type_is_visible", "pg_function_is_visible", "pg_operator_is_visible", "pg_opclass_is_visible",
      "pg_opfamily_is_visible", "pg_collation_is_visible", "pg_conversion_is_visible", "pg_statistics_obj_is_visible",
      "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible", "pg_ts_template_is_visible",
      "has_table_privilege", "pg_relation_is_publishable", "has_schema_privilege", "has_database_privilege",
      "has_function_privilege", "has_column_privilege", "has_tablespace_privilege":
      return Typed(RuntimeCall.always.call(arguments.map(\.sql)), .bool, from: arguments)
    case "pg_table_size", "pg_relation_size", "pg_total_relation_size", "pg_database_size", "pg_tablespace_size":
      return Typed(RuntimeCall.nothing.call(arguments.map(\.sql)), .int8, from: arguments)
    case "pg_size_pretty", "pg_tablespace_location":
      return Typed(RuntimeCall.nothing.call(arguments.map(\.sql)), .text, from: arguments)
    case "format_type":
      try require(2...2, call, arguments)
      return Typed(RuntimeCall.formatType(arguments[0].sql, arguments[1].sql), .text, from: arguments)
    case "currtid2":
      // The newest place of a row, which psqlODBC asks for; rows of a release do not move.
      try require(2...2, call, arguments)
      return Typed((arguments[1].type == .tid ? arguments[1] : text(arguments[1])).sql, .tid, from: arguments)
    case "pg_get_userbyid":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.userName(arguments[0].sql), .name, from: arguments)
    case "pg_encoding_to_char":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.encodingName(arguments[0].sql), .name, from: arguments)
    default: return try describingFunction(call, arguments)
    }
  }

  private func constant(
    _ call: Expression.FunctionCall, _ arguments: [Typed], _ value: String, _ type: SQLType
  ) throws(SQLError) -> Typed {
    try require(0...0, call, arguments)
    return Typed(sqliteLiteral(value), type)
  }
}
