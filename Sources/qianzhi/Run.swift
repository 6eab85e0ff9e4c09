import Agent
import ArgumentParser

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "在前台运行；收到 SIGTERM 后正常停止")
  @OptionGroup var options: CommonOptions
  @Flag(name: .long, help: "打印生效的配置（不含口令和卡号）后退出") var printConfig = false

  func run() async throws {
    let configuration = try options.loadConfiguration()
    if printConfig { return print(configuration.effectiveText) }
    try await AgentProcess.run(configuration)
  }
}
