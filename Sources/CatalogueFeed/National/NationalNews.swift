import Catalogue
import CatalogueStore
import CentreProtocol

extension CatalogueFeed {
  /// Which file transactions of a catalogue have a newer version than the one held: what a check can ask the national
  /// platform, which announces no rows by date. Nothing is downloaded. Waits for a poll that is under way, since both sign
  /// in. 1304 and the terms have no versions and are not asked.
  ///
  /// - Returns: empty with the unified interface.
  public func newerAtPlatform(_ kind: CatalogueKind) async throws(FeedError) -> [String] {
    guard let national else { return [] }
    await enter()
    defer { leave() }
    if let failure = await enterNational() { throw failure }
    let found: Result<[String], FeedError>
    do throws(FeedError) {
      found = .success(try await newer(kind, at: national))
    } catch {
      found = .failure(error)
    }
    await leaveNational()
    return try found.get()
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
