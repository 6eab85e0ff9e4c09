import Catalogue

/// A row that was received but not taken over.
public struct RejectedRow: Hashable, Sendable {
  /// Place among the rows received, counted from 1.
  public let number: Int
  public let text: String
  public let reject: RecordReject

  public init(number: Int, text: String, reject: RecordReject) {
    self.number = number
    self.text = text
    self.reject = reject
  }
}

/// Everything one window of one catalogue brought.
public struct DownloadedBatch: Sendable {
  public let kind: CatalogueKind
  public let window: CatalogueWindow
  /// What the centre announced.
  public let announced: Int
  /// One record a key, in the order received.
  public let records: [CatalogueRecord]
  public let rejected: [RejectedRow]

  public init(
    kind: CatalogueKind, window: CatalogueWindow, announced: Int, records: [CatalogueRecord], rejected: [RejectedRow]
  ) {
    self.kind = kind
    self.window = window
    self.announced = announced
    self.records = records
    self.rejected = rejected
  }

  /// Received (decoded and rejected) equals announced.
  public var isProven: Bool { records.count + rejected.count == announced }
}

/// Decides page by page how a window is downloaded: where to continue, when to begin again, when all is there, and
/// whether the number received proves it.
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

  public let kind: CatalogueKind
  public let window: CatalogueWindow
  /// Pages received since the last start from page 1.
  public private(set) var pageCount = 0
  public private(set) var total: Int?
  public private(set) var restartCount = 0
  private var records: [CatalogueRecord] = []
  private var rejected: [RejectedRow] = []
  private var placeOfKey: [String: Int] = [:]
  private var rejectedTexts: Set<String> = []
  private var continueAfter = ""
  /// Where a page edge may have cut a group of rows with one code: the last distinct code before it.
  private var edges: [String] = []
  private var isClosingGaps = false

  public init(kind: CatalogueKind, window: CatalogueWindow) {
    self.kind = kind
    self.window = window
  }

  /// Distinct rows received, decoded or rejected.
  public var receivedCount: Int { records.count + rejected.count }

  /// The key the next request continues after.
  public var nextContinueAfter: String { continueAfter }

  /// A page arrived in answer to the last `request` (at first: to the request without a key).
  public mutating func pageArrived(_ page: CataloguePage) -> Step {
    if let total, total != page.total { return totalChanged() }
    total = page.total
    pageCount += 1
    let before = receivedCount
    for text in page.records { take(text) }
    if isClosingGaps { return closeNextGap() }
    noteEdge(page)
    if page.isLast || receivedCount > page.total { return pagesEnded() }
    guard let last = page.records.last else {
      return .failed(.init(.noProgress, "第 \(pageCount) 页没有记录，却没有结束标志"))
    }
    let next = Self.code(of: last)
    guard receivedCount > before, next != continueAfter else {
      return .failed(.init(.noProgress, "第 \(pageCount) 页没有带来新的记录，续传没有前进"))
    }
    continueAfter = next
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
    do {
      let record = try CatalogueRecord.decode(text, kind: kind)
      let key = record.keyText
      if let place = placeOfKey[key] {
        records[place] = record
      } else {
        placeOfKey[key] = records.count
        records.append(record)
      }
    } catch {
      guard rejectedTexts.insert(text).inserted else { return }
      rejected.append(RejectedRow(number: receivedCount + 1, text: text, reject: error))
    }
  }

  private mutating func noteEdge(_ page: CataloguePage) {
    guard kind == .bzml, !page.isLast, let last = page.records.last else { return }
    let code = Self.code(of: last)
    let previous = page.records.last { Self.code(of: $0) != code }
    edges.append(previous.map(Self.code) ?? continueAfter)
  }

  /// 病种 rows continue by code alone while their key has four parts, so rows of one code that a page edge cuts are
  /// never sent. When the count is short, the pages that begin after the previous distinct code bring them.
  private mutating func pagesEnded() -> Step {
    if receivedCount < total ?? 0, !edges.isEmpty {
      isClosingGaps = true
      return closeNextGap()
    }
    return complete()
  }

  private mutating func closeNextGap() -> Step {
    guard receivedCount < total ?? 0, !edges.isEmpty else { return complete() }
    continueAfter = edges.removeFirst()
    return .request(continueAfter: continueAfter)
  }

  private func complete() -> Step {
    .complete(
      DownloadedBatch(kind: kind, window: window, announced: total ?? 0, records: records, rejected: rejected))
  }

  /// Field 1 as received.
  private static func code(of text: String) -> String {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "|")) else { return text }
    return String(text[..<end])
  }
}
