import Testing

/// KEEP on the agent beside DENSE_RANK and FILTER on PostgreSQL, over the same rows.
@Suite struct KeepComparisonTests {
  @Test func answeredAsRankedRowsAre() async throws {
    try await PairComparison.run { seed in
      var generator = StatementGenerator(seed: seed)
      let pair = generator.keepPair()
      return (pair.oracle, pair.postgres, true)
    }
  }
}
