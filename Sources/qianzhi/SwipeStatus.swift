import Agent
import ArgumentParser
import Foundation
import Synchronization

extension Swipe {
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "现在进行到哪里")
    @OptionGroup var options: CommonOptions
    @Flag(name: .long, help: "每秒更新，直到按 Ctrl-C；不是终端时只写变化的行") var watch = false

    func run() async throws {
      guard watch else { return try await options.perform(.swipeStatus) }
      let configuration = try options.loadConfiguration()
      let terminal = Terminal()
      var shown: [String] = []
      while true {
        let lines = Mutex<[String]>([])
        _ = try await CommandDispatch.perform(.swipeStatus, configuration: configuration) { output in
          if case .line(let text) = output { lines.withLock { $0.append(text) } }
        }
        let now = lines.withLock { $0 }
        if isatty(1) == 1 {
          if now != shown { terminal.show(.line("\u{1B}[H\u{1B}[2J" + now.joined(separator: "\n"))) }
        } else {
          for line in now where !shown.contains(line) { terminal.show(.line(line)) }
        }
        shown = now
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "结果报告；--to 写成可打印的一页")
    @OptionGroup var options: CommonOptions
    @Option(name: .long, help: ArgumentHelp("写到这个 .html 文件", valueName: "FILE")) var to: String?

    func validate() throws {
      if let to, !to.hasSuffix(".html") { throw ValidationError("只能写成 .html：\(to)") }
    }

    func run() async throws {
      guard let to else { return try await options.perform(.swipeReport) }
      let lines = Mutex<[String]>([])
      let status = try await CommandDispatch.perform(.swipeReportPage, configuration: try options.loadConfiguration()) {
        if case .line(let text) = $0 { lines.withLock { $0.append(text) } }
      }
      let text = lines.withLock { $0.joined(separator: "\n") } + "\n"
      guard status == .done else {
        print(text)
        throw ExitCode(status.rawValue)
      }
      try text.write(toFile: to, atomically: true, encoding: .utf8)
      print("已写入 \(to)")
    }
  }
}
