import PGWire
import QueryEngine

/// The `[views]` section, as the listener needs it.
public struct ViewServerConfiguration: Sendable {
  /// `nil` for no TCP listener.
  public var listenHost: String?
  /// 0 takes a free port; `ViewServer.boundPort` tells which.
  public var listenPort: Int
  /// Where `.s.PGSQL.<port>` is made; `nil` for no Unix socket. The name's port is `socketPort`, else the bound one.
  public var socketDirectory: String?
  public var socketPort: Int?
  public var database: String
  public var user: String
  /// Of the password file, when there is one.
  public var passwordVerifier: SCRAMVerifier?
  /// The password the notice prints, and where it works.
  public var publishedPassword: LoginAccount.PublishedPassword
  public var maxConnections: Int
  public var maxConnectionsPerAddress: Int
  /// Connections that have not logged in, beside `maxConnections`; one more and the oldest of the busiest address goes.
  public var maxOpenLogins = 64
  /// 0 is none. A session can ask for less, not for more.
  public var statementTimeoutSeconds: Double
  /// 0 is none.
  public var idleTimeoutSeconds: Double
  /// A transaction or cursor that has read a release for so long ends with its connection once the release is replaced;
  /// 0 is none.
  public var snapshotLimitSeconds: Double = 86_400
  /// Bytes of one message of a logged-in client, its length word included.
  public var largestMessage = WireLimits.bytesAfterLogin
  /// Failed logins after which a user is locked at an address, and for how long.
  public var allowedFailedLogins = FailedLogins.allowed
  public var loginLockSeconds = FailedLogins.lockSeconds
  public var options: ViewOptions
  public var unmappable = Unmappable.substitute
  /// Logins by MD5 instead of SCRAM; `nil` is SCRAM.
  public var md5: MD5Login?
  /// `nil` for no TLS.
  public var tls: TLSFiles?
  /// From accept to the end of login.
  public var loginSeconds: Double = 30

  /// PEM files.
  public struct TLSFiles: Sendable, Hashable {
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// The notice: 用户名 his_interface，密码 his_interface.
  static let noticePassword = "his_interface"

  public init(
    listenHost: String? = "127.0.0.1", listenPort: Int = 5433, socketDirectory: String? = nil,
    socketPort: Int? = nil, database: String = "qianzhi", user: String = "his_interface",
    passwordVerifier: SCRAMVerifier? = nil, publishedPassword: LoginAccount.PublishedPassword = .loopback,
    maxConnections: Int = 200, maxConnectionsPerAddress: Int = 50, statementTimeoutSeconds: Double = 60,
    idleTimeoutSeconds: Double = 0, options: ViewOptions? = nil
  ) {
    self.listenHost = listenHost
    self.listenPort = listenPort
    self.socketDirectory = socketDirectory
    self.socketPort = socketPort
    self.database = database
    self.user = user
    self.passwordVerifier = passwordVerifier
    self.publishedPassword = publishedPassword
    self.maxConnections = maxConnections
    self.maxConnectionsPerAddress = maxConnectionsPerAddress
    self.statementTimeoutSeconds = statementTimeoutSeconds
    self.idleTimeoutSeconds = idleTimeoutSeconds
    self.options = options ?? ViewOptions(database: database, user: user)
  }
}
