import ODBCClient
import Testing

/// What `ODBCClient` owes its callers, against any server that speaks to psqlODBC and has the view `ypml`.
///
/// - Parameters:
///   - connectionString: without the password.
///   - password: of the user in it.
func expectODBCClientWorks(connectionString: String, password: String) throws {
  let connection = try ODBCConnection(connectionString: "\(connectionString);PWD=\(password)")

  // Values as the driver's text, NULL as nil, names of columns.
  let simple = try connection.execute("SELECT '中文，𠮷😀' AS \"药名\", NULL AS nothing, 42 AS n")
  #expect(simple.columns == ["药名", "nothing", "n"])
  #expect(simple.rows == [["中文，𠮷😀", nil, "42"]])
  #expect(
    try connection.execute("SELECT DATE '2021-03-01' AS d").rows.first?.first??.hasPrefix("2021-03-01") == true)

  // Values longer than one part, with characters of two UTF-16 units across the edge.
  for length in [4_094, 4_095, 4_096, 8_190, 8_191, 20_000] {
    for unit in ["药", "😀"] {
      let text = "a" + String(repeating: unit, count: length / unit.utf16.count)
      #expect(try connection.execute("SELECT '\(text)' AS t").rows == [[text]], "\(length) × \(unit)")
    }
  }

  // Parameters travel as text, NULL included; a prepared statement serves many executions.
  let statement = try connection.prepare("SELECT COUNT(*) FROM ypml WHERE tym = ?")
  for value in ["没有这种药'; --", nil, ""] as [String?] {
    try statement.execute([value])
    #expect(try statement.next() == ["0"])
    #expect(try statement.next() == nil)
    #expect(try statement.next() == nil)
  }
  let first = try connection.execute("SELECT MIN(yplsh), COUNT(*) FROM ypml").rows
  let key = try #require(first.first?.first ?? nil)
  #expect(try connection.execute("SELECT yplsh FROM ypml WHERE yplsh = ?", parameters: [key]).rows == [[key]])

  // All rows and no more than allowed.
  let total = try #require(Int(first.first?.last.flatMap { $0 } ?? ""))
  try #require(total > 1)
  let rows = try connection.query("SELECT yplsh FROM ypml")
  var keys: Set<String> = []
  while let row = try rows.next() { keys.insert(row.first.flatMap { $0 } ?? "") }
  #expect(keys.count == total)
  #expect(try connection.execute("SELECT yplsh FROM ypml", maximumRows: total).rows.count == total)
  #expect(throws: ODBCError.self) { try connection.execute("SELECT yplsh FROM ypml", maximumRows: total - 1) }

  // An error names the state and leaves the connection usable; a statement left half read does not disturb the next.
  let half = try connection.query("SELECT yplsh FROM ypml")
  _ = try half.next()
  do throws(ODBCError) {
    _ = try connection.execute("SELECT no_such_column FROM ypml")
    Issue.record("an unknown column was accepted")
  } catch {
    #expect(error.code == .statement)
    #expect(error.sqlState == "42703")
    #expect(error.message.hasPrefix("数据库没有执行这条语句（42703）："))
  }
  #expect(try connection.execute("SELECT 1").rows == [["1"]])

  // Statements keep the connection open, a closed one takes no new ones.
  connection.close()
  connection.close()
  try statement.execute(["x"])
  #expect(try statement.next() == ["0"])
  #expect(throws: ODBCError.self) { try connection.execute("SELECT 1") }

  // A wrong password, which the message does not repeat.
  do throws(ODBCError) {
    _ = try ODBCConnection(connectionString: "\(connectionString);PWD=wrong-word")
    Issue.record("a wrong password was accepted")
  } catch {
    #expect(error.code == .login, "\(error)")
    #expect(!error.description.contains("wrong-word"))
  }
}
