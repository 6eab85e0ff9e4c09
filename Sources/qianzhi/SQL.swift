import Agent
import ArgumentParser

struct SQL: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "以 his_interface 的身份执行一条查询，走与 HIS 相同的驱动")
  @OptionGroup var options: CommonOptions
  @Argument(help: "SELECT 语句") var statement: String

  func run() async throws {
    let terminal = Terminal()
    try await SQLCommand.run(statement, configuration: try options.loadConfiguration()) { terminal.show(.line($0)) }
  }
}
