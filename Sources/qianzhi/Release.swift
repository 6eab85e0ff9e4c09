import Agent
import ArgumentParser

struct Release: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "目录的各次发布", subcommands: [List.self, Show.self, Diff.self, Rollback.self, Resume.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "列出各次发布")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.releaseList) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "某次发布的内容")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("发布号", valueName: "N")) var number: Int64
    func run() async throws { try await options.perform(.releaseShow(number)) }
  }
}
