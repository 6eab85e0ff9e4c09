import Foundation
import Logging
import Testing

@testable import Agent

@Suite struct ControlTests {
  @Test func splitsLinesAcrossReads() throws {
    var splitter = LineSplitter()
    #expect(try splitter.append(Data("ab".utf8)).isEmpty)
    #expect(try splitter.append(Data("c\nde\nf".utf8)) == [Data("abc".utf8), Data("de".utf8)])
    #expect(try splitter.append(Data("\n".utf8)) == [Data("f".utf8)])
  }

  @Test func refusesALineWithoutEnd() throws {
    var splitter = LineSplitter()
    _ = try splitter.append(Data(count: ControlMessages.maximumLineBytes))
    #expect(throws: LineSplitter.LineTooLong.self) { try splitter.append(Data([0])) }
  }

  @Test func noSocketMeansNoAgent() async throws {
    let status = try await ControlClient.perform(.swipeStatus, socketPath: "/nonexistent/qianzhi.sock") { _ in }
    #expect(status == nil)
  }

  private static func socketPath() -> String { NSTemporaryDirectory() + "qz-\(UUID().uuidString.prefix(8)).sock" }

  /// A server that runs while the body does.
  private func serving(_ perform: @escaping ControlServer.Perform, _ body: (String) async throws -> Void) async throws {
    let path = Self.socketPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = ControlServer(path: path, logger: Logger(label: "test"), perform: perform)
    let (started, continuation) = AsyncStream<Void>.makeStream()
    let running = Task { try await server.run { continuation.finish() } }
    for await _ in started {}
    try await body(path)
    running.cancel()
    _ = await running.result
  }

  /// Many times what a socket takes (about 200 KiB), to one who reads slowly and one who reads at once.
  @Test(.timeLimit(.minutes(2)), arguments: [true, false])
  func aLongAnswerComesWhole(slowly: Bool) async throws {
    let text = String(repeating: "目", count: 300)
    let count = 3_000
    let perform: ControlServer.Perform = { _, output in
      for number in 0..<count { output(.line("\(number) \(text)")) }
      return .failed
    }
    try await serving(perform) { path in
      for _ in 0..<(slowly ? 1 : 10) {
        nonisolated(unsafe) var numbers: [Int] = []
        let status = try await ControlClient.perform(.logList, socketPath: path) { output in
          guard case .line(let line) = output, let space = line.firstIndex(of: " ") else { return }
          numbers.append(Int(line[..<space]) ?? -1)
          if slowly, numbers.count.isMultiple(of: 100) { usleep(20_000) }
        }
        #expect(status == .failed)
        #expect(numbers == Array(0..<count))
      }
    }
  }

  /// A socket on which nobody accepts, as of a process that was stopped.
  @Test(.timeLimit(.minutes(1))) func anAgentThatDoesNotAnswerIsNamed() async throws {
    let path = Self.socketPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isListening = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(descriptor, 4) == 0
      }
    }
    try #require(isListening)
    let failure = await #expect(throws: AgentError.self) {
      try await ControlClient.perform(.status(json: false), socketPath: path, answerTimeoutSeconds: 1) { _ in }
    }
    #expect(failure?.description.contains("1 秒内没有应答") == true)
  }

  /// The deadline is for the first sign of life; the command takes as long as it takes.
  @Test(.timeLimit(.minutes(1))) func aLongCommandIsNotCutOff() async throws {
    let perform: ControlServer.Perform = { _, _ in
      usleep(2_500_000)
      return .done
    }
    try await serving(perform) { path in
      let status = try await ControlClient.perform(.logList, socketPath: path, answerTimeoutSeconds: 2) { _ in }
      #expect(status == .done)
    }
  }

  @Test(.timeLimit(.minutes(1))) func carriesOutputAndStatus() async throws {
    let path = NSTemporaryDirectory() + "qz-\(UUID().uuidString.prefix(8)).sock"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = ControlServer(path: path, logger: Logger(label: "test")) { command, output in
      output(.line("收到 \(command == .status(json: true))"))
      output(.progress("50%"))
      return .attention
    }
    let (started, continuation) = AsyncStream<Void>.makeStream()
    let serving = Task { try await server.run { continuation.finish() } }
    for await _ in started {}
    nonisolated(unsafe) var outputs: [CommandOutput] = []
    let status = try await ControlClient.perform(.status(json: true), socketPath: path) { outputs.append($0) }
    #expect(status == .attention)
    #expect(outputs == [.line("收到 true"), .progress("50%")])
    serving.cancel()
    _ = await serving.result
    #expect(try await ControlClient.perform(.swipeStatus, socketPath: path) { _ in } == nil)
  }
}
