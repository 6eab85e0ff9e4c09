import Agent
import ArgumentParser

struct User: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "视图的用户", subcommands: [SetPassword.self])

  struct SetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "设置口令；从终端读取两遍，或从标准输入读一行")
    @OptionGroup var options: CommonOptions
    @Argument(help: "用户名") var user: String

    func run() async throws {
      try UserCommand.setPassword(of: user, configuration: try options.loadConfiguration()) { print($0) }
    }
  }
}
