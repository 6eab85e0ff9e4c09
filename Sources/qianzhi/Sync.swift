import Agent
import ArgumentParser
import Catalogue

struct Sync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "立即轮询一次，显示进度")
  @OptionGroup var options: CommonOptions
  @Flag(name: .long, help: "初始化：从头下载全部目录") var full = false
  @Flag(name: .long, help: "与 --full 一起：中心已没有的记录不论多少都从视图撤下") var withdrawMissing = false
  @Option(name: .long, help: ArgumentHelp("只下载这个目录，可写多次", valueName: "ypml|zlxm|bzml"))
  var catalogue: [CatalogueKind] = []

  func validate() throws {
    guard full || !withdrawMissing else { throw ValidationError("--withdraw-missing 要和 --full 一起写") }
  }

  func run() async throws {
    try await options.perform(
      withdrawMissing ? .withdrawMissing(catalogues: catalogue) : .sync(full: full, catalogues: catalogue))
  }
}

extension CatalogueKind: ExpressibleByArgument {}
