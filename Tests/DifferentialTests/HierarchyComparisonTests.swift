import Testing

/// CONNECT BY on the agent beside WITH RECURSIVE on PostgreSQL, over the same random trees.
@Suite struct HierarchyComparisonTests {
  @Test func answeredAsRecursiveQueriesAre() async throws {
    let count = max(300, GeneratedStatementTests.count / 10)
    try await ComparedServers.with { servers in
      var rowCount = 0
      for index in 0..<count {
        let seed = GeneratedStatementTests.firstSeed &+ UInt64(index)
        var generator = HierarchyGenerator(seed: seed)
        let pair = generator.pair()
        let expected = try servers.postgres.ask(pair.postgres)
        let actual = try servers.agent.ask(pair.oracle)
        guard case .rows(_, let rows) = expected else {
          Issue.record("seed \(seed): \(pair.postgres)\n\(expected)")
          continue
        }
        rowCount += rows.count
        if let difference = AnswerComparison.difference(
          agent: actual, postgres: expected, isOrdered: pair.isOrdered, sql: pair.oracle)
        {
          Issue.record("seed \(seed): \(pair.oracle)\n\(pair.postgres)\n\(difference)")
        }
      }
      // Trees without rows would prove nothing.
      #expect(rowCount > 2 * count)
    }
  }
}
