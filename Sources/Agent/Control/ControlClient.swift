import Foundation
import NIOCore
import NIOPosix

/// The command line's side of the socket.
public enum ControlClient {
  /// Performs a command in the running agent.
  ///
  /// - Returns: `nil` when no agent listens on the socket.
  /// - Throws: `AgentError` when the agent goes away before the command's end.
  public static func perform(
    _ command: AgentCommand, socketPath: String, output: (CommandOutput) -> Void
  ) async throws -> ExitStatus? {
    guard FileManager.default.fileExists(atPath: socketPath) else { return nil }
    let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    do {
      channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(unixDomainSocketPath: socketPath) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
    } catch is IOError {
      return nil
    }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(bytes: ControlMessages.line(command)))
      var splitter = LineSplitter()
      for try await buffer in inbound {
        for line in try splitter.append(buffer.readableBytesView) {
          let message = try JSONDecoder().decode(CommandOutput.self, from: line)
          if case .end(let status) = message { return status }
          output(message)
        }
      }
      throw AgentError(.control, "运行中的前置程序在命令完成之前断开了", "请看它的日志，再用 qianzhi status 核对")
    }
  }
}
