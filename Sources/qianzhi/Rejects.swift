import Agent
import ArgumentParser
import Catalogue

struct Rejects: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "被拒收的行", subcommands: [List.self, Show.self, Accept.self, Retry.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "列出被拒收的行和原因")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.rejectsList) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "显示一行的原文和拒收原因")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("rejects list 里的编号", valueName: "N")) var number: Int64
    func run() async throws { try await options.perform(.rejects(.show(number))) }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "接受一个目录现有的拒收：这些行不发布，其余的行可以发布")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("目录", valueName: "ypml|zlxm|bzml")) var catalogue: CatalogueKind
    func run() async throws { try await options.perform(.rejects(.accept(catalogue))) }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "向中心重取有拒收行的目录，按现在的规则重新解读")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("目录（默认：所有有拒收行的）", valueName: "ypml|zlxm|bzml"))
    var catalogue: [CatalogueKind] = []
    func run() async throws { try await options.perform(.rejects(.retry(catalogue))) }
  }
}
