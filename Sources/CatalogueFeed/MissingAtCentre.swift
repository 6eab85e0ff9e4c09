import Catalogue
import CatalogueStore

extension CatalogueFeed {
  /// So many rows may leave a view with one `sync --full`, whatever the size of the catalogue.
  static let alwaysWithdrawable = 20
  /// Beyond that, one row in so many: a centre that lost a part of its catalogue announces what is left, so the proof
  /// by number says nothing.
  static let withdrawableShare = 20

  /// Keys of the rows held that the centre's whole catalogue no longer has and that leave the view with this batch;
  /// none where they are only to be reported, where a reject may be one of them, or where they are too many.
  func withdrawableKeys(_ batch: PublishableBatch) throws(StoreError) -> [[String]] {
    guard configuration.withdrawsMissing, batch.isWhole, batch.rejects.isEmpty else { return [] }
    let missing = try store.heldKeys(batch.kind, without: batch.records)
    let held = store.rowCounts[batch.kind] ?? 0
    guard missing.count <= max(Self.alwaysWithdrawable, held / Self.withdrawableShare) else {
      logger.error(
        "QZ-F124 中心缺少的记录太多，没有撤下，请向中心核实",
        metadata: ["目录": "\(batch.kind.title)", "条数": "\(missing.count)", "共有": "\(held)"])
      return []
    }
    return missing.map(FieldText.split)
  }
}
