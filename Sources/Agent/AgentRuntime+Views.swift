import Logging

extension AgentRuntime {
  func startViews() async throws {}
  func stopViews() async {}
  func viewStatus() -> AgentStatus.Views? { nil }
  var readyMetadata: Logger.Metadata { [:] }
}
