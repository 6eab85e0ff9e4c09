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

/// The good rows a download brought: held, or to be read from the pages it was fed.
public struct DownloadedRows: Sendable {
  /// Distinct rows.
  public let count: Int
  /// Numbers, counted from 0 through all pages, of the texts that are no row: bad ones, and those of which a later one
  /// with the same key stands.
  public let superseded: Set<Int>
  /// The records, where they do not come from pages.
  public let held: [CatalogueRecord]?

  public init(_ records: [CatalogueRecord]) {
    count = records.count
    superseded = []
    held = records
  }

  public init(count: Int, superseded: Set<Int>) {
    self.count = count
    self.superseded = superseded
    held = nil
  }
}

/// Everything one window of one catalogue brought.
public struct DownloadedBatch: Sendable {
  public let kind: CatalogueKind
  public let window: CatalogueWindow
  /// What the centre announced, or ``CataloguePage/unannounced``.
  public let announced: Int
  /// One record a key, in the order received.
  public let records: DownloadedRows
  public let rejected: [RejectedRow]
  /// Rows may be missing that no count would show: one code has more rows than fit on a page.
  public let isDoubtful: Bool
  /// Of the national platform: why its rows are not as many as the batch's; else `nil`.
  public let platform: PlatformRows?

  public init(
    kind: CatalogueKind, window: CatalogueWindow, announced: Int, records: DownloadedRows, rejected: [RejectedRow],
    isDoubtful: Bool = false, platform: PlatformRows? = nil
  ) {
    self.kind = kind
    self.window = window
    self.announced = announced
    self.records = records
    self.rejected = rejected
    self.isDoubtful = isDoubtful
    self.platform = platform
  }

  /// Rows received, as the centre counts them: decoded and rejected ones, without what nobody announced, and with those
  /// of which a later one stands.
  public var receivedCount: Int {
    let count = records.count + rejected.count
    return platform.map { count + $0.repeated - $0.termsOnly - $0.rejectedTerms } ?? count
  }

  /// Received equals announced; where nothing is announced, every page to the end mark was read (centre.md, "Proof").
  public var isProven: Bool { announced == CataloguePage.unannounced ? !isDoubtful : receivedCount == announced }
}
