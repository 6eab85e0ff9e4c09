import Catalogue
import Foundation

extension CheckReport {
  /// One JSON object in one line, keys sorted; the names of its members are stable over versions.
  ///
  /// Every list of keys is `{"count": n, "keys": [[…], …]}` with at most ``shownKeys`` keys.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(Document(self)), as: UTF8.self)
    }
  }
}

private struct Document: Encodable {
  let date: String
  /// Absent for one date.
  let since: Bool?
  let agrees: Bool
  let catalogues: [Part]
  /// Absent when every line of the log was counted.
  let unreadLogs: [String]?

  init(_ report: CheckReport) {
    date = report.span.first.text
    since = report.span.isOpenEnded ? true : nil
    agrees = report.agrees
    catalogues = report.catalogues.map { Part($0, in: report.span) }
    unreadLogs = report.unreadLogs.isEmpty ? nil : report.unreadLogs
  }

  struct Part: Encodable {
    let catalogue: String
    let title: String
    let statement: String
    let agrees: Bool
    let methodsAgree: Bool
    let viewCount: Int
    let logCount: Int
    let changedCount: Int
    let announced: Int?
    let announcedAgrees: Bool?
    let superseded: Keys
    let takenByRollback: Keys
    let takenByDeletion: Keys
    let missingInView: Keys
    let missingInLog: Keys
    let repeatedInView: Int
    let keyColumns: [String]
    /// Absent when the centre was not asked.
    let centreCount: Int?
    let centreRejected: Int?
    let missingHere: Keys?
    let extraHere: Keys?
    let newerVersions: [String]?
    let centreProblem: String?
    /// `false` while there is no release of it; absent otherwise.
    let published: Bool?

    enum CodingKeys: String, CodingKey {
      case catalogue, title, statement, agrees, announced, superseded, published
      case methodsAgree = "methods_agree"
      case viewCount = "view_count"
      case logCount = "log_count"
      case changedCount = "changed_count"
      case announcedAgrees = "announced_agrees"
      case takenByRollback = "taken_by_rollback"
      case takenByDeletion = "taken_by_deletion"
      case missingInView = "missing_in_view"
      case missingInLog = "missing_in_log"
      case repeatedInView = "repeated_in_view"
      case keyColumns = "key_columns"
      case centreCount = "centre_count"
      case centreRejected = "centre_rejected"
      case missingHere = "missing_here"
      case extraHere = "extra_here"
      case newerVersions = "newer_versions"
      case centreProblem = "centre_problem"
    }

    init(_ check: CatalogueCheck, in span: CheckSpan) {
      catalogue = check.kind.rawValue
      title = check.kind.title
      statement = CheckStatement.count(of: check.kind, in: span)
      agrees = check.agrees
      methodsAgree = check.methodsAgree
      viewCount = check.viewCount
      logCount = check.logCount
      changedCount = check.changedCount
      announced = check.announced
      announcedAgrees = check.announcedAgrees
      superseded = Keys(check.log.superseded)
      takenByRollback = Keys(check.log.takenByRollback)
      takenByDeletion = Keys(check.log.takenByDeletion)
      missingInView = Keys(check.missingInView)
      missingInLog = Keys(check.missingInLog)
      repeatedInView = check.repeatedInView
      keyColumns = check.kind.table.keyColumns
      centreCount = check.centre?.centreCount
      centreRejected = check.centre?.rejected
      missingHere = check.centre.map { Keys($0.missingHere) }
      extraHere = check.centre.map { Keys($0.extraHere) }
      newerVersions = check.newerVersions
      centreProblem = check.centreProblem
      published = check.isPublished ? nil : false
    }
  }

  struct Keys: Encodable {
    let count: Int
    let keys: [RowKey]

    init(_ keys: Set<RowKey>) {
      count = keys.count
      self.keys = keys.shown(atMost: CheckReport.shownKeys)
    }
  }
}
