import NIOCore
import PGWire

/// A connection's way from its first packet to its session.
///
/// encryption requests (each at most once) → StartupMessage → SASL → in, or refused.
struct Login {
  enum Step {
    case awaitingStartup
    case awaitingSASL(StartupMessage, SCRAMServer)
    case awaitingProof(StartupMessage, SCRAMServer)
    case awaitingMD5(StartupMessage, MD5Server)
  }

  /// What the connection does next.
  enum Action {
    case refuseEncryption
    case beginTLS
    case cancel(CancelKey)
    case send([any BackendMessage])
    /// Logged in.
    case admit(StartupMessage, [any BackendMessage])
    case refuse(WireReport, AuditEvent.Kind?)
  }

  private var step = Step.awaitingStartup
  private var encryptionRequests = Set<StartupRequest>()
  private(set) var user = ""

  /// - Parameters:
  ///   - ownUserID: of this process; a peer of this user needs no password on the Unix socket.
  ///   - nonce: 18 random bytes in base64.
  mutating func received(
    _ message: FrontendMessage, peer: Peer, ownUserID: UInt32, nonce: String, in context: ServerContext
  ) -> Action {
    switch (step, message) {
    case (.awaitingStartup, .startup(let request)): return startup(request, peer, ownUserID, nonce, context)
    case (.awaitingSASL(let startup, let server), .password(let body)): return begin(startup, server, body)
    case (.awaitingProof(let startup, let server), .password(let body)):
      return finish(startup, server, body, peer, context)
    case (.awaitingMD5(let startup, let server), .password(let body)):
      return passwordChecked(server.accepts(body), startup, [], peer, context)
    default: return .refuse(WireReport(.fatal, "08P01", "协议错误：登录期间的消息次序不对"), nil)
    }
  }

  private mutating func startup(
    _ request: StartupRequest, _ peer: Peer, _ ownUserID: UInt32, _ nonce: String, _ context: ServerContext
  ) -> Action {
    switch request {
    case .tls, .gssEncryption:
      guard encryptionRequests.insert(request).inserted else {
        return .refuse(WireReport(.fatal, "08P01", "协议错误：重复的加密请求"), nil)
      }
      return request == .tls && context.tls != nil && peer.address != nil ? .beginTLS : .refuseEncryption
    case .cancel(let key): return .cancel(key)
    case .start(let startup): return start(startup, peer, ownUserID, nonce, context)
    }
  }

  private mutating func start(
    _ startup: StartupMessage, _ peer: Peer, _ ownUserID: UInt32, _ nonce: String, _ context: ServerContext
  ) -> Action {
    user = startup["user"] ?? ""
    if user.isEmpty { return .refuse(WireReport(.fatal, "28000", "启动包中没有用户名"), nil) }
    if let value = startup["replication"], value != "false", value != "off", value != "0" {
      return .refuse(WireReport(.fatal, "0A000", "不支持复制连接"), nil)
    }
    let key = FailedLogins.Key(user: user, address: peer.name)
    if let seconds = context.failedLogins.withLock({ $0.lockedSeconds(key, now: context.now()) }) {
      return .refuse(
        WireReport(
          .fatal, "28000", "用户 \"\(user)\" 连续 \(context.configuration.allowedFailedLogins) 次登录失败，已锁定，\(seconds) 秒后再试"),
        .loginLocked)
    }
    var messages: [any BackendMessage] = []
    if startup.minorVersion > 0 || !startup.unknownOptions.isEmpty {
      messages.append(NegotiateProtocolVersion(unknownOptions: startup.unknownOptions))
    }
    if let peerID = peer.userID, peerID == ownUserID || peerID == 0, user == context.configuration.user {
      return admitted(startup, messages, context)
    }
    if let md5 = context.configuration.md5 {
      let salt = ServerContext.random(4)
      step = .awaitingMD5(
        startup, md5.server(user: user, isLoopback: peer.isLoopback, salt: salt, in: context.configuration))
      return .send(messages + [Authentication.md5(salt: salt)])
    }
    step = .awaitingSASL(startup, context.account.login(user: user, isLoopback: peer.isLoopback, nonce: nonce))
    return .send(messages + [Authentication.sasl([SCRAMServer.mechanism])])
  }

  private mutating func begin(_ startup: StartupMessage, _ server: SCRAMServer, _ body: [UInt8]) -> Action {
    var server = server
    do {
      let initial = try SASLInitialResponse(body: body)
      guard initial.mechanism == SCRAMServer.mechanism else {
        return .refuse(WireReport(.fatal, "08P01", "客户端选择了未提供的 SASL 机制"), nil)
      }
      let answer = try server.begin(with: initial.response ?? [])
      step = .awaitingProof(startup, server)
      return .send([Authentication.saslContinue(answer)])
    } catch let report as WireReport {
      return .refuse(report, nil)
    } catch {
      return .refuse(WireReport(.fatal, "08P01", "SCRAM 消息有误"), nil)
    }
  }

  private mutating func finish(
    _ startup: StartupMessage, _ server: SCRAMServer, _ body: [UInt8], _ peer: Peer, _ context: ServerContext
  ) -> Action {
    var server = server
    do throws(SCRAMServer.Failure) {
      let answer = try server.finish(with: body)
      return passwordChecked(true, startup, [Authentication.saslFinal(answer)], peer, context)
    } catch {
      switch error {
      case .wrongPassword: return passwordChecked(false, startup, [], peer, context)
      case .malformed(let part):
        return .refuse(WireReport(.fatal, "08P01", "SCRAM 消息有误：\(part)"), nil)
      }
    }
  }

  private func passwordChecked(
    _ isRight: Bool, _ startup: StartupMessage, _ messages: [any BackendMessage], _ peer: Peer,
    _ context: ServerContext
  ) -> Action {
    let key = FailedLogins.Key(user: user, address: peer.name)
    guard isRight else {
      context.failedLogins.withLock { $0.failed(key, now: context.now()) }
      context.counters.withLock { $0.failedLogins += 1 }
      return .refuse(WireReport(.fatal, "28P01", "用户 \"\(user)\" 的密码验证失败"), .loginFailed)
    }
    context.failedLogins.withLock { $0.succeeded(key) }
    return admitted(startup, messages, context)
  }

  private func admitted(
    _ startup: StartupMessage, _ messages: [any BackendMessage], _ context: ServerContext
  ) -> Action {
    let database = startup["database"] ?? context.configuration.database
    guard database == context.configuration.database else {
      return .refuse(
        WireReport(
          .fatal, "3D000", "数据库 \"\(database)\" 不存在", hint: "数据库名是 \(context.configuration.database)"), nil)
    }
    return .admit(startup, messages + [Authentication.ok])
  }
}
