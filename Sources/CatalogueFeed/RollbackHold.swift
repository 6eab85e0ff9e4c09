import Catalogue
import CatalogueStore
import CentreProtocol

extension CatalogueFeed {
  /// A proven batch of a catalogue that was rolled back stays out (centre.md, "Polling"); what it would change is told.
  /// So does one of a catalogue whose file is damaged.
  /// `nil` when the catalogue is not held.
  func rollbackHold(
    _ batch: DownloadedBatch, _ rows: BatchRows, rejects: [NewReject], isWhole: Bool
  ) throws(StoreError) -> HeldBatch? {
    if let damaged = store.damagedFiles.first(where: { $0.kind == batch.kind }) {
      return held(batch, rejects, reason: damaged.text)
    }
    guard let hold = try store.rollbackHolds().first(where: { $0.kind == batch.kind }) else { return nil }
    let preview = try store.preview(
      PublishableBatch(
        kind: batch.kind, from: batch.window.from, through: batch.window.through, isWhole: isWhole,
        announced: batch.announced, rows: rows, rejects: rejects), keyLimit: 0)
    return held(
      batch, rejects,
      reason: "QZ-F123 已回退到第 \(hold.toRelease) 次发布，暂停发布；中心的内容将新增 \(preview.changes.added) 行、"
        + "修改 \(preview.changes.modified) 行；用 qianzhi release resume \(batch.kind.rawValue) 恢复")
  }

  /// As ``held(_:_:reason:)``, with the numbers of the file or query that does not agree.
  func held(_ batch: DownloadedBatch, _ rejects: [NewReject], mismatch: NationalMismatch) -> HeldBatch {
    HeldBatch(
      kind: batch.kind, reason: "QZ-F120 \(mismatch.text)，条数不符，未发布；下次轮询重新下载",
      announced: mismatch.announced, received: mismatch.received, rejected: rejects.count, at: now())
  }

  func held(_ batch: DownloadedBatch, _ rejects: [NewReject], reason: String) -> HeldBatch {
    HeldBatch(
      kind: batch.kind, reason: reason, announced: batch.announced, received: batch.records.count + rejects.count,
      rejected: rejects.count, at: now())
  }
}
