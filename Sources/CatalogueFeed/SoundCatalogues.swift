import Catalogue
import CatalogueStore

extension CatalogueFeed {
  /// Publishes. A file found damaged while a release was built on it keeps back its own catalogue, not the others; rows
  /// that were completed with those of a damaged file are fetched again by the next poll.
  ///
  /// - Parameter batches: afterwards those that were published.
  func publishSound(
    _ batches: inout [PublishableBatch], into results: inout [CatalogueKind: CatalogueResult]
  ) async throws(StoreError) -> PublicationResult {
    do throws(StoreError) {
      return try await publish(batches)
    } catch {
      let kept: Set<CatalogueKind>
      switch error.code {
      case .damagedReleaseFile: kept = store.refusedKinds(batches)
      case .completedWithRot: kept = Set(batches.filter(\.isCompletedWithHeld).map(\.kind))
      default: throw error
      }
      guard !kept.isEmpty else { throw error }
      for kind in kept {
        let damaged = store.damagedFiles.first { $0.kind == kind }
        let told = FeedError(damaged.map { StoreError($0) } ?? error)
        results[kind] = .failed(told)
        logger.error("目录未能发布", metadata: ["目录": "\(kind.title)", "错误": "\(told)"])
      }
      batches.removeAll { kept.contains($0.kind) }
      return try await publishSound(&batches, into: &results)
    }
  }
}
