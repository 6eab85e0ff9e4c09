import Agent
import ArgumentParser
import Catalogue
import Foundation

struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "导入目录文件（.xlsx、CSV、TAB 或 | 分隔的文本）：文件中的行新增或修改，不删除任何行",
    discussion: "列为 24 交易的次序，或有表头（拼音列名或中文含义，次序任意）。--codes 导入“流水号、国家编码”两列的文件。")
  @OptionGroup var options: CommonOptions
  @Argument(help: ArgumentHelp("文件", valueName: "FILE")) var file: String
  @Option(name: .long, help: ArgumentHelp("哪个目录（默认：按表头或列数识别）", valueName: "ypml|zlxm|bzml"))
  var catalogue: CatalogueKind?
  @Option(name: .long, help: ArgumentHelp("公布的条数；不符则不发布", valueName: "N")) var announced: Int?
  @Flag(name: .long, help: "只说明会改变什么，不改动数据") var dryRun = false
  @Flag(name: .long, help: "文件是流水号和国家编码的对照") var codes = false

  func validate() throws {
    if let announced, announced < 0 { throw ValidationError("--announced 不能是负数") }
  }

  func run() async throws {
    try await options.perform(
      .importFile(
        ImportOrder(
          path: URL(fileURLWithPath: file).standardizedFileURL.path, catalogue: catalogue, announced: announced,
          isCodes: codes, isDryRun: dryRun)))
  }
}
