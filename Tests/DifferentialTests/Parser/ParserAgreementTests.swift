import Foundation
import OracleSQL
import QueryEngine
import Testing

/// Our parser beside PostgreSQL's own (libpg_query): what that parses of our subset ours parses too.
@Suite struct ParserAgreementTests {
  private let frontEnd = SQLFrontEnd(
    schema: Schema(tables: []), environment: .init(user: "u", database: "d", currentSchema: "s", version: "15"))

  private func refusal(_ sql: String) -> SQLError? {
    do throws(SQLError) {
      _ = try frontEnd.parse(sql)
      return nil
    } catch {
      return error
    }
  }

  @Test func generatedStatements() {
    var parsed = 0
    for seed in GeneratedStatementTests.firstSeed..<GeneratedStatementTests.firstSeed + 2000 {
      var generator = StatementGenerator(seed: seed)
      let sql = generator.statement().sql
      let theirs = PostgreSQLParser.refusal(sql)
      let ours = refusal(sql)
      #expect(
        (theirs == nil) == (ours == nil),
        "seed \(seed): \(sql)\n postgres \(theirs ?? "parses"), ours \(String(describing: ours))")
      parsed += theirs == nil ? 1 : 0
    }
    #expect(parsed > 1900)
  }

  /// The same words in other letters, with other blanks and comments between them. (libpg_query is no judge here: it
  /// refuses a comment between NOT and LIKE, which PostgreSQL reads.)
  @Test func respelledStatements() throws {
    let options = ViewOptions()
    let frontEnd = SQLFrontEnd(
      schema: ViewSchema.schema(options: options),
      environment: .init(user: "u", database: "d", currentSchema: ViewSchema.name, version: "15"))
    var random = Seeded(GeneratedStatementTests.firstSeed)
    for seed in UInt64(1)...500 {
      var generator = StatementGenerator(seed: seed)
      let sql = generator.statement().sql
      let respelled = RespelledStatement.of(sql, &random)
      #expect(compiled(respelled, frontEnd) == compiled(sql, frontEnd), "seed \(seed): \(respelled)")
    }
  }

  /// SQLite's text, or the SQLSTATE.
  private func compiled(_ sql: String, _ frontEnd: SQLFrontEnd) -> String {
    do throws(SQLError) {
      guard let statement = try frontEnd.parse(sql).first, case .query(let query) = try frontEnd.compile(statement)
      else {
        return "no query"
      }
      return query.sqliteText
    } catch {
      return error.state
    }
  }

  /// Recorded statements that PostgreSQL's parser reads and ours refuses: a part of the text, the SQLSTATE.
  static let refusedByName: [(place: String, state: String)] = [
    ("DELETE FROM ypml", "42501"), ("row_number() OVER (PARTITION BY a.attrelid", "0A000"),
    ("generate_series(1, array_upper(current_schemas(false)", "0A000"), ("pos.n AS KEY_SEQ", "0A000"),
    ("FROM (VALUES (", "0A000"),
  ]

  @Test func driverStatements() throws {
    struct Recorded: Decodable { let sql: String }
    let path =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
      + "/../../ViewServerTests/Drivers/driver-statements.jsonl"
    let statements = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Recorded.self, from: Data($0.utf8)).sql
    }
    #expect(statements.count > 200)
    for sql in statements where PostgreSQLParser.refusal(sql) == nil {
      guard let error = refusal(sql) else { continue }
      let isKnown = Self.refusedByName.contains { sql.contains($0.place) && error.state == $0.state }
      #expect(isKnown, "\(error.state) \(error.message): \(sql)")
    }
  }

  @Test(arguments: [
    "select 1 from ypml where yplsh = tym = jx", "select 1 from ypml where yplsh = tym like jx",
    "select 1 from ypml where yplsh like tym like jx", "select 1 from ypml where yplsh < tym < jx",
    "select 1 from ypml where yplsh between tym and jx = jx = jx",
    "select 1 from ypml where yplsh <> tym in ('1') = true",
  ])
  func comparisonsDoNotChain(sql: String) {
    #expect(refusal(sql)?.state == "42601")
  }

  @Test(arguments: [
    "select 1 from ypml where yplsh = tym is null", "select 1 from ypml where (yplsh = tym) = (jx = jx)",
    "select 1 from ypml where yplsh is null = true", "select 1 from ypml where yplsh in ('1') = true",
  ])
  func comparisonsOfTruthValues(sql: String) {
    #expect(PostgreSQLParser.refusal(sql) == nil)
    #expect(refusal(sql) == nil)
  }
}
