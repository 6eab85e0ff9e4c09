import Foundation
import Testing

@testable import OracleSQL

/// Everything psqlODBC sends must compile, with the result types PostgreSQL gave it.
@Suite struct DriverStatementTests {
  private let compiler = Compiler(
    Schema(tables: [TestSchema.recorded, TestSchema.zlxm, TestSchema.dual] + TestSchema.catalogue))

  @Test(arguments: DriverTemplates.all)
  func catalogueQueries(template: DriverTemplates.Template) throws {
    let query = try compiler.query(template.sql)
    if let types = template.types { #expect(query.columns.map(\.type.oid) == types) }
  }

  @Test func foreignKeyColumnsCarryTheirNames() throws {
    let template = try #require(DriverTemplates.all.first { $0.description == "foreign keys, 13" })
    #expect(
      try compiler.names(template.sql) == [
        "PKTABLE_CAT", "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_CAT", "FKTABLE_SCHEM", "FKTABLE_NAME",
        "FKCOLUMN_NAME", "KEY_SEQ", "UPDATE_RULE", "DELETE_RULE", "FK_NAME", "PK_NAME", "DEFERRABILITY",
      ])
  }

  @Test(arguments: [
    "SELECT id, ypbm, ypmc , \"ctid\" FROM ypml WHERE id<=5", "SELECT id,ypbm,ypmc FROM ypml WHERE id = '3'",
    "SELECT id,ypbm,ypmc FROM ypml WHERE id = $1 AND ypbm like $2", "SELECT count(*) FROM ypml WHERE gg = NULL",
    "SELECT upper(ypbm), current_date, concat(ypbm::text, 'x'::text) FROM ypml WHERE bgsj >= '2021-03-01 00:00:00'::timestamp and rq='2021-03-01'::date and id=3",
    "select ypbm::varchar(255) v255, ypbm::char(10) c10, jg::numeric(12,4) n12_4, bgsj::timestamptz tz, 1::oid o, null nul from ypml limit 1",
  ])
  func statementsOfPrograms(sql: String) { #expect(compiler.error(sql) == nil) }

  /// The whole recorded corpus, where the machine has it (QIANZHI_DRIVER_STATEMENTS names the file).
  @Test(.enabled(if: ProcessInfo.processInfo.environment["QIANZHI_DRIVER_STATEMENTS"] != nil))
  func recordedStatements() throws {
    struct Recorded: Decodable {
      let clients: [String]
      let sql: String
    }
    let path = try #require(ProcessInfo.processInfo.environment["QIANZHI_DRIVER_STATEMENTS"])
    let decoder = JSONDecoder()
    var count = 0
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let recorded = try decoder.decode(Recorded.self, from: Data(line.utf8))
      guard recorded.clients.contains(where: { $0.hasPrefix("psqlodbc") }) else { continue }
      count += 1
      let error = compiler.error(recorded.sql)
      #expect(error?.state == refusal(of: recorded.sql), "\(recorded.sql) \(error?.message ?? "")")
    }
    #expect(count > 100)
  }

  /// What the recording programs sent to be refused, and what this product leaves out.
  private func refusal(of sql: String) -> String? {
    let refusals = [
      ("SELEC 1", "42601"), ("DELETE ", "42501"), ("from nosuch", "42P01"), ("FROM nosuch", "42P01"),
      ("SELECT nosuch", "42703"), ("pg_sleep", "42883"), ("move backward", "0A000"),
    ]
    return refusals.first { sql.contains($0.0) }?.1
  }
}
