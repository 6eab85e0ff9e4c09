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
