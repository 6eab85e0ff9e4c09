import Catalogue
import CentreProtocol

extension CatalogueFeed {
  /// Signs in before a poll, when the catalogues come from the national platform.
  ///
  /// - Returns: why the poll cannot begin.
  func enterNational() async -> FeedError? {
    guard let national else { return nil }
    do throws(FeedError) {
      try await national.signIn()
      return nil
    } catch {
      return error
    }
  }

  /// Signs out after a poll; a sign-out that fails hinders nothing.
  func leaveNational() async {
    if let failure = await national?.signOut() { logger.info("签退没有成功", metadata: ["错误": "\(failure)"]) }
  }

  /// The outcome of a poll that could not begin.
  func failed(_ kinds: [CatalogueKind], _ failure: FeedError) -> FeedOutcome {
    logger.error("签到失败", metadata: ["错误": "\(failure)"])
    let outcome = FeedOutcome(
      release: nil, results: Dictionary(uniqueKeysWithValues: kinds.map { ($0, CatalogueResult.failed(failure)) }))
    note(outcome, full: false)
    return outcome
  }
}
