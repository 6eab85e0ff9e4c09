import Foundation
import Logging
import Synchronization
import Testing

@testable import Agent

/// A command that says much waits for who reads it (``CommandSink/send(_:)``).
@Suite struct ControlPressureTests {
  private final class Progress: Sendable {
    let said = Mutex(0)
    let isEnded = Mutex(false)
  }

  private static let text = String(repeating: "目", count: 300)
  /// 27 MB.
  private static let count = 30_000

  /// A server whose command says 30,000 lines, and a connection that asked for it.
  private func asking(_ progress: Progress, _ body: (Int32) async throws -> Void) async throws {
    let path = NSTemporaryDirectory() + "qz-\(UUID().uuidString.prefix(8)).sock"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = ControlServer(path: path, logger: Logger(label: "test")) { _, output in
      for number in 0..<Self.count {
        await output.send(.line("\(number) \(Self.text)"))
        progress.said.withLock { $0 = number + 1 }
      }
      progress.isEnded.withLock { $0 = true }
      return .done
    }
    let (started, continuation) = AsyncStream<Void>.makeStream()
    let running = Task { try await server.run { continuation.finish() } }
    for await _ in started {}
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isConnected)
    let order = try ControlMessages.line(AgentCommand.logList)
    try #require(order.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == order.count)
    try await body(descriptor)
    running.cancel()
    _ = await running.result
  }

  /// Waits until the number stands still.
  private func standing(_ progress: Progress) async throws -> Int {
    var last = -1
    while true {
      try await Task.sleep(for: .milliseconds(500))
      let now = progress.said.withLock { $0 }
      if now > 0, now == last { return now }
      last = now
    }
  }

  /// `qianzhi log show | less`: nobody reads on, and nothing is made on store. Then everything comes, in order.
  @Test(.timeLimit(.minutes(2))) func whoDoesNotReadKeepsTheCommandWaiting() async throws {
    let progress = Progress()
    try await asking(progress) { descriptor in
      let said = try await standing(progress)
      #expect(!progress.isEnded.withLock { $0 })
      // The queue's 256 KiB, 64 KiB on their way, and what the system takes (208 KiB at each end as a rule).
      #expect(said * Self.text.utf8.count < 2 << 20)
      var splitter = LineSplitter()
      var numbers: [Int] = []
      var status: Agent.ExitStatus?
      var bytes = [UInt8](repeating: 0, count: 64 << 10)
      while status == nil {
        let length = read(descriptor, &bytes, bytes.count)
        try #require(length > 0)
        for line in try splitter.append(bytes[..<length]) where !line.isEmpty {
          switch try JSONDecoder().decode(CommandOutput.self, from: line) {
          case .line(let text): numbers.append(Int(text.prefix { $0 != " " }) ?? -1)
          case .progress: Issue.record("nothing is in progress")
          case .end(let end): status = end
          }
        }
      }
      close(descriptor)
      #expect(status == .done)
      #expect(numbers == Array(0..<Self.count))
    }
  }

  /// Who goes away keeps nothing waiting: the command goes on to its end.
  @Test(.timeLimit(.minutes(1))) func whoGoesAwayEndsTheWaiting() async throws {
    let progress = Progress()
    try await asking(progress) { descriptor in
      _ = try await standing(progress)
      close(descriptor)
      while !progress.isEnded.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(50)) }
      #expect(progress.said.withLock { $0 } == Self.count)
    }
  }

  /// At the limit one waits, a byte below it one does not.
  @Test(.timeLimit(.minutes(1)), arguments: [-1, 0]) func theLimit(past: Int) async throws {
    let queue = OutputQueue()
    // An output counts for its text and 32 bytes.
    queue.put(.line(String(repeating: "x", count: (256 << 10) - 32 + past)))
    #expect(queue.waitingBytes == (256 << 10) + past)
    let isThrough = Progress()
    let waiting = Task {
      await queue.room()
      isThrough.isEnded.withLock { $0 = true }
    }
    try await Task.sleep(for: .milliseconds(300))
    #expect(isThrough.isEnded.withLock { $0 } == (past < 0))
    queue.taken(1)
    await waiting.value
    #expect(isThrough.isEnded.withLock { $0 })
  }

  /// What is said after the end of the connection is dropped, and nobody waits.
  @Test(.timeLimit(.minutes(1))) func aClosedQueueKeepsNothing() async {
    let queue = OutputQueue()
    queue.put(.line(String(repeating: "x", count: 256 << 10)))
    let waiting = Task { await queue.room() }
    queue.close()
    await waiting.value
    let before = queue.waitingBytes
    queue.put(.line("y"))
    await queue.room()
    #expect(queue.waitingBytes == before)
    var seen = 0
    for await _ in queue.outputs { seen += 1 }
    #expect(seen == 1)
  }
}
