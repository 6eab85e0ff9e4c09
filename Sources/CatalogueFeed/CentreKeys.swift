import Catalogue
import CentreProtocol

extension CatalogueFeed {
  /// The end of an open window.
  public static let lastDay = CatalogueWindow.lastDay

  /// The keys of the rows the centre has for these change dates just now. Changes nothing here, and does not wait for a
  /// poll that is under way. Rows that cannot be decoded have no key and are an error, as is a number of rows other than
  /// announced.
  public func centreKeys(
    _ kind: CatalogueKind, from: CivilDate, through: CivilDate
  ) async throws(FeedError) -> [[String]] {
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
        guard batch.isProven, batch.rejected.isEmpty else {
          throw FeedError(
            code: "QZ-F125",
            text: "中心公布 \(max(0, batch.announced)) 条，收到 \(batch.receivedCount) 条，其中不合格 \(batch.rejected.count) 条")
        }
        return keys.enumerated().compactMap { batch.records.superseded.contains($0.offset) ? nil : $0.element }
      }
    }
  }
}
