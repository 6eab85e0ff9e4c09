import Agent
import ArgumentParser
import Foundation
import Synchronization

/// Where a report goes: to the terminal, or with `--to` into a page or a workbook, written as the person who asked.
struct ReportOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("写到这个 .html 或 .xlsx 文件", valueName: "FILE")) var to: String?

  func validate() throws {
    if let to, !to.lowercased().hasSuffix(".html"), !to.lowercased().hasSuffix(".xlsx") {
      throw ValidationError("只能写成 .html 或 .xlsx：\(to)")
    }
  }

  /// - Parameters:
  ///   - text: asks for the report as lines.
  ///   - page: for one HTML page.
  ///   - sheets: for the workbook's tables, as `SwipeReportFile` reads them.
  func perform(
    _ options: CommonOptions, text: AgentCommand, page: AgentCommand, sheets: AgentCommand
  ) async throws {
    guard let to else { return try await options.perform(text) }
    let isSheet = to.lowercased().hasSuffix(".xlsx")
    let lines = Mutex<[String]>([])
    let status = try await CommandDispatch.perform(
      isSheet ? sheets : page, configuration: try options.loadConfiguration()
    ) {
      if case .line(let text) = $0 { lines.withLock { $0.append(text) } }
    }
    let answer = lines.withLock { $0.joined(separator: "\n") }
    guard status == .done else {
      print(answer)
      throw ExitCode(status.rawValue)
    }
    if isSheet {
      try SwipeReportFile.write(answer, to: URL(fileURLWithPath: to).standardizedFileURL.path)
    } else {
      try (answer + "\n").write(toFile: to, atomically: true, encoding: .utf8)
    }
    print("已写入 \(to)")
  }
}
