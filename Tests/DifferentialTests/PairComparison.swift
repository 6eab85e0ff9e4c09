import Testing

/// Generated pairs of statements that mean the same, Oracle's on the agent and PostgreSQL's own there.
enum PairComparison {
  typealias Pair = (oracle: String, postgres: String, isOrdered: Bool)

  /// - Parameter pair: of a seed.
  static func run(_ pair: (UInt64) -> Pair) async throws {
    let count = max(300, GeneratedStatementTests.count / 10)
    try await ComparedServers.with { servers in
      var rowCount = 0
      for index in 0..<count {
        let seed = GeneratedStatementTests.firstSeed &+ UInt64(index)
        let (oracle, postgres, isOrdered) = pair(seed)
        let expected = try servers.postgres.ask(postgres)
        let actual = try servers.agent.ask(oracle)
        guard case .rows(_, let rows) = expected else {
          Issue.record("seed \(seed): \(postgres)\n\(expected)")
          continue
        }
        rowCount += rows.count
        if let difference = AnswerComparison.difference(
          agent: actual, postgres: expected, isOrdered: isOrdered, sql: oracle)
        {
          Issue.record("seed \(seed): \(oracle)\n\(postgres)\n\(difference)")
        }
      }
      // Statements without rows would prove nothing.
      #expect(rowCount > 2 * count)
    }
  }
}
