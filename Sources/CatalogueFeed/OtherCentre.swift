import Catalogue
import CatalogueStore

/// A configured centre that is not the one the catalogues come from (from test to production, another institution): rows it
/// lacks would stay for ever, since polls ask for what is new. So the catalogue is downloaded and compared whole, as by
/// `sync --full`, and is not proven before. What is served stays meanwhile.
extension CatalogueFeed {
  static let otherCentreCode = "QZ-F142"

  /// Looks whether a catalogue comes from another centre than the one this poll asks.
  ///
  /// - Returns: whether everything has to be asked for.
  func comparesOtherCentre(_ kind: CatalogueKind) throws(StoreError) -> Bool {
    guard !configuration.centre.isEmpty else { return false }
    try store.noteAsking(kind, of: configuration.centre)
    let other = try store.otherCentre(kind, than: configuration.centre)
    if let other, !otherCentres.contains(kind) {
      logger.warning(
        "\(Self.otherCentreCode) 目录的内容来自另一个中心，现在完整下载核对",
        metadata: ["目录": "\(kind.title)", "原来": "\(other)", "现在": "\(configuration.centre)"])
    }
    if other == nil { otherCentres.remove(kind) } else { otherCentres.insert(kind) }
    // What was rolled back is compared once an hour (`comparesWhole`), and when it is resumed.
    let holds = try store.rollbackHolds()
    return other != nil && !holds.contains { $0.kind == kind }
  }

  /// What a poll nobody asked for need not fetch: everything of a centre that was held less than an hour ago, and that
  /// nobody did anything about since.
  func waitingWhole(_ kind: CatalogueKind) throws(StoreError) -> HeldBatch? {
    guard let held = wholeHeld[kind], (0..<PollSchedule.wholeWindowEveryMilliseconds).contains(now() - held.at) else {
      return nil
    }
    let rejects = try store.rejects(kind)
    let isAccepted = held.rejected > 0 && rejects.allSatisfy { $0.acceptedAt != nil }
    return isAccepted ? nil : held
  }

  /// When a batch that is not proven is asked for again, as its text says it.
  func nextAttempt(_ kind: CatalogueKind) -> String {
    otherCentres.contains(kind) && !store.lostCatalogues.contains(kind)
      ? "一小时后重新下载，或用 qianzhi sync 立即下载" : "下次轮询重新下载"
  }

  /// What `status` says of a catalogue that was not compared with the configured centre yet.
  nonisolated func otherCentreProblem(_ kind: CatalogueKind) throws(StoreError) -> String? {
    guard !configuration.centre.isEmpty else { return nil }
    return try store.otherCentre(kind, than: configuration.centre).map {
      "\(Self.otherCentreCode) 内容来自另一个中心（\($0)），还没有与现在配置的中心（\(configuration.centre)）完整核对"
    }
  }
}
