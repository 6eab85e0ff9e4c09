import Agent
import ArgumentParser
import Foundation
import Synchronization

extension Swipe {
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "现在进行到哪里")
    @OptionGroup var options: CommonOptions
    @Flag(name: .long, help: "每秒更新的表格，直到按 Ctrl-C；不是终端时只写变化的行") var watch = false

    func run() async throws {
      guard watch else { return try await options.perform(.swipeStatus) }
      let configuration = try options.loadConfiguration()
      let isTerminal = isatty(1) == 1
      let terminal = Terminal()
      var shown: [String] = []
      var isFirst = true
      while true {
        let now: [String]
        do {
          let json = try await status(configuration)
          now =
            isTerminal
            ? try SwipeStatusText.table(json: json, width: Self.terminalWidth) : try SwipeStatusText.lines(json: json)
        } catch let error as AgentError where !isFirst {
          // The agent restarts: what is open goes on from its journal.
          now = [error.description]
        }
        isFirst = false
        if isTerminal {
          // Home, each line to its end, and nothing of the picture before below it.
          let text = now.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
          if now != shown { terminal.show(.line((shown.isEmpty ? "\u{1B}[2J" : "") + "\u{1B}[H\(text)\n\u{1B}[J")) }
        } else {
          for line in now where !shown.contains(line) { terminal.show(.line(line)) }
        }
        shown = now
        try await Task.sleep(for: .seconds(1))
      }
    }

    private func status(_ configuration: AgentConfiguration) async throws -> String {
      let lines = Mutex<[String]>([])
      _ = try await CommandDispatch.perform(.swipeStatusData, configuration: configuration) { output in
        if case .line(let text) = output { lines.withLock { $0.append(text) } }
      }
      return lines.withLock { $0.joined() }
    }

    private static var terminalWidth: Int {
      var size = winsize()
      return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
  }
}
