import Catalogue
import CatalogueStore

extension CatalogueFeed {
  /// So many rows may leave a view with one `sync --full`, whatever the size of the catalogue.
  static let alwaysWithdrawable = 20
  /// Beyond that, one row in so many: a centre that lost a part of its catalogue announces what is left, so the proof
  /// by number says nothing.
  static let withdrawableShare = 20

  static let staysCode = "QZ-F124"
  static let leftOverCode = "QZ-F143"

  /// Why rows stay that the centre lacks, where a person has to decide about them: those of a centre that was left, and
  /// those that were to be withdrawn. `nil` when there are none.
  public nonisolated func staying(_ kind: CatalogueKind) throws(StoreError) -> String? {
    let withdraw = "qianzhi sync --full --withdraw-missing --catalogue \(kind.rawValue)"
    if let rows = try store.leftOver(kind) {
      return "\(Self.leftOverCode) 有 \(rows) 行来自原来的中心，现在的中心没有，仍在视图中：撤下用 \(withdraw)，"
        + "保留用 qianzhi sync --full --catalogue \(kind.rawValue)"
    }
    guard configuration.withdrawsMissing, let rows = try store.feedCursor(kind)?.missingAtCentre, rows > 0 else {
      return nil
    }
    return "\(Self.staysCode) 中心已没有的 \(rows) 行没有撤下（太多或有拒收的行时不自动撤下）；向中心核实，确认后用 \(withdraw)"
  }

  /// Rows of another centre that stay with this batch and that nobody decided about.
  func leftOver(_ batch: PublishableBatch, isOther: Bool, _ order: PollOrder) throws(StoreError) -> Int {
    guard batch.isWhole else { return 0 }
    let before = isOther ? Int.max : order.decides ? 0 : try store.leftOver(batch.kind) ?? 0
    guard before > 0 else { return 0 }
    return min(before, try store.heldKeys(batch.kind, without: batch.records).count - batch.withdrawnKeys.count)
  }

  /// Keys of the rows held that the centre's whole catalogue no longer has and that leave the view with this batch;
  /// none where they are only to be reported, where a reject may be one of them, or where they are too many.
  ///
  /// - Parameter all: a person said that they leave, however many they are.
  func withdrawableKeys(_ batch: PublishableBatch, all: Bool) throws(StoreError) -> [[String]] {
    guard configuration.withdrawsMissing || all, batch.isWhole, batch.rejects.isEmpty else { return [] }
    let missing = try store.heldKeys(batch.kind, without: batch.records)
    let held = store.rowCounts[batch.kind] ?? 0
    guard all || missing.count <= max(Self.alwaysWithdrawable, held / Self.withdrawableShare) else {
      logger.error(
        "\(Self.staysCode) 中心缺少的记录太多，没有撤下，请向中心核实",
        metadata: ["目录": "\(batch.kind.title)", "条数": "\(missing.count)", "共有": "\(held)"])
      return []
    }
    return missing.map(FieldText.split)
  }
}
