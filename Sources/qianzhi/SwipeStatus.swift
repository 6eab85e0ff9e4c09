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
}
