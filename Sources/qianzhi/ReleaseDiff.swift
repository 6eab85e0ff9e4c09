import Agent
import ArgumentParser
import Foundation

extension Release {
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "比较两次发布，逐行逐字段列出旧值和新值，或导出为 Excel 文件")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("发布号", valueName: "A")) var first: Int64
    @Argument(help: ArgumentHelp("发布号", valueName: "B")) var second: Int64
    @Option(name: .long, help: ArgumentHelp("导出到这个文件", valueName: "FILE.xlsx")) var to: String?

    func validate() throws {
      if let to, !to.lowercased().hasSuffix(".xlsx") { throw ValidationError("--to 的文件名要以 .xlsx 结尾") }
    }

    func run() async throws {
      guard let to else {
        try await options.perform(.releaseDiff(first, second))
        return
      }
      let path = URL(fileURLWithPath: to).standardizedFileURL.path
      try await options.perform(.release(.export(first, second, path: path)))
    }
  }
}
