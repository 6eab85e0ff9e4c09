/// Functions with which psql and tools describe objects.
extension Binder {
  func describingFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "obj_description":
      try require(1...2, call, arguments)
      let relation = arguments.count == 2 ? arguments[1].sql : "NULL"
      return Typed(RuntimeCall.comment(relation, arguments[0].sql, "0"), .text, from: arguments)
    case "col_description":
      try require(2...2, call, arguments)
      return Typed(RuntimeCall.comment("'pg_class'", arguments[0].sql, arguments[1].sql), .text, from: arguments)
    case "pg_table_is_visible":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.isVisible(arguments[0].sql), .bool, from: arguments)
    case "pg_has_role":
      // No role has another as its member.
      try require(2...3, call, arguments)
      let role = arguments[arguments.count - 2]
      let name = role.type.isText ? role.sql : RuntimeCall.userName(role.sql)
      return Typed("(\(name) = \(sqliteLiteral(frontEnd.environment.user)))", .bool, from: arguments)
    case "current_setting":
      try require(1...2, call, arguments)
      return Typed(RuntimeCall.setting.call(arguments.map(\.sql)), .text, from: arguments)
    case "format":
      try require(1...Self.maximumArguments, call, arguments)
      return Typed(RuntimeCall.formatText.call(arguments.map { text($0).sql }), .text, from: arguments)
    case "quote_ident":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.formatText("'%I'", text(arguments[0]).sql), .text, from: arguments)
    case "getdatabaseencoding":
      try require(0...0, call, arguments)
      return Typed("'UTF8'", .name)
    case "pg_char_to_encoding":
      try require(1...1, call, arguments)
      let name = "upper(\(arguments[0].sql))"
      return Typed("CASE WHEN \(name) IN ('UTF8', 'UTF-8', 'UNICODE') THEN 6 ELSE -1 END", .int4, from: arguments)
    case "to_regclass":
      try require(1...1, call, arguments)
      return Typed(RuntimeCall.relationIfKnown(text(arguments[0]).sql), .regclass, from: arguments)
    case "pg_is_in_recovery":
      try require(0...0, call, arguments)
      return Typed("0", .bool)
    case "inet_server_addr", "inet_client_addr":
      // NULL as over a local socket: statements do not know the connection they came by.
      try require(0...0, call, arguments)
      return Typed("NULL", .catalogue(869))
    case "pg_backend_pid", "inet_server_port", "inet_client_port":
      try require(0...0, call, arguments)
      return Typed("NULL", .int4)
    case "array_remove":
      try require(2...2, call, arguments)
      guard arguments[0].type.elementType != nil else { throw mismatch("数组", call.position) }
      return Typed(RuntimeCall.arrayRemove(arguments[0].sql, arguments[1].sql), arguments[0].type, from: arguments)
    default: return nil
    }
  }
}
