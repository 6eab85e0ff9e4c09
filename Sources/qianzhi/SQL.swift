import Agent
import ArgumentParser

struct SQL: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "以 his_interface 的身份执行一条查询，走与 HIS 相同的驱动")
  @OptionGroup var options: CommonOptions
  @Argument(help: "SELECT 语句") var statement: String

  @Flag(help: "不执行，只显示转换后的 SQLite 语句和执行计划") var explain = false

  func run() async throws {
    if explain { return try await options.perform(.explain(statement: statement)) }
    let terminal = Terminal()
    try await SQLCommand.run(statement, configuration: try options.loadConfiguration()) { terminal.show(.line($0)) }
  }
}
