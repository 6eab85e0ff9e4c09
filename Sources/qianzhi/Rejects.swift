import Agent
import ArgumentParser

struct Rejects: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "被拒收的行", subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "列出被拒收的行和原因")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.rejectsList) }
  }
}
