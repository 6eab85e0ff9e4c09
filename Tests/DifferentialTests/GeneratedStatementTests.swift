import Foundation
import Testing

/// Generated statements on the agent and on PostgreSQL 15 with the same rows: rows, column names, types, SQLSTATE class.
///
/// QIANZHI_DIFFERENTIAL is how many statements, QIANZHI_SEED the seed of the first; the seed of a statement is printed
/// with its difference and repeats it.
@Suite struct GeneratedStatementTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["QIANZHI_DIFFERENTIAL"].flatMap(Int.init) ?? 1000
  static let firstSeed = environment["QIANZHI_SEED"].flatMap(UInt64.init) ?? 20_210_301
  /// Differences of one run that are printed.
  static let shown = 40

  @Test func answeredAsPostgreSQLDoes() async throws {
    try await ComparedServers.with { servers in
      var differences = 0
      var refused = 0
      var empty = 0
      for index in 0..<Self.count {
        let seed = Self.firstSeed &+ UInt64(index)
        var generator = StatementGenerator(seed: seed)
        let statement = generator.statement()
        let expected = try servers.postgres.ask(statement.sql)
        let actual = try servers.agent.ask(statement.sql)
        switch expected {
        case .refused: refused += 1
        case .rows(_, let rows): empty += rows.isEmpty ? 1 : 0
        }
        guard
          let difference = AnswerComparison.difference(
            agent: actual, postgres: expected, isOrdered: statement.isOrdered, sql: statement.sql)
        else { continue }
        differences += 1
        if differences <= Self.shown { Issue.record("seed \(seed): \(statement.sql)\n\(difference)") }
      }
      #expect(differences == 0)
      print(
        "differential: \(Self.count) statements from seed \(Self.firstSeed): \(differences) differences, \(refused) refused by both, \(empty) without rows"
      )
      // A generator whose statements answer nothing would prove nothing.
      #expect(refused < Self.count / 8 && empty < Self.count / 3)
    }
  }
}
