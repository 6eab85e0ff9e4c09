import Agent
import ArgumentParser

extension Release {
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "比较两次发布，逐行逐字段列出旧值和新值")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("发布号", valueName: "A")) var first: Int64
    @Argument(help: ArgumentHelp("发布号", valueName: "B")) var second: Int64
    func run() async throws { try await options.perform(.releaseDiff(first, second)) }
  }
}
