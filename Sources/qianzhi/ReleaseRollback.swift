import Agent
import ArgumentParser
import Catalogue

extension Release {
  struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "回退：视图变回第 N 次发布时的内容（作为一次新的发布），这些目录随后暂停发布")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("回退到的发布号", valueName: "N")) var number: Int64
    @Option(name: .long, help: ArgumentHelp("只回退这个目录，可写多次", valueName: "ypml|zlxm|bzml"))
    var catalogue: [CatalogueKind] = []
    @Option(name: .long, help: ArgumentHelp("原因，记入发布记录", valueName: "原因")) var reason: String

    func validate() throws {
      if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason 要写明原因") }
    }

    func run() async throws { try await options.perform(.release(.rollback(number, catalogue, reason: reason))) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "回退后恢复发布：重新下载中心的全部内容并发布")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("目录", valueName: "ypml|zlxm|bzml")) var catalogue: CatalogueKind
    func run() async throws { try await options.perform(.release(.resume(catalogue))) }
  }
}
