import Testing

/// CONNECT BY on the agent beside WITH RECURSIVE on PostgreSQL, over the same random trees.
@Suite struct HierarchyComparisonTests {
  @Test func answeredAsRecursiveQueriesAre() async throws {
    try await PairComparison.run { seed in
      var generator = HierarchyGenerator(seed: seed)
      let pair = generator.pair()
      return (pair.oracle, pair.postgres, pair.isOrdered)
    }
  }
}
