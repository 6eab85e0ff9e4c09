import Testing

/// KEEP on the agent beside DENSE_RANK and FILTER on PostgreSQL, over the same rows.
@Suite struct KeepComparisonTests {
  @Test func answeredAsRankedRowsAre() async throws {
    let count = max(300, GeneratedStatementTests.count / 10)
    try await ComparedServers.with { servers in
      var rowCount = 0
      for index in 0..<count {
        let seed = GeneratedStatementTests.firstSeed &+ UInt64(index)
        var generator = StatementGenerator(seed: seed)
        let pair = generator.keepPair()
        let expected = try servers.postgres.ask(pair.postgres)
        let actual = try servers.agent.ask(pair.oracle)
        guard case .rows(_, let rows) = expected else {
          Issue.record("seed \(seed): \(pair.postgres)\n\(expected)")
          continue
        }
        rowCount += rows.count
        if let difference = AnswerComparison.difference(
          agent: actual, postgres: expected, isOrdered: true, sql: pair.oracle)
        {
          Issue.record("seed \(seed): \(pair.oracle)\n\(pair.postgres)\n\(difference)")
        }
      }
      #expect(rowCount > 2 * count)
    }
  }
}
