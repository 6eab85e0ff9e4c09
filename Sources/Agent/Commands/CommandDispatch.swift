import Logging

/// Performs a command where it belongs: in the running agent over its socket, else here over the data directory.
public enum CommandDispatch {
  public static func perform(
    _ command: AgentCommand, configuration: AgentConfiguration, output: @escaping @Sendable (CommandOutput) -> Void
  ) async throws -> ExitStatus {
    let socket = configuration.controlSocketPath
    if let status = try await ControlClient.perform(command, socketPath: socket, output: output) { return status }
    if command.needsRunningAgent {
      throw AgentError(.notRunning, "前置程序没有在运行", "请先启动：qianzhi run --config \(configuration.file)")
    }
    LoggingSetup.commandLine()
    let runtime = try await AgentRuntime(
      configuration, logger: Logger(label: "qianzhi"), createsDirectory: command.createsDataDirectory)
    let status = await runtime.perform(command, output: output)
    try await runtime.close()
    return status
  }
}

extension AgentCommand {
  /// Who watches must not take the directory's lock from an agent that is about to start.
  var needsRunningAgent: Bool {
    switch self {
    case .swipeStatusData: true
    default: false
    }
  }
}

extension AgentCommand {
  /// What brings the first rows or asks the centre. A command that only looks has nothing to look at without a data
  /// directory, and makes none.
  var createsDataDirectory: Bool {
    switch self {
    case .sync, .importFile, .swipeGates, .swipeRun, .drill, .mirror: true
    default: false
    }
  }
}

extension AgentConfiguration {
  var controlSocketPath: String { dataDirectory + "/qianzhi.sock" }
}
