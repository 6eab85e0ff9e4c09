import CatalogueStore
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
    let logger = Logger(label: "qianzhi")
    let runtime: AgentRuntime
    do {
      runtime = try await AgentRuntime(
        configuration, logger: logger, createsDirectory: command.createsDataDirectory)
    } catch let error as StoreError {
      return try await WithoutStore.perform(
        command, configuration, because: error, output: CommandSink(put: output), logger: logger)
    }
    let status = await runtime.perform(command, output: CommandSink(put: output))
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
  /// Commands that look at releases, rejects, logs and views have nothing to look at without a data directory, and make
  /// none. Those of the swipe test and the drills tell about windows and journals also before the first start.
  var createsDataDirectory: Bool {
    switch self {
    case .status, .releaseList, .releaseShow, .releaseDiff, .release, .rejectsList, .rejects, .explain, .logList,
      .logShow,
      .logRebuild, .logExport, .check:
      false
    default: true
    }
  }
}

extension AgentConfiguration {
  var controlSocketPath: String { dataDirectory + "/qianzhi.sock" }
}
