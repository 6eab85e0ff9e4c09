import Agent
import ArgumentParser
import Catalogue

struct Sync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "立即轮询一次，显示进度")
  @OptionGroup var options: CommonOptions
  @Flag(name: .long, help: "初始化：从头下载全部目录") var full = false
  @Option(name: .long, help: ArgumentHelp("只下载这个目录，可写多次", valueName: "ypml|zlxm|bzml"))
  var catalogue: [CatalogueKind] = []

  func run() async throws { try await options.perform(.sync(full: full, catalogues: catalogue)) }
}

extension CatalogueKind: ExpressibleByArgument {}
