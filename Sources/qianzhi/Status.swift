import Agent
import ArgumentParser

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "目录下载、发布、条数、刷卡测试、监听；需要人处理时退出码为 3")
  @OptionGroup var options: CommonOptions
  @Flag(name: .long, help: "以 JSON 输出") var json = false

  func run() async throws { try await options.perform(.status(json: json)) }
}
