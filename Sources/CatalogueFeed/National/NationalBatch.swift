import Catalogue
import CatalogueStore
import CentreProtocol

/// A file or a query of the national platform that brought another number of rows than it announced.
struct NationalMismatch: Hashable {
  let transaction: String
  let announced: Int
  let received: Int

  var text: String { "平台的 \(transaction) 公布 \(announced) 条，实收 \(received) 条" }
}

/// Everything the national platform has for one view after the versions taken over: rows with one record a key, on disk;
/// the positions reached; and whether every file and query brought what it announced.
final class NationalBatch {
  /// Files one transaction may offer in one poll; a platform whose versions never end is stopped there.
  static let fileLimit = 1_000
  /// Rows for which the terms are looked up at once.
  static let together = 500
  /// So many rows of a file after the other are reported.
  static let reportedEvery = 10_000
  /// The version before every version.
  static let firstVersion = "0"
  /// The change time before every change.
  static let firstTime = "1970-01-01 00:00:00"
  /// Beside the transactions' positions: the day for which the terms were laid over the rows last, and the 就医地 they
  /// are for.
  static let dayPosition = "terms day"
  static let areaPosition = "terms area"

  let kind: CatalogueKind
  private let spool: RowSpool
  private(set) var rejected: [NewReject] = []
  /// What is missing against the numbers announced, and what is too much.
  private var shortfall = 0
  /// The first file or query that brought another number of rows than it announced.
  private(set) var mismatch: NationalMismatch?
  /// Rows announced by the files and 1304; `nil` when one of them announced no number.
  private var announced: Int? = 0
  /// Rows of the files and 1304 that came, as they are announced.
  private var counted = 0
  private(set) var received = 0
  /// Of those received and rejected: what 1312, 1318 and 1319 brought.
  private var bringsTerms = false
  private var termRows = 0
  private var rejectedTerms = 0
  /// Rows held of which only the terms changed.
  private var termsOnly = 0
  /// Rows received and rejected before the file or query under way.
  private var before = 0
  private var rejectedBefore = 0
  var versions: [String: String]

  init(kind: CatalogueKind, spool: RowSpool, versions: [String: String]) {
    self.kind = kind
    self.spool = spool
    self.versions = versions
  }

  var isEmpty: Bool { spool.count == 0 && rejected.isEmpty && shortfall == 0 }

  /// Rows of the catalogue received so far.
  var catalogueRows: Int { bringsTerms ? 0 : received - termRows }

  /// What follows are terms, not rows of the catalogue.
  func termsBegin() { bringsTerms = true }

  /// The terms are through.
  func termsEnd() { (bringsTerms, termRows, rejectedTerms) = (false, received, rejected.count) }

  /// A file or a query begins; the places of its rejected rows are counted in it.
  func begins() { (before, rejectedBefore) = (received, rejected.count) }

  /// The query under way begins at its first page again: what it brought is counted and rejected anew.
  func beginsAgain() {
    received = before
    rejected.removeLast(rejected.count - rejectedBefore)
  }

  /// Counts a row.
  func noteRow() { received += 1 }

  /// So many of the rows counted came with an earlier pass of their query.
  func cameBefore(_ count: Int) { received -= count }

  /// A file of rows, or a query that brings rows, is through.
  ///
  /// - Parameters:
  ///   - number: what the platform announced (`NationalCount`); `nil` where it says nothing.
  ///   - transaction: whose file or query it was, for the text.
  func proves(announced number: Int?, received count: Int, of transaction: String) {
    compare(number, count, of: transaction)
    counted += count
    announced = announced.flatMap { sum in number.map { sum + $0 } }
  }

  /// A query is through. What it announces says nothing about the rows that it changes.
  func provesQuery(announced number: Int, received count: Int, of transaction: String) {
    compare(number, count, of: transaction)
  }

  private func compare(_ number: Int?, _ count: Int, of transaction: String) {
    guard let number, number != count else { return }
    shortfall += abs(number - count)
    if mismatch == nil {
      mismatch = NationalMismatch(transaction: transaction, announced: number, received: count)
    }
  }

  func contains(_ keyText: String) -> Bool { spool.contains(keyText) }

  /// The later record of a key stands.
  func take(_ record: CatalogueRecord) throws(StoreError) { _ = try spool.append(record) }

  /// A row held, which no file brought, with other terms.
  func takeHeld(_ record: CatalogueRecord) throws(StoreError) {
    try take(record)
    termsOnly += 1
  }

  /// The row counted last is not taken over.
  ///
  /// - Throws: when it is one too many: then the platform's format is another one (`CatalogueDownload.rejectLimit`).
  func reject(_ text: String, _ reject: RecordReject, number: String) throws(FeedError) {
    let named = NationalRejects.named(reject, number: number)
    rejected.append(NewReject(place: received - before, text: text, reject: named))
    let limit = CatalogueDownload.rejectLimit
    guard rejected.count > limit else { return }
    throw FeedError(
      CatalogueProtocolError(
        .tooManyRejects, "不合格的记录超过 \(limit) 条，平台的格式可能改变了，未取用；第一条：\(rejected[0].reject.reason)"))
  }

  /// Why nothing could be read of a file; empty when nothing was rejected.
  var lastReason: String { rejected.last?.reject.reason ?? "" }

  /// As the feed publishes it: distinct rows, and what was announced, which differs from what was counted by the shortfall
  /// of any file or query. The number stays open when a file announced none, or when there was no file and only terms
  /// changed.
  func finished(isWhole: Bool) throws(StoreError) -> DownloadResult {
    let count = spool.count
    let isOpen = shortfall == 0 && (announced ?? 0) == 0
    let platform = PlatformRows(
      repeated: counted - (count - termsOnly) - (rejected.count - rejectedTerms), termsOnly: termsOnly,
      rejectedTerms: rejectedTerms)
    let batch = DownloadedBatch(
      kind: kind, window: CatalogueWindow.whole,
      announced: isOpen ? CataloguePage.unannounced : counted + shortfall,
      records: DownloadedRows(count: count, superseded: []),
      rejected: rejected.map { RejectedRow(number: $0.place, text: $0.text, reject: $0.reject) }, platform: platform)
    return .batch(batch, try spool.rows(), isWhole: isWhole, answer: nil)
  }
}
