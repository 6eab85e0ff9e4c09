import Agent
import ArgumentParser

struct Log: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "下载日志", subcommands: [List.self, Show.self, LogRebuild.self, LogExport.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "列出每天的日志文件和行数")
    @OptionGroup var options: CommonOptions
    func run() async throws { try await options.perform(.logList) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "显示某一天的日志")
    @OptionGroup var options: CommonOptions
    @Argument(help: ArgumentHelp("日期", valueName: "yyyyMMdd")) var date: String

    func validate() throws {
      guard CommandText.date(date) != nil else { throw ValidationError("“\(date)”不是日期，写法如 20210227") }
    }

    func run() async throws {
      guard let day = CommandText.date(date) else { throw ValidationError("“\(date)”不是日期") }
      try await options.perform(.logShow(day: day))
    }
  }
}
