import Testing

/// ROLLUP, CUBE, GROUPING SETS, GROUPING and the WINDOW clause on the agent and on PostgreSQL, over the same rows.
@Suite struct GroupingComparisonTests {
  @Test func answeredAsPostgreSQLDoes() async throws {
    try await PairComparison.run { seed in
      var generator = StatementGenerator(seed: seed)
      let statement = seed % 6 == 0 ? generator.namedWindows() : generator.groupings()
      return (statement.sql, statement.sql, statement.isOrdered)
    }
  }
}
