import Foundation
import Logging
import NIOCore
import NIOPosix

/// Listens on `<data_directory>/qianzhi.sock` for the agent's own command line. Only the agent's user can connect: the
/// socket is 0600 in a 0700 folder.
final class ControlServer: Sendable {
  /// Bytes of an answer that are handed to the socket before it is waited until it took them over.
  private static let writtenBytes = 64 << 10

  typealias Perform = @Sendable (AgentCommand, CommandSink) async -> ExitStatus

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
    let channel = connection.channel
    do {
      try await connection.executeThenClose { inbound, _ in
        var splitter = LineSplitter()
        for try await buffer in inbound {
          guard let line = try splitter.append(buffer.readableBytesView).first else { continue }
          // Says that somebody is here before a command that may take long.
          try await channel.writeAndFlush(ByteBuffer(bytes: ControlMessages.signOfLife))
          let command = try JSONDecoder().decode(AgentCommand.self, from: line)
          try await withTaskCancellationHandler {
            try await answer(command, on: channel)
          } onCancel: {
            channel.close(promise: nil)
          }
          return
        }
      }
    } catch {
      logger.debug("控制连接中断", metadata: ["原因": "\(type(of: error))"])
    }
  }

  /// Returns when the system has taken over the last byte: what is still on its way when a channel closes is lost,
  /// however slowly the other side reads.
  private func answer(_ command: AgentCommand, on channel: any Channel) async throws {
    let queue = OutputQueue()
    defer { queue.close() }
    // A command goes on to its end when the person at the terminal goes away.
    Task { [perform] in
      let sink = CommandSink(room: queue.room, put: queue.put)
      sink(.end(await perform(command, sink)))
      queue.close()
    }
    var written = 0
    var last: EventLoopFuture<Void>?
    for await output in queue.outputs {
      last = channel.writeAndFlush(ByteBuffer(bytes: try ControlMessages.line(output)))
      written += output.bytes
      // A write that is through means that those before it are.
      if written >= Self.writtenBytes {
        try await last?.get()
        queue.taken(written)
        written = 0
      }
    }
    try await last?.get()
  }
}
