import CatalogueStore
import Logging
import PGWire
import QueryEngine
import ViewServer

extension AgentConfiguration.Views {
  var options: ViewOptions {
    ViewOptions(
      listAs: listAs == .table ? .table : .view, columnCase: columnCase == .lower ? .lower : .upper,
      database: database, user: user, textOrder: textOrder == .gb18030 ? .gb18030 : .codePoint)
  }
}

extension AgentRuntime {
  /// The name's port of the Unix socket in the data directory, whatever TCP port is configured (operations.md).
  static let viewSocketPort = 5433

  /// - Parameter isPrivate: only the socket in the data directory.
  static func viewServer(
    _ configuration: AgentConfiguration, store: CatalogueStore, audit: AuditLog, logger: Logger, isPrivate: Bool = false
  ) throws -> ViewServer {
    let views = configuration.views
    let options = views.options
    var server = ViewServerConfiguration(
      listenHost: isPrivate ? nil : views.host, listenPort: views.port, socketDirectory: configuration.dataDirectory,
      socketPort: viewSocketPort, database: views.database, user: views.user,
      passwordVerifier: try PasswordFile.read(views.passwordFile),
      publishedPassword: published(views.publishedPassword),
      maxConnections: views.maxConnections, maxConnectionsPerAddress: views.maxConnectionsPerAddress,
      statementTimeoutSeconds: Double(views.statementTimeoutSeconds),
      idleTimeoutSeconds: Double(views.idleTimeoutSeconds),
      options: options)
    server.maxOpenLogins = views.maxOpenLogins
    server.snapshotLimitSeconds = Double(views.snapshotLimitSeconds)
    server.largestMessage = views.largestMessage
    server.allowedFailedLogins = views.allowedFailedLogins
    server.loginLockSeconds = Int64(views.loginLockSeconds)
    server.unmappable = views.unmappable == .error ? .error : .substitute
    if views.md5 { server.md5 = MD5Login(hash: try MD5PasswordFile.read(views.passwordFile)) }
    if let certificate = views.tlsCertificate, let key = views.tlsKey {
      try TLSKeyFile.check(key)
      server.tls = ViewServerConfiguration.TLSFiles(certificate: certificate, key: key)
    }
    return ViewServer(
      configuration: server, currentSet: { store.currentSet }, now: AgentRuntime.now, logger: logger,
      audit: { audit.note($0) })
  }

  private static func published(
    _ published: AgentConfiguration.Views.PublishedPassword
  ) -> LoginAccount.PublishedPassword {
    switch published {
    case .loopback: .loopback
    case .anywhere: .anywhere
    case .never: .never
    }
  }

  /// Listens; the socket in the data directory is what `check` and `sql` use.
  func startViews() async throws {
    try await views.start()
  }

  func stopViews() async {
    await views.stop()
    audit.flush()
  }

  /// `nil` in a command without a running agent.
  func viewStatus() -> AgentStatus.Views? {
    guard let port = views.boundPort else { return nil }
    let status = views.status()
    return .init(
      listen: "\(configuration.views.host):\(port)", connections: status.sessions, refused: status.refused)
  }

  var readyMetadata: Logger.Metadata {
    [
      "视图": "\(configuration.views.host):\(views.boundPort ?? 0)", "数据目录": "\(configuration.dataDirectory)",
      "环境": "\(configuration.institution.environment.title)",
    ]
  }
}
