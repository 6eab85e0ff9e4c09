import Catalogue

/// Both methods side by side for one catalogue.
///
/// Agreement: the view shows exactly the rows whose last log line carries the day, and their number together with the
/// superseded ones is the announced count. After a later release that changed every row both methods count nothing, and
/// the superseded rows alone are the announced count.
public struct CatalogueCheck: Sendable, Hashable {
  public let kind: CatalogueKind
  /// The view's answer to the notice's statement.
  public let viewCount: Int
  public let log: LogCount
  public let announced: Int?
  /// Logged with the day, not in the view.
  public let missingInView: Set<RowKey>
  /// In the view with the day, not logged with it.
  public let missingInLog: Set<RowKey>
  /// Rows of the view beyond one a key; a view never has them.
  public let repeatedInView: Int
  /// Rows the key statement returned; another number than ``viewCount`` when a release came between the two statements.
  public let viewRows: Int

  /// The centre's rows; `nil` when it was not asked or did not answer.
  public let centre: CentreComparison?
  /// Transactions of the national platform with a newer version than is held; `nil` when it was not asked for versions.
  public let newerVersions: [String]?
  /// Why the centre could not be asked.
  public let centreProblem: String?
  /// Whether a release of it is served. Two methods that both find nothing agree about nothing.
  public let isPublished: Bool

  public init(
    kind: CatalogueKind, viewCount: Int, viewKeys: [RowKey], log: LogCount, announced: Int?,
    centre answer: CentreAnswer? = nil, isPublished: Bool = true
  ) {
    self.kind = kind
    self.isPublished = isPublished
    self.viewCount = viewCount
    self.log = log
    self.announced = announced
    let inView = Set(viewKeys.map { $0.map(Self.asLogged) })
    missingInView = log.holding.subtracting(inView)
    missingInLog = inView.subtracting(log.holding)
    repeatedInView = viewKeys.count - inView.count
    viewRows = viewKeys.count
    var rows: CentreComparison?
    var newer: [String]?
    var problem: String?
    switch answer {
    case .rows(let keys, let announced, let rejected):
      rows = CentreComparison(centre: keys, announced: announced, rejected: rejected, view: inView)
    case .versions(let transactions): newer = transactions
    case .unanswered(let reason): problem = reason
    case nil: break
    }
    (centre, newerVersions, centreProblem) = (rows, newer, problem)
  }

  /// The number of lines method 2 counts for the day.
  public var logCount: Int { log.holding.count }
  /// What is compared with the announced count.
  public var changedCount: Int { viewCount + log.superseded.count }

  /// View and log hold the same rows.
  public var methodsAgree: Bool {
    viewCount == logCount && viewRows == viewCount && missingInView.isEmpty && missingInLog.isEmpty
  }
  /// `nil` when no count was announced.
  public var announcedAgrees: Bool? { announced.map { $0 == changedCount && $0 == logCount + log.superseded.count } }
  public var agrees: Bool {
    isPublished && methodsAgree && announcedAgrees != false && centre?.agrees != false
      && newerVersions?.isEmpty != false
  }

  /// A value as a log line shows it, which keeps `|` and line ends for itself.
  static func asLogged(_ value: String) -> String { LogLine.onOneColumn(value) }
}

/// The result of a check.
public struct CheckReport: Sendable, Hashable {
  public let span: CheckSpan
  public let catalogues: [CatalogueCheck]
  /// Why lines of the download log could not be counted, Chinese; empty: all were.
  public var unreadLogs: [String] = []

  public init(day: CivilDate, catalogues: [CatalogueCheck]) { self.init(span: .day(day), catalogues: catalogues) }

  public init(span: CheckSpan, catalogues: [CatalogueCheck]) {
    self.span = span
    self.catalogues = catalogues
  }

  public var agrees: Bool { catalogues.allSatisfy(\.agrees) }

  /// Keys shown per list; all of them are counted.
  public static let shownKeys = 20
}

extension Set<RowKey> {
  /// The first keys in a stable order.
  func shown(atMost limit: Int) -> [RowKey] {
    Array(sorted { $0.lexicographicallyPrecedes($1) }.prefix(limit))
  }
}
