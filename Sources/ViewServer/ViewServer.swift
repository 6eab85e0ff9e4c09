import Catalogue
import Foundation
import Logging
import NIOCore
import NIOPosix
import PGWire
import QueryEngine
import Synchronization

/// The listener a HIS connects to: PostgreSQL's protocol on TCP and on a Unix socket, over the current release set.
///
/// `start()` once, then `stop()`.
public final class ViewServer: Sendable {
  private struct State {
    var listeners: [any Channel] = []
    var port: Int?
    var socketPath: String?
    var clients: [ObjectIdentifier: Client] = [:]
    var isStopping = false
  }

  private struct Client {
    let channel: any Channel
    let handler: NIOLoopBound<ConnectionHandler>
  }

  private let context: ServerContext
  private let group: MultiThreadedEventLoopGroup
  private let state = Mutex(State())

  /// - Parameters:
  ///   - currentSet: the newest published release set; asked as each statement begins.
  ///   - now: Unix time in milliseconds.
  ///   - audit: told of each login, refusal and statement error; called on event loops, must not block.
  public init(
    configuration: ViewServerConfiguration, currentSet: @escaping @Sendable () -> ReleaseSet,
    now: @escaping @Sendable () -> Int64, logger: Logger, audit: @escaping @Sendable (AuditEvent) -> Void
  ) {
    context = ServerContext(
      configuration: configuration, currentSet: currentSet, now: now, logger: logger, audit: audit)
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, min(4, System.coreCount)))
  }

  /// The TCP port listened on; `nil` before `start()` and without a TCP listener.
  public var boundPort: Int? { state.withLock { $0.port } }

  /// The Unix socket's path.
  public var socketPath: String? { state.withLock { $0.socketPath } }

  public func status() -> ViewServerStatus { context.counters.withLock { $0 } }

  /// Lets go of the files of releases that are not the current one, where no statement reads them.
  public func closeOlderReaders() { context.idleReaders.closeOlder(than: context.currentSet()) }

  /// Listens.
  ///
  /// - Throws: `ViewServerError` when an address cannot be had; nothing is left listening then.
  public func start() async throws {
    raiseFileLimit()
    context.pool.start()
    do {
      try context.loadTLS()
      try await listen()
    } catch {
      await stop()
      throw error
    }
  }

  /// The number of clients must not be cut short by the shell's `ulimit -n`.
  private func raiseFileLimit() {
    let configuration = context.configuration
    let needed =
      configuration.maxConnections * 2 + configuration.maxOpenLogins + SessionLimits.leavingConnections
      + SessionLimits.otherFiles
    do {
      let limit = try OpenFiles.raiseLimit()
      context.logger.info("可同时打开的文件和连接", metadata: ["limit": "\(limit)", "needed": "\(needed)"])
      guard limit < needed else { return }
      context.logger.warning(
        "可同时打开的文件数不足以容纳 max_connections，请调高 LimitNOFILE（ulimit -n）",
        metadata: ["limit": "\(limit)", "needed": "\(needed)"])
    } catch {
      context.logger.warning("无法调高可同时打开的文件数", metadata: ["errno": "\(error.code)"])
    }
  }

  private func listen() async throws {
    let configuration = context.configuration
    if let host = configuration.listenHost {
      let name = "\(host):\(configuration.listenPort)"
      do {
        let channel = try await bootstrap(isLocal: false).bind(host: host, port: configuration.listenPort).get()
        state.withLock {
          $0.listeners.append(channel)
          $0.port = channel.localAddress?.port
        }
      } catch {
        throw ViewServerError.listening(on: name, error)
      }
    }
    guard let directory = configuration.socketDirectory else { return }
    let port = configuration.socketPort ?? boundPort ?? configuration.listenPort
    try await listen(socketAt: "\(directory)/.s.PGSQL.\(port)")
  }

  private func listen(socketAt path: String) async throws {
    guard path.utf8.count <= Self.longestSocketPath else {
      throw ViewServerError(
        code: .socketPath, problem: "套接字路径超过 \(Self.longestSocketPath) 字节：\(path)", advice: "请使用较短的 data_directory")
    }
    do {
      let channel = try await bootstrap(isLocal: true).bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true
      ).get()
      state.withLock {
        $0.listeners.append(channel)
        $0.socketPath = path
      }
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      throw ViewServerError.listening(on: path, error)
    }
  }

  /// Bytes of `sockaddr_un.sun_path` on Linux, less its end.
  static let longestSocketPath = 107

  private func bootstrap(isLocal: Bool) -> ServerBootstrap {
    let ownUserID = geteuid()
    var bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(ChannelOptions.backlog, value: SessionLimits.backlog)
      .childChannelOption(ChannelOptions.autoRead, value: false)
      .childChannelOption(
        ChannelOptions.writeBufferWaterMark,
        value: .init(low: SessionLimits.lowWaterBytes, high: SessionLimits.highWaterBytes)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try self.accept(channel, isLocal: isLocal, ownUserID: ownUserID)
        }
      }
    if !isLocal {
      bootstrap =
        bootstrap
        .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(ChannelOptions.socketOption(.so_keepalive), value: 1)
        .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
    }
    return bootstrap
  }

  private struct TooManyLogins: Error {}

  private func accept(_ channel: any Channel, isLocal: Bool, ownUserID: UInt32) throws {
    let handler = ConnectionHandler(context: context, isLocal: isLocal, ownUserID: ownUserID)
    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    let id = ObjectIdentifier(channel)
    let limit =
      context.configuration.maxConnections + context.configuration.maxOpenLogins + SessionLimits.leavingConnections
    let isAccepted = state.withLock { state in
      guard !state.isStopping, state.clients.count < limit else { return false }
      state.clients[id] = Client(channel: channel, handler: bound)
      return true
    }
    guard isAccepted else { throw TooManyLogins() }
    context.counters.withLock { $0.accepted += 1 }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { $0.clients[id] = nil }
      self.context.openLogins.withLock { $0.left(id) }
    }
    try channel.pipeline.syncOperations.addHandler(handler)
    handler.loginID = id
    let address = Peer(channel.remoteAddress, isLocal: isLocal).address
    if let crowded = context.openLogins.withLock({ $0.arrived(id, address: address) }) { dismiss(crowded) }
  }

  /// Too many have not logged in: this one goes.
  private func dismiss(_ id: ObjectIdentifier) {
    guard let client = state.withLock({ $0.clients[id] }) else { return }
    client.channel.eventLoop.execute { client.handler.value.giveWay() }
  }

  /// Stops accepting, tells every session, and waits until they are gone: seconds at most. Again is nothing.
  public func stop() async {
    let stopped = state.withLock { state -> State? in
      if state.isStopping { return nil }
      state.isStopping = true
      defer {
        state.listeners = []
        state.socketPath = nil
      }
      return state
    }
    guard let stopped else { return }
    for listener in stopped.listeners { await close(listener) }
    if let path = stopped.socketPath { unlink(path) }
    for client in stopped.clients.values {
      client.channel.eventLoop.execute { client.handler.value.shutDown() }
    }
    // Each closes itself, at the latest after `farewellSeconds`.
    for client in stopped.clients.values {
      do {
        try await client.channel.closeFuture.get()
      } catch {
        context.logger.debug("关闭连接时出错", metadata: ["error": "\(error)"])
      }
    }
    do {
      try await context.pool.shutdownGracefully()
      try await group.shutdownGracefully()
    } catch {
      context.logger.error("停止监听时出错", metadata: ["error": "\(error)"])
    }
  }

  private func close(_ channel: any Channel) async {
    do {
      try await channel.close()
    } catch {
      context.logger.debug("关闭监听时出错", metadata: ["error": "\(error)"])
    }
  }
}
