import Catalogue
import Foundation
import Testing

@testable import ViewServer

/// The rows of the catalogue as drivers and tools ask for them, on the agent and on a PostgreSQL 15 with the same views in
/// the same schema, of the same user.
@Suite(.serialized) struct DriverRowTests {
  /// One answer to a statement: its columns' names and its rows.
  struct Answer: Equatable {
    let columns: [String]
    var rows: [[String?]]
  }

  private static func ask(_ client: RawClient, _ sql: String) throws -> [Answer]? {
    try client.send(raw: RawClient.query(sql))
    var answers: [Answer] = []
    for message in try client.untilReady() {
      switch message.type {
      case "T": answers.append(Answer(columns: message.titles, rows: []))
      case "D": answers[answers.count - 1].rows.append(message.columns)
      case "E": return nil
      default: break
      }
    }
    return answers
  }

  /// Ids that each server gives by itself, and what they mean.
  private static func ids(_ client: RawClient) throws -> [String: String] {
    let sql = """
      select c.oid, 'the table ' || relname from pg_catalog.pg_class c, pg_catalog.pg_namespace n \
      where n.oid = relnamespace and nspname = 'his_interface' \
      union all select oid, 'the schema' from pg_catalog.pg_namespace where nspname = 'his_interface' \
      union all select oid, 'the database' from pg_catalog.pg_database where datname = 'qianzhi' \
      union all select oid, 'the user' from pg_catalog.pg_roles where rolname = 'his_interface'
      """
    guard let answer = try ask(client, sql)?.first else { throw RawClient.Failure(message: "ids") }
    return Dictionary(
      answer.rows.map { ($0[0] ?? "", $0[1] ?? "") }, uniquingKeysWith: { first, _ in first })
  }

  /// The recorded statements ask for `ypml` in `public`, by its id 16411 in the server they were recorded at.
  private static func statement(_ recorded: String, view: String, id: String) -> String {
    recorded.replacingOccurrences(of: "16411", with: id).replacingOccurrences(of: "public", with: "his_interface")
      .replacingOccurrences(of: "ypml", with: view)
  }

  /// Rows that one server alone has, by design.
  enum Known {
    /// Tables beside the three views that HIS programs ask for; PostgreSQL here has only the views.
    static let smallTables: Set<String> = ["dual", "ypml_lbdm", "zlxm_lbdm2"]
    /// Where PostgreSQL keeps long values; we have none.
    static let storageSchemas: Set<String> = ["pg_toast"]
    /// Of functions there is no list here.
    static let unlistedRelation = "pg_proc"
    /// The columns of `information_schema` have domains there and the domains' base types here.
    static let domainColumns: Set<String> = ["atttypid", "typname", "case", "typtypmod", "atttypmod"]
  }

  /// What both should answer alike: ids by what they mean, and without the rows that are different by design.
  private static func comparable(
    _ answer: Answer, _ ids: [String: String], relations: Set<String>, types: Set<String>, isOrdered: Bool
  ) -> Answer {
    var answer = answer
    let type = relations.isEmpty ? nil : answer.columns.firstIndex(of: "typname")
    let listsTypes = !answer.columns.contains("attname")
    let relation = answer.columns.firstIndex { ["relname", "table_name", "TABLE_NAME"].contains($0) }
    answer.rows = answer.rows.filter { row in
      if let relation, let name = row[relation], !relations.contains(name) { return false }
      // Types beyond those of our columns, and the row types of tables.
      if listsTypes, let type, let name = row[type], !types.contains(name) { return false }
      return !row.contains { $0.map { Known.smallTables.contains($0) || Known.storageSchemas.contains($0) } ?? false }
    }.map { row in
      let isStandard = row.contains("information_schema")
      return zip(answer.columns, row).map { column, value in
        if isStandard, Known.domainColumns.contains(column) { return "a domain" }
        return value.map { ids[$0] ?? $0 }
      }
    }
    if !isOrdered { answer.rows.sort { "\($0)" < "\($1)" } }
    return answer
  }

  /// What the agent lists.
  private static func names(_ client: RawClient, _ sql: String) throws -> Set<String> {
    guard let answer = try ask(client, sql)?.first else { throw RawClient.Failure(message: sql) }
    return Set(answer.rows.compactMap { $0[0] })
  }

  /// Statements of a client that read the catalogue, without the savepoints before them.
  static func catalogueStatements(_ client: String) throws -> [String] {
    let names = ["pg_catalog", "pg_class", "pg_type", "pg_namespace", "information_schema", "pg_database"]
    return try DriverStatementTests.recorded().filter { recorded in
      recorded.clients.contains { $0.hasPrefix(client) } && names.contains { recorded.sql.contains($0) }
        && !recorded.sql.contains("$1")
    }.map { recorded in
      let savepoints = "RELEASE _EXEC_SVP_0xH;SAVEPOINT _EXEC_SVP_0xH;"
      return recorded.sql.hasPrefix(savepoints) ? String(recorded.sql.dropFirst(savepoints.count)) : recorded.sql
    }
  }

  /// The views' and columns' titles, as the agent has them.
  private static func comment(_ postgres: PostgresServer) throws {
    let client = try postgres.connect()
    for kind in CatalogueKind.allCases {
      var comments = [("table his_interface.\(kind.rawValue)", kind.title)]
      comments += kind.table.columns.map { ("column his_interface.\(kind.rawValue).\($0.name)", $0.meaning) }
      for (place, text) in comments {
        let answers = try client.ask("comment on \(place) is '\(text.replacingOccurrences(of: "'", with: "''"))'")
        guard answers == ["C COMMENT", "Z I"] else { throw RawClient.Failure(message: answers.joined()) }
      }
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: ["psqlodbc", "pgjdbc"])
  func rowsAsPostgreSQLHasThem(client: String) async throws {
    let postgres = try PostgresServer()
    defer {
      do { try postgres.stop() } catch { Issue.record(error) }
    }
    try await RunningServer.with(configure: { $0.options.database = "qianzhi" }) { server in
      let theirs = try postgres.connect()
      let ours = try server.local()
      let theirIDs = try Self.ids(theirs)
      let ourIDs = try Self.ids(ours)
      let relations = try Self.names(ours, "select relname from pg_catalog.pg_class")
      let types = try Self.names(ours, "select typname from pg_catalog.pg_type")
      try Self.comment(postgres)
      var compared = 0
      for recorded in try Self.catalogueStatements(client) where !recorded.contains(Known.unlistedRelation) {
        for view in ["ypml", "zlxm", "bzml"] where recorded.contains("ypml") || view == "ypml" {
          func id(_ ids: [String: String]) -> String { ids.first { $0.value == "the table \(view)" }?.key ?? "" }
          let sql = Self.statement(recorded, view: view, id: id(ourIDs))
          let expected = try Self.ask(theirs, Self.statement(recorded, view: view, id: id(theirIDs)))
          let actual = try Self.ask(ours, sql)
          guard let expected, let actual else {
            if (expected == nil) != (actual == nil) {
              Issue.record("\(actual == nil ? "agent" : "postgres") refuses \(sql)")
            }
            continue
          }
          #expect(actual.count == expected.count, "\(actual.count) and \(expected.count) answers: \(sql)")
          for (answer, other) in zip(actual, expected) {
            compared += 1
            let isOrdered = sql.lowercased().contains("order by") && !sql.contains("OVER (")
            let left = Self.comparable(answer, ourIDs, relations: relations, types: types, isOrdered: isOrdered)
            let right = Self.comparable(other, theirIDs, relations: relations, types: types, isOrdered: isOrdered)
            if left == right { continue }
            let place = zip(left.rows, right.rows).enumerated().first { $1.0 != $1.1 }?.offset
            let lines = place.map { [left.rows[$0], right.rows[$0]] } ?? [left.rows.last ?? [], right.rows.last ?? []]
            Issue.record(
              """
              \(left.rows.count) and \(right.rows.count) rows, row \((place ?? -2) + 1): \(sql)
              \(left.columns)
              agent    \(lines[0].map { $0 ?? "NULL" })
              postgres \(lines[1].map { $0 ?? "NULL" })
              """)
          }
        }
      }
      #expect(compared > 10)
    }
  }
}
