import Catalogue
import CatalogueStore
import CentreProtocol

extension CatalogueFeed {
  static let otherInterfaceCode = "QZ-F140"

  /// The first catalogue of the platform for a view that was filled from elsewhere: where most rows held are none of its,
  /// their national codes are not known, and publishing would show them a second time. It stays out until the codes are
  /// there, or a person who was told says `sync --full`.
  ///
  /// - Parameter full: a person asked for everything.
  /// - Returns: `nil` when it may be published.
  func otherInterfaceHold(
    _ batch: DownloadedBatch, _ rows: BatchRows, rejects: [NewReject], full: Bool
  ) throws(StoreError) -> HeldBatch? {
    let kind = batch.kind
    let all = store.rowCounts[kind] ?? 0
    // A disease has no serial beside its code.
    guard national != nil, kind != .bzml, all > 0, try store.nationalVersions(kind).isEmpty else { return nil }
    let left = try store.heldCount(kind, without: rows)
    let added = rows.count - (all - left)
    guard left > 0, added > 0 else { return nil }
    let numbers = "换用国家平台后，视图的 \(all) 行中有 \(left) 行没有对上国家编码，另有 \(added) 行是新的"
    let isTold = try store.heldBatches().contains {
      $0.kind == kind && $0.reason.hasPrefix(Self.otherInterfaceCode)
    }
    guard left > all / 2, !(full && isTold) else {
      logger.warning("QZ-F141 \(numbers)，同一项目可能有两行", metadata: ["目录": "\(kind.title)"])
      return nil
    }
    return held(
      batch, rejects,
      reason: "\(Self.otherInterfaceCode) \(numbers)，发布后同一项目会有两行，未发布；"
        + "先用 qianzhi import --codes 导入流水号与国家编码的对照，再 qianzhi sync；"
        + "确认就这样发布，用 qianzhi sync --full --catalogue \(kind.rawValue)")
  }
}
