import Foundation
import Testing

@testable import ViewServer

/// Every statement that drivers and tools were seen to send (`driver-statements.jsonl`), on the agent and on a PostgreSQL
/// 15 with the same views: what PostgreSQL answers the agent answers with columns of the same names and types; what it
/// refuses the agent refuses too, whatever the SQLSTATE. The rows are not compared here.
@Suite(.serialized) struct DriverStatementTests {
  struct Recorded: Decodable {
    let clients: [String]
    let sql: String
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

  /// What this version answers otherwise: a part of the statement, and the SQLSTATE or the columns of our answer.
  static let notYet: [(state: String, place: String)] = [
    // Our views cannot be written to.
    ("42501", "DELETE FROM ypml")
  ]

  static func recorded() throws -> [Recorded] {
    try String(contentsOfFile: folder + "/driver-statements.jsonl", encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Recorded.self, from: Data($0.utf8))
    }
  }

  /// The state a statement finds: the cursors, savepoints and prepared statements that its session made before.
  private static let preparation = [
    "begin", "declare \"SQL_CUR0xH\" scroll cursor for select ypbm from ypml",
    "declare _psql_cursor cursor for select ypbm from ypml", "declare srv cursor for select ypbm from ypml",
    "declare srv2 scroll cursor for select ypbm from ypml", "savepoint _EXEC_SVP_0xH", "savepoint _per_query_svp_",
    "savepoint pg_psql_temporary_savepoint", "savepoint \"_pg3_1\"", "savepoint \"_pg3_2\"",
  ]

  /// `E 42703`, or what the statement's columns are.
  private func answer(_ client: RawClient, _ sql: String) throws -> String {
    try client.send(raw: RawClient.parse("_PLAN0xH", "select 1 from ypml") + RawClient.sync)
    _ = try client.untilReady()
    for statement in Self.preparation { _ = try client.ask(statement) }
    // A text with parameters is prepared and described, as its driver does; its values are not recorded.
    let isPrepared = sql.contains("$1")
    try client.send(
      raw: isPrepared ? RawClient.parse("", sql) + RawClient.describe("S", "") + RawClient.sync : RawClient.query(sql))
    let answers = try client.untilReady()
    if let error = answers.first(where: { $0.type == "E" }) { return "E \(error.field("C") ?? "")" }
    return answers.filter { $0.type == "T" }.map(WireFile.shown).joined(separator: "; ")
  }

  @Test(.timeLimit(.minutes(5))) func answersAsPostgreSQLDoes() async throws {
    let all = try Self.recorded().filter { !$0.sql.contains("pg_sleep") }
    #expect(all.count > 200)
    let postgres = try PostgresServer()
    defer {
      do { try postgres.stop() } catch { Issue.record(error) }
    }
    var needed: Set<Int> = []
    try await RunningServer.with(configure: { $0.statementTimeoutSeconds = 20 }) { server in
      for statement in all {
        let expected = try answer(try postgres.connect(), statement.sql)
        let actual = try answer(try server.local(), statement.sql)
        if actual == expected || expected.hasPrefix("E") && actual.hasPrefix("E") { continue }
        // PostgreSQL refuses it behind `preparation`'s declarations; alone it is fine.
        if statement.sql.hasPrefix("BEGIN ISOLATION") { continue }
        if let known = Self.notYet.firstIndex(where: { statement.sql.contains($0.place) }),
          actual == Self.notYet[known].state || actual == "E \(Self.notYet[known].state)"
        {
          needed.insert(known)
          continue
        }
        Issue.record("\(statement.clients) \(statement.sql)\n agent    \(actual)\n postgres \(expected)")
      }
    }
    for (place, known) in Self.notYet.enumerated() where !needed.contains(place) {
      Issue.record("answered by now, take it off the list: \(known.place)")
    }
  }
}
