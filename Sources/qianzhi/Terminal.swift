import Agent
import Foundation
import Synchronization

/// Prints what a command says: lines to standard output, progress over itself on a terminal, line by line elsewhere.
final class Terminal: Sendable {
  private let isInteractive = isatty(1) == 1
  private let hasProgress = Mutex(false)

  func show(_ output: CommandOutput) {
    switch output {
    case .line(let text):
      clearProgress()
      Self.write(text + "\n", to: 1)
    case .progress(let text):
      guard isInteractive else { return Self.write(text + "\n", to: 1) }
      clearProgress()
      Self.write(text, to: 1)
      hasProgress.withLock { $0 = true }
    case .end:
      clearProgress()
    }
  }

  private func clearProgress() {
    let wasShown = hasProgress.withLock { shown in
      defer { shown = false }
      return shown
    }
    if wasShown { Self.write("\r\u{1B}[K", to: 1) }
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
