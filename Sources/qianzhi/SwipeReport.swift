import Agent
import ArgumentParser

extension Swipe {
  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "结果报告；--to 写成可打印的一页（.html），或每笔流水一行的表格（.xlsx）")
    @OptionGroup var options: CommonOptions
    @OptionGroup var report: ReportOptions

    func run() async throws {
      try await report.perform(
        options, text: .swipeReport, page: .swipeReportPage, sheets: .swipeReportSheets)
    }
  }
}
