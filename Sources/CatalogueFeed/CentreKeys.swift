import Catalogue
import CentreProtocol

/// The rows the centre has for some change dates.
public struct CentreRows: Hashable, Sendable {
  /// `nil` where the centre announces no number.
  public let announced: Int?
  /// Of the rows that can be taken over.
  public let keys: [[String]]
  /// Rows that cannot.
  public let rejected: Int
}

extension CatalogueFeed {
  /// The end of an open window.
  public static let lastDay = CatalogueWindow.lastDay

  /// What the centre has for these change dates just now. Changes nothing here, and does not wait for a poll that is
  /// under way. A number of rows other than announced is an error.
  public func centreRows(
    _ kind: CatalogueKind, from: CivilDate, through: CivilDate
  ) async throws(FeedError) -> CentreRows {
    var download = CatalogueDownload(kind: kind, window: CatalogueWindow(from: from, through: through))
    var step = CatalogueDownload.Step.request(continueAfter: "")
    // By the number of the text; a bad row has none.
    var keys: [[String]?] = []
    while true {
      switch step {
      case .failed(let error): throw FeedError(error)
      case .restart:
        keys = []
        step = .request(continueAfter: "")
      case .request(let key):
        let page = try await ask(kind, download.requestWindow, continueAfter: key).get().page
        step = download.pageArrived(page)
        for text in page.records {
          let record = Result { () throws(RecordReject) in try CatalogueRecord.decode(text, kind: kind) }
          if case .success(let record) = record { keys.append(record.key) } else { keys.append(nil) }
        }
      case .complete(let batch):
        guard batch.isProven else {
          throw FeedError(
            code: "QZ-F125", text: "中心公布 \(max(0, batch.announced)) 条，收到 \(batch.receivedCount) 条，条数不符")
        }
        return CentreRows(
          announced: batch.announced == CataloguePage.unannounced ? nil : batch.announced,
          keys: keys.enumerated().compactMap { batch.records.superseded.contains($0.offset) ? nil : $0.element },
          rejected: batch.rejected.count)
      }
    }
  }
}
