import Catalogue
import CatalogueStore

extension CatalogueFeed {
  /// Publishes. A file found damaged while a release was built on it keeps back its own catalogue, not the others.
  ///
  /// - Parameter batches: afterwards those that were published.
  func publishSound(
    _ batches: inout [PublishableBatch], into results: inout [CatalogueKind: CatalogueResult]
  ) async throws(StoreError) -> PublicationResult {
    do throws(StoreError) {
      return try await publish(batches)
    } catch {
      let damaged = Dictionary(uniqueKeysWithValues: store.damagedFiles.map { ($0.kind, $0) })
      guard error.code == .damagedReleaseFile, batches.contains(where: { damaged[$0.kind] != nil }) else { throw error }
      for batch in batches {
        guard let found = damaged[batch.kind] else { continue }
        let told = FeedError(StoreError(found))
        results[batch.kind] = .failed(told)
        logger.error("目录未能发布", metadata: ["目录": "\(batch.kind.title)", "错误": "\(told)"])
      }
      batches.removeAll { damaged[$0.kind] != nil }
      return try await publish(batches)
    }
  }
}
