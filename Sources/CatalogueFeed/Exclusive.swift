extension CatalogueFeed {
  /// Runs disk work between two polls, so that neither sees rows the other is about to publish. Waits for a poll that
  /// is under way.
  public func exclusively<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    await enter()
    defer { leave() }
    return try await withCheckedThrowingContinuation { continuation in
      publisher.async { continuation.resume(with: Result { try work() }) }
    }
  }
}
