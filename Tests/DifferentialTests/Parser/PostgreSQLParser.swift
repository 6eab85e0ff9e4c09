import CPgQuery

/// PostgreSQL 15's own parser (libpg_query).
enum PostgreSQLParser {
  /// Its error message, or `nil` for a text it parses.
  static func refusal(_ sql: String) -> String? {
    let result = pg_query_parse(sql)
    defer { pg_query_free_parse_result(result) }
    guard let error = result.error else { return nil }
    return error.pointee.message.map { String(cString: $0) } ?? "?"
  }
}
