import Catalogue
import CatalogueStore
import CentreProtocol

/// What publishing a catalogue that was rolled back would change.
struct HeldDifference {
  /// The release that rolled back.
  let release: Int64
  /// When everything was asked for; milliseconds since 1970 UTC.
  let askedAt: Int64
  /// `nil` until the answer was compared.
  let batch: HeldBatch?
}

extension CatalogueFeed {
  /// A proven batch of a catalogue that was rolled back stays out (centre.md, "Polling"); what it would change is told.
  /// So does one of a catalogue whose file is damaged, unless none is left and everything came.
  /// `nil` when the catalogue is not held.
  func rollbackHold(
    _ batch: DownloadedBatch, _ rows: BatchRows, rejects: [NewReject], isWhole: Bool
  ) throws(StoreError) -> HeldBatch? {
    if let damaged = store.damagedFiles.first(where: { $0.kind == batch.kind }),
      damaged.servedRelease != nil || !isWhole
    {
      return held(batch, rejects, reason: damaged.text)
    }
    guard let hold = try store.rollbackHolds().first(where: { $0.kind == batch.kind }) else { return nil }
    // Between the comparisons the last one stands.
    if !isWhole, let known = heldDifferences[batch.kind]?.batch { return known }
    let preview = try store.preview(
      PublishableBatch(
        kind: batch.kind, from: batch.window.from, through: batch.window.through, isWhole: isWhole,
        announced: batch.announced, rows: rows, rejects: rejects), keyLimit: 0)
    let difference = held(
      batch, rejects,
      reason: "QZ-F123 已回退到第 \(hold.toRelease) 次发布，暂停发布；中心的内容将新增 \(preview.changes.added) 行、"
        + "修改 \(preview.changes.modified) 行（\(extent(batch, isWhole: isWhole))）；"
        + "用 qianzhi release resume \(batch.kind.rawValue) 恢复")
    if isWhole {
      heldDifferences[batch.kind] = HeldDifference(release: hold.release, askedAt: now(), batch: difference)
    }
    return difference
  }

  /// What was compared.
  private func extent(_ batch: DownloadedBatch, isWhole: Bool) -> String {
    if isWhole { return "\(CivilDateTime(unixMilliseconds: now()).fullText) 比较全部记录" }
    if national != nil { return "只比较了上次发布以后的版本" }
    return "只比较了 \(batch.window.from.text) 至 \(batch.window.through.text) 的记录"
  }

  /// Whether this poll compares everything the centre has: of a catalogue that was rolled back the first one, and one an
  /// hour. What was taken back may lie outside of any poll's window.
  func comparesWhole(_ kind: CatalogueKind) throws(StoreError) -> Bool {
    guard let hold = try store.rollbackHolds().first(where: { $0.kind == kind }) else {
      heldDifferences[kind] = nil
      return false
    }
    if let known = heldDifferences[kind], known.release == hold.release,
      (0..<PollSchedule.wholeWindowEveryMilliseconds).contains(now() - known.askedAt)
    {
      return false
    }
    heldDifferences[kind] = HeldDifference(release: hold.release, askedAt: now(), batch: nil)
    return true
  }

  /// As ``held(_:_:reason:)``, with the numbers of the file or query that does not agree.
  func held(_ batch: DownloadedBatch, _ rejects: [NewReject], mismatch: NationalMismatch) -> HeldBatch {
    HeldBatch(
      kind: batch.kind, reason: "QZ-F120 \(mismatch.text)，条数不符，未发布；\(nextAttempt(batch.kind))",
      announced: mismatch.announced, received: mismatch.received, rejected: rejects.count, at: now())
  }

  func held(_ batch: DownloadedBatch, _ rejects: [NewReject], reason: String) -> HeldBatch {
    HeldBatch(
      kind: batch.kind, reason: reason, announced: batch.announced, received: batch.receivedCount,
      rejected: rejects.count, at: now())
  }
}
