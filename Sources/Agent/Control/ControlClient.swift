import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// The command line's side of the socket.
public enum ControlClient {
  /// Seconds an agent has to show that it has the command; the command itself may take as long as it needs.
  public static let answerTimeoutSeconds = 30

  /// Performs a command in the running agent.
  ///
  /// - Returns: `nil` when no agent listens on the socket.
  /// - Throws: `AgentError` when the agent does not answer, or goes away before the command's end.
  public static func perform(
    _ command: AgentCommand, socketPath: String, answerTimeoutSeconds: Int = answerTimeoutSeconds,
    output: (CommandOutput) -> Void
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
    let isOverdue = Mutex(false)
    let status: ExitStatus? = try await channel.executeThenClose { inbound, outbound in
      let deadline = channel.channel.eventLoop.scheduleTask(in: .seconds(Int64(answerTimeoutSeconds))) {
        isOverdue.withLock { $0 = true }
        channel.channel.close(promise: nil)
      }
      defer { deadline.cancel() }
      try await outbound.write(ByteBuffer(bytes: ControlMessages.line(command)))
      var splitter = LineSplitter()
      for try await buffer in inbound {
        deadline.cancel()
        for line in try splitter.append(buffer.readableBytesView) where !line.isEmpty {
          let message = try JSONDecoder().decode(CommandOutput.self, from: line)
          if case .end(let status) = message { return status }
          output(message)
        }
      }
      return nil
    }
    if let status { return status }
    if isOverdue.withLock({ $0 }) {
      throw AgentError(
        .control, "运行中的前置程序 \(answerTimeoutSeconds) 秒内没有应答，它可能被暂停，或者磁盘、机器停住了",
        "请用 ps 看数据目录 lock 文件里的进程（状态 T 是被暂停），再看它的日志；恢复或重新启动以后再试")
    }
    throw AgentError(.control, "运行中的前置程序在命令完成之前断开了", "请看它的日志，再用 qianzhi status 核对")
  }
}
