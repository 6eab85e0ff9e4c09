import Agent
import ArgumentParser

extension CommonOptions {
  func loadConfiguration() throws -> AgentConfiguration {
    try ConfigurationFile.load(try ConfigurationFile.locate(named: config, environment: CommandEnvironment.variables))
  }

  /// Performs a command in the running agent, or here when none runs, and ends with its exit code.
  func perform(_ command: AgentCommand) async throws {
    let terminal = Terminal()
    let status = try await CommandDispatch.perform(command, configuration: try loadConfiguration()) {
      terminal.show($0)
    }
    terminal.show(.end(status))
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
