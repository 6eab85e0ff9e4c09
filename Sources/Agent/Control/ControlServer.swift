import Foundation
import Logging
import NIOCore
import NIOPosix

/// Listens on `<data_directory>/qianzhi.sock` for the agent's own command line. Only the agent's user can connect: the
/// socket is 0600 in a 0700 folder.
final class ControlServer: Sendable {
  typealias Perform = @Sendable (AgentCommand, @escaping @Sendable (CommandOutput) -> Void) async -> ExitStatus

  private let path: String
  private let perform: Perform
  private let logger: Logger

  init(path: String, logger: Logger, perform: @escaping Perform) {
    self.path = path
    self.logger = logger
    self.perform = perform
  }

  /// Serves until the task is cancelled.
  func run(started: @Sendable () -> Void = {}) async throws {
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    guard chmod(path, 0o600) == 0 else {
      throw AgentError(.control, "控制套接字 \(path) 不能设为只有本用户可用", "请检查数据目录的权限")
    }
    started()
    try await withThrowingDiscardingTaskGroup { group in
      try await server.executeThenClose { connections in
        for try await connection in connections {
          group.addTask { await self.serve(connection) }
        }
      }
    }
  }

  private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
    do {
      try await connection.executeThenClose { inbound, outbound in
        var splitter = LineSplitter()
        for try await buffer in inbound {
          guard let line = try splitter.append(buffer.readableBytesView).first else { continue }
          let command = try JSONDecoder().decode(AgentCommand.self, from: line)
          try await answer(command, on: outbound)
          return
        }
      }
    } catch {
      logger.debug("控制连接中断", metadata: ["原因": "\(type(of: error))"])
    }
  }

  private func answer(_ command: AgentCommand, on outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
    let (outputs, continuation) = AsyncStream<CommandOutput>.makeStream()
    // A command goes on to its end when the person at the terminal goes away.
    Task { [perform] in
      continuation.yield(.end(await perform(command) { continuation.yield($0) }))
      continuation.finish()
    }
    for await output in outputs {
      try await outbound.write(ByteBuffer(bytes: ControlMessages.line(output)))
    }
  }
}
