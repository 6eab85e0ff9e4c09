import Catalogue
import CatalogueStore
import CentreProtocol

extension CatalogueFeed {
  /// Which file transactions have a newer version than the one held: what a check can ask the national platform, which
  /// announces no rows by date. Nothing is downloaded. Waits for a poll that is under way, since both sign in; one sign-in
  /// for all. 1304 and the terms have no versions and are not asked.
  ///
  /// - Returns: for each of the catalogues what is newer, or why the platform could not be asked; nothing is newer with the
  ///   unified interface.
  public func newerAtPlatform(_ kinds: [CatalogueKind]) async -> [CatalogueKind: Result<[String], FeedError>] {
    func all(_ result: Result<[String], FeedError>) -> [CatalogueKind: Result<[String], FeedError>] {
      Dictionary(kinds.map { ($0, result) }) { first, _ in first }
    }
    guard let national else { return all(.success([])) }
    await enter()
    defer { leave() }
    if let failure = await enterNational() { return all(.failure(failure)) }
    var found: [CatalogueKind: Result<[String], FeedError>] = [:]
    for kind in kinds {
      do throws(FeedError) {
        found[kind] = .success(try await newer(kind, at: national))
      } catch {
        found[kind] = .failure(error)
      }
    }
    await leaveNational()
    return found
  }

  private func newer(_ kind: CatalogueKind, at national: NationalCentre) async throws(FeedError) -> [String] {
    let held: [String: String]
    do throws(StoreError) { held = try store.nationalVersions(kind) } catch { throw FeedError(error) }
    var newer: [String] = []
    for catalogue in NationalFileCatalogue.allCases where catalogue.kind == kind {
      let version = held[catalogue.rawValue] ?? NationalBatch.firstVersion
      if try await national.news(catalogue.rawValue, ["data": ["ver": .string(version)]]) != nil {
        newer.append(catalogue.rawValue)
      }
    }
    return newer
  }
}
