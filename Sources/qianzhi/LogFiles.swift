import Agent
import ArgumentParser
import Foundation

struct LogRebuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "日志文件被删除或损坏后重建，逐字节与原来一致")
  @OptionGroup var options: CommonOptions
  @Option(name: .long, help: ArgumentHelp("只重建这一天（默认：全部）", valueName: "yyyyMMdd")) var date: String?

  func validate() throws {
    if let date, CommandText.date(date) == nil { throw ValidationError("--date “\(date)”不是日期，写法如 20210227") }
  }

  func run() async throws { try await options.perform(.logRebuild(day: date.flatMap { CommandText.date($0) })) }
}

struct LogExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "把日志导出为 Excel 文件：每个目录一张表，列有名称，可筛选，编码为文本")
  @OptionGroup var options: CommonOptions
  @Option(name: .long, help: ArgumentHelp("写到这个文件", valueName: "FILE.xlsx")) var to: String
  @Option(name: .long, help: ArgumentHelp("只导出这一天（默认：全部）", valueName: "yyyyMMdd")) var date: String?

  func validate() throws {
    if let date, CommandText.date(date) == nil { throw ValidationError("--date “\(date)”不是日期，写法如 20210227") }
    guard to.lowercased().hasSuffix(".xlsx") else { throw ValidationError("--to 的文件名要以 .xlsx 结尾") }
  }

  func run() async throws {
    try await options.perform(
      .logExport(
        path: URL(fileURLWithPath: to).standardizedFileURL.path, day: date.flatMap { CommandText.date($0) }))
  }
}
