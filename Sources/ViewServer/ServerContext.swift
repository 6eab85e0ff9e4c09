import Catalogue
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import OracleSQL
import PGWire
import QueryEngine
import Synchronization

/// What every session of a server shares.
final class ServerContext: Sendable {
  let configuration: ViewServerConfiguration
  let frontEnd: SQLFrontEnd
  let texts: StatementTexts
  let account: LoginAccount
  let pool: NIOThreadPool
  /// Set by `start()`, before the first connection.
  var tls: NIOSSLContext? { loadedTLS.withLock { $0 } }
  private let loadedTLS = Mutex<NIOSSLContext?>(nil)
  let currentSet: @Sendable () -> ReleaseSet
  /// Unix milliseconds.
  let now: @Sendable () -> Int64
  let logger: Logger
  let cancels = CancelRegistry()
  let slots: Mutex<ConnectionSlots>
  let openLogins: Mutex<OpenLogins<ObjectIdentifier>>
  let failedLogins: Mutex<FailedLogins>
  let counters = Mutex(ViewServerStatus())
  let idleReaders = IdleReaders()
  let chunks = ChunkBudget()
  private let audit: @Sendable (AuditEvent) -> Void

  init(
    configuration: ViewServerConfiguration, currentSet: @escaping @Sendable () -> ReleaseSet,
    now: @escaping @Sendable () -> Int64, logger: Logger, audit: @escaping @Sendable (AuditEvent) -> Void
  ) {
    self.configuration = configuration
    failedLogins = Mutex(
      FailedLogins(allowed: configuration.allowedFailedLogins, lockSeconds: configuration.loginLockSeconds))
    openLogins = Mutex(OpenLogins(limit: configuration.maxOpenLogins))
    var options = configuration.options
    options.user = configuration.user
    options.database = configuration.database
    frontEnd = options.frontEnd(version: "PostgreSQL 15.18 (Qianzhi)")
    texts = StatementTexts(frontEnd)
    account = LoginAccount(
      user: configuration.user, verifier: configuration.passwordVerifier, published: configuration.publishedPassword,
      publishedPassword: ViewServerConfiguration.noticePassword, salt: Self.random(SCRAMVerifier.saltBytes),
      mockSecret: Self.random(32))
    pool = NIOThreadPool(numberOfThreads: max(4, 2 * System.coreCount))
    slots = Mutex(
      ConnectionSlots(
        limit: configuration.maxConnections, limitPerAddress: configuration.maxConnectionsPerAddress))
    self.currentSet = currentSet
    self.now = now
    self.logger = logger
    self.audit = audit
  }

  /// Reads certificate and key.
  ///
  /// - Throws: `ViewServerError` naming what cannot be used.
  func loadTLS() throws {
    guard let files = configuration.tls else { return }
    let loaded = try files.load()
    loadedTLS.withLock { $0 = loaded }
  }

  static func random(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max) }
  }

  func record(_ kind: AuditEvent.Kind, user: String, address: String) {
    audit(AuditEvent(kind: kind, user: user, address: address, timeMilliseconds: now()))
  }
}

/// Counts since the server started, and how many sessions there are.
public struct ViewServerStatus: Sendable, Hashable {
  public var sessions = 0
  /// Connections accepted, cancel requests among them.
  public var accepted = 0
  public var refused = 0
  /// Connections that had not logged in and gave way to newer ones.
  public var crowdedOut = 0
  public var failedLogins = 0
  public var statements = 0
  public var failedStatements = 0
  public var rowsSent = 0
  /// Characters of rows that the client's encoding lacks.
  public var substitutedCharacters = 0
  /// Chunks of rows taken from SQLite.
  public var chunksFilled = 0
  /// Rows made for cursors before they were asked for.
  public var rowsMadeAhead = 0

  public init() {}
}
