import Dispatch
import ViewServer

/// `check` and `sql` without an agent: they serve the views themselves for as long as they run, on the socket in the
/// data directory alone, to the user who asks (operations.md, "Commands").
extension AgentRuntime {
  /// Runs `body` while the views are served: by this agent already, or by a listener of their own.
  func withViews<Result>(_ body: () async throws -> Result) async throws -> Result {
    if views.boundPort != nil { return try await body() }
    let server = try Self.viewServer(configuration, store: store, audit: audit, logger: logger, isPrivate: true)
    try await server.start()
    do {
      let result = try await body()
      await server.stop()
      audit.flush()
      return result
    } catch {
      await server.stop()
      audit.flush()
      throw error
    }
  }

  /// Runs what blocks or is long (a driver's calls, whole files) away from the tasks: they have a thread for each core, and
  /// the views' readers, the feed and the swipe test wait for one.
  static func blocking<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: Result(catching: body)) }
    }
    return try result.get()
  }
}
