import Agent
import ArgumentParser
import Foundation
import Synchronization

extension Swipe {
  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "结果报告；--to 写成可打印的一页（.html），或每笔流水一行的表格（.xlsx）")
    @OptionGroup var options: CommonOptions
    @Option(name: .long, help: ArgumentHelp("写到这个 .html 或 .xlsx 文件", valueName: "FILE")) var to: String?

    func validate() throws {
      if let to, !to.lowercased().hasSuffix(".html"), !to.lowercased().hasSuffix(".xlsx") {
        throw ValidationError("只能写成 .html 或 .xlsx：\(to)")
      }
    }

    func run() async throws {
      guard let to else { return try await options.perform(.swipeReport) }
      let isSheet = to.lowercased().hasSuffix(".xlsx")
      let lines = Mutex<[String]>([])
      let status = try await CommandDispatch.perform(
        isSheet ? .swipeReportSheets : .swipeReportPage, configuration: try options.loadConfiguration()
      ) {
        if case .line(let text) = $0 { lines.withLock { $0.append(text) } }
      }
      let text = lines.withLock { $0.joined(separator: "\n") }
      guard status == .done else {
        print(text)
        throw ExitCode(status.rawValue)
      }
      if isSheet {
        try SwipeReportFile.write(text, to: URL(fileURLWithPath: to).standardizedFileURL.path)
      } else {
        try (text + "\n").write(toFile: to, atomically: true, encoding: .utf8)
      }
      print("已写入 \(to)")
    }
  }
}
