import Catalogue
import Mirror

/// Everything the configuration file says, with its defaults applied (operations.md, "Configuration").
public struct AgentConfiguration: Sendable {
  /// The file it was read from.
  public var file: String
  /// Absolute.
  public var dataDirectory: String
  public var institution: Institution
  public var centre: Centre
  public var feed: Feed
  public var views: Views
  public var downloadLog: DownloadLog
  public var swipeTest: SwipeTest
  public var drill = DrillSettings()
  /// Databases the views are materialised in.
  public var mirrors: [MirrorConfiguration] = []
  /// `[console] listen` where it is written: this version has no console.
  public var unservedConsole: String?

  public struct Institution: Sendable {
    public enum Kind: String, CaseIterable, Sendable { case hospital, pharmacy }
    public enum Environment: String, CaseIterable, Sendable {
      case test, production
      public var title: String { self == .test ? "测试环境" : "正式环境" }
    }
    public var code: String
    public var name: String
    public var kind: Kind
    public var environment: Environment
  }

  public struct Centre: Sendable {
    public enum Query: String, CaseIterable, Sendable {
      case transaction43 = "43"
      case none
    }
    public enum Reconcile: String, CaseIterable, Sendable {
      case transaction15 = "15"
      /// With the national platform.
      case transaction3202 = "3202"
      case none
    }
    public enum AnnouncedCount: String, CaseIterable, Sendable { case total, none }
    public enum QueryAfterReversal: String, CaseIterable, Sendable { case absent, both, original }
    /// `nil` with the unified interface.
    public var national: NationalSettings?
    /// Empty when `library` is set.
    public var url: String
    /// The vendor's library instead of HTTP.
    public var library: Library?
    public var timeoutSeconds: Int
    public var connectTimeoutSeconds: Int
    /// As written: the client library has no limit for sending alone, and the start says so.
    public var sendTimeoutSeconds: Int?
    public var receiveTimeoutSeconds: Int?
    /// 经办人
    public var `operator`: String
    public var query: Query
    public var reconcile: Reconcile
    /// What 总条数 in a 24 answer says.
    public var announcedCount = AnnouncedCount.total
    public var queryAfterReversal: QueryAfterReversal
    public var phone: String
  }

  public struct Library: Sendable, Equatable {
    public enum Initialiser: String, CaseIterable, Sendable {
      /// `INIT(char *err)`
      case message
      /// `INIT()`
      case none
    }
    /// Absolute.
    public var path: String
    public var initialiser: Initialiser
  }

  public struct Feed: Sendable {
    public enum OnRejects: String, CaseIterable, Sendable { case hold, publish }
    public enum MissingAtCentre: String, CaseIterable, Sendable { case report, withdraw }
    public var isEnabled: Bool
    public var catalogues: [CatalogueKind]
    public var pollEverySeconds: Int
    public var goLiveDays: [CivilDate]
    public var onRejects: OnRejects
    public var keepReleases: Int
    public var missingAtCentre: MissingAtCentre
    /// How long texts of rows that were rejected and are settled are kept.
    public var keepRawDays: Int
    /// Absolute; `nil`: no drop folder.
    public var dropFolder: String?
  }

  public struct Views: Sendable {
    public enum PublishedPassword: String, CaseIterable, Sendable { case loopback, anywhere, never }
    public enum ColumnCase: String, CaseIterable, Sendable { case lower, upper }
    public enum ListAs: String, CaseIterable, Sendable { case table, view }
    public var host: String
    public var port: Int
    public var database: String
    public var user: String
    /// Absolute.
    public var passwordFile: String
    public var publishedPassword: PublishedPassword
    public var maxConnections: Int
    public var maxConnectionsPerAddress: Int
    public var maxOpenLogins = 200
    public var statementTimeoutSeconds: Int
    public var idleTimeoutSeconds: Int
    public var snapshotLimitSeconds = 86_400
    /// Bytes.
    public var largestMessage = 16 * 1024 * 1024
    public var allowedFailedLogins = 5
    public var loginLockSeconds = 300
    public var columnCase: ColumnCase
    public var listAs: ListAs
    public var unmappable = Unmappable.substitute
    public var textOrder = TextOrder.gb18030
    /// Old drivers' MD5 login instead of SCRAM.
    public var md5 = false
    /// Absolute paths of PEM files; both or neither.
    public var tlsCertificate: String?
    public var tlsKey: String?
    public enum Unmappable: String, CaseIterable, Sendable { case substitute, error }
    /// What orders texts: bytes of GB18030, or code points as on an AL32UTF8 database.
    public enum TextOrder: String, CaseIterable, Sendable {
      case gb18030
      case codePoint = "code_point"
    }
  }

  public struct DownloadLog: Sendable {
    public enum Encoding: String, CaseIterable, Sendable {
      case utf8 = "utf-8"
      case utf8WithMark = "utf-8-bom"
      case gb18030
    }
    public enum LineEnding: String, CaseIterable, Sendable { case crlf, lf }
    /// Absolute.
    public var directory: String
    /// With `{yyyyMMdd}` where the date goes.
    public var fileName: String
    public var encoding: Encoding
    public var lineEnding: LineEnding
  }

  public struct SwipeTest: Sendable {
    public enum Start: String, CaseIterable, Sendable {
      case automatic
      case byHand = "by hand"
    }
    /// Chosen from the newest release, or named.
    public enum Items: Sendable, Equatable {
      case newlyChanged(Int)
      case listed([Item])
    }
    public struct Item: Sendable, Equatable {
      public var serial: String
      /// In yuan as written, e.g. `2.50`.
      public var price: String
      public var quantity: String
    }
    public var dates: [CivilDate]
    /// Seconds of the day, Asia/Shanghai, [start, end).
    public var windowStartSecond: Int
    public var windowEndSecond: Int
    public var start: Start
    /// Absolute.
    public var cardsFile: String
    public var requireNationalCode: Bool
    public var items: Items
    public var settleTimeoutSeconds: Int
    public var queryAfterSeconds: Int
    public var quietSeconds: Int
    public var visitsPerCard: Int
    public var handOverAfterSeconds: Int
    public var clockToleranceSeconds: Int
  }
}
