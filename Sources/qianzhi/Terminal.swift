import Agent
import Foundation

/// Prints what a command says: lines to standard output, progress over itself on a terminal, line by line elsewhere.
final class Terminal {
  private let isInteractive = isatty(1) == 1
  private var progressWidth = 0

  func show(_ output: CommandOutput) {
    switch output {
    case .line(let text):
      clearProgress()
      Self.write(text + "\n", to: 1)
    case .progress(let text):
      guard isInteractive else { return Self.write(text + "\n", to: 1) }
      clearProgress()
      Self.write(text, to: 1)
      progressWidth = text.count
    case .end:
      clearProgress()
    }
  }

  private func clearProgress() {
    guard progressWidth > 0 else { return }
    Self.write("\r\u{1B}[K", to: 1)
    progressWidth = 0
  }

  static func error(_ text: String) { write(text + "\n", to: 2) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
