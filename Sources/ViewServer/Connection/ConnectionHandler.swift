import Foundation
import NIOCore
import NIOSSL
import PGWire

/// One client's socket: cuts its bytes into messages, logs it in, hands its messages to its session.
///
/// Reads only when nothing is left to do, so a client cannot fill our memory with work.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let context: ServerContext
  private let isLocal: Bool
  private let ownUserID: UInt32
  private var peer = Peer(nil, isLocal: true)
  private var decoder = FrontendDecoder()
  private var input = ByteBuffer()
  private var login = Login()
  private var session: Session?
  private var outbox: Outbox?
  private var channel: (any Channel)?
  private var cancelKey: CancelKey?
  private var timer: Scheduled<Void>?
  private var snapshot = SnapshotWatch()
  private var snapshotTimer: Scheduled<Void>?
  private var hasSlot = false
  /// As `OpenLogins` knows this connection until it has logged in.
  var loginID: ObjectIdentifier?
  private var isAdvancing = false

  init(context: ServerContext, isLocal: Bool, ownUserID: UInt32) {
    self.context = context
    self.isLocal = isLocal
    self.ownUserID = ownUserID
  }

  func channelActive(context handlerContext: ChannelHandlerContext) {
    let channel = handlerContext.channel
    self.channel = channel
    outbox = Outbox(channel: channel)
    peer = Peer(channel.remoteAddress, isLocal: isLocal)
    schedule(seconds: context.configuration.loginSeconds, WireReport(.fatal, "57014", "登录超时"))
    guard isLocal, let options = channel as? any SocketOptionProvider else { return channel.read() }
    let credentials: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
      level: .socket, name: PeerCredentials.option)
    credentials.assumeIsolated().whenComplete { result in
      // Without credentials the client logs in with its password.
      if case .success(let credentials) = result { self.peer.userID = credentials.userID }
      channel.read()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if outbox?.isClosed == true { return }
    if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
  }

  func channelReadComplete(context: ChannelHandlerContext) { advance() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard context.channel.isWritable else { return }
    session?.resume()
    advance()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    self.context.logger.debug("连接中断", metadata: ["address": "\(peer.name)", "error": "\(error)"])
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    snapshotTimer?.cancel()
    session?.end()
    session = nil
    if let cancelKey { self.context.cancels.remove(cancelKey) }
    if hasSlot {
      hasSlot = false
      let address = peer.address
      self.context.slots.withLock { $0.release(address: address) }
      self.context.counters.withLock { $0.sessions -= 1 }
    }
  }

  /// The server stops.
  func shutDown() {
    session?.end()
    outbox?.close(with: WireReport(.fatal, "57P01", "服务器正在停止，连接已断开"))
  }

  /// Too many connections have not logged in, and this is the oldest of those from where the most came.
  func giveWay() {
    guard session == nil else { return }
    context.counters.withLock { $0.crowdedOut += 1 }
    outbox?.close(
      with: WireReport(
        .fatal, "53300", "未登录的连接数已达上限 \(context.configuration.maxOpenLogins)，最早的已断开",
        hint: "[views] max_open_logins"))
  }

  // MARK: Messages

  /// Takes messages until there are none, the session is busy or the client does not take its answers.
  private func advance() {
    guard !isAdvancing, let outbox, let channel else { return }
    isAdvancing = true
    defer { isAdvancing = false }
    repeat {
      while outbox.isWritable, session?.isBusy != true {
        do {
          guard let message = try decoder.next(from: &input) else {
            input.discardReadBytes()
            return channel.read()
          }
          act(on: message)
        } catch {
          return refuse(error, nil)
        }
      }
      if !outbox.isWritable { outbox.flush() }
      // What was flushed may have left at once; nobody calls again then.
    } while outbox.isWritable && session?.isBusy != true && !outbox.isClosed
  }

  private func act(on message: FrontendMessage) {
    guard let session else { return logIn(message) }
    timer?.cancel()
    session.receive(message)
    if !session.isBusy { awaitMessage() }
  }

  private func logIn(_ message: FrontendMessage) {
    let nonce = Data(ServerContext.random(18)).base64EncodedString()
    let action = login.received(message, peer: peer, ownUserID: ownUserID, nonce: nonce, in: context)
    switch action {
    case .refuseEncryption: outbox?.refuseEncryption()
    case .beginTLS: beginTLS()
    case .cancel(let key):
      context.cancels.cancel(key)
      outbox?.close(with: nil)
    case .send(let messages):
      decoder.phase = .login
      guard hasRoom() else { return }
      send(messages)
      outbox?.flush()
    case .admit(let startup, let messages):
      guard takeSlot() else { return }
      if let loginID { context.openLogins.withLock { $0.left(loginID) } }
      send(messages)
      admit(startup)
    case .refuse(let report, let kind): refuse(report, kind)
    }
  }

  /// Answers `S` and puts TLS before this handler. What came behind the request in the clear is never read as if it had
  /// come encrypted (CVE-2021-23222).
  private func beginTLS() {
    guard let tls = context.tls, let channel, input.readableBytes == 0 else {
      return refuse(WireReport(.fatal, "08P01", "协议错误：加密请求之后有未加密的数据"), nil)
    }
    outbox?.acceptEncryption()
    do {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
    } catch {
      context.logger.error("TLS 无法开始", metadata: ["error": "\(error)"])
      channel.close(promise: nil)
    }
  }

  private func send(_ messages: [any BackendMessage]) {
    for message in messages { outbox?.send(message) }
  }

  /// Whether there is a slot for one more session; it is taken after the password, so that nobody without one takes any.
  private func hasRoom() -> Bool {
    let address = peer.address
    return isGranted { (slots) throws(WireReport) in try slots.check(address: address) }
  }

  private func isGranted(_ request: (inout ConnectionSlots) throws(WireReport) -> Void) -> Bool {
    let refusal = context.slots.withLock { slots -> WireReport? in
      do throws(WireReport) {
        try request(&slots)
        return nil
      } catch {
        return error
      }
    }
    if let refusal { refuse(refusal, .connectionRefused) }
    return refusal == nil
  }

  private func takeSlot() -> Bool {
    if hasSlot { return true }
    let address = peer.address
    guard isGranted({ (slots) throws(WireReport) in try slots.take(address: address) }) else { return false }
    hasSlot = true
    context.counters.withLock { $0.sessions += 1 }
    return true
  }

  private func admit(_ startup: StartupMessage) {
    guard let outbox, let channel else { return }
    var settings = SessionSettings(
      user: login.user,
      statementTimeoutMilliseconds: Int(context.configuration.statementTimeoutSeconds * 1000))
    do {
      try settings.apply(startup)
    } catch {
      return refuse(error, nil)
    }
    timer?.cancel()
    decoder.phase = .session
    decoder.largestMessage = context.configuration.largestMessage
    let session = Session(
      context: context, outbox: outbox, loop: channel.eventLoop, settings: settings, user: login.user,
      address: peer.name
    ) { [weak self] in self?.sessionBecameReady() }
    self.session = session
    let bound = NIOLoopBound(session, eventLoop: channel.eventLoop)
    let loop = channel.eventLoop
    let key = context.cancels.register { loop.execute { bound.value.stop(.cancelled) } }
    cancelKey = key
    context.record(.loginSucceeded, user: login.user, address: peer.name)
    session.begin(key: key)
    awaitMessage()
  }

  private func sessionBecameReady() {
    awaitMessage()
    advance()
  }

  /// Begins the idle time.
  private func awaitMessage() {
    watchSnapshot()
    guard context.configuration.idleTimeoutSeconds > 0 else { return }
    schedule(
      seconds: context.configuration.idleTimeoutSeconds,
      WireReport(.fatal, "57P05", "会话空闲超过 idle_timeout，连接已断开"))
  }

  private func watchSnapshot() {
    guard context.configuration.snapshotLimitSeconds > 0, let session else { return }
    switch snapshot.note(session.heldRelease, now: .now()) {
    case .none: break
    case .begun: scheduleSnapshotCheck()
    case .ended: snapshotTimer?.cancel()
    }
  }

  private func scheduleSnapshotCheck() {
    snapshotTimer?.cancel()
    let limit = TimeAmount.milliseconds(Int64(context.configuration.snapshotLimitSeconds * 1000))
    snapshotTimer = channel?.eventLoop.assumeIsolated().scheduleTask(in: limit) {
      guard self.snapshot.isTooOld(self.context.currentSet().number, limit: limit, now: .now()) else {
        return self.scheduleSnapshotCheck()
      }
      self.refuse(
        WireReport(
          .fatal, "72000", "ORA-01555 快照过旧：事务或游标占用已被替换的目录版本超过 snapshot_limit，连接已断开",
          hint: "请及时提交事务、关闭游标"), nil)
    }
  }

  private func schedule(seconds: Double, _ report: WireReport) {
    timer?.cancel()
    timer = channel?.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(seconds * 1000))) {
      self.refuse(report, nil)
    }
  }

  private func refuse(_ report: WireReport, _ kind: AuditEvent.Kind?) {
    if session == nil {
      context.counters.withLock { $0.refused += 1 }
      if let kind { context.record(kind, user: login.user, address: peer.name) }
      context.logger.notice("拒绝连接", metadata: ["address": "\(peer.name)", "reason": "\(report.message)"])
    }
    session?.end()
    outbox?.close(with: report)
  }
}
