import Catalogue

/// Decides page by page how a window is downloaded: where to continue, when to begin again, when all is there, and
/// whether the number received proves it.
///
/// It keeps no row, only which keys came: who feeds it keeps the pages, and reads the rows from them afterwards.
///
/// Feed it every page in the order asked for; pages kept from an interrupted run first, which puts it where that run was.
public struct CatalogueDownload: Sendable {
  public enum Step: Sendable {
    /// Ask for the page after this key.
    case request(continueAfter: String)
    /// The total changed between pages: forget the pages kept and ask for page 1 again.
    case restart
    case complete(DownloadedBatch)
    case failed(CatalogueProtocolError)
  }

  /// How often page 1 is asked for again because the total changed.
  public static let restartLimit = 3
  /// How often a window is cut in two because pages alone do not bring all its rows.
  public static let splitLimit = 64
  /// Bad rows of one window; with more the centre's format is another one, and nothing is taken over.
  public static let rejectLimit = 10_000

  public let kind: CatalogueKind
  public let window: CatalogueWindow
  /// Pages received since the last start from page 1.
  public private(set) var pageCount = 0
  /// Of the whole window.
  public private(set) var total: Int?
  public private(set) var restartCount = 0
  /// Texts received since page 1, repeats included.
  private var textCount = 0
  private var keys = KeyTable()
  private var superseded: Set<Int> = []
  private var rejected: [RejectedRow] = []
  private var rejectedTexts: Set<String> = []
  /// How many of the rows have a change date.
  private var rowsOfDay: [CivilDate: Int] = [:]
  private var scanner: RecordScanner
  private var pass: DownloadPass
  private var waiting: [CatalogueWindow] = []
  private var splitCount = 0
  private var isDoubtful = false

  public init(kind: CatalogueKind, window: CatalogueWindow) {
    self.kind = kind
    self.window = window
    scanner = RecordScanner(kind)
    pass = DownloadPass(window: window, isPart: false)
  }

  /// Distinct rows received, decoded or rejected.
  public var receivedCount: Int { keys.count + rejected.count }

  /// The window the next request asks for: the whole one, or a part of it.
  public var requestWindow: CatalogueWindow { pass.window }

  /// The key the next request continues after.
  public var nextContinueAfter: String { pass.continueAfter }

  /// Rows of the window, or of the part of it, that is being paged through.
  private var passCount: Int { pass.seen?.count ?? receivedCount }

  /// The key after which the page that follows this one will most likely be asked for, so that the centre can prepare it
  /// meanwhile; `nil` where that depends on the rows.
  public func likelyNext(after page: CataloguePage) -> String? {
    guard pass.gap == nil, !page.isLast, let last = page.records.last, pass.total.map({ $0 == page.total }) ?? true,
      page.total == CataloguePage.unannounced || passCount + page.records.count < page.total
    else { return nil }
    let next = Self.code(of: last)
    return next == pass.continueAfter ? nil : next
  }

  /// A page arrived in answer to the last `request` (at first: to the request without a key).
  public mutating func pageArrived(_ page: CataloguePage) -> Step {
    if let total = pass.total, total != page.total { return totalChanged() }
    pass.total = page.total
    if total == nil { total = page.total }
    pageCount += 1
    let before = passCount
    for text in page.records { take(text) }
    if rejected.count > Self.rejectLimit {
      return .failed(
        .init(.tooManyRejects, "不合格的记录超过 \(Self.rejectLimit) 条，中心的格式可能改变了，未取用；第一条：\(rejected[0].reject.reason)"))
    }
    if pass.gap != nil {
      pass.noteGapPage(page)
      return closeNextGap()
    }
    if kind == .bzml { pass.noteEdge(page) }
    if page.isLast || (page.total != CataloguePage.unannounced && passCount > page.total) { return closeNextGap() }
    guard let last = page.records.last else {
      return .failed(.init(.noProgress, "第 \(pageCount) 页没有记录，却没有结束标志"))
    }
    let next = Self.code(of: last)
    guard passCount > before, next != pass.continueAfter else {
      return .failed(.init(.noProgress, "第 \(pageCount) 页没有带来新的记录，续传没有前进"))
    }
    pass.continueAfter = next
    return .request(continueAfter: next)
  }

  private mutating func totalChanged() -> Step {
    guard restartCount < Self.restartLimit else {
      return .failed(.init(.unsteadyTotal, "下载期间总条数改变了 \(restartCount + 1) 次，稍后重试"))
    }
    let count = restartCount + 1
    self = CatalogueDownload(kind: kind, window: window)
    restartCount = count
    return .restart
  }

  /// Repeats are dropped by the full key; the later text stands.
  private mutating func take(_ text: String) {
    var text = text
    let number = textCount
    textCount += 1
    do throws(RecordReject) {
      let (key, date) = try keyAndChangeDate(&text)
      pass.seen?.insert(key)
      if let earlier = keys.note(key, number: number) {
        superseded.insert(earlier)
      } else if kind == .bzml, let day = CentreDate.parse(date)?.date {
        rowsOfDay[day, default: 0] += 1
      }
    } catch {
      pass.seen?.insert(text)
      superseded.insert(number)
      guard rejectedTexts.insert(text).inserted else { return }
      rejected.append(RejectedRow(number: receivedCount + 1, text: text, reject: error))
    }
  }

  private mutating func keyAndChangeDate(_ text: inout String) throws(RecordReject) -> (key: String, date: String) {
    let scanned = text.withUTF8 { bytes in
      scanner.scan(bytes) ? (scanner.keyText(in: bytes), scanner.changeDate(in: bytes)) : nil
    }
    if let scanned { return scanned }
    let record = try CatalogueRecord.decode(text, kind: kind)
    return (record.keyText, record.changeDate)
  }

  /// After the end mark: the groups that page edges may have cut are asked for from their start, until the count is
  /// reached; without a count, all of them.
  private mutating func closeNextGap() -> Step {
    if isShort, !pass.edges.isEmpty {
      let gap = pass.edges.removeFirst()
      pass.gap = gap
      pass.continueAfter = gap.after
      return .request(continueAfter: gap.after)
    }
    return passEnded()
  }

  /// Rows of the pass may still be missing.
  private var isShort: Bool {
    guard let total = pass.total, total != CataloguePage.unannounced else { return true }
    return passCount < total
  }

  /// A window that is still short is cut in two at the middle of its rows' dates: the parts have fewer rows of one code.
  private mutating func passEnded() -> Step {
    let isMissingRows = pass.total == CataloguePage.unannounced ? pass.hasUnseenEnd : isShort
    if kind == .bzml, isMissingRows {
      if pass.window.from < pass.window.through, splitCount < Self.splitLimit {
        splitCount += 1
        waiting = halves(of: pass.window) + waiting
      } else {
        isDoubtful = true
      }
    }
    let isAllThere = total != CataloguePage.unannounced && receivedCount == total
    guard !isAllThere, !waiting.isEmpty else { return complete() }
    pass = DownloadPass(window: waiting.removeFirst(), isPart: true)
    return .request(continueAfter: "")
  }

  private func halves(of window: CatalogueWindow) -> [CatalogueWindow] {
    let days = rowsOfDay.filter { $0.key >= window.from && $0.key <= window.through }.sorted { $0.key < $1.key }
    var left = days.reduce(0) { $0 + $1.value } / 2
    var middle = window.from
    for (day, count) in days {
      middle = day
      if left < count { break }
      left -= count
    }
    let end = min(middle, window.through.adding(days: -1))
    return [
      CatalogueWindow(from: window.from, through: end),
      CatalogueWindow(from: end.adding(days: 1), through: window.through),
    ]
  }

  private func complete() -> Step {
    .complete(
      DownloadedBatch(
        kind: kind, window: window, announced: total ?? 0,
        records: DownloadedRows(count: keys.count, superseded: superseded), rejected: rejected,
        isDoubtful: isDoubtful))
  }

  /// Field 1 as received.
  static func code(of text: String) -> String {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "|")) else { return text }
    return String(text[..<end])
  }
}
